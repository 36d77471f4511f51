"""A search as alternatives, each of conditions that must all hold or not hold: what an index can answer."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from annotator.domain.errors import Refusal

MOST_BRANCHES = 64
_C = TypeVar("_C")


@dataclass(frozen=True, slots=True)
class Branch(Generic[_C]):
    """Reports for which all of `wanted` and none of `unwanted` holds."""

    wanted: tuple[_C, ...] = ()
    unwanted: tuple[_C, ...] = ()

    def joined(self, other: Branch[_C]) -> Branch[_C]:
        wanted = dict.fromkeys((*self.wanted, *other.wanted))
        return Branch(tuple(wanted), tuple(dict.fromkeys((*self.unwanted, *other.unwanted))))


def one(condition: _C) -> list[Branch[_C]]:
    return [Branch(wanted=(condition,))]


def without(condition: _C) -> list[Branch[_C]]:
    return [Branch(unwanted=(condition,))]


def either(parts: Iterator[list[Branch[_C]]]) -> list[Branch[_C]]:
    """The alternatives of all parts. Raises Refusal when there are more than MOST_BRANCHES."""
    found = list(dict.fromkeys(branch for part in parts for branch in part))
    _refuse_many(len(found))
    return found


def both(parts: Iterator[list[Branch[_C]]]) -> list[Branch[_C]]:
    """Each alternative of one part with each of the others. Raises Refusal for more than MOST_BRANCHES."""
    found: list[Branch[_C]] = [Branch()]
    for part in parts:
        _refuse_many(len(found) * len(part))
        found = [one.joined(other) for one in found for other in part]
    return list(dict.fromkeys(found))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as the search compares them: without case, accents and signs."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return tuple("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def has_words(text: str, wanted: tuple[str, ...], prefix: bool) -> bool:
    """Whether these words stand in the text one behind the other; with `prefix` the last one may go on."""
    there = f" {' '.join(words_of(text))} "
    return f" {' '.join(wanted)}{'' if prefix else ' '}" in there


def _refuse_many(number: int) -> None:
    if number > MOST_BRANCHES:
        raise Refusal(
            f"This search has more than {MOST_BRANCHES} alternatives; search for some of them at a time."
        )

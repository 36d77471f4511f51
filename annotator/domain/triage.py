"""Which of the unfinished reports comes next: the orders there are, and how reports are ranked by them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import Enum

_BITS = (1 << 64) - 1
_PARTS = 8  # bits
_STEP = 0x9E3779B97F4A7C15


class TriageOrder(Enum):
    """FILE is the order in which the reports came into the project; the others are worked out from it."""

    FILE = "file"
    DATE = "date"
    RANDOM = "random"
    UNCERTAIN = "uncertain"
    NEW_WORDS = "new-words"

    @property
    def is_measured(self) -> bool:
        """Whether reports must be read for it, and again once more of them are done."""
        return self in (TriageOrder.UNCERTAIN, TriageOrder.NEW_WORDS)


def order_named(name: str) -> TriageOrder:
    """The order of that name; FILE where there is none."""
    try:
        return TriageOrder(name)
    except ValueError:
        return TriageOrder.FILE


def shuffled(keys: Iterable[int], seed: int) -> list[int]:
    """These reports in an order without meaning, always the same for a seed.

    Where a report stands among others depends on the two alone: reports that are finished or imported in the
    meantime change nothing for the rest.
    """
    parts: list[list[tuple[int, int]]] = [[] for _ in range(1 << _PARTS)]
    for key in keys:
        mixed = _mixed(key, seed)
        parts[mixed >> (64 - _PARTS)].append((mixed, key))
    # Sorted part by part: other threads stand still while one sorts, for a second with a million reports.
    return [key for part in parts for _, key in sorted(part)]


def by_measure(keys: Sequence[int], measures: Mapping[int, float]) -> list[int]:
    """The highest measure first, equal ones as they come; reports without a measure stand behind all others."""
    measured = [key for key in keys if key in measures]
    measured.sort(key=lambda key: -measures[key])
    return measured + [key for key in keys if key not in measures]


def words_of(tokens: Iterable[str]) -> set[str]:
    """The words among the tokens, without case; numbers and signs are none."""
    return {token.casefold() for token in tokens if any(letter.isalpha() for letter in token)}


def number_of_new(words: Collection[str], known: Collection[str]) -> int:
    """How many of these words are not known yet."""
    return sum(word not in known for word in words)


def _mixed(key: int, seed: int) -> int:
    """A number without pattern, from 0 to 2**64 - 1 (the steps of splitmix64)."""
    mixed = (seed + key * _STEP) & _BITS
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _BITS
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _BITS
    return mixed ^ (mixed >> 31)

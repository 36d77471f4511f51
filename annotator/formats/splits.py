"""Which reports train a model and which judge it: sides that stay the same from one export to the next."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from annotator.domain.documents import Facts
from annotator.formats.base import ReportRecord
from annotator.formats.near_duplicates import NearDuplicates, plain_digest

SIDES = ("train", "dev", "test")


@dataclass(frozen=True, slots=True)
class Split:
    """How to share reports out: `shares` for train, dev and test, in any unit.

    `groups` gives the group of a report by its uid, as `Groups` finds it over the whole project; for a report that
    is not in it, `split_group` says.
    """

    groups: Mapping[str, str]
    seed: str = "annotator"
    shares: tuple[int, int, int] = (80, 10, 10)

    def __post_init__(self) -> None:
        if min(self.shares) < 0 or sum(self.shares) <= 0:
            raise ValueError(f"these are no shares: {self.shares}")

    def side_of(self, record: ReportRecord) -> str:
        group = self.groups.get(record.uid or "") or split_group(record)
        return split_side(group, self.seed, self.shares)


def split_side(group: str, seed: str, shares: tuple[int, int, int] = (80, 10, 10)) -> str:
    """The side of SIDES on which a group stands; it depends on nothing but these three."""
    digest = hashlib.sha256(f"{seed}\0{group}".encode("utf-8", "surrogatepass")).digest()
    place = int.from_bytes(digest[:8], "big") * sum(shares) >> 64
    for side, share in zip(SIDES, shares, strict=True):
        if place < share:
            return side
        place -= share
    raise AssertionError("the place lies below the sum of the shares")


def split_group(record: ReportRecord) -> str:
    """What reports that must stay together have in common, as far as one of them shows it."""
    return _own_group(record.text, record.facts)


def _own_group(text: str, facts: Facts) -> str:
    return _occasion(facts) or plain_digest(text)


def _occasion(facts: Facts) -> str:
    """Source and day, when both are known: reports of one day from one source tell the same story."""
    return f"{facts.source.strip().casefold()}\0{facts.date[:10]}" if facts.source.strip() and facts.date else ""


class Groups:
    """Puts reports together that are copies of each other, or of one source and day.

    Add every report of the project in the order of its queue, not only those that will be exported: a group is
    named by its first report, so a report that is finished later leaves the others where they were.
    """

    def __init__(self) -> None:
        self._copies = NearDuplicates()
        self._occasions: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._names: list[str] = []
        self._parents: list[int] = []

    def add(self, uid: str, text: str, facts: Facts) -> None:
        number = len(self._parents)
        self._numbers[uid] = number
        self._parents.append(number)
        self._names.append(_own_group(text, facts))
        self._copies.add(text)
        if occasion := _occasion(facts):
            self._join(number, self._occasions.setdefault(occasion, number))

    def groups(self) -> dict[str, str]:
        """The group of each report added, by its uid; ends the adding."""
        with self._copies:
            for copy in self._copies.copies():
                self._join(copy.later, copy.earlier)
        return {uid: self._names[self._first(number)] for uid, number in self._numbers.items()}

    def _first(self, number: int) -> int:
        while self._parents[number] != number:
            self._parents[number] = self._parents[self._parents[number]]
            number = self._parents[number]
        return number

    def _join(self, one: int, other: int) -> None:
        low, high = sorted((self._first(one), self._first(other)))
        self._parents[high] = low

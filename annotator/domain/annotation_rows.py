"""Annotations as they were read: rows in order, each made into an object only when somebody looks at it.

A report with 80,000 annotations opens in the time that reading its rows takes, because nothing is done for each of
them: the places are looked up by bisection, and by the furthest end of each block of rows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from operator import itemgetter
from typing import Any

from annotator.domain.annotations import Annotation

Row = Sequence[Any]  # start, end, uid, and whatever else `make` needs
_BLOCK = 32  # rows in a block, and blocks in a region


class AnnotationRows:
    """Rows of one document, sorted by start and end; positions in the list stand for annotations."""

    def __init__(self, rows: Sequence[Row], make: Callable[[Row], Annotation]) -> None:
        self._rows = rows
        self._make = make
        self._made: dict[int, Annotation] = {}
        self._starts = list(map(itemgetter(0), rows))
        ends = list(map(itemgetter(1), rows))
        self._furthest = [max(ends[low : low + _BLOCK]) for low in range(0, len(ends), _BLOCK)]
        self._regions = [max(self._furthest[low : low + _BLOCK]) for low in range(0, len(self._furthest), _BLOCK)]
        self._reached = list(accumulate(self._regions, max))  # the furthest end up to and with each region
        self._by_uid: dict[str, int] | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int) -> Annotation:
        made = self._made.get(index)
        if made is None:
            made = self._made[index] = self._make(self._rows[index])
        return made

    def find(self, uid: str) -> int | None:
        """Where the annotation with this uid is; None when it is not here."""
        if self._by_uid is None:
            self._by_uid = {row[2]: index for index, row in enumerate(self._rows)}
        return self._by_uid.get(uid)

    def overlapping(self, start: int, end: int) -> list[int]:
        """Which share a character with `[start, end)`."""
        found: list[int] = []
        high, rows = bisect_left(self._starts, end), self._rows
        blocks = (high + _BLOCK - 1) // _BLOCK
        regions = (blocks + _BLOCK - 1) // _BLOCK
        for region in range(bisect_right(self._reached, start, 0, regions), regions):
            if self._regions[region] <= start:
                continue
            for block in range(region * _BLOCK, min(blocks, (region + 1) * _BLOCK)):
                if self._furthest[block] > start:
                    within = range(block * _BLOCK, min(high, (block + 1) * _BLOCK))
                    found.extend(index for index in within if rows[index][1] > start)
        return found

    def first_behind(self, position: int) -> int:
        """The first that starts behind the position; the number of rows when there is none."""
        return bisect_right(self._starts, position)

    def first_at(self, position: int) -> int:
        """The first that starts at or behind the position; the number of rows when there is none."""
        return bisect_left(self._starts, position)

    def start(self, index: int) -> int:
        return int(self._starts[index])

"""Heights of many segments: guessed in chunks at first, corrected one by one as they are laid out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

CHUNK = 128


class Heights:
    """Heights in pixels of `count` segments, and the places that follow from them.

    `rough(first, last)` guesses the height of several segments together, `single(first, last)` that of each.
    """

    def __init__(
        self, count: int, rough: Callable[[int, int], int], single: Callable[[int, int], list[int]]
    ) -> None:
        self._count = count
        self._single = single
        self._chunks: dict[int, list[int]] = {}
        bounds = range(0, count, CHUNK)
        self._sums = [rough(first, min(first + CHUNK, count)) for first in bounds]
        self._tops: list[int] | None = None

    @property
    def total(self) -> int:
        return self._chunk_tops()[-1]

    def height(self, segment: int) -> int:
        return self._chunk(segment // CHUNK)[segment % CHUNK]

    def set(self, segment: int, height: int) -> bool:
        """Correct one height; returns whether it was another one."""
        chunk, place = divmod(segment, CHUNK)
        heights = self._chunk(chunk)
        change = height - heights[place]
        if change:
            heights[place] = height
            self._sums[chunk] += change
            self._tops = None
        return change != 0

    def top(self, segment: int) -> int:
        """Where the segment begins."""
        chunk, place = divmod(segment, CHUNK)
        heights = self._chunk(chunk)
        return self._chunk_tops()[chunk] + sum(heights[:place])

    def at(self, y: int) -> tuple[int, int]:
        """The segment at height `y` and how far below its top that is; the first or last when beyond."""
        tops = self._chunk_tops()
        chunk = min(max(bisect_right(tops, y) - 1, 0), len(self._sums) - 1)
        heights = self._chunk(chunk)
        tops = self._chunk_tops()
        inner = list(accumulate(heights, initial=tops[chunk]))
        place = min(max(bisect_right(inner, y) - 1, 0), len(heights) - 1)
        return chunk * CHUNK + place, min(max(y - inner[place], 0), heights[place])

    def _chunk(self, chunk: int) -> list[int]:
        heights = self._chunks.get(chunk)
        if heights is None:
            first = chunk * CHUNK
            heights = self._chunks[chunk] = self._single(first, min(first + CHUNK, self._count))
            self._sums[chunk] = sum(heights)
            self._tops = None
        return heights

    def _chunk_tops(self) -> list[int]:
        if self._tops is None:
            self._tops = list(accumulate(self._sums, initial=0))
        return self._tops

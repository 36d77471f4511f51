"""Stretches of a text found by place: suggestions, hits of a search."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar


class Stretch(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


T = TypeVar("T", bound=Stretch)


class StretchIndex(Generic[T]):
    """Stretches in the order of their starts."""

    def __init__(self, stretches: Iterable[T] = ()) -> None:
        self._stretches = sorted(stretches, key=lambda stretch: (stretch.start, -stretch.end))
        self._starts = [stretch.start for stretch in self._stretches]
        self._longest = max((stretch.end - stretch.start for stretch in self._stretches), default=0)

    def __len__(self) -> int:
        return len(self._stretches)

    def __iter__(self) -> Iterator[T]:
        return iter(self._stretches)

    def overlapping(self, start: int, end: int) -> list[T]:
        """Those that share a character with `[start, end)`."""
        first = bisect_left(self._starts, start - self._longest)
        last = bisect_left(self._starts, end)
        return [stretch for stretch in self._stretches[first:last] if stretch.end > start]

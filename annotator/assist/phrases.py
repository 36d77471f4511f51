"""Many phrases at once: which of them begins at a word is one look-up, however many there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Phrases(Generic[T]):
    """Values by phrases of case-folded words; no word holds a space, so a phrase is one string."""

    def __init__(self) -> None:
        self._values: dict[str, T] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}  # by the first word, the longest first

    def __len__(self) -> int:
        return len(self._values)

    def get(self, words: Sequence[str]) -> T | None:
        return self._values.get(" ".join(words))

    def put(self, words: Sequence[str], value: T) -> None:
        """Give the phrase a value, in place of what it had; without words nothing happens."""
        if not words:
            return
        self._values[" ".join(words)] = value
        lengths = self._lengths.get(words[0], ())
        if len(words) not in lengths:
            self._lengths[words[0]] = tuple(sorted((*lengths, len(words)), reverse=True))

    def drop(self, words: Sequence[str]) -> None:
        """Forget the phrase; it may be unknown."""
        self._values.pop(" ".join(words), None)

    def at(self, words: Sequence[str], first: int) -> Iterator[tuple[int, T]]:
        """The known phrases that begin at word `first`, the longest first, each with the place behind it."""
        for length in self._lengths.get(words[first], ()):
            stop = first + length
            if stop <= len(words):
                value = self._values.get(" ".join(words[first:stop]))
                if value is not None:
                    yield stop, value

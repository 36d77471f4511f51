"""Finding a text in a report without regard to case, at exact offsets.

Each character is folded by itself to a single one, so that an offset in the folded text is the offset in the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from annotator.domain.spans import Span

_ODD = {"İ": "i", "ſ": "s", "µ": "μ"}


def folded(text: str) -> str:
    """`text` without upper case, of the same length in code points."""
    if text.isascii():
        return text.lower()
    for odd, plain in _ODD.items():
        text = text.replace(odd, plain)
    return text.lower().replace("ς", "σ")  # lower() writes this one at the end of a word


class TextFinder:
    """Finds in one text. Counting and stepping read the text once, however many places there are."""

    def __init__(self, text: str) -> None:
        self._folded = folded(text)

    def places(self, needle: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
        """Where `needle` stands within `[start, end)`, none overlapping another."""
        wanted = folded(needle)
        end = len(self._folded) if end is None else end
        at = self._folded.find(wanted, start, end) if wanted else -1
        while at >= 0:
            yield Span(at, at + len(wanted))
            at = self._folded.find(wanted, at + len(wanted), end)

    def next(self, needle: str, position: int) -> Span | None:
        """The first place at or behind `position`, else the first of all; None when there is none."""
        wanted = folded(needle)
        if not wanted:
            return None
        at = self._folded.find(wanted, position)
        if at < 0:
            at = self._folded.find(wanted)
        return None if at < 0 else Span(at, at + len(wanted))

    def previous(self, needle: str, position: int) -> Span | None:
        """The last place that ends at or before `position`, else the last of all; None when there is none."""
        wanted = folded(needle)
        if not wanted:
            return None
        at = self._folded.rfind(wanted, 0, position)
        if at < 0:
            at = self._folded.rfind(wanted)
        return None if at < 0 else Span(at, at + len(wanted))

    def ordinal(self, needle: str, place: Span) -> int:
        """Which of the places this one is, counted from 1."""
        return self._folded.count(folded(needle), 0, place.start) + 1

    def count(self, needle: str) -> int:
        """How many places there are."""
        wanted = folded(needle)
        return self._folded.count(wanted) if wanted else 0

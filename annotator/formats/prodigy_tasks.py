"""What Prodigy's tasks have besides text and spans: tokens that make up the text, and hashes."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from annotator.domain.tokens import TokenIndex
from annotator.formats.base import SpanRecord
from annotator.formats.murmur import murmur3


class Tokens:
    """The tokens of a text, cut so that every span begins and ends with one.

    Joined, each with a space behind it where `ws` says so, they are exactly the text: other white space makes
    tokens of its own, as in spaCy.
    """

    def __init__(self, text: str, spans: Sequence[SpanRecord]) -> None:
        self._starts = {span.start for span in spans}
        self._ends = {span.end for span in spans}
        self._cuts = sorted(self._starts | self._ends)
        self._next = 0
        pieces = list(self._pieces(text))
        self._begins = [start for start, _, _ in pieces]
        self.items: list[dict[str, Any]] = [
            {"text": text[start:end], "start": start, "end": end, "id": number, "ws": spaced}
            for number, (start, end, spaced) in enumerate(pieces)
        ]

    def of(self, span: SpanRecord) -> tuple[int, int]:
        """The ids of its first and of its last token, that one included."""
        return bisect_left(self._begins, span.start), bisect_left(self._begins, span.end) - 1

    def _pieces(self, text: str) -> Iterator[tuple[int, int, bool]]:
        """Start, end and whether a space follows, of each token."""
        words = [(token.start, token.end) for token in TokenIndex(text)]
        if not words or words[0][0] > 0:
            words.insert(0, (0, 0))
        nexts = [start for start, _ in words[1:]] + [len(text)]
        for (start, end), behind in zip(words, nexts, strict=True):
            spaced = end > 0 and text[end : end + 1] == " " and not self._marks_space(end)
            if self._is_cut(start, end):
                *pieces, last = self._cut(start, end)
                yield from ((*piece, False) for piece in pieces)
                yield (*last, spaced)
            elif start < end:
                yield start, end, spaced
            if end + spaced < behind:
                yield from ((*piece, False) for piece in self._cut(end + spaced, behind))

    def _marks_space(self, at: int) -> bool:
        """Whether a span begins with the space at this place, or ends with it."""
        return at in self._starts or at + 1 in self._ends

    def _is_cut(self, start: int, end: int) -> bool:
        """Whether a span begins or ends inside; asked in the order of the text."""
        while self._next < len(self._cuts) and self._cuts[self._next] <= start:
            self._next += 1
        return self._next < len(self._cuts) and self._cuts[self._next] < end

    def _cut(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The stretch in pieces, cut where a span begins or ends."""
        for cut in self._cuts[bisect_right(self._cuts, start) : bisect_left(self._cuts, end)]:
            yield start, cut
            start = cut
        yield start, end


def input_hash(text: str) -> int:
    """The number that Prodigy gives a text, so that its own annotations of the same text are found."""
    return murmur3(b"text=" + json.dumps(text).encode())


def task_hash(of_input: int, spans: Sequence[dict[str, Any]]) -> int:
    """The number of a question: the text with these spans, of which only places and labels count."""
    asked = [{key: span[key] for key in ("end", "label", "start", "token_end", "token_start")} for span in spans]
    return murmur3(f"{of_input}spans={json.dumps(asked, separators=(',', ':'))}".encode())

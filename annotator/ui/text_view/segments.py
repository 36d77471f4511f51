"""Segments: the pieces of a text that are laid out one by one.

A segment is a paragraph (a line of the text), or a part of one that is longer than LONGEST. Where a long paragraph
is cut depends only on the text around the cut, so that each cut can be found when it is first needed: opening a
paragraph of a megabyte costs no more than opening a short one.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from itertools import accumulate

from annotator.domain.graphemes import is_boundary

LONGEST = 1_500
_STRIDE = 1_200
_REACH = 300  # how far before its regular place a cut may lie
_LONGEST_CLUSTER = 20_000  # beyond that a heap of combining marks is cut like other text
_READ_AT_ONCE = 1 << 20
_DIRECTION_LOOK = 1_000

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]{0,4}\s+|[。！？؟।][”’」』）]{0,4}\s*")
_SPACE = re.compile(r"\s+")


class Segments:
    """The segments of one text, in order; there is always at least one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts, self._blanks = _paragraphs(text)
        starts = self._starts
        long = [at for at in range(len(starts) - 1) if starts[at + 1] - starts[at] > LONGEST]
        self._long = array("l", long)
        """Paragraphs of more than one segment."""
        self._first = array("l")
        """For each of them its first segment."""
        extra = 0
        for paragraph in long:
            self._first.append(paragraph + extra)
            extra += self._parts(paragraph) - 1
        self._count = len(starts) - 1 + extra
        self._cuts: dict[int, int] = {}

    def __len__(self) -> int:
        return self._count

    def span(self, segment: int) -> tuple[int, int]:
        """Start and end in the text, line break included. Empty where a huge cluster swallows several cuts."""
        paragraph, part = self._place(segment)
        start, end = self._starts[paragraph], self._starts[paragraph + 1]
        if end - start <= LONGEST:
            return start, end
        last = self._parts(paragraph) - 1
        return (
            start if part == 0 else self._cut(start, part, end),
            end if part == last else self._cut(start, part + 1, end),
        )

    def content_end(self, segment: int) -> int:
        """Where the line break at the segment's end begins; the end when there is none."""
        start, end = self.span(segment)
        if end > start and self._text[end - 1] == "\n":
            end -= 1
        if end > start and self._text[end - 1] == "\r":
            end -= 1
        return end

    def at(self, position: int) -> int:
        """The segment that `position` belongs to; the last one for the end of the text."""
        paragraph = min(bisect_right(self._starts, position) - 1, len(self._starts) - 2)
        start, end = self._starts[paragraph], self._starts[paragraph + 1]
        if end - start <= LONGEST:
            return self._segment(paragraph)
        last = self._parts(paragraph) - 1
        part = min((position - start) // _STRIDE, last)
        while part < last and self._cut(start, part + 1, end) <= position:
            part += 1
        while part > 0 and self._cut(start, part, end) > position:
            part -= 1
        return self._segment(paragraph) + part

    def number(self, segment: int) -> int | None:
        """The paragraph's number as the reader counts, from 1; None for blank lines and later parts."""
        paragraph, part = self._place(segment)
        before = self._blanks[paragraph - 1] if paragraph else 0
        return None if part or self._blanks[paragraph] > before else paragraph + 1 - before

    def number_at(self, position: int) -> int | None:
        """The number of the paragraph over `position`; None in a blank line."""
        paragraph = min(bisect_right(self._starts, position) - 1, len(self._starts) - 2)
        return self.number(self._segment(paragraph))

    def ends_paragraph(self, segment: int) -> bool:
        paragraph, part = self._place(segment)
        return part == self._parts(paragraph) - 1

    def is_right_to_left(self, segment: int) -> bool:
        """The base direction of the segment's paragraph: that of its first letter that has one."""
        paragraph, _ = self._place(segment)
        start, end = self._starts[paragraph], self._starts[paragraph + 1]
        return is_right_to_left(self._text[start : min(end, start + _DIRECTION_LOOK)])

    def rough_starts(self, first: int, last: int) -> list[int]:
        """Where the segments `first` to `last` begin, without looking for cuts; `last` may be their count."""
        paragraph, part = self._place(first) if first < self._count else (len(self._starts) - 1, 0)
        if not self._long:
            return self._starts[first : last + 1].tolist()
        starts = []
        parts = self._parts(paragraph) if first < self._count else 1
        for _ in range(first, last + 1):
            starts.append(self._starts[paragraph] + part * _STRIDE)
            part += 1
            if part == parts:
                paragraph, part = paragraph + 1, 0
                parts = self._parts(paragraph) if paragraph + 1 < len(self._starts) else 1
        return starts

    def rough_length(self, first: int, last: int) -> int:
        """Characters in the segments `first` to `last - 1`, about."""
        return self.rough_starts(last, last)[0] - self.rough_starts(first, first)[0]

    def _parts(self, paragraph: int) -> int:
        length = self._starts[paragraph + 1] - self._starts[paragraph]
        return 1 if length <= LONGEST else -(-length // _STRIDE)

    def _place(self, segment: int) -> tuple[int, int]:
        """Paragraph and part of a segment."""
        index = bisect_right(self._first, segment) - 1
        if index < 0:
            return segment, 0
        paragraph, part = self._long[index], segment - self._first[index]
        parts = self._parts(paragraph)
        return (paragraph, part) if part < parts else (paragraph + 1 + part - parts, 0)

    def _segment(self, paragraph: int) -> int:
        """The first segment of a paragraph."""
        index = bisect_right(self._long, paragraph) - 1
        if index < 0:
            return paragraph
        before = self._long[index]
        return self._first[index] + (0 if before == paragraph else self._parts(before) + paragraph - before - 1)

    def _cut(self, start: int, part: int, end: int) -> int:
        nominal = start + part * _STRIDE
        cut = self._cuts.get(nominal)
        if cut is None:
            cut = find_cut(self._text, max(nominal - _REACH, start + 1), nominal, end)
            # One huge cluster swallows all the cuts within it, which need not be searched again.
            for swallowed in range(nominal, max(cut, nominal + 1), _STRIDE):
                self._cuts[swallowed] = cut
        return cut


def find_cut(text: str, low: int, nominal: int, end: int) -> int:
    """The best place to cut in `(low, nominal]`: a sentence end, else a space, else between two graphemes.

    When `(low, nominal]` lies within one grapheme the cut comes behind it, at `end` at the latest.
    """
    for pattern in (_SENTENCE_END, _SPACE):
        ends = [match.end() for match in pattern.finditer(text, low, nominal)]
        for cut in reversed(ends):
            if is_boundary(text, cut):
                return cut
    for cut in range(nominal, low, -1):
        if is_boundary(text, cut):
            return cut
    for cut in range(nominal + 1, min(end, nominal + _LONGEST_CLUSTER)):
        if is_boundary(text, cut):
            return cut
    return end if end - nominal <= _LONGEST_CLUSTER else nominal


def is_right_to_left(text: str) -> bool:
    """Whether the first character with a strong direction runs from right to left."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction == "L":
            return False
        if direction in ("R", "AL"):
            return True
    return False


def _paragraphs(text: str) -> tuple[array[int], array[int]]:
    """The starts of the paragraphs with the text's end, and for each how many up to it are blank."""
    starts, blanks = array("l", [0]), array("l")
    at = 0
    while at < len(text):
        stop = text.find("\n", at + _READ_AT_ONCE) + 1 or len(text)
        lines = text[at:stop].splitlines(keepends=True)
        blanks.extend(accumulate(map(str.isspace, lines), initial=blanks[-1] if blanks else 0))
        if at:
            del blanks[-len(lines) - 1]
        else:
            del blanks[0]
        starts.extend(accumulate(map(len, lines), initial=starts.pop()))
        at = stop
    if len(starts) == 1 or text[-1] in "\n\r":
        starts.append(len(text))
        blanks.append((blanks[-1] if blanks else 0) + 1)
    return starts, blanks

"""Tokens: the steps of the caret, the unit of counts and of token-based exports.

What one token is, `token_pattern` says. This module finds tokens without reading the whole text: it is cut
into blocks at places that depend on the text alone, and a block is read when it is first asked for. The order
of questions therefore never changes an answer, and a 5 MB document opens at once. A word that fills a whole block
without a space is cut there, so that no text is too long to read.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from annotator.domain.graphemes import is_boundary
from annotator.domain.spans import Span
from annotator.domain.token_pattern import soft_cut, token_pattern

_BLOCK = 4_096
_CLUSTER = 256  # code points in which a grapheme cluster is taken to end
_SPACE = re.compile(r"\s")
_Block = tuple["array[int]", "array[int]"]


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The tokens of `text` that share a character with `[start, end)`, in order."""
    return TokenIndex(text).tokens_in(start, len(text) if end is None else end)


class TokenIndex:
    """The tokens of one text, found block by block on demand and kept: about 8 bytes a token.

    White space and invisible format characters lie between tokens; every other character is in one.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._cuts: dict[int, int | None] = {}
        self._blocks: dict[int, _Block] = {}

    def __iter__(self) -> Iterator[Span]:
        return self.tokens_from(0)

    def token_at(self, position: int) -> Span | None:
        """The token over `position`, else the next one; None behind the last token."""
        return next(self.tokens_from(position), None)

    def next_token(self, position: int) -> Span | None:
        """The first token that starts behind `position`."""
        return next((token for token in self.tokens_from(position) if token.start > position), None)

    def previous_token(self, position: int) -> Span | None:
        """The last token that starts before `position`: inside a token, that token itself."""
        return next(self.tokens_before(position), None)

    def tokens_in(self, start: int, end: int) -> list[Span]:
        """The tokens that share a character with `[start, end)`."""
        found = []
        for token in self.tokens_from(start):
            if token.start >= end:
                break
            found.append(token)
        return found

    def count_from(self, position: int, count: int) -> Span | None:
        """From the start of the token at `position` to the end of the `count`-th token, fewer at the end of
        the text; None when no token is left. `count` below 1 counts as 1.
        """
        first = last = None
        for index, token in enumerate(self.tokens_from(position)):
            first, last = first or token, token
            if index + 1 >= count:
                break
        return Span(first.start, last.end) if first and last else None

    def snap(self, span: Span) -> Span:
        """`span` moved outwards to the edges of the tokens it touches, and in from white space at its ends.

        A span that touches no token stays as it is.
        """
        first = self.token_at(span.start)
        last = self.previous_token(span.end)
        if first is None or last is None or first.start >= span.end or last.end <= span.start:
            return span
        return Span(first.start, last.end)

    def tokens_from(self, position: int) -> Iterator[Span]:
        """The token over `position`, or the next, and all behind it."""
        if position >= len(self._text):
            return
        window: int | None = self._window_at(max(position, 0))
        while window is not None:
            starts, ends = self._block(window)
            for index in range(bisect_right(ends, position), len(starts)):
                yield Span(starts[index], ends[index])
            window = self._window_behind(window)

    def tokens_before(self, position: int) -> Iterator[Span]:
        """The tokens that start before `position`, the nearest first."""
        if position <= 0 or not self._text:
            return
        window = self._window_at(min(position, len(self._text)) - 1)
        while True:
            starts, ends = self._block(window)
            for index in range(bisect_left(starts, position) - 1, -1, -1):
                yield Span(starts[index], ends[index])
            if window == 0:
                return
            window = self._window_at(self._start_of(window) - 1)

    def _cut(self, window: int) -> int | None:
        """Where window number `window` may be cut, or None; asks only the text inside the window."""
        if window not in self._cuts:
            start = window * _BLOCK
            stop = min(start + _BLOCK, len(self._text))
            match = _SPACE.search(self._text, start, stop) or soft_cut().search(self._text, start, stop)
            self._cuts[window] = 0 if window == 0 else match.start() if match else self._hard_cut(start, stop)
        return self._cuts[window]

    def _hard_cut(self, start: int, stop: int) -> int | None:
        """Where a word is cut that fills a whole window; None in a grapheme cluster beyond all measure."""
        if stop - start < _BLOCK:
            return None
        return next((at for at in range(start, start + _CLUSTER) if is_boundary(self._text, at)), None)

    def _window_at(self, position: int) -> int:
        """The window whose cut begins the block over `position`."""
        window = position // _BLOCK
        while (cut := self._cut(window)) is None or cut > position:
            window -= 1
        return window

    def _window_behind(self, window: int) -> int | None:
        for behind in range(window + 1, (len(self._text) - 1) // _BLOCK + 1):
            if self._cut(behind) is not None:
                return behind
        return None

    def _start_of(self, window: int) -> int:
        return self._cut(window) or 0

    def _block(self, window: int) -> _Block:
        if window not in self._blocks:
            behind = self._window_behind(window)
            end = len(self._text) if behind is None else self._start_of(behind)
            self._blocks[window] = _read(self._text, self._start_of(window), end)
        return self._blocks[window]


def _read(text: str, start: int, end: int) -> _Block:
    starts, ends = array("i"), array("i")
    if not text[start:end].isspace():
        for match in token_pattern().finditer(text, start, end):
            starts.append(match.start())
            ends.append(match.end())
    return starts, ends

"""A report's text as HTML: a paragraph for each line, and in it an element for each stretch of an annotation.

Elements nest and annotations need not: where two cross, the one that began first is parted and goes on inside the
other. The first element of an annotation has its id and the class `f`, the last one the class `z`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from annotator.formats.base import SpanRecord

_MOST_LANES = 8  # lines below the text, or frames around it, that are told apart
_PICTURES = {
    **{code: 0x2400 + code for code in range(32) if code not in (9, 10, 13)},
    127: 0x2421,
    0xFFFE: 0xFFFD,
    0xFFFF: 0xFFFD,
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a label is shown: its letter, its colour role (label1 ...), and whether as a tint or a line below."""

    letter: str
    role: str
    is_tint: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """`[start, end)` within a line of the text, of the annotation with this number in its report."""

    start: int
    end: int
    number: int


def shown(text: str) -> str:
    """The text with a picture for each control character, as long as before; CR stays only before LF."""
    text = text.translate(_PICTURES)
    if "\r" not in text:
        return text
    return "\r\n".join(part.replace("\r", "\u240d") for part in text.split("\r\n"))


def visible(text: str) -> str:
    """What of a shown text stands inside paragraphs."""
    return text.replace("\r", "").replace("\n", "")


def body(
    text: str, spans: Sequence[SpanRecord], looks: Mapping[str, Look], anchors: Sequence[str]
) -> Iterator[str]:
    """The paragraphs of a shown text; `anchors` are the ids of the spans, which stand in the order of export."""
    tags = _Tags(text, spans, looks, anchors)
    for start, end, pieces in _lines(text, spans):
        inner = "".join(_nested(text, start, end, pieces, tags))
        yield f'<p dir="auto">{inner}</p>\n' if inner else '<p class="b"><br></p>\n'


class _Tags:
    """The start tags of annotations; which pieces are the first and last of theirs is found while they come."""

    def __init__(
        self, text: str, spans: Sequence[SpanRecord], looks: Mapping[str, Look], anchors: Sequence[str]
    ) -> None:
        self._spans = spans
        self._looks = looks
        self._anchors = anchors
        self._begun: set[int] = set()
        self._place = -1  # where the last annotation began, and how many did so there before
        self._beside = 0
        self._ends = [_visible_end(text, span) for span in spans]
        tints = [number for number, span in enumerate(spans) if looks[span.label].is_tint]
        lines = [number for number, span in enumerate(spans) if not looks[span.label].is_tint]
        self._lanes = {**_lanes(spans, tints), **_lanes(spans, lines)}

    def opening(self, piece: _Piece, end: int) -> str:
        """The tag of what stands from the piece's start to `end`."""
        number, span = piece.number, self._spans[piece.number]
        look = self._looks[span.label]
        classes = ["e" if look.is_tint else "c", look.role, f"n{self._lanes[number]}"]
        first = number not in self._begun
        told = f' title="{escape(shown(span.label))}"'
        if first:
            self._begun.add(number)
            self._beside = self._beside + 1 if piece.start == self._place else 0
            self._place = piece.start
            classes += ["f", f"o{min(self._beside, _MOST_LANES)}"]
            told += f' id="{self._anchors[number]}" data-k="{escape(look.letter)}"'
        if end >= self._ends[number]:
            classes.append("z")
        return f'<span class="{" ".join(classes)}" data-n="{number}"{told}>'


def _visible_end(text: str, span: SpanRecord) -> int:
    """Where the last of the span that can be seen ends: line ends behind it have no piece; 0 for these alone."""
    end = span.end
    while end > span.start and text[end - 1] in "\r\n":
        end -= 1
    return end if end > span.start else 0


def _lanes(spans: Sequence[SpanRecord], numbers: Iterable[int]) -> dict[int, int]:
    """A lane for each of these spans, from 0 at the text outwards: the shorter of two that overlap lies within."""
    lanes: list[tuple[list[int], list[int]]] = []
    found = {}
    for number in sorted(numbers, key=lambda n: (spans[n].end - spans[n].start, n)):
        start, end = spans[number].start, spans[number].end
        lane = next((lane for lane, kept in enumerate(lanes) if _is_free(kept, start, end)), len(lanes))
        if lane < _MOST_LANES:
            if lane == len(lanes):
                lanes.append(([], []))
            for places, place in zip(lanes[lane], (start, end), strict=True):
                insort(places, place)
        found[number] = min(lane, _MOST_LANES - 1)
    return found


def _is_free(lane: tuple[list[int], list[int]], start: int, end: int) -> bool:
    """Whether nothing in the lane, whose starts and ends ascend, overlaps [start, end)."""
    starts, ends = lane
    return bisect_right(ends, start) == bisect_left(starts, end)


def _lines(text: str, spans: Sequence[SpanRecord]) -> Iterator[tuple[int, int, list[_Piece]]]:
    """Start and end of each line without its line end, and the pieces in it, by start and the longest first."""
    start, waiting = 0, 0
    active: list[int] = []
    for line in text.split("\n"):
        end = start + len(line)
        while waiting < len(spans) and spans[waiting].start <= end:
            active.append(waiting)
            waiting += 1
        cut = end - line.endswith("\r")
        pieces = []
        for number in active:
            span = spans[number]
            low, high = max(span.start, start), min(span.end, cut)
            if low < high:
                pieces.append(_Piece(low, high, number))
            elif span.start >= start and not visible(text[span.start : span.end]):
                pieces.append(_Piece(min(span.start, cut), min(span.start, cut), number))
        yield start, cut, sorted(pieces, key=lambda piece: (piece.start, -piece.end, piece.number))
        active = [number for number in active if spans[number].end > end + 1]
        start = end + 1


def _nested(text: str, start: int, end: int, pieces: list[_Piece], tags: _Tags) -> Iterator[str]:
    at, following = start, 0
    stack: list[_Piece] = []
    places = sorted({end, *(place for piece in pieces for place in (piece.start, piece.end))})
    for place in places:
        yield escape(text[at:place], quote=False)
        at = place
        ending = [index for index, piece in enumerate(stack) if piece.end <= place]
        if ending:
            again = [piece for piece in stack[ending[0] :] if piece.end > place]
            yield "</span>" * (len(stack) - ending[0])
            del stack[ending[0] :]
            for piece in again:
                stack.append(piece)
                yield tags.opening(piece, _until(piece, stack))
        while following < len(pieces) and pieces[following].start == place:
            piece = pieces[following]
            stack.append(piece)
            yield tags.opening(piece, _until(piece, stack))
            if piece.end == place:
                stack.pop()
                yield "</span>"
            following += 1


def _until(piece: _Piece, stack: Sequence[_Piece]) -> int:
    """Where the element that opens for the piece will close: an end further out closes it early."""
    return min([piece.end, *(other.end for other in stack)])

"""Offsets of .ann files that count something else than code points: the unit in which their texts fit is found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from annotator.formats.brat_ann import Fragments, Marked, Standoff

_BOM = "\ufeff"
_Widths = Callable[[str], Iterator[int]]


def _in_utf16(text: str) -> Iterator[int]:
    return (1 + (char > "\uffff") for char in text)


def _in_bytes(text: str) -> Iterator[int]:
    return (len(char.encode(errors="replace")) for char in text)


def _with_line_ends_of_one(text: str) -> Iterator[int]:
    ends = {match.start() for match in re.finditer("\r\n", text)}
    return (int(at not in ends) for at in range(len(text)))


def _with_line_ends_of_two(text: str) -> Iterator[int]:
    return (1 + (char == "\n") for char in text)


_UNITS: dict[str, _Widths] = {
    "The offsets count UTF-16 units, as the texts tell; they were converted.": _in_utf16,
    "The offsets count bytes, as the texts tell; they were converted.": _in_bytes,
    "The offsets count a line end as one character, but the text has two; they were converted.": (
        _with_line_ends_of_one
    ),
    "The offsets count a line end as two characters, but the text has one; they were converted.": (
        _with_line_ends_of_two
    ),
}
_WITHOUT_MARK = "The offsets do not count the byte order mark of the text, and it was left out."


def stands(marked: Marked, text: str) -> bool:
    """Whether the annotation's text, where it says one, is what the text has there."""
    if marked.fragments[-1][1] > len(text):
        return False
    there = " ".join(text[start:end] for start, end in marked.fragments)
    return marked.text is None or marked.text == there or _worn(marked.text) == _worn(there)


def in_code_points(found: Standoff, text: str) -> tuple[str, str]:
    """The text, without its byte order mark where that is not counted, and a sentence about the unit, or none.

    The fragments in `found` are changed to code points where one unit makes all of them fit.
    """
    if all(stands(marked, text) for marked in found.marked):
        return text, ""
    if text.startswith(_BOM) and all(stands(marked, text[1:]) for marked in found.marked):
        return text[1:], _WITHOUT_MARK
    if any(marked.text is None for marked in found.marked):
        return text, ""
    for sentence, widths in _UNITS.items():
        if (moved := _moved(found.marked, text, widths)) is not None:
            found.marked = moved
            return text, sentence
    return text, ""


def _moved(marks: list[Marked], text: str, widths: _Widths) -> list[Marked] | None:
    """The annotations by offsets in this unit; None when one does not stand in the text then."""
    places: dict[int, int] = {}
    offset = 0
    for at, width in enumerate(widths(text)):
        places.setdefault(offset, at)
        offset += width
    places.setdefault(offset, len(text))
    moved = []
    for marked in marks:
        fragments: Fragments = tuple((places.get(a, -1), places.get(b, -1)) for a, b in marked.fragments)
        if any(start < 0 or start >= end for start, end in fragments):
            return None
        moved.append(replace(marked, fragments=fragments))
        if not stands(moved[-1], text):
            return None
    return moved


def _worn(text: str) -> str:
    """The text as other programs repeat it: spaces for line ends, none at the ends."""
    return " ".join(text.split())

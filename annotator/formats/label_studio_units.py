"""Which unit the offsets of a task of Label Studio count: it writes UTF-16 units, other programs code points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.domain.utf16 import Utf16Map
from annotator.formats.foreign_json import placed, seen_near, whole
from annotator.formats.json_lines import BadJson
from annotator.formats.offset_units import CODEPOINT, UTF16

_WORDS = {UTF16: "UTF-16 units", CODEPOINT: "code points"}
UNIT_NOTES = {name: f"The offsets count {words}." for name, words in _WORDS.items()}


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch as a region says it, in the unit of its file, with the words that stand there if it says them."""

    what: str
    start: int
    end: int
    said: str | None


def place_of(what: str, value: dict[str, Any]) -> Place:
    """Raises BadJson when the offsets are no whole numbers; texts of numbers, as in old files, are."""
    start, end = (_number(value.get(key), what, key) for key in ("start", "end"))
    said = value.get("text")
    return Place(what, start, end, said if isinstance(said, str) else None)


def _number(raw: object, what: str, key: str) -> int:
    if isinstance(raw, str) and raw.isascii() and raw.isdecimal() and len(raw) < 12:
        return int(raw)
    return whole(raw, what, key)


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of a task; `is_told` when its regions tell it, and not only the other tasks of the file."""

    name: str
    is_told: bool
    offsets: Mapping[int, int]
    """The code point of each offset that lies in the text; others are for `checked` to refuse."""

    def checked(self, text: str, place: Place) -> tuple[int, int]:
        """Start and end in code points. Raises BadJson naming the region when it does not fit."""
        start, end = self.offsets.get(place.start), self.offsets.get(place.end)
        if start is None or end is None:
            near = seen_near(text, place.said, place.start)
            there = f"{place.start} to {place.end} is not in the text of {len(text)} characters"
            raise BadJson(f"{place.what}: {there}, counted in {_WORDS[self.name]}.{near}")
        if place.said is not None and not _is_same(place.said, text[start:end]):
            return placed(text, start, end, place.what, place.said)
        return placed(text, start, end, place.what)


def unit_of(text: str, places: Sequence[Place], before: str) -> Unit:
    """The unit in which all regions have the words that they say; `before` is that of the tasks before."""
    offsets = {at for place in places for at in (place.start, place.end)}
    points = {at: at for at in offsets if 0 <= at <= len(text)}
    units = Utf16Map(text)
    if units.length == len(text):
        return Unit(before, is_told=False, offsets=points)
    within = {at: units.from_utf16(at) for at in offsets if 0 <= at <= units.length}
    ways = {UTF16: {at: point for at, point in within.items() if units.to_utf16(point) == at}, CODEPOINT: points}
    fits = [name for name, way in ways.items() if all(_fits(text, way, place) for place in places)]
    name = fits[0] if len(fits) == 1 else before
    return Unit(name, len(fits) == 1, ways[name])


def _fits(text: str, offsets: Mapping[int, int], place: Place) -> bool:
    start, end = offsets.get(place.start), offsets.get(place.end)
    if start is None or end is None:
        return False
    return place.said is None or _is_same(place.said, text[start:end])


def _is_same(said: str, there: str) -> bool:
    """Whether these are the same words; Label Studio spells line ends in several ways."""
    return said == there or _lines(said) == _lines(there)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\\n", "\n")

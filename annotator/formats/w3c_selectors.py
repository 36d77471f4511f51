"""Where an annotation stands in a text: what its selectors say, compared with each other and with the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.domain.utf16 import Utf16Map
from annotator.formats.faults import quoted
from annotator.formats.foreign_json import refuse_misplaced
from annotator.formats.json_lines import BadJson

FOUND_BY_QUOTE = "An annotation was found by its quote, which stands once; another text stands at its position."
_CHARACTERS = re.compile(r"char=(\d{1,15}),(\d{1,15})")


@dataclass(frozen=True, slots=True)
class Selection:
    """What selectors say: a position in the file's unit, a quote with what stands around it, or both.

    Without an `end` the position goes as far as the quote.
    """

    start: int | None = None
    end: int | None = None
    exact: str | None = None
    prefix: str = ""
    suffix: str = ""


def selection_of(raw: object) -> Selection | None:
    """What one selector or a list of them says; None when none of them is a position or a quote in a text.

    Raises BadJson for a position that is no whole number and a quote that is no text.
    """
    start = end = exact = None
    prefix = suffix = ""
    for selector in _all_selectors(raw):
        kind = selector.get("type")
        if kind == "TextPositionSelector" and start is None:
            start = _whole(selector, "start")
            end = _whole(selector, "end") if selector.get("end") is not None else None
        elif kind == "TextQuoteSelector" and exact is None:
            exact = _text(selector, "exact")
            prefix, suffix = _text(selector, "prefix"), _text(selector, "suffix")
        elif kind == "FragmentSelector" and start is None:
            found = _CHARACTERS.fullmatch(str(selector.get("value")))
            start, end = (int(found[1]), int(found[2])) if found else (None, None)
    if start is None and not exact:
        return None
    if start is not None and end is None and not exact:
        raise BadJson("“end” of its position is not a whole number.")
    return Selection(start, end, exact or None, prefix, suffix)


def _all_selectors(raw: object) -> Iterable[dict[str, Any]]:
    for selector in raw if isinstance(raw, list) else [raw]:
        if isinstance(selector, dict):
            # A selector within another one counts from where that one begins, which is not known here.
            if "refinedBy" not in selector:
                yield selector
        elif selector is not None:
            raise BadJson("A selector is not an object.")


def _whole(selector: dict[str, Any], key: str) -> int:
    value = selector.get(key)
    if type(value) is not int:
        raise BadJson(f"{quoted(key)} of its position is not a whole number.")
    return value


def _text(selector: dict[str, Any], key: str) -> str:
    value = selector.get(key, "")
    if not isinstance(value, str):
        raise BadJson(f"{quoted(key)} of its quote is not a text.")
    return value


class Places:
    """Finds selections in a text.

    Positions are code points, as the standard says, or UTF-16 units, which browsers count, where more fit so.
    """

    def __init__(self, text: str, selections: Sequence[Selection]) -> None:
        self._text = text
        self._units = None if text.isascii() else Utf16Map(text)
        self.in_utf16 = False
        if self._units is not None:
            self.in_utf16 = self._fitting(selections, in_utf16=True) > self._fitting(selections, in_utf16=False)

    def of(self, selection: Selection) -> tuple[int, int, bool]:
        """Start and end in code points, and whether a position was overruled by the quote.

        Raises BadJson when the position is not in the text, or another text stands there and the quote not once.
        """
        text, exact = self._text, selection.exact
        place = self._place(selection, in_utf16=self.in_utf16)
        if place is not None and exact is None:
            refuse_misplaced(text, *place, "It")
            return *place, False
        if exact is None:
            raise BadJson(f"Its position {selection.start} to {selection.end} is not in the text.")
        if place is not None and _stands(text, place, exact):
            return *place, False
        if (found := _only_place(text, selection)) is not None:
            return found, found + len(exact), selection.start is not None
        if place is not None:
            refuse_misplaced(text, *place, "It", exact)
        times = text.count(exact)
        raise BadJson(f"Its quote {quoted(exact)} stands in the text {times} times; once is needed.")

    def _fitting(self, selections: Sequence[Selection], *, in_utf16: bool) -> int:
        places = ((self._place(s, in_utf16=in_utf16), s.exact) for s in selections)
        return sum(1 for place, exact in places if place and exact and _stands(self._text, place, exact))

    def _place(self, selection: Selection, *, in_utf16: bool) -> tuple[int, int] | None:
        start, end, units = selection.start, selection.end, self._units
        if start is None:
            return None
        length = len(selection.exact or "")
        if units is None or not in_utf16:
            return start, start + length if end is None else end
        if end is None:
            first = units.from_utf16(start) if 0 <= start <= units.length else -1
            return (first, first + length) if first >= 0 else None
        if not (0 <= start <= units.length and 0 <= end <= units.length):
            return None
        place = units.from_utf16(start), units.from_utf16(end)
        return place if (units.to_utf16(place[0]), units.to_utf16(place[1])) == (start, end) else None


def _stands(text: str, place: tuple[int, int], exact: str) -> bool:
    start, end = place
    return 0 <= start < end <= len(text) and text[start:end] == exact


def _only_place(text: str, selection: Selection) -> int | None:
    """Where the quote stands, if that is once with what stands around it, or else once at all."""
    exact, before = selection.exact or "", len(selection.prefix)
    around = selection.prefix + exact + selection.suffix
    for wanted, shift in ((around, before), (exact, 0)):
        at = text.find(wanted)
        if at >= 0 and text.find(wanted, at + 1) < 0:
            return at + shift
    return None

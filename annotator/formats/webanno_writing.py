"""A report as WebAnno TSV 3.3."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

from annotator.domain.errors import Refusal
from annotator.domain.sentences import sentences
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex
from annotator.domain.utf16 import Utf16Map
from annotator.formats.base import RelationRecord, ReportRecord, SpanRecord
from annotator.formats.webanno_escapes import escape_text, escape_value, feature_of, spelt
from annotator.formats.webanno_lines import BASE, BEFORE, FLAGGED, FORMAT, NOTE, RELATIONS, SPANS, TEXT
from annotator.formats.webanno_record import OUR_FLAG, OUR_LABEL, OUR_NOTE, OUR_RELATIONS, OUR_SPANS

_Unit = tuple[int, int, int]
"""The number of a token, and the start and end of it or of a part of it."""


def tsv_of(record: ReportRecord) -> str:
    """The whole file. Raises Refusal for a number that is none."""
    return "\n".join(_Writing(record).lines())


class _Writing:
    def __init__(self, record: ReportRecord) -> None:
        self._text = record.text
        self._offsets = Utf16Map(record.text)
        self._spans = sorted(record.spans, key=SpanRecord.order)
        self._record = record
        self._features = _features(self._spans)
        self._tokens = _tokens(record.text, self._spans)
        self._starts = [token.start for token in self._tokens]
        found = {0, *(bisect_left(self._starts, sentence.start) for sentence in sentences(record.text))}
        self._bounds = [*sorted(place for place in found if place < len(self._tokens)), len(self._tokens)]
        self._units = [list(self._units_of(span)) for span in self._spans]
        self._standing: dict[_Unit, list[int]] = defaultdict(list)
        for index, units in enumerate(self._units):
            for unit in units:
                self._standing[unit].append(index)
        self._parts = self._parted()
        several = {index for index, units in enumerate(self._units) if len(units) > 1}
        several.update(index for stack in self._standing.values() if len(stack) > 1 for index in stack)
        self._numbers = {index: number for number, index in enumerate(sorted(several), start=1)}
        self._relations = self._incoming(record.relations)

    def lines(self) -> Iterator[str]:
        yield f"{FORMAT}WebAnno TSV 3.3"
        yield "|".join([f"{SPANS}{OUR_SPANS}", OUR_LABEL, *self._features])
        if self._relations:
            yield f"{RELATIONS}{OUR_RELATIONS}|{OUR_LABEL}|{BASE}{OUR_SPANS}"
        yield ""
        for first, end in pairwise(self._bounds):
            yield ""
            yield from self._header(first, end)
            yield from map(self._row, self._units_between(first, end))
        yield ""

    def _units_of(self, span: SpanRecord) -> Iterator[_Unit]:
        """The tokens that the span covers, of the first and the last perhaps only a part."""
        index = bisect_right(self._starts, span.start) - 1
        while index < len(self._tokens) and self._starts[index] < span.end:
            token = self._tokens[index]
            if token.end > span.start:
                yield (index, max(token.start, span.start), min(token.end, span.end))
            index += 1

    def _parted(self) -> dict[int, list[_Unit]]:
        """The parts of tokens that are needed, by the number of the token, in order."""
        inside: dict[int, list[_Unit]] = defaultdict(list)
        for unit in self._standing:
            token = self._tokens[unit[0]]
            if (token.start, token.end) != unit[1:]:
                inside[unit[0]].append(unit)
        return {index: sorted(units) for index, units in inside.items()}

    def _name(self, unit: _Unit) -> str:
        """`2-3` for the third token of the second sentence, `2-3.1` for the first part of it."""
        sentence = bisect_right(self._bounds, unit[0])
        name = f"{sentence}-{unit[0] - self._bounds[sentence - 1] + 1}"
        parts = self._parts.get(unit[0], ())
        return f"{name}.{parts.index(unit) + 1}" if unit in parts else name

    def _units_between(self, first: int, end: int) -> Iterator[_Unit]:
        for index in range(first, end):
            token = self._tokens[index]
            yield (index, token.start, token.end)
            yield from self._parts.get(index, ())

    def _incoming(self, relations: Sequence[RelationRecord]) -> dict[_Unit, list[tuple[str, str]]]:
        """The label of each relation and the reference to its head, by where its child begins."""
        places = {span.uid: index for index, span in enumerate(self._spans)}
        found: dict[_Unit, list[tuple[str, str]]] = defaultdict(list)
        for relation in relations:
            if relation.head not in places or relation.child not in places:
                raise Refusal("A relation leads to no annotation of the report.")
            head, child = places[relation.head], places[relation.child]
            reference = self._name(self._units[head][0])
            numbers = (self._numbers.get(head, 0), self._numbers.get(child, 0))
            if any(numbers):
                reference += f"[{numbers[0]}_{numbers[1]}]"
            found[self._units[child][0]].append((escape_value(relation.type), reference))
        return found

    def _header(self, first: int, end: int) -> Iterator[str]:
        """The text up to the next sentence; the line end before that one goes without saying."""
        start = self._starts[first]
        is_last = end == len(self._tokens)
        if not first and self._record.note:
            yield NOTE + escape_text(self._record.note)
        if not first and self._record.flagged:
            yield FLAGGED
        if not first and (before := self._text[:start]).strip(" "):
            yield BEFORE + escape_text(before)
        text = self._text[start : None if is_last else self._starts[end]]
        for line in (text if is_last else text.removesuffix("\n")).split("\n"):
            yield TEXT + escape_text(line)

    def _row(self, unit: _Unit) -> str:
        _, start, end = unit
        word = self._text[start:end]
        place = f"{self._offsets.to_utf16(start)}-{self._offsets.to_utf16(end)}"
        stack = [(self._spans[index], self._numbers.get(index)) for index in self._standing.get(unit, ())]
        cells = ["|".join(escape_value(span.label) + _number(number) for span, number in stack)]
        cells += (
            "|".join((value(span) or "*") + _number(number) for span, number in stack)
            for value in self._features.values()
        )
        if self._relations:
            incoming = self._relations.get(unit, ())
            cells += ("|".join(label for label, _ in incoming), "|".join(reference for _, reference in incoming))
        shown = escape_text(word) if any(char < " " for char in word) else word
        return "\t".join([self._name(unit), place, shown, *(cell or "_" for cell in cells), ""])


def _tokens(text: str, spans: Sequence[SpanRecord]) -> list[Span]:
    """The tokens, and the stretches between them in which a span begins or ends: the format has no other way."""
    tokens = list(TokenIndex(text))
    starts = [token.start for token in tokens]
    between: set[Span] = set() if tokens else {Span(0, len(text))}
    for span in spans:
        for edge in (span.start, span.end - 1):
            index = bisect_right(starts, edge) - 1
            if index >= 0 and edge < tokens[index].end:
                continue
            start = tokens[index].end if index >= 0 else 0
            between.add(Span(start, tokens[index + 1].start if index + 1 < len(tokens) else len(text)))
    return sorted([*tokens, *between], key=lambda token: token.start) if between else tokens


def _features(spans: Sequence[SpanRecord]) -> dict[str, Callable[[SpanRecord], str]]:
    """The features that the spans need besides their label, with the cell of a span; empty where it has none."""
    found: dict[str, Callable[[SpanRecord], str]] = {}
    if any(span.note for span in spans):
        found[OUR_NOTE] = lambda span: escape_value(span.note)
    if any(span.flagged for span in spans):
        found[OUR_FLAG] = lambda span: "true" if span.flagged else ""
    for name in sorted({name for span in spans for name in span.attributes}):
        found[feature_of(name)] = partial(_value, name)
    return found


def _value(name: str, span: SpanRecord) -> str:
    if name not in span.attributes:
        return ""
    try:
        return escape_value(spelt(span.attributes[name]))
    except ValueError as error:
        raise Refusal("An attribute is a number without a value.") from error


def _number(number: int | None) -> str:
    return "" if number is None else f"[{number}]"

"""Labels, relations, chains and slots from the cells of a WebAnno TSV file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from annotator.domain.annotations import AttributeValue
from annotator.domain.errors import FileRefused
from annotator.formats.base import RelationRecord, SpanRecord
from annotator.formats.faults import quoted
from annotator.formats.report import Notices
from annotator.formats.uima_cas import ANNOTATION
from annotator.formats.uima_types import is_grammar, label_of
from annotator.formats.webanno_escapes import attribute_of, parts, read_as, unescape_value
from annotator.formats.webanno_lines import BASE, CHAINS, NOTHING, RELATIONS, ROLE, SPANS, Layer, Row, TsvFile
from annotator.formats.webanno_text import Placed

OUR_SPANS, OUR_RELATIONS = "webanno.custom.Span", "webanno.custom.Relation"
OUR_LABEL, OUR_NOTE, OUR_FLAG = "label", "note", "flagged"
_NO_VALUE = "*"
_NUMBERED = re.compile(r"((?:[^\\]|\\.)*)\[([0-9]{1,12})\]", re.DOTALL)
_REFERENCE = re.compile(r"([0-9]+-[0-9]+(?:\.[0-9]+)*)(?:\[([0-9]{1,12})(?:_([0-9]{1,12}))?\])?")
_CHAINED = re.compile(r"((?:[^\\]|\\.)*)->([0-9]{1,12})-([0-9]{1,12})", re.DOTALL)


@dataclass(slots=True)
class _Mark:
    """An annotation on its way: all rows it stands in, and its values by column."""

    layer: Layer
    number: int | None
    start: int
    end: int
    row: Row
    values: dict[str, str] = field(default_factory=dict)
    slots: list[tuple[str, str]] = field(default_factory=list)
    uid: str | None = None


def annotations_of(
    file: TsvFile, placed: Placed, path: Path, notices: Notices
) -> tuple[tuple[SpanRecord, ...], tuple[RelationRecord, ...]]:
    """The spans in the order of export, and the relations. Raises FileRefused with the line at fault."""
    reader = _Reader(placed, path, notices)
    for layer in file.layers:
        if is_grammar(layer.type):
            notices.add(f"The layer {quoted(layer.name)} was left out: it has no labels.", path)
        elif layer.kind == SPANS:
            reader.add_spans(layer)
        elif layer.kind == CHAINS:
            reader.add_chains(layer)
    spans = reader.spans()
    for layer in file.layers:
        if layer.kind == RELATIONS and not is_grammar(layer.type):
            reader.add_relations(layer)
    reader.add_slots()
    return tuple(sorted(spans, key=SpanRecord.order)), tuple(reader.relations)


class _Reader:
    def __init__(self, placed: Placed, path: Path, notices: Notices) -> None:
        self.relations: list[RelationRecord] = []
        self._linked: set[tuple[str, str, str]] = set()
        self._placed = placed
        self._path = path
        self._notices = notices
        self._marks: list[_Mark] = []
        self._in_row: dict[str, list[_Mark]] = defaultdict(list)
        self._numbered: dict[tuple[str, int], _Mark] = {}
        self._chains: dict[tuple[str, int], dict[int, _Mark]] = defaultdict(dict)

    # Spans

    def add_spans(self, layer: Layer) -> None:
        for row, start, end in self._placed.rows:
            stacks = _stacks(row, layer)
            for entries in stacks:
                number = next(
                    (number for _, number in map(_numbered, _without_targets(layer, entries)) if number), None
                )
                mark = self._mark(layer, number, row, start, end)
                self._fill(mark, entries)

    def _mark(self, layer: Layer, number: int | None, row: Row, start: int, end: int) -> _Mark:
        """The annotation of that number, which goes on in this row, or a new one."""
        mark = self._numbered.get((layer.type, number)) if number is not None else None
        if mark is None:
            mark = _Mark(layer, number, start, end, row)
            self._marks.append(mark)
            if number is not None:
                self._numbered[layer.type, number] = mark
        mark.start, mark.end = min(mark.start, start), max(mark.end, end)
        self._in_row[row.id].append(mark)
        return mark

    def _fill(self, mark: _Mark, entries: Sequence[str]) -> None:
        roles: list[str] = []
        for column, entry in zip(mark.layer.columns, entries, strict=True):
            if column.startswith(ROLE):
                value, _ = _numbered(entry)
                roles = [] if value == NOTHING else parts(value, ";")
                role_name = column.partition(":")[2].partition("_")[0] or mark.layer.name
            elif roles:
                targets = parts(entry, ";")
                named = (role_name if role == _NO_VALUE else unescape_value(role) for role in roles)
                mark.slots += [] if mark.slots else list(zip(named, targets, strict=False))
                roles = []
            else:
                value, _ = _numbered(entry)
                if column and value not in (_NO_VALUE, NOTHING, ""):
                    mark.values.setdefault(column, unescape_value(value))

    def add_chains(self, layer: Layer) -> None:
        """The links of a chain are labels, and each leads to the next."""
        for row, start, end in self._placed.rows:
            for entries in _stacks(row, layer):
                chained = next((match for entry in entries if (match := _CHAINED.fullmatch(entry))), None)
                if chained is None:
                    raise FileRefused(self._path, f"{row.id} has a link of no chain.", row.line)
                links = self._chains[layer.type, int(chained[2])]
                mark = links.get(int(chained[3]))
                if mark is None:
                    mark = links[int(chained[3])] = _Mark(layer, None, start, end, row)
                    self._marks.append(mark)
                mark.start, mark.end = min(mark.start, start), max(mark.end, end)
                for column, entry in zip(layer.columns, entries, strict=True):
                    value, _ = _numbered(entry)
                    match = _CHAINED.fullmatch(value)
                    name = "link" if match else OUR_LABEL if column == "referenceType" else column
                    value = match[1] if match else value
                    if value not in (_NO_VALUE, NOTHING):
                        mark.values.setdefault(name, unescape_value(value))

    def spans(self) -> list[SpanRecord]:
        """All labels; from then on relations can be resolved."""
        return list(self._spans())

    def _spans(self) -> Iterator[SpanRecord]:
        taken: dict[tuple[int, int, str], str] = {}
        for number, mark in enumerate(self._marks, start=1):
            layer = mark.layer
            if mark.start == mark.end:
                self._tell("An annotation of no characters was left out.", mark.row)
                continue
            values = dict(mark.values)
            link = values.pop("link", None) if layer.kind == CHAINS else None
            label, named_by = label_of(layer.type, values)
            values.pop(named_by, None)
            place = (mark.start, mark.end, label)
            mark.uid = taken.get(place)
            if mark.uid is not None:
                self._tell("The same annotation a second time was left out.", mark.row)
                continue
            mark.uid = taken[place] = str(number)
            ours = layer.type == OUR_SPANS and layer.columns[0] == OUR_LABEL
            note, flag = (values.pop(OUR_NOTE, ""), values.pop(OUR_FLAG, "")) if ours else ("", "")
            attributes: dict[str, AttributeValue] = {**values}
            if ours:
                attributes = {attribute_of(name): read_as(said) for name, said in values.items()}
            if link is not None:
                mark.values["link"] = link
            text = self._placed.text[mark.start : mark.end]
            yield SpanRecord(
                uid=mark.uid,
                start=mark.start,
                end=mark.end,
                label=label,
                text=text,
                attributes=attributes,
                note=note,
                flagged=flag == "true",
            )

    # Relations

    def add_relations(self, layer: Layer) -> None:
        base = next((column.removeprefix(BASE) for column in layer.columns if column.startswith(BASE)), "")
        for row, _, _ in self._placed.rows:
            for entries in _stacks(row, layer):
                values: dict[str, str] = {}
                reference = ""
                for column, entry in zip(layer.columns, entries, strict=True):
                    value, _ = _numbered(entry)
                    if column.startswith(BASE):
                        reference = entry
                    elif value not in (_NO_VALUE, NOTHING, ""):
                        values[column] = unescape_value(value)
                self._relate(layer, base, row, reference, values)

    def _relate(self, layer: Layer, base: str, row: Row, reference: str, values: dict[str, str]) -> None:
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            raise FileRefused(self._path, f"{quoted(reference)} names no token.", row.line)
        head = self._resolved(base, match[1], int(match[2] or 0))
        child = self._resolved(base, row.id, int(match[3] or 0))
        if head is None or child is None:
            self._tell(f"A relation of the layer {quoted(layer.name)} was left out: its ends are no labels.", row)
            return
        label, named_by = label_of(layer.type, values)
        if set(values) - {named_by}:
            self._tell(f"Relations keep no attributes: those of {quoted(layer.name)} were left out.", row)
        self._link(label, head, child, row)

    def add_slots(self) -> None:
        """What a label holds in its slots, it is related to."""
        for mark in self._marks:
            for role, target in mark.slots:
                match = _REFERENCE.fullmatch(target)
                if match is None:
                    raise FileRefused(self._path, f"{quoted(target)} names no token.", mark.row.line)
                base = _target_type(mark.layer)
                child = self._resolved(base, match[1], int(match[2] or 0))
                if child is None or mark.uid is None:
                    self._tell("A slot that holds no label was left out.", mark.row)
                else:
                    self._link(role, mark.uid, child, mark.row)
        for (_, _), links in sorted(self._chains.items()):
            for (_, one), (_, other) in pairwise(sorted(links.items())):
                if one.uid is not None and other.uid is not None:
                    self._link(one.values.get("link", one.layer.name), one.uid, other.uid, other.row)

    def _link(self, label: str, head: str, child: str, row: Row) -> None:
        if (label, head, child) in self._linked:
            self._tell("The same relation a second time was left out.", row)
            return
        self._linked.add((label, head, child))
        uid = f"r{len(self.relations) + 1}"
        self.relations.append(RelationRecord(uid=uid, type=label, head=head, child=child))

    def _resolved(self, base: str, row: str, number: int) -> str | None:
        """The uid of the annotation of the layer that the number says, or the first of that row."""
        fitting = [mark for mark in self._in_row.get(row, ()) if base in (mark.layer.type, ANNOTATION)]
        if number:
            fitting = [mark for mark in fitting if mark.number == number]
        return fitting[0].uid if fitting else None

    def _tell(self, reason: str, row: Row) -> None:
        self._notices.add(reason, self._path, row.line)


def _stacks(row: Row, layer: Layer) -> Iterator[list[str]]:
    """The annotations of a layer in a row, each with its entry in every column."""
    cells = row.cells[layer.first : layer.first + len(layer.columns)]
    columns = [[] if cell == NOTHING else parts(cell, "|") for cell in cells]
    for index in range(max(map(len, columns), default=0)):
        yield [column[index] if index < len(column) else NOTHING for column in columns]


def _without_targets(layer: Layer, entries: Sequence[str]) -> list[str]:
    """The entries that may have the annotation's own number: not those that name the targets of slots."""
    kept = []
    is_target = False
    for column, entry in zip(layer.columns, entries, strict=True):
        if not is_target:
            kept.append(entry)
        is_target = column.startswith(ROLE)
    return kept


def _numbered(entry: str) -> tuple[str, int | None]:
    """The entry and the number in brackets at its end."""
    match = _NUMBERED.fullmatch(entry)
    return (match[1], int(match[2])) if match else (entry, None)


def _target_type(layer: Layer) -> str:
    found = [other for column, other in pairwise(layer.columns) if column.startswith(ROLE)]
    return found[0] if found else ANNOTATION

"""re3d, a set of entities and relations in conflict reports: three files of JSON lines in a folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from annotator.domain.annotations import Origin
from annotator.domain.documents import Facts
from annotator.domain.errors import FileRefused
from annotator.formats.base import (
    Format,
    Progress,
    ReadOptions,
    RelationRecord,
    ReportRecord,
    SpanRecord,
    Where,
    no_progress,
)
from annotator.formats.faults import quoted
from annotator.formats.first_places import FirstPlaces
from annotator.formats.foreign_json import placed, take_text, whole, word
from annotator.formats.json_lines import BadJson, first_objects, json_lines, parse_object
from annotator.formats.report import EMPTY_FILE, ImportReport, Notices

_DOCUMENTS, _ENTITIES, _RELATIONS = "documents.json", "entities.json", "relations.json"
_BESIDE = (_ENTITIES, _RELATIONS, "ATTRIBUTION", "LICENSE")
_KEYS = {"_id", "text", "sourceName", "sourceUrl"}
_ACCEPTED = 0.5
_PLAIN = str.maketrans('‘’“”"\n\r\t', "'''''   ")

_Row = tuple[int, dict[str, Any]]


class Re3dFormat(Format):
    """What the crowd rejected (a confidence below one half) is left out, as the makers of the set say."""

    name = "re3d"
    title = "re3d, documents.json with entities and relations"
    suffixes = (_DOCUMENTS,)
    reads = True

    def recognise(self, head: bytes, path: Path) -> float:
        found = first_objects(head)
        if found and found[0].keys() >= _KEYS and isinstance(found[0]["text"], str):
            return 0.98
        return 0.5 if path.name.lower().endswith(_DOCUMENTS) else 0.0

    def belongs_to_another(self, path: Path) -> bool:
        return path.name in _BESIDE and path.with_name(_DOCUMENTS).is_file()

    def read(
        self, path: Path, options: ReadOptions, report: ImportReport, progress: Progress
    ) -> Iterator[ReportRecord]:
        reader: _Reader | None = None
        places = FirstPlaces()
        for line, raw in _objects(path, options, progress):
            reader = reader or _Reader(path, options, report.notices)
            with _refusing(path, line):
                bare = _document(raw, Where(path, line))
            uid = str(bare.uid)
            places.refuse_twice(uid, path, line)
            if bare.text:
                yield reader.annotated(bare)
            else:
                report.notices.add("A report without text was left out.", path, line)
        if reader is None:
            report.notices.add(EMPTY_FILE, path)
        else:
            reader.tell_rest()


def _document(raw: dict[str, Any], where: Where) -> ReportRecord:
    text = take_text(raw, "text")
    uid = word(raw.pop("_id", None), "The report", "_id")
    named = {
        name: raw.pop(key)
        for name, key in (("title", "title"), ("source", "sourceName"), ("url", "sourceUrl"))
        if isinstance(raw.get(key), str)
    }
    return ReportRecord(text, Facts(**named, more=raw), uid, where=where)


class _Reader:
    """Puts the rows of the two other files to the reports that they name."""

    def __init__(self, path: Path, options: ReadOptions, notices: Notices) -> None:
        self._entities_path = path.with_name(_ENTITIES)
        self._relations_path = path.with_name(_RELATIONS)
        self._notices = notices
        self._entities = self._rows(self._entities_path, options)
        self._relations = self._rows(self._relations_path, options)

    def _rows(self, path: Path, options: ReadOptions) -> dict[str, list[_Row]]:
        rows: dict[str, list[_Row]] = defaultdict(list)
        if not path.is_file():
            self._notices.add("This file is not beside the reports, so they have nothing of it.", path)
            return rows
        for line, raw in _objects(path, options, no_progress):
            with _refusing(path, line):
                rows[word(raw.get("documentId"), "The row", "documentId")].append((line, raw))
        return rows

    def annotated(self, bare: ReportRecord) -> ReportRecord:
        spans: dict[tuple[int, int], dict[str, SpanRecord]] = defaultdict(dict)
        uids: set[str | None] = set()
        uid = str(bare.uid)
        for line, raw in self._accepted(self._entities.pop(uid, []), self._entities_path):
            with _refusing(self._entities_path, line):
                span = self._span(raw, bare.text, line)
                if span.uid in uids:
                    raise BadJson(f"The _id {quoted(str(span.uid))} stands twice.")
            uids.add(span.uid)
            same_place = spans[span.start, span.end]
            if span.label in same_place:
                self._notices.add("The same annotation twice was read once.", self._entities_path, line)
            same_place.setdefault(span.label, span)
        relations: dict[tuple[str, str, str], RelationRecord] = {}
        for line, raw in self._accepted(self._relations.pop(uid, []), self._relations_path):
            with _refusing(self._relations_path, line):
                relation = self._relation(raw, bare.text, spans, line)
            if relation is not None and (relation.type, relation.head, relation.child) in relations:
                self._notices.add("The same relation twice was read once.", self._relations_path, line)
            elif relation is not None:
                relations[relation.type, relation.head, relation.child] = relation
        found = sorted((span for place in spans.values() for span in place.values()), key=SpanRecord.order)
        return ReportRecord(bare.text, bare.facts, uid, tuple(found), tuple(relations.values()), where=bare.where)

    def tell_rest(self) -> None:
        for path, rows in ((self._entities_path, self._entities), (self._relations_path, self._relations)):
            for line, _ in (row for rest in rows.values() for row in rest):
                self._notices.add("What is said of a report that is not there was left out.", path, line)

    def _accepted(self, rows: list[_Row], path: Path) -> Iterator[_Row]:
        for line, raw in rows:
            with _refusing(path, line):
                score = _confidence(raw)
            if score is None or score >= _ACCEPTED:
                yield line, raw
            else:
                self._notices.add("What the crowd rejected (a confidence below 0.5) was left out.", path, line)

    def _place(
        self, raw: dict[str, Any], keys: tuple[str, str, str], text: str, path: Path, line: int
    ) -> tuple[int, int]:
        """Start and end under the first two keys, compared with what the third says. Raises BadJson."""
        start, end = whole(raw.get(keys[0]), "The row", keys[0]), whole(raw.get(keys[1]), "The row", keys[1])
        said = raw.get(keys[2])
        there = text[start:end]
        if said != there and isinstance(said, str) and said.translate(_PLAIN) == there.translate(_PLAIN):
            self._notices.add(
                "Quotation marks or line ends are others than in the text; those of the text were taken.",
                path,
                line,
            )
            return start, end
        return placed(text, start, end, "The row", said)

    def _span(self, raw: dict[str, Any], text: str, line: int) -> SpanRecord:
        start, end = self._place(raw, ("begin", "end", "value"), text, self._entities_path, line)
        return SpanRecord(
            uid=word(raw.get("_id"), "The row", "_id"),
            start=start,
            end=end,
            label=word(raw.get("type"), "The row", "type"),
            text=text[start:end],
            origin=Origin("imported", "re3d", _confidence(raw)),
        )

    def _relation(
        self, raw: dict[str, Any], text: str, spans: dict[tuple[int, int], dict[str, SpanRecord]], line: int
    ) -> RelationRecord | None:
        """The relation between the surest annotations at its ends; None, and told, when one was rejected."""
        ends = []
        for end in ("source", "target"):
            place = self._place(raw, (f"{end}Begin", f"{end}End", end), text, self._relations_path, line)
            there = spans.get(place)
            if not there:
                self._notices.add(
                    "A relation was left out whose end is no annotation, or one that was rejected.",
                    self._relations_path,
                    line,
                )
                return None
            ends.append(max(there.values(), key=lambda span: (span.origin and span.origin.score) or 0.0))
        if raw.get("value"):
            self._notices.add("The words that say a relation were left out.", self._relations_path, line)
        return RelationRecord(
            uid=word(raw.get("_id"), "The row", "_id"),
            type=word(raw.get("type"), "The row", "type"),
            head=str(ends[0].uid),
            child=str(ends[1].uid),
        )


def _confidence(raw: dict[str, Any]) -> float | None:
    """0..1; None where the row says none. Raises BadJson."""
    score = raw.get("confidence")
    if score is None:
        return None
    if type(score) not in (int, float) or not 0 <= score <= 1:
        raise BadJson("The confidence is no number from 0 to 1.")
    return float(score)


def _objects(path: Path, options: ReadOptions, progress: Progress) -> Iterator[_Row]:
    for line, content in json_lines(path, options.encoding, progress):
        with _refusing(path, line):
            found = parse_object(content)
        yield line, found


@contextmanager
def _refusing(path: Path, line: int) -> Iterator[None]:
    """Turns BadJson inside into a FileRefused with the line."""
    try:
        yield
    except BadJson as error:
        raise FileRefused(path, str(error), line) from error

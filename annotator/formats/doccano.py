"""JSON lines of doccano: spans as triples under “label”, or as objects under “entities” with their relations."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from annotator.domain.documents import text_digest
from annotator.domain.errors import FileRefused
from annotator.formats.aside import AsideFiles
from annotator.formats.base import Format, Holds, Progress, ReadOptions, ReportRecord, SpanRecord, Where
from annotator.formats.doccano_comments import comments_of, with_comments
from annotator.formats.doccano_zip import ZIP, Place, annotator_of, head_of, zipped_lines
from annotator.formats.faults import plain_faults
from annotator.formats.foreign_json import (
    Teller,
    at_line,
    object_of,
    refuse_misplaced,
    related,
    take_facts,
    take_list,
    take_text,
    uid_of,
    whole,
    without_doubles,
    word,
)
from annotator.formats.json_array import array_items
from annotator.formats.json_lines import BadJson, first_objects, json_lines, parse_object
from annotator.formats.json_written import Buffered, Spool, ends_of, json_bytes
from annotator.formats.jsonl_line import meta_of
from annotator.formats.report import EMPTY_FILE, ImportReport
from annotator.formats.same_text import joined, lines_by_text

_SPAN_KEYS = ("label", "labels", "entities", "annotations")
_TRIPLE = re.compile(rb'"(?:labels?|entities)"\s*:\s*\[\s*\[\s*\d+\s*,\s*\d+\s*,\s*"|"start_offset"\s*:\s*\d')
_TEXT = re.compile(rb'"text"\s*:\s*"')
_START = 1024  # bytes that tell a zip file and an array from lines
_SURE = 0.97
NUMBERED = "The labels are numbers in this file; doccano keeps their names elsewhere."
EXTRA = "What entities say besides their place and label was left out."


class DoccanoFormat(Format):
    """One report per line. Notes and flags stand among the comments, facts in `meta`; read also as a zip file."""

    name = "doccano"
    title = "JSON lines of doccano"
    suffixes = (".doccano.jsonl",)
    reads = True
    writes = True
    holds = frozenset(
        {
            Holds.TEXT,
            Holds.FACTS,
            Holds.SPANS,
            Holds.OVERLAPS,
            Holds.PARTS,
            Holds.RELATIONS,
            Holds.NOTES,
            Holds.CONTROLS,
        }
    )

    def recognise(self, head: bytes, path: Path) -> float:
        named = 0.6 if path.name.lower().endswith(self.suffixes) else 0.0
        if head.startswith(ZIP):
            head = head_of(path)
        found = first_objects(head)
        if _is_array(head) and _TEXT.search(head) and _TRIPLE.search(head):
            return 0.9
        if not found:
            return 0.75 if head[:1] == b"{" and b'"text"' in head and _TRIPLE.search(head) else named
        texts = all(isinstance(line.get("text"), str) for line in found)
        return _SURE if texts and any(map(_is_ours, found)) else named

    def read(
        self, path: Path, options: ReadOptions, report: ImportReport, progress: Progress
    ) -> Iterator[ReportRecord]:
        with plain_faults(path), path.open("rb") as stream:
            head = stream.read(_START)
        is_empty = True
        read = _zipped if head.startswith(ZIP) else _of_array if _is_array(head) else _records
        for record in read(path, options, report, progress):
            is_empty = False
            if record.text:
                yield record
            else:
                line = None if record.where is None else record.where.line
                report.notices.add("A report without text was left out.", path, line)
        if is_empty:
            report.notices.add(EMPTY_FILE, path)

    def writer(self, name: str, files: AsideFiles) -> DoccanoWriter:
        return DoccanoWriter(name, files)


def _records(path: Path, options: ReadOptions, report: ImportReport, progress: Progress) -> Iterator[ReportRecord]:
    lines = json_lines(path, options.encoding, progress)
    for count, (number, line) in enumerate(lines, start=1):
        yield _record_of(line, count, options, Teller(report.notices, path, number))


def _record_of(found: bytes | dict[str, Any], count: int, options: ReadOptions, tell: Teller) -> ReportRecord:
    """The report in a line, or in an object already parsed. Raises FileRefused."""
    at_line(tell.line)
    try:
        left = parse_object(found) if isinstance(found, bytes) else found
        return _record(left, count, options.text_column or "text", tell)
    except BadJson as error:
        raise FileRefused(tell.path, str(error), tell.line) from error


def _of_array(
    path: Path, options: ReadOptions, report: ImportReport, progress: Progress
) -> Iterator[ReportRecord]:
    """The reports of an array, which older versions gave out as well."""
    for count, (line, found) in enumerate(array_items(path, options.encoding, progress), start=1):
        yield _record_of(found, count, options, Teller(report.notices, path, line))


def _is_array(head: bytes) -> bool:
    return head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"[")


def _zipped(path: Path, options: ReadOptions, report: ImportReport, progress: Progress) -> Iterator[ReportRecord]:
    """The reports of a zip file, each with what all annotators say of it."""

    def lines(time: int) -> Iterator[tuple[Place, bytes]]:
        return zipped_lines(path, options.encoding, lambda done, of: progress((time * of + done) // 2, of))

    for together in lines_by_text(lines):
        member, number = together[0][0]
        try:
            records = []
            for (member, number), line in together:
                tell = Teller(report.notices, path, number)
                at_line(number)
                record = _record(parse_object(line), 0, options.text_column or "text", tell)
                records.append(replace(record, annotator=annotator_of(member)))
            yield joined(records, tell)
        except BadJson as error:
            raise FileRefused(path, f"{PurePosixPath(member).name}: {error}", number) from error


def _is_ours(found: dict[str, Any]) -> bool:
    for key in _SPAN_KEYS:
        spans = found.get(key)
        if not isinstance(spans, list):
            continue
        if not spans and (key == "label" or "Comments" in found or isinstance(found.get("relations"), list)):
            return True
        if spans and all(_is_span(span) for span in spans):
            return key != "annotations" or all(isinstance(span, dict) for span in spans)
    return False


def _is_span(raw: object) -> bool:
    if isinstance(raw, dict):
        return "start_offset" in raw and "end_offset" in raw and "label" in raw
    if not isinstance(raw, list) or len(raw) != 3:
        return False
    return type(raw[0]) is int and type(raw[1]) is int and isinstance(raw[2], str)


def _record(left: dict[str, Any], count: int, text_column: str, tell: Teller) -> ReportRecord:
    text = take_text(left, text_column)
    spans = [
        _span(raw, number, text, tell)
        for key in _SPAN_KEYS
        if isinstance(left.get(key), list) and _holds_spans(left[key])
        for number, raw in enumerate(take_list(left, key), start=1)
    ]
    uids = {span.uid for span in spans}
    relations = [
        related(raw, number, ("from_id", "to_id"), "type", uids)
        for number, raw in enumerate(take_list(left, "relations"), start=1)
    ]
    comments = take_list(left, "Comments")
    uid = left.get("id")
    if type(uid) is int and uid == count:
        del left["id"]  # only the line's number
    name = str(left.pop("id")) if isinstance(uid, str) and uid and not uid.isdecimal() else None
    kept, moved = without_doubles(spans, relations, tell)
    record = ReportRecord(
        text=text,
        uid=name,
        spans=kept,
        relations=moved,
        facts=take_facts(left, tell),
        sha256=text_digest(text),
        where=Where(tell.path, tell.line),
    )
    return with_comments(record, comments, tell)


def _holds_spans(found: list[Any]) -> bool:
    """Whether the list has spans, and not the classes of a whole text."""
    return not any(isinstance(one, str) for one in found)


def _of_triple(raw: list[Any], what: str) -> dict[str, Any]:
    if len(raw) != 3:
        raise BadJson(f"{what} has {len(raw)} parts; it needs a start, an end and a label.")
    return {"start_offset": raw[0], "end_offset": raw[1], "label": raw[2]}


def _span(raw: object, number: int, text: str, tell: Teller) -> SpanRecord:
    what = f"Span {number}"
    found = _of_triple(raw, what) if isinstance(raw, list) else object_of(raw, what)
    start, end = (whole(found.get(key), what, key) for key in ("start_offset", "end_offset"))
    refuse_misplaced(text, start, end, what)
    label = found.get("label")
    if type(label) is int:
        tell(NUMBERED)
        label = str(label)
    if set(found) - {"id", "label", "start_offset", "end_offset", "user"}:
        tell(EXTRA)
    return SpanRecord(
        uid=uid_of(found.get("id")),
        start=start,
        end=end,
        label=word(label, what, "label"),
        text=text[start:end],
        annotator=uid_of(found.get("user")) or "",
    )


@dataclass(slots=True)
class _Numbers:
    reports: int = 0
    spans: int = 0
    relations: int = 0


class DoccanoWriter:
    """Puts by the lines of both variants, because only the last line tells whether there are relations."""

    def __init__(self, name: str, files: AsideFiles) -> None:
        self._out = Buffered(files.open(name))
        self._path = self._out.file.target
        self._triples: Spool | None = Spool(files.folder / f"{name}.label")
        self._entities = Spool(files.folder / f"{name}.entities")
        self._numbers = _Numbers()

    def add(self, record: ReportRecord) -> None:
        self._numbers.reports += 1
        start: dict[str, Any] = {"id": self._numbers.reports, "text": record.text}
        if meta := meta_of(record.facts):
            start["meta"] = meta
        spans = sorted(record.spans, key=SpanRecord.order)
        comments = {"Comments": comments_of(record)}
        if record.relations and self._triples is not None:
            self._triples.remove()
            self._triples = None
        if self._triples is not None:
            triples = [[span.start, span.end, span.label] for span in spans]
            self._triples.add(json_bytes({**start, "label": triples, **comments}, record, self._path) + b"\n")
        entities = self._with_relations(record, spans)
        self._entities.add(json_bytes({**start, **entities, **comments}, record, self._path) + b"\n")

    def _with_relations(self, record: ReportRecord, spans: list[SpanRecord]) -> dict[str, Any]:
        ids: dict[str | None, int] = {}
        entities, relations = [], []
        for span in spans:
            self._numbers.spans += 1
            ids[span.uid] = self._numbers.spans
            place = {"start_offset": span.start, "end_offset": span.end}
            entities.append({"id": self._numbers.spans, "label": span.label, **place})
        for relation in record.relations:
            self._numbers.relations += 1
            head, child = ends_of(relation, record, ids, self._path)
            place = {"from_id": head, "to_id": child}
            relations.append({"id": self._numbers.relations, **place, "type": relation.type})
        return {"entities": entities, "relations": relations}

    def finish(self) -> None:
        for block in (self._triples or self._entities).blocks():
            self._out.add(block)
        self._out.finish()
        self._entities.remove()
        if self._triples is not None:
            self._triples.remove()

"""JSON lines of Prodigy: the tasks of `ner_manual`, `spans_manual` and `relations`, with their answers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from annotator.domain.errors import FileRefused
from annotator.formats.aside import AsideFiles
from annotator.formats.base import Format, Holds, Progress, ReadOptions, RelationRecord, ReportRecord, SpanRecord
from annotator.formats.foreign_json import Teller, at_line
from annotator.formats.json_lines import BadJson, first_objects, json_lines, parse_object
from annotator.formats.json_written import Buffered, Spool, ends_of, json_bytes
from annotator.formats.jsonl_line import meta_of
from annotator.formats.prodigy_reading import read_task
from annotator.formats.prodigy_tasks import Tokens, input_hash, task_hash
from annotator.formats.report import EMPTY_FILE, ImportReport
from annotator.formats.same_text import joined, lines_by_text

_SURE = 0.98
_HERE = b"\x00"  # where the view will stand; JSON spells this character out
_encoder = msgspec.json.Encoder()


class ProdigyFormat(Format):
    """One task per line; what Prodigy does not know stands under keys of its own, which it passes through."""

    name = "prodigy"
    title = "JSON lines of Prodigy"
    suffixes = (".prodigy.jsonl",)
    reads = True
    writes = True
    holds = frozenset(Holds) - {Holds.TIMES, Holds.LINKS}

    def recognise(self, head: bytes, path: Path) -> float:
        named = 0.6 if path.name.lower().endswith(self.suffixes) else 0.0
        found = first_objects(head)
        if not found:
            is_task = head[:1] == b"{" and b'"text"' in head and b'"tokens"' in head and b'"ws"' in head
            return 0.75 if is_task else named
        texts = all(isinstance(line.get("text"), str) for line in found)
        return _SURE if texts and any(map(_is_ours, found)) else named

    def read(
        self, path: Path, options: ReadOptions, report: ImportReport, progress: Progress
    ) -> Iterator[ReportRecord]:
        def lines(time: int) -> Iterator[tuple[int, bytes]]:
            return json_lines(path, options.encoding, lambda done, of: progress((time * of + done) // 2, of))

        is_empty = True
        for together in lines_by_text(lines):
            is_empty = False
            records = [_record(line, Teller(report.notices, path, number), options) for number, line in together]
            tell = Teller(report.notices, path, together[0][0])
            if records[0].text:
                yield _joined(records, tell)
            else:
                tell("A report without text was left out.")
        if is_empty:
            report.notices.add(EMPTY_FILE, path)

    def writer(self, name: str, files: AsideFiles) -> ProdigyWriter:
        return ProdigyWriter(name, files)


def _is_ours(found: dict[str, Any]) -> bool:
    if any(key in found for key in ("_input_hash", "_task_hash", "_view_id")):
        return True
    if any(key.startswith("spans.") and isinstance(found[key], list) for key in found):
        return True
    return any(
        isinstance(one, dict) and key in one
        for name, key in (("spans", "token_start"), ("tokens", "start"), ("relations", "head_span"))
        for one in _list(found.get(name))
    )


def _list(found: object) -> list[Any]:
    return found if isinstance(found, list) else []


def _record(line: bytes, tell: Teller, options: ReadOptions) -> ReportRecord:
    at_line(tell.line)
    try:
        return read_task(parse_object(line), options.text_column or "text", tell)
    except BadJson as error:
        raise FileRefused(tell.path, str(error), tell.line) from error


def _joined(records: list[ReportRecord], tell: Teller) -> ReportRecord:
    try:
        return joined(records, tell)
    except BadJson as error:
        raise FileRefused(tell.path, str(error), tell.line) from error


class ProdigyWriter:
    """Puts the lines by: only the last one tells which view shows all of them."""

    def __init__(self, name: str, files: AsideFiles) -> None:
        self._out = Buffered(files.open(name))
        self._path = self._out.file.target
        self._lines = Spool(files.folder / f"{name}.lines")
        self._overlaps = self._relates = False

    def add(self, record: ReportRecord) -> None:
        spans = sorted(record.spans, key=SpanRecord.order)
        tokens = Tokens(record.text, spans)
        places = [_place(span, tokens) for span in spans]
        written = [{**place, **_more(span)} for span, place in zip(spans, places, strict=True)]
        task: dict[str, Any] = {"spans": written}
        if record.relations:
            index = {span.uid: number for number, span in enumerate(spans)}
            ends = [(relation, ends_of(relation, record, index, self._path)) for relation in record.relations]
            task["relations"] = [_relation(r, spans, places, head, child) for r, (head, child) in ends]
        of_input = input_hash(record.text)
        task |= {"meta": meta_of(record.facts), "_input_hash": of_input, "_task_hash": task_hash(of_input, places)}
        rest: dict[str, Any] = {"answer": record.answer, "_annotator_id": record.annotator}
        rest |= {"id": record.uid, "note": record.note, "flagged": record.flagged}
        rest = {key: value for key, value in rest.items() if value}
        text, *parts = (json_bytes(part, record, self._path) for part in ({"text": record.text}, task, rest))
        self._lines.add(text[:-1] + b',"tokens":' + _encoder.encode(tokens.items) + b"," + parts[0][1:-1] + b",")
        self._lines.add(_HERE + (b"," if rest else b"") + parts[1][1:] + b"\n")
        self._overlaps = self._overlaps or any(one.end > two.start for one, two in pairwise(spans))
        self._relates = self._relates or bool(record.relations)

    def finish(self) -> None:
        view = "relations" if self._relates else "spans_manual" if self._overlaps else "ner_manual"
        for block in self._lines.blocks():
            self._out.add(block.replace(_HERE, f'"_view_id":"{view}"'.encode()))
        self._out.finish()
        self._lines.remove()


def _place(span: SpanRecord, tokens: Tokens) -> dict[str, Any]:
    first, last = tokens.of(span)
    return {"start": span.start, "end": span.end, "token_start": first, "token_end": last, "label": span.label}


def _more(span: SpanRecord) -> dict[str, Any]:
    """What Prodigy passes through, where there is any."""
    found: dict[str, Any] = {"id": span.uid, "attributes": span.attributes, "note": span.note}
    found |= {"flagged": span.flagged, "annotator": span.annotator}
    if span.origin is not None:
        found["origin"] = {"kind": span.origin.kind, "source": span.origin.source, "score": span.origin.score}
    return {key: value for key, value in found.items() if value}


def _relation(
    relation: RelationRecord, spans: list[SpanRecord], places: list[dict[str, Any]], head: int, child: int
) -> dict[str, Any]:
    """Head and child are the last tokens of their spans; the id tells coinciding spans apart."""
    ends = [{**places[at], **({"id": spans[at].uid} if spans[at].uid else {})} for at in (head, child)]
    found = {"head": ends[0]["token_end"], "child": ends[1]["token_end"]}
    said = {"head_span": ends[0], "child_span": ends[1], "label": relation.type}
    named = {"id": relation.uid, "annotator": relation.annotator}
    return {**found, **said, **{key: value for key, value in named.items() if value}}

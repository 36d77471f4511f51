"""Tasks of Label Studio: a JSON array with each annotator's annotations, and the labelling interface beside."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.domain.errors import FileRefused
from annotator.domain.labels import LabelSchema
from annotator.domain.utf16 import Utf16Map
from annotator.formats.aside import AsideFiles
from annotator.formats.base import Format, Holds, Progress, ReadOptions, RelationRecord, ReportRecord, SpanRecord
from annotator.formats.foreign_json import Teller, at_line
from annotator.formats.json_array import array_items
from annotator.formats.json_lines import BadJson, wide_encoding
from annotator.formats.json_written import Buffered, ends_of, json_bytes
from annotator.formats.jsonl_line import meta_of
from annotator.formats.label_studio_config import LABELS, TEXT, Interface
from annotator.formats.label_studio_min import whole_tasks
from annotator.formats.label_studio_reading import TaskReader, name_of
from annotator.formats.offset_units import UTF16
from annotator.formats.report import EMPTY_FILE, ImportReport
from annotator.formats.spelling import XML_FORBIDS, Spelling

_SUFFIX = ".label-studio.json"
_CONFIG = ".config.xml"
NO_TASKS = "The file has no tasks."
_DATA = re.compile(r'"data"\s*:\s*\{')
_RESULTS = re.compile(r'"(?:annotations|completions|predictions)"\s*:\s*\[')
_SHORT = re.compile(r'"annotation_id"\s*:\s*(?:\d|null)')
_REGIONS = re.compile(r'"labels"\s*:\s*\[\s*"')
_NAMES = re.compile(r'"(?:from|to)_name"\s*:\s*"')
_NOT_IN_DATA = (TEXT, "meta")
_SPELLING = Spelling(
    XML_FORBIDS, "\ufffd", "labels or attributes with control characters", relations=True, attributes=True
)


class LabelStudioFormat(Format):
    """One task per report, in the units of UTF-16 that Label Studio counts."""

    name = "label-studio"
    title = "JSON of Label Studio"
    suffixes = (_SUFFIX,)
    reads = True
    writes = True
    holds = frozenset(Holds) - {Holds.TIMES, Holds.LINKS}
    spelling = _SPELLING

    def __init__(self, schema: LabelSchema | None = None) -> None:
        self._schema = schema

    def recognise(self, head: bytes, path: Path) -> float:
        named = 0.6 if path.name.lower().endswith(_SUFFIX) else 0.0
        text = head.decode(wide_encoding(head[:4]) or "utf-8-sig", "replace").lstrip("\ufeff \t\r\n")
        if text[:1] == "[" and _SHORT.search(text) and _REGIONS.search(text):
            return 0.97
        if text[:1] not in ("[", "{") or _DATA.search(text) is None:
            return named
        if _RESULTS.search(text) is None:
            return max(named, 0.8 if text[:1] == "[" else 0.0)
        return 0.98 if _NAMES.search(text) or text[:1] == "[" else 0.9

    def belongs_to_another(self, path: Path) -> bool:
        return path.name.endswith(_CONFIG) and path.with_name(path.name.removesuffix(_CONFIG) + ".json").exists()

    def read(
        self, path: Path, options: ReadOptions, report: ImportReport, progress: Progress
    ) -> Iterator[ReportRecord]:
        reader = TaskReader(options.text_column, UTF16)
        tasks = whole_tasks(array_items(path, options.encoding, progress))
        count = 0
        for count, (line, task) in enumerate(tasks, start=1):
            tell = Teller(report.notices, path, line)
            at_line(line)
            try:
                record = reader.read(task, count, tell)
            except BadJson as error:
                raise FileRefused(path, f"Task {task_name(task, count)}: {error}", line) from error
            if record.text:
                yield record
            else:
                tell("A report without text was left out.")
        if count == 0:
            report.notices.add(NO_TASKS if path.stat().st_size else EMPTY_FILE, path)

    def for_schema(self, schema: LabelSchema, *, in_columns: bool = False) -> LabelStudioFormat:  # noqa: ARG002
        return LabelStudioFormat(schema)

    def writer(self, name: str, files: AsideFiles) -> LabelStudioWriter:
        return LabelStudioWriter(name, files, self._schema)


def task_name(task: dict[str, Any], count: int) -> str:
    """The id of the task, as people find it in Label Studio; its number in the file when it has none."""
    found = task.get("id")
    return str(found) if type(found) is int else str(count)


class LabelStudioWriter:
    """Writes the tasks one by one and, at the end, the interface with all that stands in them."""

    def __init__(self, name: str, files: AsideFiles, schema: LabelSchema | None) -> None:
        self._name = name
        self._files = files
        self._out = Buffered(files.open(name))
        self._path = self._out.file.target
        self._interface = Interface(schema)
        self._count = 0

    def add(self, record: ReportRecord) -> None:
        self._count += 1
        annotations = self._annotations(record)
        facts = meta_of(record.facts)
        data: dict[str, Any] = {TEXT: record.text} | {
            key: facts.pop(key) for key in list(facts) if key not in _NOT_IN_DATA
        }
        task: dict[str, Any] = {"id": self._count, "data": data}
        if meta := _meta(record, facts, annotations):
            task["meta"] = meta
        task |= {"annotations": annotations, "predictions": []}
        self._out.add((b"[\n" if self._count == 1 else b",\n") + json_bytes(task, record, self._path))

    def finish(self) -> None:
        self._out.add(b"\n]\n" if self._count else b"[]\n")
        self._out.finish()
        xml = _SPELLING.spelt(self._interface.xml())  # labels of the schema that no report has
        stem = self._name.removesuffix(".json")
        self._files.open(f"{stem}{_CONFIG}").write(xml.encode())

    def _annotations(self, record: ReportRecord) -> list[dict[str, Any]]:
        """One for each annotator, whoever made most first; an empty one says that nothing is to be marked."""
        units = Utf16Map(record.text)
        chief = record.annotator
        results: dict[str, list[dict[str, Any]]] = defaultdict(list)
        if record.answer == "accept" or any(not span.annotator for span in record.spans):
            results[chief] = []
        owners: dict[str | None, str] = {}
        for number, span in enumerate(sorted(record.spans, key=SpanRecord.order), start=1):
            owner = span.annotator or chief
            owners[span.uid] = owner
            uid = span.uid or f"span-{number}"
            results[owner] += self._regions(span, uid, record.text, units)
        index = dict.fromkeys(owners, 0)
        for relation in record.relations:
            ends_of(relation, record, index, self._path)
            owner = owners[relation.head]
            results[owner].append(self._relation(relation, owner, chief))
        found = [_annotation(who, result, was_cancelled=False) for who, result in results.items()]
        if not found and record.answer == "ignore":
            return [_annotation(chief, [], was_cancelled=True)]
        return found

    def _regions(self, span: SpanRecord, uid: str, text: str, units: Utf16Map) -> Iterator[dict[str, Any]]:
        """The region with its label, and for each attribute what is said of the region."""
        place = {"start": units.to_utf16(span.start), "end": units.to_utf16(span.end)}
        self._interface.labels[span.label] = None
        value = {**place, "text": text[span.start : span.end], "labels": [span.label]}
        region: dict[str, Any] = {
            "id": uid,
            "from_name": LABELS,
            "to_name": TEXT,
            "type": "labels",
            "value": value,
        }
        left: dict[str, Any] = {}
        said: list[dict[str, Any]] = []
        for name, attribute in span.attributes.items():
            kind = self._interface.kind(name, attribute)
            types = {"choice": "choices", "flag": "choices", "number": "number", "text": "textarea"}
            if not kind:
                left[name] = attribute
                continue
            answers: dict[str, dict[str, Any]] = {
                "choice": {"choices": [attribute]},
                "flag": {"choices": [name]},
                "number": {"number": attribute},
                "text": {"text": [attribute]},
            }
            named = {"id": uid, "from_name": name, "to_name": TEXT, "type": types[kind]}
            said.append({**named, "value": {**place, **answers[kind]}})
        if meta := _region_meta(span, left):
            region["meta"] = meta
        yield region
        yield from said

    def _relation(self, relation: RelationRecord, owner: str, chief: str) -> dict[str, Any]:
        self._interface.relations[relation.type] = None
        found: dict[str, Any] = {"type": "relation", "from_id": relation.head, "to_id": relation.child}
        found |= {"direction": "right", "labels": [relation.type]}
        if relation.uid is not None:
            found["id"] = relation.uid
        if (relation.annotator or chief) != owner:
            found["annotator"] = relation.annotator or chief
        return found


def _annotation(who: str, result: list[dict[str, Any]], *, was_cancelled: bool) -> dict[str, Any]:
    """A name is no account of Label Studio, and only accounts may stand in `completed_by`, by their numbers."""
    found: dict[str, Any] = {}
    if who.isdecimal() and who.isascii() and str(int(who)) == who:
        found["completed_by"] = int(who)
    elif who:
        found["annotator"] = who
    return {**found, "was_cancelled": was_cancelled, "result": result}


def _region_meta(span: SpanRecord, attributes: dict[str, Any]) -> dict[str, Any]:
    """The note where Label Studio shows it, and what it has no place for."""
    found: dict[str, Any] = {"text": [span.note] if span.note else [], "attributes": attributes}
    found["flagged"] = span.flagged
    if span.origin is not None:
        found["origin"] = {"kind": span.origin.kind, "source": span.origin.source, "score": span.origin.score}
    return {key: value for key, value in found.items() if value}


def _meta(record: ReportRecord, facts: dict[str, Any], annotations: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {"id": record.uid, "note": record.note, "flagged": record.flagged, "facts": facts}
    found = {key: value for key, value in found.items() if value}
    is_skipped = bool(annotations) and annotations[0]["was_cancelled"]
    who = "" if is_skipped or not annotations else name_of(annotations[0])
    if record.annotator != who:
        found["annotator"] = record.annotator
    if record.answer != ("ignore" if is_skipped else "accept" if annotations else ""):
        found["answer"] = record.answer
    return found

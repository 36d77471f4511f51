"""GATE documents, in GATE's XML and in bdocjs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from annotator.domain.errors import FileRefused
from annotator.formats.base import Format, Progress, ReadOptions, ReportRecord, Where
from annotator.formats.encodings import known_kind, read_text
from annotator.formats.faults import plain_faults
from annotator.formats.gate_document import BadGate, GateDocument, record_of
from annotator.formats.gate_json import document_of
from annotator.formats.gate_xml import parse_gate
from annotator.formats.json_items import json_items
from annotator.formats.json_lines import wide_encoding
from annotator.formats.names import date_of, title_of
from annotator.formats.report import EMPTY_FILE, ImportReport

_SETS, _UNIT = '"annotation_sets"', '"offset_type"'
_TAIL = 4096


class GateFormat(Format):
    """Annotations of all sets; what is not in the default set has the name of its set as an attribute."""

    name = "gate"
    title = "GATE, XML or bdocjs"
    suffixes = (".bdocjs", ".bdocjson", ".xml")
    reads = True

    def recognise(self, head: bytes, path: Path) -> float:
        if known_kind(head):
            return 0.0
        text = _decoded(head)
        if "<GateDocument" in text and text.lstrip("\ufeff \t\r\n").startswith("<"):
            return 0.98
        named = path.suffix.lower() in self.suffixes[:2]
        if not text.lstrip("\ufeff \t\r\n").startswith("{"):
            return 0.6 if named and not text.strip() else 0.0
        if _SETS in text or _UNIT in _tail(path):  # the sets may stand behind a long text
            return 0.98
        return 0.8 if named else 0.0

    def read(
        self, path: Path, options: ReadOptions, report: ImportReport, progress: Progress
    ) -> Iterator[ReportRecord]:
        with plain_faults(path), path.open("rb") as stream:
            head = stream.read(_TAIL)
        is_xml = _decoded(head).lstrip("\ufeff \t\r\n").startswith("<")
        found = _of_xml(path, report) if is_xml else _of_json(path, options, report)
        for number, (document, line) in enumerate(found, start=1):
            progress(number, 0)
            title = title_of(path) if number == 1 else f"{title_of(path)} {number}"
            try:
                record = record_of(
                    document,
                    title,
                    date_of(path),
                    Where(path, line),
                    lambda sentence, where: report.notices.add(sentence, path, where),
                )
            except BadGate as error:
                raise FileRefused(path, str(error), error.line or line) from error
            if record.text:
                yield record
            else:
                report.notices.add("A report without text was left out.", path, line)


def _of_xml(path: Path, report: ImportReport) -> Iterator[tuple[GateDocument, int | None]]:
    try:
        document = parse_gate(path)
    except BadGate as error:
        raise FileRefused(path, str(error), error.line) from error
    for features in [document.features, *(one.features for one in document.annotations)]:
        for name in [name for name, value in features.items() if isinstance(value, list)]:
            del features[name]
            report.notices.add("Features that hold an object of Java were left out.", path)
    yield document, None


def _of_json(path: Path, options: ReadOptions, report: ImportReport) -> Iterator[tuple[GateDocument, int | None]]:
    decoded = read_text(path, options.encoding)
    if decoded.note:
        report.notices.add(decoded.note, path)
    if not decoded.text.strip():
        report.notices.add(EMPTY_FILE, path)
    for _, line, item in json_items(decoded.text, path):
        try:
            document = document_of(item, lambda sentence, where: report.notices.add(sentence, path, where))
        except BadGate as error:
            raise FileRefused(path, str(error), line) from error
        yield document, line


def _decoded(head: bytes) -> str:
    return head.decode(wide_encoding(head[:4]) or "utf-8-sig", "replace")


def _tail(path: Path) -> str:
    with plain_faults(path), path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - _TAIL))
        return stream.read().decode(errors="replace")

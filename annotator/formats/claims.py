"""Claims as a table, one row each: CSV for spreadsheets, JSON lines for programs. It is only written.

Which of the two the file's suffix says; anything but `.jsonl` is CSV. CSV is UTF-8 with a byte order mark, without
which Excel takes it for another encoding, with CRLF between rows. A cell that a spreadsheet would take for a
formula, because it begins with `=`, `+`, `-`, `@`, a tab or a carriage return, gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotator.domain.claims import says_who
from annotator.domain.errors import FileRefused
from annotator.domain.labels import CLAIM_LAYER, LabelSchema
from annotator.formats.aside import AsideFile, AsideFiles
from annotator.formats.base import Format, Holds, RelationRecord, ReportRecord, SpanRecord

_RISKY = ("=", "+", "-", "@", "\t", "\r")
BEFORE = ("id", "report", "title", "source", "date", "url", "label", "claim", "start", "end")
_BEHIND = (
    "speakers", "about", "disputes", "disputes_text", "disputed_by", "disputed_by_text", "annotator", "note",
    "flagged",
)  # fmt: skip
_LISTS = ("speakers", "disputes", "disputes_text", "disputed_by", "disputed_by_text")
_CHUNK = 2_000  # rows written at once
Key = tuple[str, str]  # the report's id and the annotation's


class ClaimsFormat(Format):
    """One row for each claim; `for_schema` says which labels are claims and what attributes they have."""

    name = "claims"
    title = "Table of claims (CSV, or JSON lines with .jsonl)"
    suffixes = (".csv", ".jsonl")
    writes = True
    is_view = True
    unshown = "annotations that are not claims"
    holds = frozenset(
        {Holds.IDS, Holds.FACTS, Holds.ATTRIBUTES, Holds.RELATIONS, Holds.LINKS, Holds.NOTES, Holds.ANNOTATORS}
    )

    def __init__(self, labels: frozenset[str] = frozenset({"Claim"}), attributes: tuple[str, ...] = ()) -> None:
        self._labels = labels
        self._attributes = attributes

    def loses(self) -> tuple[str, ...]:
        return ("the texts of the reports", self.unshown, Holds.ANSWERS.value)

    def shown(self, record: ReportRecord) -> ReportRecord:
        """The claims and their relations."""
        claims = tuple(span for span in record.spans if span.label in self._labels)
        uids = {span.uid for span in claims}
        relations = tuple(relation for relation in record.relations if relation.head in uids)
        return replace(record, spans=claims, relations=relations)

    def for_schema(self, schema: LabelSchema, *, in_columns: bool = False) -> ClaimsFormat:  # noqa: ARG002
        claims = [label for label in schema.labels if label.layer == CLAIM_LAYER]
        names = dict.fromkeys(attribute.name for label in claims for attribute in label.attributes)
        return ClaimsFormat(frozenset(label.name for label in claims), tuple(names))

    def writer(self, name: str, files: AsideFiles) -> ClaimsWriter:
        return ClaimsWriter(files.open(name), self._labels, self._attributes)


class ClaimsWriter:
    """Gathers the claims, because one may be disputed in a report yet to come, and writes them at the end."""

    def __init__(self, file: AsideFile, labels: frozenset[str], attributes: tuple[str, ...]) -> None:
        self._file = file
        self._labels = labels
        self._attributes = list(attributes)
        self._rows: dict[Key, dict[str, Any]] = {}
        self._disputes: list[tuple[Key, Key]] = []

    def add(self, record: ReportRecord) -> None:
        report = record.uid or record.sha256
        spans = {span.uid: span for span in record.spans}
        for span in record.spans:
            if span.label in self._labels:
                self._rows[report, span.uid or str(len(self._rows))] = self._row(record, report, span)
        starts = {span.uid: span.start for span in record.spans}
        for relation in sorted(record.relations, key=lambda r: starts.get(r.child, 0)):
            head = self._rows.get((report, relation.head))
            if head is not None:
                self._relate(record, report, head, relation, spans.get(relation.child))

    def finish(self) -> None:
        for head, child in self._disputes:
            for key, other, way in ((head, child, "disputes"), (child, head, "disputed_by")):
                if key in self._rows:
                    self._rows[key][way].append(other[1])
                    self._rows[key][f"{way}_text"].append(
                        self._rows[other]["claim"] if other in self._rows else ""
                    )
        for part in self._parts():
            self._file.write(part)

    def verify(self, path: Path, _reports: int, /) -> None:
        """Compare the file with what was to be written. Raises FileRefused when it differs."""
        with path.open("rb") as stream:
            for part in self._parts():
                if stream.read(len(part)) != part:
                    raise FileRefused(self._file.target, "Read again, the table is not the one that was written.")
            if stream.read(1):
                raise FileRefused(self._file.target, "Read again, the table is longer than what was written.")

    def _row(self, record: ReportRecord, report: str, span: SpanRecord) -> dict[str, Any]:
        facts = record.facts
        self._attributes += [name for name in span.attributes if name not in self._attributes]
        return {
            "id": span.uid or "",
            "report": report,
            **{name: getattr(facts, name) for name in ("title", "source", "date", "url")},
            "label": span.label,
            "claim": record.text[span.start : span.end],
            "start": span.start,
            "end": span.end,
            "attributes": span.attributes,
            **{name: [] for name in _LISTS},
            "about": {},
            "annotator": span.annotator or record.annotator,
            "note": span.note,
            "flagged": span.flagged,
        }

    def _relate(
        self,
        record: ReportRecord,
        report: str,
        head: dict[str, Any],
        relation: RelationRecord,
        child: SpanRecord | None,
    ) -> None:
        if relation.child_document or (child is not None and child.label in self._labels):
            other = relation.child_document or report
            self._disputes.append(((report, relation.head), (other, relation.child)))
        elif child is not None:
            text = " ".join(record.text[child.start : child.end].split())
            named = head["speakers"] if says_who(relation.type) else head["about"].setdefault(child.label, [])
            if text not in named:
                named.append(text)

    def _parts(self) -> Iterator[bytes]:
        rows = list(self._rows.values())
        if self._file.target.suffix.lower() == ".jsonl":
            for low in range(0, len(rows), _CHUNK):
                lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows[low : low + _CHUNK]]
                yield "".join(lines).encode()
            return
        names = [safe_cell(name) for name in self._attributes]
        yield b"\xef\xbb\xbf" + _table([[*BEFORE, *names, *_BEHIND]])
        for low in range(0, len(rows), _CHUNK):
            yield _table([self._cells(row) for row in rows[low : low + _CHUNK]])

    def _cells(self, row: dict[str, Any]) -> list[str]:
        said = [row["attributes"].get(name, "") for name in self._attributes]
        values = [*(row[name] for name in BEFORE), *said, *(row[name] for name in _BEHIND)]
        return [safe_cell(_text(value)) for value in values]


def safe_cell(text: str) -> str:
    """The text as no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text


def _text(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{label}: {', '.join(names)}" for label, names in value.items())
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value)


def _table(rows: list[list[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()

"""Tables with a header in CSV or TSV: one report per row is read, one annotation per row is written."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from annotator.domain.documents import FACT_NAMES, Facts
from annotator.domain.errors import FileRefused
from annotator.domain.labels import LabelSchema
from annotator.formats import claims, csv_spans
from annotator.formats.aside import AsideFiles
from annotator.formats.base import CONTENT, Format, Holds, Progress, ReadOptions, ReportRecord, Where, no_progress
from annotator.formats.encodings import known_kind
from annotator.formats.faults import quoted
from annotator.formats.first_places import FirstPlaces
from annotator.formats.report import EMPTY_FILE, ImportReport
from annotator.formats.table_lines import table_lines
from annotator.formats.whole_files import LARGEST_REPORT

_DELIMITERS = ",;\t|"
_TEXT_COLUMNS = ("text", "body", "content", "report", "article", "message", "sentence")
_FACT_COLUMNS = {
    "title": ("title", "headline", "heading", "subject"),
    "source": ("source", "publisher", "outlet"),
    "date": ("date", "published", "published_at", "publication_date"),
    "language": ("language", "lang"),
    "url": ("url", "link"),
}
_ID_COLUMNS = ("id", "uid", "uuid")
_LINE_ENDS = "\r\n"
_Lines = Callable[[Progress], Iterator[str]]


@dataclass(frozen=True, slots=True)
class _Columns:
    """The header, and where in a row the text, the id and each fact stand."""

    names: tuple[str, ...]
    text: int
    uid: int | None
    facts: dict[str, int]


class CsvFormat(Format):
    """Read: the delimiter is found, and a header row with a column for the text is required. Written: a view.

    `attributes` are those of the schema, which have a column each even where no annotation has them.
    """

    name = "csv"
    title = "Table (CSV or TSV): reads reports with a column for the text, writes a row for each annotation"
    suffixes = (".csv", ".tsv", ".tab")
    reads = True
    writes = True
    is_view = True
    holds = frozenset({Holds.IDS, Holds.FACTS, Holds.ANNOTATORS}) | CONTENT - {Holds.RELATIONS, Holds.LINKS}

    def __init__(self, attributes: tuple[str, ...] = ()) -> None:
        self._attributes = attributes

    def loses(self) -> tuple[str, ...]:
        return ("the texts of the reports", *(part for part in super().loses() if part != Holds.TEXT.value))

    def for_schema(self, schema: LabelSchema, *, in_columns: bool = False) -> CsvFormat:  # noqa: ARG002
        names = dict.fromkeys(attribute.name for label in schema.labels for attribute in label.attributes)
        return CsvFormat(tuple(names))

    def writer(self, name: str, files: AsideFiles) -> csv_spans.CsvSpanWriter:
        return csv_spans.CsvSpanWriter(name, files, self._attributes)

    def recognise(self, head: bytes, path: Path) -> float:
        if known_kind(head):
            return 0.0
        return 0.7 if path.suffix.lower() in self.suffixes else 0.0

    def read(
        self, path: Path, options: ReadOptions, report: ImportReport, progress: Progress
    ) -> Iterator[ReportRecord]:
        csv.field_size_limit(LARGEST_REPORT)
        table = table_lines(path, options.encoding)
        if table.note:
            report.notices.add(table.note, path)
        if all(map(str.isspace, table.lines(no_progress))):
            report.notices.add(EMPTY_FILE, path)
            return
        notes = (table.note,) if table.note else ()
        rows = _rows(table.lines, _delimiter(table.lines, options.text_column), path, progress)
        line, header = next(rows)
        _refuse_our_own(header, path)
        columns = _columns(header, options.text_column, path, line)
        places = FirstPlaces()
        for line, row in rows:
            if len(row) != len(header):
                reason = f"The row has {len(row)} fields, but the header has {len(header)}."
                raise FileRefused(path, reason, line)
            if not row[columns.text].strip():
                report.notices.add("A row without text was left out.", path, line)
                continue
            record = _record(row, columns, notes, Where(path, line))
            if record.uid is not None:
                places.refuse_twice(record.uid, path, line)
            yield record


def _refuse_our_own(header: list[str], path: Path) -> None:
    """Raises FileRefused for a table that this program wrote: its texts are those of annotations."""
    for what, columns in (("annotations", csv_spans.BEFORE), ("claims", claims.BEFORE)):
        if tuple(header[: len(columns)]) == columns:
            reason = f"This is a table of {what} that was exported; the texts of the reports are not in it."
            raise FileRefused(path, f"{reason} Import an export in a format that has them, such as jsonl.")


def _rows(lines: _Lines, delimiter: str, path: Path, progress: Progress) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it starts in; blank rows are left out."""
    reader = csv.reader(lines(progress), delimiter=delimiter, quoting=_quoting(lines, delimiter), strict=True)
    line = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileRefused(path, f"The row is not well-formed: {error}.", line) from error
        if any(row):
            yield line, row
        line = reader.line_num + 1


def _quoting(lines: _Lines, delimiter: str) -> Literal[0, 3]:
    """Many programs write tabs between fields and quote nothing; then a quotation mark is only that."""
    if delimiter != "\t":
        return csv.QUOTE_MINIMAL
    try:
        widths = {len(row) for row in csv.reader(lines(no_progress), delimiter="\t", strict=True) if row}
    except csv.Error:
        return csv.QUOTE_NONE
    return csv.QUOTE_MINIMAL if len(widths) == 1 else csv.QUOTE_NONE


def _delimiter(lines: _Lines, text_column: str | None) -> str:
    """The delimiter that finds a text column in the header, or else the most columns."""
    header = next((line.strip(_LINE_ENDS) for line in lines(no_progress) if line.strip(_LINE_ENDS)), "")

    def score(delimiter: str) -> tuple[bool, int]:
        try:
            names = next(csv.reader([header], delimiter=delimiter), [])
        except csv.Error:
            return False, 0
        return _text_column(_plain(names), text_column) is not None, len(names)

    return max(_DELIMITERS, key=score)


def _plain(names: Sequence[str]) -> list[str]:
    return [name.strip().casefold() for name in names]


def _text_column(names: list[str], told: str | None) -> int | None:
    wanted = (told.strip().casefold(),) if told is not None else _TEXT_COLUMNS
    return next((names.index(name) for name in wanted if name in names), None)


def _columns(header: list[str], told: str | None, path: Path, line: int) -> _Columns:
    names = _plain(header)
    shown = ", ".join(quoted(name) for name in header[:20])
    for index, name in enumerate(names):
        if name and name in names[:index]:
            raise FileRefused(path, f"The column {quoted(header[index])} occurs twice.", line)
    text = _text_column(names, told)
    if text is None:
        wanted = quoted(told) if told is not None else "“text”, “body”, “content” or “report”"
        raise FileRefused(path, f"No column is named {wanted}; the columns are {shown}.", line)
    facts = {}
    for fact in FACT_NAMES:
        found = [names.index(name) for name in _FACT_COLUMNS[fact] if name in names and names.index(name) != text]
        if found:
            facts[fact] = found[0]
    kept = tuple(name.strip() or f"column {number}" for number, name in enumerate(header, start=1))
    uid = next((names.index(name) for name in _ID_COLUMNS if name in names), None)
    return _Columns(kept, text, None if uid == text else uid, facts)


def _record(row: list[str], columns: _Columns, notes: tuple[str, ...], where: Where) -> ReportRecord:
    # A number is a row's, not an identity that holds in other files; it stays among the facts.
    uid = row[columns.uid].strip() if columns.uid is not None else ""
    known = bool(uid) and not uid.isdecimal()
    taken = {columns.text, *columns.facts.values(), *([columns.uid] if known else [])}
    more = {name: row[i] for i, name in enumerate(columns.names) if i not in taken and row[i]}
    facts = Facts(**{fact: row[i].strip() for fact, i in columns.facts.items()}, more=more)
    return ReportRecord(text=row[columns.text], uid=uid if known else None, facts=facts, notes=notes, where=where)

"""The table of annotations, a row each, as CSV or by the suffix as TSV: for spreadsheets; it cannot be read back.

Like the table of claims it is UTF-8 with a byte order mark, with CRLF between rows, and no cell is a formula.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from annotator.domain.errors import FileRefused
from annotator.formats.aside import AsideFile, AsideFiles
from annotator.formats.base import ReportRecord, SpanRecord
from annotator.formats.claims import safe_cell
from annotator.formats.faults import plain_faults, quoted

BEFORE = ("report", "title", "source", "date", "id", "start", "end", "label", "text")
_BEHIND = ("annotator", "note", "flagged")
_TAB_SUFFIXES = (".tsv", ".tab")
_BUFFER = 1 << 20
_LONGEST_FIELD = (1 << 31) - 1
_Row = list[Any]  # the cells of BEFORE, those of _BEHIND, and the attributes by name


class CsvSpanWriter:
    """Rows wait in a hidden file, because one yet to come may have an attribute that no column is there for."""

    def __init__(self, name: str, files: AsideFiles, attributes: Sequence[str]) -> None:
        self._file: AsideFile = files.open(name)
        self._rows = files.folder / f".rows-of-{len(files.files)}"
        self._waiting = bytearray()
        self._attributes = list(attributes)
        self._dialect = "excel-tab" if Path(name).suffix.lower() in _TAB_SUFFIXES else "excel"

    def add(self, record: ReportRecord) -> None:
        facts = record.facts
        said = (record.uid or record.sha256, facts.title, facts.source, facts.date)
        for span in sorted(record.spans, key=SpanRecord.order):
            self._attributes += [name for name in span.attributes if name not in self._attributes]
            text = record.text[span.start : span.end]
            before = (*said, span.uid or "", span.start, span.end, span.label, text)
            behind = (span.annotator or record.annotator, span.note, "yes" if span.flagged else "")
            self._waiting += json.dumps([before, behind, span.attributes]).encode() + b"\n"
        if len(self._waiting) >= _BUFFER:
            self._put_aside()

    def finish(self) -> None:
        self._put_aside()
        part = io.StringIO(newline="")
        table = csv.writer(part, self._dialect)
        part.write("\ufeff")
        for cells in self._cells():
            table.writerow(cells)
            if part.tell() >= _BUFFER:
                self._write(part)
        self._write(part)

    def verify(self, path: Path, _reports: int, /) -> None:
        """Read the table and compare every cell. Raises FileRefused for one that differs."""
        csv.field_size_limit(_LONGEST_FIELD)
        with path.open(encoding="utf-8-sig", newline="") as stream:
            # Before Python 3.11 the reader of tables refuses a NUL, which a text may hold.
            found = csv.reader((line.replace("\0", "\ufffd") for line in stream), self._dialect)
            try:
                for expected in self._cells():
                    if next(found, None) != [cell.replace("\0", "\ufffd") for cell in expected]:
                        raise FileRefused(self._file.target, "Read again, a row is not the one that was written.")
                if next(found, None) is not None:
                    raise FileRefused(self._file.target, "Read again, the table has more rows than were written.")
            except csv.Error as error:
                reason = f"Read again, the table is not well-formed: {error}."
                raise FileRefused(self._file.target, reason) from error

    def _put_aside(self) -> None:
        with plain_faults(self._file.target), self._rows.open("ab") as stream:
            stream.write(self._waiting)
        self._waiting = bytearray()

    def _write(self, part: io.StringIO) -> None:
        try:
            self._file.write(part.getvalue().encode())
        except UnicodeEncodeError as error:
            half = quoted(error.object[error.start])
            raise FileRefused(self._file.target, f"A cell has half of a surrogate pair: {half}.") from error
        part.seek(0)
        part.truncate()

    def _cells(self) -> Iterator[list[str]]:
        """The header, then the rows."""
        taken = {*BEFORE, *_BEHIND}
        names = [f"{name} (attribute)" if name in taken else name for name in self._attributes]
        yield [*BEFORE, *(safe_cell(name) for name in names), *_BEHIND]
        with self._rows.open("rb") as stream:
            for line in stream:
                before, behind, attributes = json.loads(line)
                said = [attributes.get(name, "") for name in self._attributes]
                yield [safe_cell(_text(value)) for value in (*before, *said, *behind)]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)

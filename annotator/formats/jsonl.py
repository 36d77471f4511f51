"""Our own JSONL, the default format, and plain `{"text": ...}` lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from annotator.domain.errors import FileRefused
from annotator.formats.aside import AsideFile, AsideFiles
from annotator.formats.base import Format, Holds, Progress, ReadOptions, ReportRecord, Where, no_progress
from annotator.formats.first_places import FirstPlaces
from annotator.formats.json_lines import json_lines, wide_encoding
from annotator.formats.jsonl_lenient import lenient_record
from annotator.formats.jsonl_line import WrittenLine, add_line, first_other_line, strict_record
from annotator.formats.report import EMPTY_FILE, ImportReport

_BUFFER = 1 << 17  # what stays in the processor's own memory between writing and reading again


class JsonlFormat(Format):
    """One report per line, as documented; it keeps everything but the times."""

    name = "jsonl"
    title = "JSON lines of this program, or plain ones with a “text”"
    suffixes = (".jsonl", ".ndjson")
    reads = True
    writes = True
    holds = frozenset(Holds) - {Holds.TIMES}

    def recognise(self, head: bytes, path: Path) -> float:
        named = 0.5 if path.suffix.lower() in self.suffixes else 0.0
        encoding = wide_encoding(head[:4])
        lines = head.decode(encoding or "utf-8-sig", "replace").lstrip("\ufeff \t\r\n").split("\n", 1)
        if not lines[0].startswith("{"):
            return named
        try:
            found = json.loads(lines[0])
        except (ValueError, RecursionError):
            return max(named, 0.7 if '"text":' in lines[0] and len(lines) == 1 else 0.0)
        return 0.95 if isinstance(found.get("text"), str) else named

    def read(
        self, path: Path, options: ReadOptions, report: ImportReport, progress: Progress
    ) -> Iterator[ReportRecord]:
        places = FirstPlaces()
        number = 0
        for number, line in json_lines(path, options.encoding, progress):
            where = Where(path, number)
            record = strict_record(line, where) or lenient_record(line, where, options, report.notices)
            if not record.text:
                report.notices.add("A report without text was left out.", path, number)
                continue
            if record.uid is not None:
                places.refuse_twice(record.uid, path, number)
            yield record
        if number == 0:
            report.notices.add(EMPTY_FILE, path)

    def writer(self, name: str, files: AsideFiles) -> JsonlWriter:
        return JsonlWriter(files.open(name))


def read_jsonl(path: Path) -> Iterator[ReportRecord]:
    """The reports in a file of ours. Raises FileRefused."""
    return JsonlFormat().read(path, ReadOptions(), ImportReport(), no_progress)


class JsonlWriter:
    """Gathers lines, writes some at a time, and reads them again while their records are at hand.

    So each is compared with all that was to stand in it, which would not fit in memory at the end. That no two
    have one id is for the caller to know, as a project does.
    """

    def __init__(self, file: AsideFile) -> None:
        self._file = file
        self._target = file.target
        self._waiting = bytearray()
        self._lines: list[WrittenLine] = []
        self._compared = 0

    def add(self, record: ReportRecord) -> None:
        self._lines.append(add_line(record, self._waiting, self._target))
        if len(self._waiting) >= _BUFFER:
            self.finish()

    def finish(self) -> None:
        found = self._file.write_and_read(self._waiting)
        self._waiting = bytearray()
        other = first_other_line(found, self._lines)
        if other is not None:
            reason = "Read again, this report is not the one that was written."
            raise FileRefused(self._target, reason, self._compared + other + 1)
        self._compared += len(self._lines)
        self._lines = []

    def verify(self, _path: Path, reports: int, /) -> None:
        """Every line is compared already."""
        if self._compared != reports:
            raise FileRefused(self._target, "Read again, it has another number of reports.")

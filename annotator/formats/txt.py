"""Plain text: one report per file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from annotator.domain.documents import Facts
from annotator.formats.base import Format, Progress, ReadOptions, ReportRecord, Where
from annotator.formats.encodings import known_kind, read_text
from annotator.formats.names import date_of, title_of
from annotator.formats.report import EMPTY_FILE, ImportReport
from annotator.formats.whole_files import LARGEST_REPORT

_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9~]{0,7}")


class TextFormat(Format):
    """The whole file is the text, exactly as decoded: line ends stay as they are."""

    name = "txt"
    title = "Plain text"
    suffixes = (".txt", ".text")
    reads = True

    def recognise(self, head: bytes, path: Path) -> float:
        if known_kind(head):
            return 0.0
        if path.suffix.lower() in self.suffixes:
            return 0.6
        # “report.2022-06-20” has no suffix; “report.json” belongs to another program.
        return 0.0 if _SUFFIX.fullmatch(path.suffix) else 0.3

    def read(
        self, path: Path, options: ReadOptions, report: ImportReport, progress: Progress
    ) -> Iterator[ReportRecord]:
        decoded = read_text(path, options.encoding, LARGEST_REPORT)
        if decoded.note:
            report.notices.add(decoded.note, path)
        if not decoded.text.strip():
            report.notices.add(EMPTY_FILE, path)
            return
        progress(1, 1)
        yield ReportRecord(
            text=decoded.text,
            facts=Facts(title=title_of(path), date=date_of(path)),
            notes=(decoded.note,) if decoded.note else (),
            where=Where(path),
        )

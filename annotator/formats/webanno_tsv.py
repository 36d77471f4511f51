"""WebAnno TSV: 3.3 written, one file for each report; 3.x and 2 read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from annotator.domain.documents import Facts
from annotator.domain.errors import FileRefused, Refusal
from annotator.formats.aside import AsideFiles
from annotator.formats.base import Format, Holds, Progress, ReadOptions, ReportRecord, Where
from annotator.formats.encodings import read_text
from annotator.formats.folders import file_stem, files_within
from annotator.formats.names import date_of, title_of
from annotator.formats.report import EMPTY_FILE, ImportReport
from annotator.formats.webanno_lines import FORMAT, parse_tsv
from annotator.formats.webanno_record import annotations_of
from annotator.formats.webanno_text import placed
from annotator.formats.webanno_tsv2 import HEADER, parse_tsv2
from annotator.formats.webanno_writing import tsv_of
from annotator.formats.whole_files import whole_file

_SUFFIX = ".webanno.tsv"
_START = f"{FORMAT}WebAnno TSV 3"


class WebannoFormat(Format):
    """Offsets are UTF-16 units; labels, attributes and relations are layers of columns."""

    name = "webanno-tsv"
    title = "WebAnno TSV 3.3: a folder with one file per report"
    suffixes = (_SUFFIX,)
    reads = writes = is_folder = True
    holds = frozenset(
        {
            Holds.TEXT,
            Holds.SPANS,
            Holds.OVERLAPS,
            Holds.PARTS,
            Holds.ATTRIBUTES,
            Holds.RELATIONS,
            Holds.NOTES,
            Holds.CONTROLS,
        }
    )

    def recognise(self, head: bytes, path: Path) -> float:
        start = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].rstrip(b"\r")
        if start.startswith(_START.encode()) or HEADER.fullmatch(start.decode("utf-8", "replace")):
            return 0.99
        return 0.75 if path.name.lower().endswith(_SUFFIX) else 0.0

    def read(
        self, path: Path, options: ReadOptions, report: ImportReport, progress: Progress
    ) -> Iterator[ReportRecord]:
        files = files_within(path, _SUFFIX)
        for number, file in enumerate(files, start=1):
            record = _read_one(file, options, report)
            if record is not None:
                yield record
            progress(number, len(files))

    def writer(self, name: str, files: AsideFiles) -> _Writer:
        return _Writer(name, files)

    def signature(self, record: ReportRecord) -> object:
        """Relations that only their annotators tell apart are one."""
        relations = {(relation.type, relation.head, relation.child) for relation in record.relations}
        return (super().signature(replace(record, relations=())), len(relations))


class _Writer:
    def __init__(self, name: str, files: AsideFiles) -> None:
        self._files = files
        self._folder = f"{name}/" if name else ""
        self._count = 0

    def add(self, record: ReportRecord) -> None:
        self._count += 1
        file = self._files.open(f"{self._folder}{file_stem(self._count, record)}{_SUFFIX}")
        try:
            file.write(tsv_of(record).encode())
        except UnicodeEncodeError as error:
            raise FileRefused(file.target, "The report has half of a surrogate pair.") from error
        except Refusal as error:
            raise FileRefused(file.target, str(error)) from error
        file.close()

    def finish(self) -> None:
        """Each file was finished when it was written."""


def _read_one(path: Path, options: ReadOptions, report: ImportReport) -> ReportRecord | None:
    text, note = _decoded(path, options.encoding)
    if note:
        report.notices.add(note, path)
    if not text.strip():
        report.notices.add(EMPTY_FILE, path)
        return None
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    if lines[0].startswith(_START):
        file = parse_tsv(lines, path)
    elif HEADER.fullmatch(lines[0]):
        file = parse_tsv2(lines, path)
    else:
        raise FileRefused(path, f"This is no WebAnno TSV: its first line does not start with {_START}.", 1)
    if not file.sentences:
        report.notices.add("A report without text was left out.", path)
        return None
    found = placed(file.sentences, path, report.notices)
    if not found.text:
        report.notices.add("A report without text was left out.", path)
        return None
    spans, relations = annotations_of(file, found, path, report.notices)
    return ReportRecord(
        text=found.text,
        facts=Facts(title=title_of(path).removesuffix(".webanno"), date=date_of(path)),
        spans=spans,
        relations=relations,
        note=file.note,
        flagged=file.flagged,
        notes=(note,) if note else (),
        where=Where(path),
    )


def _decoded(path: Path, encoding: str | None) -> tuple[str, str]:
    """The text of the file, and a sentence about its encoding; UTF-8 is read to the letter."""
    data = whole_file(path)
    if encoding is None:
        try:
            return data.decode().removeprefix("\ufeff"), ""
        except UnicodeDecodeError:
            pass
    decoded = read_text(path, encoding)
    return decoded.text, decoded.note

"""brat standoff: a folder with a .txt and an .ann for each report; read with .a1 and .a2 in its place as well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotator.domain.documents import Facts, text_digest
from annotator.domain.errors import FileRefused
from annotator.domain.labels import LabelSchema
from annotator.formats.aside import AsideFiles
from annotator.formats.base import Format, Holds, Progress, ReadOptions, ReportRecord, Where
from annotator.formats.brat_ann import LINE, AnnFiles, parse_ann
from annotator.formats.brat_record import with_standoff
from annotator.formats.brat_units import in_code_points
from annotator.formats.brat_writer import BratWriter
from annotator.formats.encodings import known_kind, read_text
from annotator.formats.folders import files_within
from annotator.formats.names import date_of, title_of
from annotator.formats.report import EMPTY_FILE, ImportReport
from annotator.formats.whole_files import LARGEST_FILE, LARGEST_REPORT, whole_file

_CONFIGURATION = ("annotation.conf", "visual.conf", "tools.conf", "kb_shortcuts.conf")
_ABOUT = ("README", "LICENSE")
_ENTITIES, _EVENTS = ".a1", ".a2"


class BratFormat(Format):
    """Events become their trigger with a relation to each argument; what brat has no word for stands in notes.

    In the shared tasks of BioNLP, from which brat has its lines, entities stand in an .a1 and events in an .a2.
    """

    name = "brat"
    title = "brat standoff, a folder of .txt and .ann"
    suffixes = (".ann", _ENTITIES, _EVENTS)
    reads = True
    writes = True
    is_folder = True
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

    def __init__(self, schema: LabelSchema | None = None) -> None:
        self._schema = schema

    def for_schema(self, schema: LabelSchema, *, in_columns: bool = False) -> BratFormat:  # noqa: ARG002
        return BratFormat(schema)

    def recognise(self, head: bytes, path: Path) -> float:
        suffix = path.suffix.lower()
        if suffix not in self.suffixes or known_kind(head):
            return 0.0
        first = head.decode("utf-8-sig", "replace").lstrip().partition("\n")[0]
        if LINE.match(first):
            return 0.98
        return 0.65 if suffix == ".ann" or path.with_suffix(".txt").is_file() else 0.0

    def belongs_to_another(self, path: Path) -> bool:
        if path.name in _CONFIGURATION:
            return True
        if path.name in _ABOUT:
            return path.with_name("annotation.conf").is_file()
        suffix = path.suffix.lower()
        if suffix == _EVENTS:
            return path.with_suffix(_ENTITIES).is_file()
        return suffix == ".txt" and any(path.with_suffix(known).is_file() for known in self.suffixes)

    def read(
        self, path: Path, options: ReadOptions, report: ImportReport, progress: Progress
    ) -> Iterator[ReportRecord]:
        paths = [file for file in files_within(path, self.suffixes) if not self.belongs_to_another(file)]
        for done, file in enumerate(paths):
            progress(done, len(paths))
            record = _read_one(file, options, report)
            if record is not None:
                yield record
        progress(len(paths), len(paths))

    def writer(self, name: str, files: AsideFiles) -> BratWriter:
        return BratWriter(name, files, self._schema)


def _read_one(path: Path, options: ReadOptions, report: ImportReport) -> ReportRecord | None:
    beside = path.with_suffix(".txt")
    contents = [(file, _decoded(file, options.encoding, report)) for file in _files_of(path)]
    if not beside.is_file():
        if any(content.strip() for _, content in contents):
            raise FileRefused(path, f"Its text is not there: it should stand beside it, in {beside.name}.")
        report.notices.add(EMPTY_FILE, path)
        return None
    text = _decoded(beside, options.encoding, report, LARGEST_REPORT)
    files = AnnFiles(contents, report.notices)
    found = parse_ann(files)
    if not text:
        report.notices.add("A report without text was left out.", path)
        return None
    text, told = in_code_points(found, text)
    if told:
        report.notices.add(told, path)
    bare = ReportRecord(
        text, Facts(title=title_of(path), date=date_of(path)), sha256=text_digest(text), where=Where(path)
    )
    return with_standoff(bare, found, files)


def _files_of(path: Path) -> list[Path]:
    """The file, and behind one of entities that of their events."""
    events = path.with_suffix(_EVENTS)
    return [path, events] if path.suffix.lower() == _ENTITIES and events.is_file() else [path]


def _decoded(path: Path, encoding: str | None, report: ImportReport, largest: int = LARGEST_FILE) -> str:
    """The file's text: UTF-8 to the letter, as brat has it, with any byte order mark; else what it seems to be."""
    data = whole_file(path, largest)
    if encoding is None:
        try:
            return data.decode()
        except UnicodeDecodeError:
            pass
    decoded = read_text(path, encoding)
    if decoded.note:
        report.notices.add(decoded.note, path)
    return decoded.text

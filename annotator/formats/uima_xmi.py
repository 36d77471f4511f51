"""UIMA CAS XMI: one file for each report, and one TypeSystem.xml beside them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from annotator.domain.errors import FileRefused, Refusal
from annotator.formats.aside import AsideFiles
from annotator.formats.base import Format, Holds, Progress, ReadOptions, ReportRecord
from annotator.formats.faults import plain_faults
from annotator.formats.folders import file_stem, files_within
from annotator.formats.report import EMPTY_FILE, ImportReport
from annotator.formats.spelling import XML_FORBIDS, Spelling
from annotator.formats.uima_cas import BadCas, TypeTree
from annotator.formats.uima_record import records_of
from annotator.formats.uima_write import cas_of, our_type_system
from annotator.formats.uima_xml import parse_type_system, parse_xmi
from annotator.formats.whole_files import refuse_larger

_SUFFIX = ".xmi"
_TYPES = "TypeSystem.xml"
_NAMESPACE = b"http://www.omg.org/XMI"
_TYPES_ROOT = b"typeSystemDescription"
_HEAD = 4096


class UimaXmiFormat(Format):
    """Offsets in the files are UTF-16 units. XML 1.0 has no place for control characters."""

    name = "uima-xmi"
    title = "UIMA CAS XMI: a folder with one file per report and the type system"
    suffixes = (_SUFFIX,)
    reads = writes = is_folder = True
    holds = frozenset(Holds) - {Holds.TIMES, Holds.CONTROLS}
    spelling = Spelling(
        XML_FORBIDS, "\ufffd", "labels, notes or names with control characters", relations=True, notes=True
    )

    def recognise(self, head: bytes, path: Path) -> float:
        plain = head.replace(b"\0", b"")  # of UTF-16
        if _NAMESPACE in plain and b"/cas.ecore" in plain:
            return 0.98
        return 0.75 if path.suffix.lower() == _SUFFIX else 0.0

    def belongs_to_another(self, path: Path) -> bool:
        if not path.name.lower().endswith(_TYPES.lower()):
            return False
        with plain_faults(path), path.open("rb") as stream:
            return _TYPES_ROOT in stream.read(_HEAD)

    def read(
        self,
        path: Path,
        options: ReadOptions,  # noqa: ARG002 - XML says its encoding
        report: ImportReport,
        progress: Progress,
    ) -> Iterator[ReportRecord]:
        files = files_within(path, _SUFFIX)
        for number, file in enumerate(files, start=1):
            with plain_faults(file):
                size = file.stat().st_size
            refuse_larger(file)
            if not size:
                report.notices.add(EMPTY_FILE, file)
                continue
            beside = _types_beside(file)
            if beside is None:
                report.notices.add("There is no TypeSystem.xml beside it: every value was read as a text.", file)
            types = _types_of(beside) if beside is not None else TypeTree()
            try:
                yield from records_of(parse_xmi(file, types), file, report.notices)
            except BadCas as error:
                raise FileRefused(file, str(error), error.line) from error
            progress(number, len(files))

    def writer(self, name: str, files: AsideFiles) -> _Writer:
        return _Writer(name, files)


class _Writer:
    def __init__(self, name: str, files: AsideFiles) -> None:
        self._files = files
        self._folder = f"{name}/" if name else ""
        self._types = our_type_system()
        self._count = 0

    def add(self, record: ReportRecord) -> None:
        self._count += 1
        file = self._files.open(f"{self._folder}{file_stem(self._count, record)}{_SUFFIX}")
        try:
            file.write(cas_of(record, self._types).to_xmi(pretty_print=True).encode())
        except ValueError as error:  # of the library, which writes no halves of surrogate pairs
            raise FileRefused(file.target, "It has half of a surrogate pair.") from error
        except Refusal as error:
            raise FileRefused(file.target, str(error)) from error
        file.close()

    def finish(self) -> None:
        if self._count:
            types = self._files.open(f"{self._folder}{_TYPES}")
            types.write(self._types.to_xml().encode())
            types.close()


def _types_beside(path: Path) -> Path | None:
    """The type system for the file: beside it or in the folder above, with the file's own name before others."""
    for folder in (path.parent, path.parent.parent):
        for name in (f"{path.stem}-{_TYPES}", f"{path.stem}-{_TYPES.lower()}", _TYPES, _TYPES.lower()):
            if (beside := folder / name).is_file():
                return beside
    return None


def _types_of(path: Path) -> TypeTree:
    with plain_faults(path):
        status = path.stat()
    return _parsed_types(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=8)
def _parsed_types(path: Path, _changed: int, _size: int) -> TypeTree:
    """Kept, as long as the file is as it was: a folder of files is read one by one, each with the same types."""
    try:
        return parse_type_system(path)
    except BadCas as error:
        raise FileRefused(path, str(error), error.line) from error

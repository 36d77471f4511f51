"""Word documents (.docx): one report per file."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.documents import Facts
from annotator.domain.errors import FileRefused
from annotator.formats.base import Format, Progress, ReadOptions, ReportRecord, Where
from annotator.formats.docx_text import body_text, left_out
from annotator.formats.faults import plain_faults
from annotator.formats.names import date_of, title_of
from annotator.formats.report import EMPTY_FILE, ImportReport
from annotator.formats.zip_names import refuse_outward_names

if TYPE_CHECKING:
    from docx.document import Document

LARGEST_UNPACKED = 500 << 20
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_PART = "word/document.xml"
_ENCRYPTED = 0x1
_BLOCK = 1 << 20
_DAMAGED = "The Word document is damaged and cannot be read."


class DocxFormat(Format):
    """Paragraphs and tables of the body in their order; headers, footers and footnotes are left out."""

    name = "docx"
    title = "Word document"
    suffixes = (".docx",)
    reads = True

    def recognise(self, head: bytes, path: Path) -> float:
        named = path.suffix.lower() in self.suffixes
        if head.startswith(b"PK\x03\x04"):
            return 0.95 if named or _PART in _names(path) else 0.0
        return 0.65 if named else 0.0

    def read(
        self,
        path: Path,
        options: ReadOptions,  # noqa: ARG002 - the encoding stands in the file
        report: ImportReport,
        progress: Progress,
    ) -> Iterator[ReportRecord]:
        with plain_faults(path):
            if path.stat().st_size == 0:
                report.notices.add(EMPTY_FILE, path)
                return
            _check_package(path)
        text, facts, missing = _content(path)
        if missing:
            report.notices.add(f"The {' and '.join(missing)} were left out.", path)
        if not text.strip():
            report.notices.add("The document has no text and was left out.", path)
            return
        progress(1, 1)
        yield ReportRecord(text=text, facts=facts, where=Where(path))


def _names(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as package:
            return package.namelist()
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile):
        return []


def _check_package(path: Path) -> None:
    """Unpack everything once in small blocks before the parser does: sizes in a zip may be lies."""
    with path.open("rb") as stream:
        if stream.read(4) == _OLD_OFFICE:
            reason = "It is protected by a password, or an old .doc file. Save it as .docx without a password."
            raise FileRefused(path, reason)
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            refuse_outward_names(package.namelist(), path)
            if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise FileRefused(path, "It would unpack to more than 500 MB.")
            if any(part.flag_bits & _ENCRYPTED for part in parts):
                raise FileRefused(path, "It is protected by a password.")
            for part in parts:
                with package.open(part) as stream:
                    while stream.read(_BLOCK):
                        pass
            if _PART not in package.namelist():
                raise FileRefused(path, "It is a zip archive, but not a Word document.")
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise FileRefused(path, _DAMAGED) from error


def _content(path: Path) -> tuple[str, Facts, list[str]]:
    """Text, facts, and what was left out. The library is loaded here: it takes as long as the whole start."""
    import docx

    try:
        document = docx.Document(str(path))
        body = document.element.body
        return body_text(body), _facts(document, path), left_out(body)
    except Exception as error:  # the parser fails in as many ways as a file can be damaged
        raise FileRefused(path, _DAMAGED) from error


def _facts(document: Document, path: Path) -> Facts:
    from docx.opc.constants import RELATIONSHIP_TYPE

    title, date = title_of(path), date_of(path)
    package = document.part.package
    if package is None or all(rel.reltype != RELATIONSHIP_TYPE.CORE_PROPERTIES for rel in package.rels.values()):
        return Facts(title=title, date=date)  # asked for them, the library would make some up
    known = document.core_properties
    if not date and known.created is not None:
        date = known.created.date().isoformat()
    author = known.author.strip()
    return Facts(
        title=known.title.strip() or title,
        date=date,
        language=known.language.strip(),
        more={"author": author} if author else {},
    )

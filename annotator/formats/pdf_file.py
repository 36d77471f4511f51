"""PDF documents that carry their text: one report per file."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.domain.documents import Facts
from annotator.domain.errors import FileRefused
from annotator.formats.base import Format, Progress, ReadOptions, ReportRecord, Where
from annotator.formats.faults import plain_faults
from annotator.formats.names import date_of, title_of
from annotator.formats.report import EMPTY_FILE, ImportReport

PAGE_END = "\n\f\n"
_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})")
_HYPHEN = re.compile("[\x02\ufffe]\n?")
_PASSWORD_FAULTS = ("password", "security")
_one_at_a_time = threading.Lock()
"""PDFium must not be entered by two threads."""


class PdfFormat(Format):
    """The text of each page as PDFium finds it, a form feed on its own line between pages."""

    name = "pdf"
    title = "PDF document"
    suffixes = (".pdf",)
    reads = True

    def recognise(self, head: bytes, path: Path) -> float:
        if b"%PDF-" in head[:1024]:
            return 0.95
        return 0.65 if path.suffix.lower() in self.suffixes else 0.0

    def read(
        self,
        path: Path,
        options: ReadOptions,  # noqa: ARG002 - the encoding stands in the file
        report: ImportReport,
        progress: Progress,
    ) -> Iterator[ReportRecord]:
        with plain_faults(path), path.open("rb") as stream:
            if not stream.read(1):
                report.notices.add(EMPTY_FILE, path)
                return
        with _one_at_a_time:
            pages, facts = _content(path, progress)
        bare = [number for number, text in enumerate(pages, start=1) if not text.strip()]
        if len(bare) == len(pages):
            raise FileRefused(path, "It has no text, only pictures. Run text recognition (OCR) on it first.")
        if bare:
            report.notices.add(f"There is no text on {_page_list(bare)}.", path)
        yield ReportRecord(text=PAGE_END.join(pages), facts=facts, where=Where(path))


def _content(path: Path, progress: Progress) -> tuple[list[str], Facts]:
    # Loaded here: the library takes a good part of the whole start.
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if any(word in str(error).lower() for word in _PASSWORD_FAULTS):
            raise FileRefused(path, "It is protected by a password.") from error
        raise FileRefused(path, "The PDF document is damaged and cannot be read.") from error
    try:
        pages = []
        for index in range(len(document)):
            progress(index, len(document))
            pages.append(_page_text(document, index))
        return pages, _facts(document, path)
    except pypdfium2.PdfiumError as error:
        raise FileRefused(path, f"Page {len(pages) + 1} of the PDF document is damaged.") from error
    finally:
        document.close()


def _page_text(document: Any, index: int) -> str:
    page = document[index]
    try:
        text = page.get_textpage()
        try:
            return clean_page(str(text.get_text_bounded()))
        finally:
            text.close()
    finally:
        page.close()


def clean_page(text: str) -> str:
    """The page's text as it stands on the page.

    PDFium ends lines with CR LF, and joins a word hyphenated at a line's end with a mark between its halves.
    """
    return _HYPHEN.sub("-\n", text.rstrip("\x00").replace("\r\n", "\n"))


def _facts(document: Any, path: Path) -> Facts:
    known = {key: value.strip("\x00 ") for key, value in document.get_metadata_dict(skip_empty=True).items()}
    stamp = _DATE.match(known.get("CreationDate", ""))
    author = known.get("Author", "")
    return Facts(
        title=known.get("Title") or title_of(path),
        date=date_of(path) or ("-".join(stamp.groups()) if stamp else ""),
        more={"author": author} if author else {},
    )


def _page_list(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:10])) + (" and others" if len(numbers) > 10 else "")
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}"

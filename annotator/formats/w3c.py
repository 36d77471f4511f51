"""W3C Web Annotation: an array of annotations in JSON-LD, with the texts of the reports among them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from annotator.domain.errors import FileRefused, Refusal
from annotator.formats.aside import AsideFile, AsideFiles
from annotator.formats.base import Format, Holds, Progress, ReadOptions, ReportRecord
from annotator.formats.encodings import decode, known_kind, read_text
from annotator.formats.faults import plain_faults, quoted
from annotator.formats.foreign_json import Teller
from annotator.formats.json_items import json_items
from annotator.formats.json_lines import BadJson, json_lines, parse_object, wide_encoding
from annotator.formats.json_written import Buffered, json_bytes
from annotator.formats.report import EMPTY_FILE, ImportReport
from annotator.formats.w3c_annotation import WebAnnotation, web_annotation
from annotator.formats.w3c_names import CONTEXT
from annotator.formats.w3c_reading import Gatherer, file_name_of
from annotator.formats.w3c_writing import annotations_of
from annotator.formats.whole_files import LARGEST_REPORT, whole_file

_SUFFIXES = (".w3c.jsonld", ".jsonld")
_OUR_START = f'[\n{{"@context":"{CONTEXT}","id":"'.encode()
_WITHIN = ("@graph", "items", "first")
_TYPE = re.compile(r'"type"\s*:\s*(\[[^\]]*)?"Annotation(Page|Collection)?"')
_TEXT_FILES = re.compile(rb'([^"/\\]{1,250}\.txt)"', re.IGNORECASE)
_PLAIN_NAME = re.compile(r"[^/\\\0:]{1,200}")
_MOST_BESIDE = 20  # files of annotations that are looked through for the names of text files
_LARGEST_BESIDE = 64 << 20


class W3cFormat(Format):
    """Positions are code points, as the standard says; each stands beside a quote with what is around it."""

    name = "w3c"
    title = "W3C Web Annotation (JSON-LD)"
    suffixes = _SUFFIXES
    reads = True
    writes = True
    holds = frozenset(Holds) - {Holds.TIMES}

    def recognise(self, head: bytes, path: Path) -> float:
        named = 0.6 if path.name.lower().endswith(_SUFFIXES) else 0.0
        if known_kind(head):
            return 0.0
        text = head.decode(wide_encoding(head[:4]) or "utf-8-sig", "replace").lstrip()
        if not text.startswith(("{", "[")):
            return named
        if CONTEXT in text or CONTEXT.replace("http:", "https:") in text:
            return 0.98
        return max(named, 0.9 if '"target"' in text and _TYPE.search(text) else 0.0)

    def belongs_to_another(self, path: Path) -> bool:
        """Whether the text file is the source of annotations in a file of this format beside it."""
        if path.suffix.lower() != ".txt":
            return False
        with plain_faults(path):
            beside = _annotations_beside(path.parent, path.parent.stat().st_mtime_ns)
            return any(path.name in _named_in(file, file.stat().st_mtime_ns) for file in beside)

    def read(
        self, path: Path, options: ReadOptions, report: ImportReport, progress: Progress
    ) -> Iterator[ReportRecord]:
        ours = options.encoding is None and _is_ours(path)
        found = _our_objects(path, progress) if ours else _objects(path, options, report, progress)
        gatherer = Gatherer(path, report.notices, lambda iri: _text_beside(path, iri))
        for number, (line, raw) in enumerate(found, start=1):
            annotation = _parsed(raw, number, line, Teller(report.notices, path, line))
            if ours and annotation.said.text is not None:
                yield from gatherer.records()
            gatherer.add(annotation)
        yield from gatherer.records()

    def writer(self, name: str, files: AsideFiles) -> W3cWriter:
        return W3cWriter(files.open(name))


class W3cWriter:
    """One annotation a line, in an array."""

    def __init__(self, file: AsideFile) -> None:
        self._out = Buffered(file)
        self._count = 0

    def add(self, record: ReportRecord) -> None:
        path = self._out.file.target
        self._count += 1
        try:
            for number, annotation in enumerate(annotations_of(record, self._count)):
                self._out.add(b"[\n" if self._count == 1 and number == 0 else b",\n")
                self._out.add(json_bytes(annotation, record, path))
        except Refusal as refusal:
            if isinstance(refusal, FileRefused):
                raise
            name = quoted(record.facts.title or record.uid or record.text)
            raise FileRefused(path, f"The report {name} cannot be written. {refusal}") from refusal

    def finish(self) -> None:
        self._out.add(b"\n]\n" if self._count else b"[]\n")
        self._out.finish()


def _is_ours(path: Path) -> bool:
    """Whether it is as this program writes it: a line for each annotation, a report's behind its text."""
    with plain_faults(path), path.open("rb") as stream:
        return stream.read(len(_OUR_START)) == _OUR_START


def _our_objects(path: Path, progress: Progress) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line and value of each annotation in a file of ours; only one of them is in memory."""
    has_comma, ended, number = True, False, 1
    for number, line in json_lines(path, None, progress):
        line = line.strip()
        if ended or not (has_comma or line == b"]"):
            what = "the end of the list" if ended else "an annotation without a comma"
            raise FileRefused(path, f"Something stands behind {what}.", number)
        if number == 1:
            continue
        ended = line == b"]"
        if not ended:
            has_comma = line.endswith(b",")
            try:
                yield number, parse_object(line[:-1] if has_comma else line)
            except BadJson as error:
                raise FileRefused(path, str(error), number) from error
    if not ended:
        raise FileRefused(path, "The list breaks off before it ends; the file may be cut short.", number)


def _objects(
    path: Path, options: ReadOptions, report: ImportReport, progress: Progress
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line and value of each annotation, out of arrays, pages, collections and graphs."""
    text = _text_of(path, options.encoding)
    if not text.strip():
        report.notices.add(EMPTY_FILE, path)
        return
    count = 0
    for at, line, item in json_items(text, path):
        progress(at, len(text))
        for found in _annotations_in(item, path, line, report):
            count += 1
            yield line, found
    if not count:
        report.notices.add("The file has no annotations.", path)
    progress(len(text), len(text))


def _text_of(path: Path, encoding: str | None) -> str:
    """JSON is Unicode, and its first bytes tell which kind; nothing is guessed."""
    data = whole_file(path)
    return decode(data, path, encoding or wide_encoding(data[:4]) or "utf-8").text


def _annotations_in(item: object, path: Path, line: int, report: ImportReport) -> Iterator[dict[str, Any]]:
    waiting: deque[Any] = deque([item])
    while waiting:
        found = waiting.popleft()
        if isinstance(found, list):
            waiting.extendleft(reversed(found))
        elif not isinstance(found, dict):
            raise FileRefused(path, "This is no annotation: it is not an object.", line)
        elif "target" in found:
            yield found
        elif inner := [found[key] for key in _WITHIN if isinstance(found.get(key), (list, dict))]:
            waiting.extendleft(reversed(inner))
        elif any(isinstance(found.get(key), str) for key in _WITHIN):
            report.notices.add("A page of annotations that stands elsewhere was left out.", path, line)
        else:
            raise FileRefused(path, "This is no annotation: it has no target.", line)


def _parsed(raw: dict[str, Any], number: int, line: int, tell: Teller) -> WebAnnotation:
    try:
        return web_annotation(raw, number, line, tell)
    except BadJson as error:
        reason = str(error)
        raise FileRefused(tell.path, f"Annotation {number}: {reason[:1].lower()}{reason[1:]}", line) from error


def _text_beside(path: Path, iri: str) -> str | None:
    """The text of a source that is a text file in the folder of its annotations; never one of another folder."""
    name = file_name_of(iri) or f"{path.name.split('.')[0]}.txt"
    if not name.lower().endswith(".txt") or name.startswith(".") or not _PLAIN_NAME.fullmatch(name):
        return None
    beside = path.parent / name
    return read_text(beside, largest=LARGEST_REPORT).text if beside.is_file() else None


@lru_cache(maxsize=4)
def _annotations_beside(folder: Path, _: int) -> tuple[Path, ...]:
    """The files of annotations in a folder; looked for again when it was changed, at the second argument."""
    return tuple(sorted(folder.glob("*.jsonld"))[:_MOST_BESIDE])


@lru_cache(maxsize=2 * _MOST_BESIDE)
def _named_in(path: Path, _: int) -> frozenset[str]:
    """The names of text files that a file of annotations mentions; the second argument is when it was changed."""
    with plain_faults(path):
        if not path.is_file() or path.stat().st_size > _LARGEST_BESIDE:
            return frozenset()
        return frozenset(name.decode("utf-8", "replace") for name in _TEXT_FILES.findall(path.read_bytes()))

"""GLiNER's training data: `tokenized_text`, and in `ner` the first and the last token of each span with its label.

The end is inclusive. One item for each sentence, since the model sees a few hundred words at a time; `document`,
which GLiNER passes over, says which items make a report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from annotator.domain.errors import FileRefused
from annotator.formats.aside import AsideFile, AsideFiles
from annotator.formats.base import Format, Holds, Progress, ReadOptions, ReportRecord
from annotator.formats.encodings import known_kind, read_text
from annotator.formats.faults import quoted
from annotator.formats.hf_jsonl import is_texts
from annotator.formats.json_items import has_item_lines, items_of_lines, json_items
from annotator.formats.json_lines import BadJson, wide_encoding
from annotator.formats.report import EMPTY_FILE, ImportReport, Notices
from annotator.formats.tags import Run
from annotator.formats.token_rows import TokenRow, records_of_rows, rows_of, tell_left_out
from annotator.formats.tokenised import token_signature

_SUFFIX = ".gliner.json"
_TEXT = "tokenized_text"
_KNOWN = frozenset({_TEXT, "ner", "document"})
_STEP = 1_000
_BEGINS = re.compile(r'[\[{\s]*(?:"ner"\s*:|"document"\s*:\s*"[^"]*"\s*,\s*"tokenized_text"|"tokenized_text"\s*:)')


class GlinerFormat(Format):
    """A JSON array of sentences; spans may overlap. JSON lines of the same items are read, too."""

    name = "gliner"
    title = "GLiNER training data"
    suffixes = (_SUFFIX,)
    reads = True
    writes = True
    holds = frozenset({Holds.SPANS, Holds.OVERLAPS, Holds.CONTROLS})

    def recognise(self, head: bytes, path: Path) -> float:
        named = 0.6 if path.name.lower().endswith(_SUFFIX) else 0.0
        if known_kind(head):
            return 0.0
        text = head.decode(wide_encoding(head[:4]) or "utf-8-sig", "replace")
        return 0.98 if f'"{_TEXT}"' in text and _BEGINS.match(text) else named

    def read(
        self, path: Path, options: ReadOptions, report: ImportReport, progress: Progress
    ) -> Iterator[ReportRecord]:
        if has_item_lines(path):
            items = items_of_lines(path, options.encoding, progress)
            yield from records_of_rows(_rows(items, path, report.notices), path, report.notices)
            return
        decoded = read_text(path, options.encoding)
        if decoded.note:
            report.notices.add(decoded.note, path)
        if not decoded.text.strip():
            report.notices.add(EMPTY_FILE, path)
            return
        items = _told(decoded.text, path, progress)
        yield from records_of_rows(_rows(items, path, report.notices), path, report.notices)

    def writer(self, name: str, files: AsideFiles) -> GlinerWriter:
        return GlinerWriter(files.open(name))

    def signature(self, record: ReportRecord) -> object:
        return token_signature(record)


class GlinerWriter:
    """Writes an item a line."""

    def __init__(self, file: AsideFile) -> None:
        self._file = file
        self._written = 0
        self._before = b"[\n"

    def add(self, record: ReportRecord) -> None:
        self._written += 1
        lines = bytearray()
        for row in rows_of(record, record.uid or str(self._written)):
            ner = [[run.start, run.end - 1, run.label] for run in row.runs]
            item = {_TEXT: row.words, "ner": ner, "document": row.document}
            lines += self._before + msgspec.json.encode(item)
            self._before = b",\n"
        self._file.write(lines)

    def finish(self) -> None:
        self._file.write(b"\n]\n" if self._before != b"[\n" else b"[]\n")


def _told(text: str, path: Path, progress: Progress) -> Iterator[tuple[int, Any]]:
    for number, (place, line, item) in enumerate(json_items(text, path), start=1):
        if number % _STEP == 0:
            progress(place, len(text))
        yield line, item
    progress(len(text), len(text))


def _rows(items: Iterator[tuple[int, Any]], path: Path, notices: Notices) -> Iterator[TokenRow]:
    for number, (line, item) in enumerate(items, start=1):
        try:
            row = _row(item, line)
        except BadJson as error:
            raise FileRefused(path, f"Item {number}: {error}", line) from error
        tell_left_out(item, _KNOWN, path, line, notices)
        yield row


def _row(item: object, line: int) -> TokenRow:
    if not isinstance(item, dict) or not is_texts(item.get(_TEXT)):
        raise BadJson(f"{quoted(_TEXT)} is not a list of texts.")
    words = item[_TEXT]
    if not isinstance(item.get("ner"), list):
        raise BadJson("“ner” is not a list.")
    runs = [_run(entry, len(words)) for entry in item["ner"]]
    document = item.get("document")
    return TokenRow(words, runs, document if isinstance(document, str) else "", line)


def _run(entry: Any, count: int) -> Run:
    if not isinstance(entry, list) or len(entry) != 3 or not isinstance(entry[2], str) or not entry[2]:
        raise BadJson("what stands in “ner” is not a first token, a last token and a label.")
    first, last, label = entry
    if type(first) is not int or type(last) is not int or not 0 <= first <= last < count:
        raise BadJson(f"the tokens {first} to {last} are not among the {count} of the sentence.")
    return Run(first, last + 1, label)

"""Token classification as JSON lines: `tokens` and `tags`, which are texts such as `B-Actor`.

One line for each sentence, so that no trainer cuts a report off; `document` says which lines make a report.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from annotator.domain.errors import FileRefused
from annotator.formats.aside import AsideFile, AsideFiles
from annotator.formats.base import Format, Holds, Progress, ReadOptions, ReportRecord
from annotator.formats.faults import quoted
from annotator.formats.json_lines import BadJson, json_lines, parse_object, wide_encoding
from annotator.formats.report import EMPTY_FILE, ImportReport, Notices
from annotator.formats.tags import IOB2, tags_of
from annotator.formats.token_rows import TaggedRow, records_of_rows, rows_of, tell_left_out, untagged
from annotator.formats.tokenised import token_signature

_KNOWN = frozenset({"id", "document", "tokens"})
_TAG_KEYS = ("tags", "ner_tags", "labels")
_SIDES = {"": "train", "train": "train", "dev": "validation", "test": "test"}  # as they are called in a data set
_SUFFIX = ".hf.jsonl"
_BEGINS = re.compile(r'\{[^\[{]*"tokens"\s*:\s*\["')
_BUFFER = 1 << 20


class HfJsonlFormat(Format):
    """A folder with train.jsonl, and validation.jsonl and test.jsonl when there is a split."""

    name = "hf-jsonl"
    title = "Hugging Face token classification, JSON lines with tokens and tags"
    suffixes = (_SUFFIX,)
    reads = True
    writes = True
    holds = frozenset({Holds.SPANS, Holds.CONTROLS})
    is_folder = True

    def recognise(self, head: bytes, path: Path) -> float:
        named = 0.6 if path.name.lower().endswith(_SUFFIX) else 0.0
        encoding = wide_encoding(head[:4]) or "utf-8-sig"
        line, cut, _ = head.decode(encoding, "replace").lstrip().partition("\n")
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            return max(named, 0.75 if not cut and _BEGINS.match(line) else 0.0)  # a longer line than the head
        is_row = (
            isinstance(found, dict) and is_texts(found.get("tokens")) and any(key in found for key in _TAG_KEYS)
        )
        return 0.98 if is_row else named

    def read(
        self, path: Path, options: ReadOptions, report: ImportReport, progress: Progress
    ) -> Iterator[ReportRecord]:
        rows = _rows(path, options, progress, report.notices)
        first = next(rows, None)
        if first is None:
            report.notices.add(EMPTY_FILE, path)
            return
        notices = report.notices
        yield from records_of_rows(untagged(chain([first], rows), path, notices), path, notices)

    def part(self, name: str) -> str:
        return part_of_dataset(name, ".jsonl")

    def writer(self, name: str, files: AsideFiles) -> HfJsonlWriter:
        return HfJsonlWriter(files.open(self.part(name)))

    def signature(self, record: ReportRecord) -> object:
        return token_signature(record)


class HfJsonlWriter:
    """Gathers lines and writes them a megabyte at a time."""

    def __init__(self, file: AsideFile) -> None:
        self._file = file
        self._waiting = bytearray()
        self._written = 0

    def add(self, record: ReportRecord) -> None:
        self._written += 1
        name = record.uid or str(self._written)
        for number, row in enumerate(rows_of(record, name), start=1):
            tags = tags_of(row.runs, len(row.words), IOB2)
            line = {"id": f"{name}-{number}", "document": name, "tokens": row.words, "tags": tags}
            self._waiting += msgspec.json.encode(line) + b"\n"
        if len(self._waiting) >= _BUFFER:
            self.finish()

    def finish(self) -> None:
        self._file.write(self._waiting)
        self._waiting = bytearray()


def part_of_dataset(name: str, suffix: str) -> str:
    """The file in a data set's folder of what is called `train`, `claim/dev` or so in an export."""
    folder, _, side = name.rpartition("/")
    if side not in _SIDES:
        folder, side = name, ""
    return f"{folder}/{_SIDES[side]}{suffix}".lstrip("/")


def _rows(path: Path, options: ReadOptions, progress: Progress, notices: Notices) -> Iterator[TaggedRow]:
    for number, line in json_lines(path, options.encoding, progress):
        yield _row(line, number, path, notices)


def _row(line: bytes, number: int, path: Path, notices: Notices) -> TaggedRow:
    try:
        found = parse_object(line)
        key = next((key for key in _TAG_KEYS if key in found), _TAG_KEYS[0])
        words, tags = _words_and_tags(found.get("tokens"), found.get(key), key)
    except BadJson as error:
        raise FileRefused(path, str(error), number) from error
    tell_left_out(found, _KNOWN | {key}, path, number, notices)
    document = found.get("document")
    return TaggedRow(words, tags, document if isinstance(document, str) else "", number)


def _words_and_tags(words: Any, tags: Any, key: str) -> tuple[list[str], list[str]]:
    if not is_texts(words):
        raise BadJson("“tokens” is not a list of texts.")
    if isinstance(tags, list) and any(type(tag) is int for tag in tags):
        reason = "The tags are numbers, and JSON lines do not tell what they mean; save the data set as Parquet."
        raise BadJson(reason)
    if not is_texts(tags):
        raise BadJson(f"{quoted(key)} is not a list of texts.")
    if len(words) != len(tags):
        raise BadJson(f"There are {len(words)} tokens, but {len(tags)} tags.")
    return words, tags


def is_texts(value: object) -> bool:
    """Whether the value is a list of texts."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)

"""spaCy's DocBin: reports as documents of tokens, from which the text comes back exactly.

`doc.spans["sc"]`, which spancat trains from, has every annotation; `doc.ents`, which ner trains from, has them
where none overlaps another. Tokens are those of this program, cut where an annotation begins or ends inside one;
what stands between two tokens and is not a single space is a token of its own, as it is in spaCy.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from annotator.domain.errors import FileRefused
from annotator.domain.tokens import TokenIndex
from annotator.formats.aside import AsideFile, AsideFiles
from annotator.formats.base import Format, Holds, Progress, ReadOptions, ReportRecord, SpanRecord
from annotator.formats.extras import has_extra, load, sentence_without
from annotator.formats.report import ImportReport
from annotator.formats.spacy_packing import TooLarge, packed
from annotator.formats.spacy_reading import read_docbin

SPANS_KEY = "sc"


class SpacyFormat(Format):
    """`doc.spans["sc"]`, and `doc.ents` of the reports in which no annotation overlaps another."""

    name = "spacy"
    title = "spaCy DocBin, doc.spans and doc.ents"
    suffixes: tuple[str, ...] = (".spacy",)
    reads = True
    writes = True
    holds = frozenset({Holds.TEXT, Holds.SPANS, Holds.OVERLAPS, Holds.PARTS, Holds.CONTROLS})
    is_binary = True
    extra = "spacy"
    has_spans = True

    def recognise(self, head: bytes, path: Path) -> float:
        named = 0.6 if path.suffix.lower() in SpacyFormat.suffixes else 0.0
        try:
            start = zlib.decompressobj().decompress(head, 64)
        except zlib.error:
            return named
        return 0.95 if b"version" in start and b"attrs" in start else named

    def read(
        self,
        path: Path,
        options: ReadOptions,  # noqa: ARG002
        report: ImportReport,
        progress: Progress,
    ) -> Iterator[ReportRecord]:
        if not has_extra(self.extra):
            raise FileRefused(path, sentence_without(self.extra))
        yield from read_docbin(path, report.notices, progress)

    def writer(self, name: str, files: AsideFiles) -> SpacyWriter:
        load(self.extra, "spacy")
        return SpacyWriter(files.open(name), has_spans=self.has_spans)


class SpacyEntsFormat(SpacyFormat):
    """`doc.ents` alone, and so no overlaps; written only, since `spacy` reads it."""

    name = "spacy-ents"
    title = "spaCy DocBin, doc.ents alone"
    suffixes = (".ents.spacy",)
    reads = False
    holds = frozenset({Holds.TEXT, Holds.SPANS, Holds.PARTS, Holds.CONTROLS})
    has_spans = False


class SpacyWriter:
    """Gathers the documents, packed, and writes them at the end: the format has them all in one piece."""

    def __init__(self, file: AsideFile, *, has_spans: bool) -> None:
        self._file = file
        self._has_spans = has_spans
        self._tokens = load("spacy", "spacy.tokens")
        self._vocab = load("spacy", "spacy.vocab").Vocab()
        self._bin = self._tokens.DocBin(attrs=["ENT_IOB", "ENT_TYPE"])

    def add(self, record: ReportRecord) -> None:
        pieces = pieces_of(record)
        doc = self._tokens.Doc(self._vocab, words=pieces.words, spaces=pieces.spaces)
        spans = [self._span(doc, pieces, span) for span in sorted(record.spans, key=SpanRecord.order)]
        if not _overlap(record):
            doc.set_ents(spans)
        if self._has_spans:
            doc.spans[SPANS_KEY] = spans
        self._bin.add(doc)

    def finish(self) -> None:
        try:
            for piece in packed(self._bin):
                self._file.write(piece)
        except TooLarge:
            reason = "The DocBin would be larger than 2 GB; export the reports in parts."
            raise FileRefused(self._file.target, reason) from None
        self._bin = None  # the file is read again, and needs as much memory for that

    def _span(self, doc: Any, pieces: Pieces, span: SpanRecord) -> Any:
        return self._tokens.Span(doc, pieces.starts[span.start], pieces.ends[span.end], label=span.label)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text in words, each with one space behind it or none.

    `starts` has the number of the word at each place where one begins, `ends` that of the word behind each end.
    """

    words: list[str]
    spaces: list[bool]
    starts: dict[int, int]
    ends: dict[int, int]


def pieces_of(record: ReportRecord) -> Pieces:
    """The whole text in words, so that every span begins and ends with one."""
    text = record.text
    begun, ended = {span.start for span in record.spans}, {span.end for span in record.spans}
    cuts = {0, len(text), *begun, *ended}
    for token in TokenIndex(text):
        cuts.update((token.start, token.end))
    found = Pieces([], [], {}, {})
    ordered = sorted(cuts)
    for start, end in pairwise(ordered):
        at = start
        is_marked = start in begun or (end == start + 1 and end in ended)  # such a space is a word
        if text[start] == " " and not is_marked and found.words and not found.spaces[-1]:
            found.spaces[-1] = True
            at = start + 1
        if at < end:
            found.starts[at] = len(found.words)
            found.words.append(text[at:end])
            found.spaces.append(False)
            found.ends[end] = len(found.words)
    return found


def _overlap(record: ReportRecord) -> bool:
    ordered = sorted(record.spans, key=SpanRecord.order)
    return any(span.end > after.start for span, after in pairwise(ordered))

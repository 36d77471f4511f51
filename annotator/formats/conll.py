"""CoNLL columns: one token per line, tags in the last columns, or in MISC of CoNLL-U.

Read in any layout; written in the manner of CoNLL-U, which keeps the text, and in those of CoNLL-2002 and 2003.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from annotator.domain.documents import Facts
from annotator.domain.errors import FileRefused
from annotator.domain.labels import LabelSchema
from annotator.formats.aside import AsideFiles
from annotator.formats.base import Format, Holds, Progress, ReadOptions, ReportRecord
from annotator.formats.conll_columns import SAMPLE, Sentence, begins_spans, columns_of, sentences
from annotator.formats.conll_lines import lines_in, read_lines
from annotator.formats.conll_text import record_of
from annotator.formats.conll_writing import ConllWriter, PlainWriter
from annotator.formats.encodings import known_kind
from annotator.formats.first_places import FirstPlaces
from annotator.formats.names import date_of, title_of
from annotator.formats.report import EMPTY_FILE, ImportReport
from annotator.formats.spelling import Spelling
from annotator.formats.tags import IOB2, WRITTEN, scheme_of
from annotator.formats.tokenised import token_signature

_FIRST = 20_000  # words, in whole sentences, from which the scheme of the tags is told
_TELLING = 20
_PLAIN_SUFFIXES = (".conll2002", ".conll2003")


class ConllFormat(Format):
    """Separator, columns and scheme are found; `-DOCSTART-` and `# newdoc` part reports, else the file is one.

    Written with ten columns, and in MISC the tags (`NER=B-Actor`), offsets in code points, and the space
    behind each token where it is not a single one.
    """

    name = "conll"
    title = "CoNLL columns: one token and its tags per line"
    suffixes: tuple[str, ...] = (".conll", ".conllu", ".iob", ".bio")
    reads = True
    writes = True
    holds = frozenset({Holds.TEXT, Holds.SPANS, Holds.CONTROLS})
    has_columns = True
    schemes = WRITTEN
    spelling = Spelling(re.compile(r"[|\t\r\n]"), "_", "labels with a |, a tab or a line end")

    def __init__(self, layers: Mapping[str, str] | None = None, scheme: str = IOB2) -> None:
        """`layers` names the layer of each label, for one key of tags each; without it there is one for all."""
        self._layers = layers or {}
        self.scheme = scheme

    def recognise(self, head: bytes, path: Path) -> float:
        if known_kind(head) or (b"\x00" in head and not head.startswith(b"# newdoc")):
            return 0.0
        named = 0.6 if path.suffix.lower() in (*self.suffixes, *_PLAIN_SUFFIXES) else 0.0
        lines = lines_in(head.decode("utf-8-sig", "replace"))
        whole = lines[:-1] if len(lines) > 1 else lines  # the last may be cut
        columns = columns_of(whole)
        if columns is None:
            return named
        # Two words of which the second is O are no file of columns yet.
        told = columns.is_u or len(whole) >= _TELLING or named or begins_spans(whole, columns)
        return 0.9 if told else 0.5

    def read(
        self, path: Path, options: ReadOptions, report: ImportReport, progress: Progress
    ) -> Iterator[ReportRecord]:
        note, lines = read_lines(path, options.encoding, progress)
        if note:
            report.notices.add(note, path)
        head = list(islice(lines, SAMPLE))
        if not any(line.strip() for line in head) and not any(line.strip() for line in lines):
            report.notices.add(EMPTY_FILE, path)
            return
        columns = columns_of(head)
        if columns is None:
            reason = "These are no columns with tags such as O, B-LOC and I-LOC, one token per line."
            raise FileRefused(path, reason)
        if columns.chunks:
            report.notices.add("The column of chunks (NP, VP ...) was left out.", path)
        found = sentences(chain(head, lines), columns, path, report.notices)
        first = _first(found)
        schemes = _schemes(first)
        if any(scheme != IOB2 for scheme in schemes):
            report.notices.add(f"The tags are in the scheme {' and '.join(dict.fromkeys(schemes))}.", path)
        for record in _records(_drained(first, found), schemes, path, report):
            yield replace(record, notes=(note,)) if note else record

    def for_schema(self, schema: LabelSchema, *, in_columns: bool = False) -> Format:
        layers = {self.spelling.spelt(label.name): label.layer for label in schema.labels}
        return ConllFormat(layers, self.scheme) if in_columns else self

    def in_scheme(self, scheme: str) -> Format:
        return type(self)(self._layers, scheme)

    def writer(self, name: str, files: AsideFiles) -> ConllWriter | PlainWriter:
        return ConllWriter(files.open(name), self._layers, self.scheme)


class Conll2003Format(ConllFormat):
    """Written alone, since `conll` reads it: token, `-X-`, `_` and tag with spaces between, `-DOCSTART-`."""

    name = "conll2003"
    title = "CoNLL-2003: token and tag with spaces between, no offsets"
    suffixes = _PLAIN_SUFFIXES[1:]
    reads = False
    holds = frozenset({Holds.SPANS, Holds.CONTROLS})
    has_columns = False
    spelling = Spelling(re.compile(r"\s"), "_", "labels with white space")

    def for_schema(self, schema: LabelSchema, *, in_columns: bool = False) -> Format:  # noqa: ARG002
        return self

    def writer(self, name: str, files: AsideFiles) -> PlainWriter:
        return PlainWriter(files.open(name), self.scheme, head="-X- O O", between=" -X- _ ")

    def signature(self, record: ReportRecord) -> object:
        return token_signature(record)


class Conll2002Format(Conll2003Format):
    """Written alone, as above: token and tag with a space between, as in the Spanish files of CoNLL-2002."""

    name = "conll2002"
    title = "CoNLL-2002: token and tag alone, no offsets"
    suffixes = _PLAIN_SUFFIXES[:1]

    def writer(self, name: str, files: AsideFiles) -> PlainWriter:
        return PlainWriter(files.open(name), self.scheme, head="O", between=" ")


def _first(found: Iterator[Sentence]) -> list[Sentence]:
    """The sentences of which the scheme is told; of a report in one sentence there may be few."""
    first: list[Sentence] = []
    words = 0
    while words < _FIRST and (sentence := next(found, None)) is not None:
        first.append(sentence)
        words += len(sentence.words)
    return first


def _drained(first: list[Sentence], others: Iterator[Sentence]) -> Iterator[Sentence]:
    """All sentences, of which those that were gathered are let go one by one."""
    first.reverse()
    while first:
        yield first.pop()
    yield from others


def _schemes(found: Sequence[Sentence]) -> list[str]:
    """The scheme of each column of tags."""
    count = max((len(word.tags) for sentence in found for _, word in sentence.words), default=0)
    return [
        scheme_of(
            [word.tags[column] if column < len(word.tags) else "O" for _, word in sentence.words]
            for sentence in found
        )
        for column in range(count)
    ]


def _records(
    found: Iterator[Sentence], schemes: Sequence[str], path: Path, report: ImportReport
) -> Iterator[ReportRecord]:
    places = FirstPlaces()
    read = 0
    for group, is_only in _groups(found):
        uid, line = group[0].report_id, group[0].line
        if not any(sentence.tokens for sentence in group):
            report.notices.add("A report without text was left out.", path, line)
            continue
        if uid:
            places.refuse_twice(uid, path, line)
        read += 1
        named = uid if uid and not uid.isdecimal() else None
        title = uid or (title_of(path) if is_only else f"{title_of(path)} {read}")
        facts = Facts(title=title, date=date_of(path))
        yield record_of(group, schemes, facts, named, path, report.notices)


def _groups(found: Iterator[Sentence]) -> Iterator[tuple[list[Sentence], bool]]:
    """The sentences of each report, and whether it is the only one of the file."""
    group: list[Sentence] = []
    is_only = True
    for sentence in found:
        if sentence.starts_report and group:
            is_only = False
            yield group, False
            group = []
        group.append(sentence)
    if group:
        yield group, is_only

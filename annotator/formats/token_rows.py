"""Rows of tokens with labelled runs, one for each sentence, as trainers take them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from annotator.domain.documents import Facts
from annotator.domain.errors import FileRefused
from annotator.formats.base import ReportRecord, SpanRecord, Where
from annotator.formats.conll_text import BROKEN
from annotator.formats.faults import quoted
from annotator.formats.names import date_of, title_of
from annotator.formats.report import Notices
from annotator.formats.tags import IOB2, Run, runs_of, scheme_of
from annotator.formats.tokenised import text_of_words, tokenised

_SAMPLE = 2_000  # rows from which the scheme of the tags is told


@dataclass(frozen=True, slots=True)
class TaggedRow:
    """One sentence with a tag for each word, as files of tags have it; `line` as in TokenRow."""

    words: Sequence[str]
    tags: Sequence[str]
    document: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One sentence; `document` puts those of a report together, `line` is where it stands in a file of lines."""

    words: Sequence[str]
    runs: Sequence[Run]
    document: str = ""
    line: int | None = None


def rows_of(record: ReportRecord, name: str) -> Iterator[TokenRow]:
    """The sentences of the record. Raises ValueError when a span does not begin and end with a token."""
    report = tokenised(record)
    words = report.words()
    for first, end in report.sentences():
        yield TokenRow(words[first:end], report.runs_within(first, end), name)


def tell_left_out(
    found: Iterable[str], known: frozenset[str], path: Path, line: int | None, notices: Notices
) -> None:
    """Say which keys of a row were not taken over."""
    for key in found:
        if key not in known:
            notices.add(f"What stands under {quoted(key)} was left out.", path, line)


def untagged(rows: Iterator[TaggedRow], path: Path, notices: Notices) -> Iterator[TokenRow]:
    """The rows with the runs that their tags mean, in the scheme that fits the first of them best."""
    sample = list(islice(rows, _SAMPLE))
    scheme = scheme_of(row.tags for row in sample)
    if scheme != IOB2:
        notices.add(f"The tags are in the scheme {scheme}.", path)
    for row in chain(sample, rows):
        runs, broken = runs_of(row.tags, scheme)
        for _ in broken:
            notices.add(BROKEN, path, row.line)
        yield TokenRow(row.words, runs, row.document, row.line)


def records_of_rows(rows: Iterable[TokenRow], path: Path, notices: Notices) -> Iterator[ReportRecord]:
    """A report for the rows of each document that follow each other, and for each row that names none.

    The words are put together with single spaces, and sentences with line ends. Raises FileRefused when a document
    comes up a second time.
    """
    first: dict[str, int] = {}
    for number, group in enumerate(_groups(rows), start=1):
        name, line = group[0].document, group[0].line
        if name and first.setdefault(name, number) != number:
            raise FileRefused(path, f"The rows of {quoted(name)} do not stand together.", line)
        record = _record(group, path, notices)
        if not record.text.strip():
            notices.add("A report without text was left out.", path, line)
            continue
        facts = Facts(title=name or f"{title_of(path)} {number}", date=date_of(path))
        uid = name if name and not name.isdecimal() else None
        yield replace(record, facts=facts, uid=uid)


def _groups(rows: Iterable[TokenRow]) -> Iterator[list[TokenRow]]:
    group: list[TokenRow] = []
    for row in rows:
        if group and (not row.document or row.document != group[0].document):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _record(group: Sequence[TokenRow], path: Path, notices: Notices) -> ReportRecord:
    text, places = text_of_words([row.words for row in group])
    spans: dict[tuple[int, int, str], SpanRecord] = {}
    for row, words in zip(group, places, strict=True):
        for run in row.runs:
            start, end = words[run.start].start, words[run.end - 1].end
            if not text[start:end].strip():
                notices.add("An annotation of an empty token was left out.", path, row.line)
            elif (start, end, run.label) in spans:
                notices.add("The same annotation a second time was left out.", path, row.line)
            else:
                spans[start, end, run.label] = SpanRecord(
                    start=start, end=end, label=run.label, text=text[start:end]
                )
    ordered = sorted(spans.values(), key=SpanRecord.order)
    return ReportRecord(text, spans=tuple(ordered), where=Where(path, group[0].line))

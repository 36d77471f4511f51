"""Lines of columns, as in CoNLL files: which separator and which columns, and the sentences in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from annotator.domain.errors import FileRefused
from annotator.formats.faults import quoted
from annotator.formats.report import Notices
from annotator.formats.tags import is_tag, label_of

DOCSTART = "-DOCSTART-"
_COMMENT = re.compile(
    r"#\s*(?P<key>newdoc|newpar|sent_id|text|doc_id|id|global\.columns)\b(?P<rest>.*)", re.DOTALL
)
_U_ID = re.compile(r"\d+(-\d+|\.\d+)?")
_U_COLUMNS = 10
_NER_KEY = re.compile(r"NER\w*|NamedEntity", re.IGNORECASE)
_CHUNKS = frozenset(
    [
        *("NP", "VP", "PP", "ADVP", "ADJP", "SBAR", "PRT", "CONJP", "INTJ", "LST", "UCP"),
        *("NC", "VC", "PC", "AC"),  # of German
    ]
)
_MARKS = ";|,"  # between columns of tables, where neither tabs nor spaces are
_LONG = 8  # digits
_NOTHING_BETWEEN = ["-X-", "_"]
SAMPLE = 4_000
"""Lines from which the layout is told."""


@dataclass(slots=True)
class Token:
    """A stretch of text: `form` as written, the columns of tags, and in U-style files what MISC says."""

    form: str
    line: int
    tags: list[str] = field(default_factory=list)
    misc: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Sentence:
    """`tokens` make the text; `words` have the tags, each with the number of the token that it stands in.

    In most files the words are the tokens. `text` is what the file says of the whole sentence; `starts_report` is
    set at the first sentence of a report, `report_id` where the report is named.
    """

    line: int
    tokens: list[Token] = field(default_factory=list)
    words: list[tuple[int, Token]] = field(default_factory=list)
    text: str | None = None
    starts_report: bool = False
    starts_paragraph: bool = False
    report_id: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """How a file is laid out; numbers of columns count from 0, `separator` None stands for any white space.

    Where it is a mark, the token may be that mark too.
    """

    separator: str | None
    count: int
    form: int
    tags: tuple[int, ...]
    is_u: bool = False
    chunks: bool = False

    def split(self, line: str) -> list[str]:
        return _split(line, self.separator, self.count)


def columns_of(lines: Sequence[str]) -> Columns | None:
    """The layout of a file from its first lines; None when these are no columns with tags."""
    rows = [line for line in lines[:SAMPLE] if _is_row(line)]
    if not rows:
        return None
    separator = "\t" if sum("\t" in row for row in rows) * 2 > len(rows) else None
    first = rows[0].split("\t")
    if separator and len(first) == _U_COLUMNS and _U_ID.fullmatch(first[0]):
        return Columns(separator, _U_COLUMNS, 1, (), is_u=True)
    found = _laid_out(rows, separator)
    if found is None and separator is None:
        marks = [mark for mark in _MARKS if all(mark in row for row in rows)]
        return next(filter(None, (_laid_out(rows, mark) for mark in marks)), None)
    return found


def _laid_out(rows: Sequence[str], separator: str | None) -> Columns | None:
    """The layout of these rows when they are parted so; None when they have no columns with tags then."""
    cells = [row.split(separator) for row in rows]
    counts = sorted(len(row) for row in cells)
    count = counts[len(counts) // 2]
    if count < 2 or 2 * counts.count(count) <= len(counts):
        return None
    fitting = [row for row in (_split(row, separator, count) for row in rows) if len(row) == count]
    tags = [column for column in range(count) if _holds_tags([row[column] for row in fitting])]
    form = 0 if 0 not in tags or len(tags) == count else count - 1
    if form == 0 and count > 2 and _are_numbered([row[0] for row in fitting]):
        form = 1
    tags = [column for column in tags if column != form]
    labels = {column: {label_of(row[column]) for row in fitting} - {""} for column in tags}
    kept = [column for column in tags if not labels[column] or not labels[column] <= _CHUNKS]
    if not kept or (form < 2 and kept[-1] != max(tags)):
        return None
    return Columns(separator, count, form, tuple(kept), chunks=len(kept) < len(tags))


def _split(line: str, separator: str | None, count: int) -> list[str]:
    if separator is not None and separator in _MARKS:
        return line.rsplit(separator, count - 1)
    return line.split(separator)


def _are_numbered(cells: Sequence[str]) -> bool:
    """Whether these count the tokens of each sentence."""
    if not all(cell.isascii() and cell.isdecimal() and len(cell) < _LONG for cell in cells):
        return False
    numbers = [int(cell) for cell in cells]
    return all(other in (0, 1, one + 1) for one, other in pairwise([0, *numbers])) and len(set(numbers)) > 1


def begins_spans(lines: Sequence[str], columns: Columns) -> bool:
    """Whether two lines or more have a label (`B-PER`): no prose has that, however short the file is."""
    last = (columns.split(line)[-1] for line in lines if _is_row(line))
    return sum(label_of(cell) != "" for cell in last) > 1


def sentences(lines: Iterable[str], columns: Columns, path: Path, notices: Notices) -> Iterator[Sentence]:
    """The sentences in the lines. Raises FileRefused with the line that does not fit."""
    current = Sentence(1)
    for number, line in enumerate(lines, start=1):
        if not line.strip(" \t\ufeff"):
            if current.tokens:
                yield current
                current = Sentence(number + 1)
            continue
        if (comment := _comment(line, columns)) is not None:
            if (current.tokens or current.starts_report) and comment[0] in ("newdoc", "doc_id"):
                yield current
                current = Sentence(number)
            _note(current, *comment)
            continue
        cells = columns.split(line)
        if cells[0] == DOCSTART or (columns.is_u and len(cells) > 1 and cells[1] == DOCSTART):
            if current.tokens or current.starts_report:
                yield current
            current = Sentence(number, starts_report=True)
        elif columns.is_u:
            _add_u_row(current, cells, number, path)
        else:
            _add_row(current, cells, columns, number, path, notices)
    if current.tokens or current.starts_report:
        yield current


def _is_row(line: str) -> bool:
    return bool(line.strip()) and not _COMMENT.match(line) and not line.startswith(DOCSTART)


def _holds_tags(values: Sequence[str]) -> bool:
    return all(is_tag(value) for value in values)


def _comment(line: str, columns: Columns) -> tuple[str, str] | None:
    """Key and value of a comment; None for a token, which may be a # as well."""
    match = _COMMENT.match(line)
    if match and (columns.is_u or not _fits(line, columns)):
        return match["key"], match["rest"].strip()
    if line.startswith("#") and (columns.is_u or not _fits(line, columns)):
        return "", ""
    return None


def _fits(line: str, columns: Columns) -> bool:
    cells = columns.split(line)
    return len(cells) == columns.count and all(is_tag(cells[column]) for column in columns.tags)


def _note(sentence: Sentence, key: str, rest: str) -> None:
    value = rest.split("=", 1)[1].strip() if "=" in rest else ""
    if key in ("newdoc", "doc_id"):
        sentence.starts_report = True
        sentence.report_id = value
    elif key == "newpar":
        sentence.starts_paragraph = True
    elif key == "text":
        sentence.text = rest.split("=", 1)[1].removeprefix(" ") if "=" in rest else None


def _add_row(
    sentence: Sentence, cells: list[str], columns: Columns, number: int, path: Path, notices: Notices
) -> None:
    if columns.separator is None and columns.count == 2 and len(cells) > 2 and is_tag(cells[-1]):
        notices.add("A token with a space in it was put together from several columns.", path, number)
        cells = [" ".join(cells[:-1]), cells[-1]]
    elif columns.separator is None and columns.count == 4 and cells[1:3] == _NOTHING_BETWEEN and len(cells) > 4:
        # as Label Studio writes labels of several words
        notices.add("A label with a space in it was put together from several columns.", path, number)
        cells = [*cells[:3], " ".join(cells[3:])]
    if len(cells) != columns.count:
        raise FileRefused(path, f"The line has {len(cells)} columns, but the file has {columns.count}.", number)
    if not cells[columns.form].strip():
        raise FileRefused(path, "The line has no token.", number)
    tags = [cells[column].strip() for column in columns.tags]
    for tag in tags:
        if not is_tag(tag):
            raise FileRefused(path, f"{quoted(tag)} is not a tag such as O, B-LOC or I-LOC.", number)
    token = Token(cells[columns.form], number, tags)
    sentence.words.append((len(sentence.tokens), token))
    sentence.tokens.append(token)


def _add_u_row(sentence: Sentence, cells: list[str], number: int, path: Path) -> None:
    if len(cells) != _U_COLUMNS:
        raise FileRefused(path, f"The line has {len(cells)} columns, but CoNLL-U has 10.", number)
    if not _U_ID.fullmatch(cells[0]):
        raise FileRefused(path, f"{quoted(cells[0])} is not the number of a token.", number)
    if "." in cells[0]:  # a node of the syntax tree that no text stands for
        return
    misc = dict(part.split("=", 1) for part in cells[9].split("|") if "=" in part)
    token = Token(cells[1], number, [tag for key, tag in sorted(misc.items()) if _NER_KEY.fullmatch(key)], misc)
    if "-" in cells[0]:
        first, last = map(int, cells[0].split("-"))
        if not first < last <= first + 100:
            raise FileRefused(path, f"{cells[0]} is not a range of words.", number)
        token.misc["words"] = str(last)
        sentence.tokens.append(token)
        return
    if not sentence.tokens or int(cells[0]) > int(sentence.tokens[-1].misc.get("words", 0)):
        if not cells[1]:
            raise FileRefused(path, "The line has no token.", number)
        sentence.tokens.append(token)
    sentence.words.append((len(sentence.tokens) - 1, token))

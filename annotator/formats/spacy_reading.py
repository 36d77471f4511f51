"""Reading a DocBin without building spaCy's documents: a damaged file must be refused, and not end the program.

The file is msgpack, compressed: all tokens in one table of 64-bit numbers with a column for each attribute, where
texts stand as hashes; and for each document its groups of spans, msgpack again.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from annotator.domain.documents import Facts
from annotator.domain.errors import FileRefused
from annotator.formats.base import Progress, ReportRecord, SpanRecord, Where
from annotator.formats.extras import load
from annotator.formats.names import date_of, title_of
from annotator.formats.report import EMPTY_FILE, Notices
from annotator.formats.whole_files import whole_file

_LARGEST = 2 << 30  # bytes, unpacked
_SPAN = struct.Struct(">QQQllll")  # id, knowledge base id, label, tokens from and to, characters from and to
_MISSING, _INSIDE, _OUTSIDE, _BEGIN = range(4)  # ENT_IOB
_SPANS_KEY = "sc"
_USUAL = frozenset({"ORTH", "ENT_IOB", "ENT_TYPE", "NORM", "LOWER", "SHAPE", "PREFIX", "SUFFIX", "LENGTH", "LANG"})


class _Bin(msgspec.Struct):
    attrs: list[int]
    tokens: memoryview
    spaces: memoryview
    lengths: bytes
    strings: list[str]
    cats: list[dict[str, float]] = []
    flags: list[dict[str, Any]] = []
    span_groups: list[bytes] = []
    user_data: list[bytes | None] = []


class _Group(msgspec.Struct):
    name: str
    spans: list[bytes]


_groups = msgspec.msgpack.Decoder(dict[bytes, list[str]] | list[bytes])
_group = msgspec.msgpack.Decoder(_Group)


class _Damaged(Exception):
    """The file is no DocBin; `str(error)` says why."""


def read_docbin(path: Path, notices: Notices, progress: Progress) -> Iterator[ReportRecord]:
    """The documents of the file. Raises FileRefused."""
    data = whole_file(path)
    if not data:
        notices.add(EMPTY_FILE, path)
        return
    try:
        reader = _Reader(_unpacked(data), path, notices)
        for number in range(reader.count):
            record = reader.record(number)
            if record.text.strip():
                yield record
            else:
                notices.add("A report without text was left out.", path)
            progress(number + 1, reader.count)
    except _Damaged as error:
        raise FileRefused(path, f"It is not a whole DocBin: {error}.") from error


def _unpacked(data: bytes) -> _Bin:
    try:
        unpacker = zlib.decompressobj()
        whole = unpacker.decompress(data, _LARGEST)
        if not unpacker.eof:
            raise _Damaged("it is cut short" if len(whole) < _LARGEST else "it is larger than 2 GB")
        return msgspec.msgpack.decode(whole, type=_Bin)
    except zlib.error:
        raise _Damaged("it cannot be unpacked") from None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise _Damaged("what is in it is not a table of tokens") from None


class _Reader:
    """Takes the documents out of the table one by one."""

    def __init__(self, found: _Bin, path: Path, notices: Notices) -> None:
        self._found = found
        self._path = path
        self._notices = notices
        attrs = load("spacy", "spacy.attrs")
        names = {number: name for name, number in attrs.IDS.items()}
        self._columns = [names.get(number, str(number)) for number in found.attrs]
        if "ORTH" not in self._columns:
            raise _Damaged("its tokens have no texts")
        self._strings = load("spacy", "spacy.strings").StringStore(found.strings)
        width = len(found.attrs)
        if len(found.tokens) % (8 * width) or len(found.lengths) % 4:
            raise _Damaged("its table of tokens is cut short")
        self._cells: Sequence[int] = memoryview(found.tokens).cast("Q")
        lengths = memoryview(found.lengths).cast("i").tolist()
        size = len(self._cells) // width
        if sum(lengths) != size or min(lengths, default=0) < 0 or len(found.spaces) != size:
            raise _Damaged("its tokens are not as many as its documents say")
        self._starts = [0]
        for length in lengths:
            self._starts.append(self._starts[-1] + length)
        self.count = len(lengths)
        self._tell()

    def record(self, number: int) -> ReportRecord:
        first, end = self._starts[number], self._starts[number + 1]
        text, places = self._text(number, first, end)
        spans: dict[tuple[int, int, str], SpanRecord] = {}
        for start, stop, label in (*self._entities(first, end), *self._grouped(number, end - first)):
            low, high = places[start][0], places[stop - 1][1]
            key = (low, high, label)
            if text[low:high]:
                spans[key] = SpanRecord(start=low, end=high, label=label, text=text[low:high])
        ordered = sorted(spans.values(), key=SpanRecord.order)
        title = title_of(self._path) if self.count == 1 else f"{title_of(self._path)} {number + 1}"
        facts = Facts(title=title, date=date_of(self._path))
        return ReportRecord(text, facts, spans=tuple(ordered), where=Where(self._path))

    def _text(self, number: int, first: int, end: int) -> tuple[str, list[tuple[int, int]]]:
        orth = self._columns.index("ORTH")
        parts: list[str] = []
        places: list[tuple[int, int]] = []
        size = 0
        for row in range(first, end):
            word = self._string(self._cells[row * len(self._columns) + orth])
            places.append((size, size + len(word)))
            space = " " if self._found.spaces[row] else ""
            parts += (word, space)
            size += len(word) + len(space)
        flags = self._found.flags
        if number < len(flags) and flags[number].get("has_unknown_spaces"):
            self._notices.add(
                "The file does not tell where there are spaces; one stands between any two words.", self._path
            )
            return " ".join(parts[::2]), _spaced(parts[::2])
        return "".join(parts), places

    def _entities(self, first: int, end: int) -> Iterator[tuple[int, int, str]]:
        """First token, the one behind the last and label of each entity of a document."""
        if "ENT_IOB" not in self._columns or "ENT_TYPE" not in self._columns:
            return
        width = len(self._columns)
        iob, kind = self._columns.index("ENT_IOB"), self._columns.index("ENT_TYPE")
        start, label = first, 0
        for row in range(first, end + 1):
            cell = row * width
            letter, found = (self._cells[cell + iob], self._cells[cell + kind]) if row < end else (_OUTSIDE, 0)
            if label and (letter != _INSIDE or found != label):
                yield start - first, row - first, self._string(label)
                label = 0
            if letter in (_INSIDE, _BEGIN) and found and not label:
                start, label = row, found

    def _grouped(self, number: int, count: int) -> Iterator[tuple[int, int, str]]:
        groups = self._found.span_groups
        packed = groups[number] if number < len(groups) else b""
        if not packed:
            return
        try:
            found = _groups.decode(packed)
            named = [_group.decode(group) for group in found]
            keys = [key for keys in found.values() for key in keys] if isinstance(found, dict) else []
            spans = [_SPAN.unpack(span) for group in named for span in group.spans]
        except (msgspec.MsgspecError, struct.error, UnicodeDecodeError, RecursionError):
            raise _Damaged(f"the spans of document {number + 1} cannot be read") from None
        for key in keys or [group.name for group in named]:
            if key != _SPANS_KEY:
                self._notices.add(f"The spans of doc.spans[{key!r}] were taken over without its name.", self._path)
        for _, _, label, start, end, _, _ in spans:
            if not 0 <= start <= end <= count:
                raise _Damaged(f"a span of document {number + 1} lies outside of it")
            if start == end or not label:
                self._notices.add("A span without a token or a label was left out.", self._path)
            else:
                yield start, end, self._string(label)

    def _string(self, number: int) -> str:
        try:
            return str(self._strings[number])
        except (KeyError, OverflowError):
            raise _Damaged("the text of a token or label is missing") from None

    def _tell(self) -> None:
        """Say what there is besides texts and spans."""
        found, width = self._found, len(self._columns)
        odd = [
            n for n, name in enumerate(self._columns) if name not in _USUAL and name not in ("SPACY", "SENT_START")
        ]
        if any(any(self._cells[column::width]) for column in odd):
            self._notices.add("Lemmas, parts of speech and syntax were left out.", self._path)
        if any(found.cats):
            self._notices.add("Categories of whole documents were left out.", self._path)
        if any(found.user_data):
            self._notices.add("The documents' own data (user_data) were left out.", self._path)


def _spaced(words: Sequence[str]) -> list[tuple[int, int]]:
    places = []
    size = 0
    for word in words:
        places.append((size, size + len(word)))
        size += len(word) + 1
    return places

"""The text of a WebAnno TSV file, put together from its sentences, and where its rows stand in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.errors import FileRefused
from annotator.domain.utf16 import Utf16Map
from annotator.formats.misplaced import misplaced
from annotator.formats.offset_units import CODEPOINT, UTF16
from annotator.formats.report import Notices
from annotator.formats.webanno_escapes import unescape_text
from annotator.formats.webanno_lines import Row, Sentence

_WIDEST_GAP = 1 << 20  # between two sentences
_AS_CODE_POINTS = "The offsets count characters, not UTF-16 units as they should, and were read so."
_AS_IT_IS = "Backslashes in the text were read as they stand."


@dataclass(frozen=True, slots=True)
class Placed:
    """The text, and the rows that say something with where they stand in it in code points."""

    text: str
    rows: Sequence[tuple[Row, int, int]]


def placed(sentences: Sequence[Sentence], path: Path, notices: Notices) -> Placed:
    """Offsets are UTF-16 units and backslashes escapes, unless only the contrary fits the words of all rows.

    Raises FileRefused, with the line, when no reading fits.
    """
    first: FileRefused | None = None
    for unit in (UTF16, CODEPOINT):
        for plain in (unescape_text, _as_it_is):
            try:
                found = _Assembly(path, unit, plain).placed(sentences)
            except FileRefused as refused:
                first = first or refused
                continue
            if unit == CODEPOINT:
                notices.add(_AS_CODE_POINTS, path)
            if plain is _as_it_is:
                notices.add(_AS_IT_IS, path)
            return found
    raise first or FileRefused(path, "There is no text.")


def _as_it_is(text: str) -> str:
    return text


class _Assembly:
    """One reading of the file."""

    def __init__(self, path: Path, unit: str, plain: Callable[[str], str]) -> None:
        self._path = path
        self._unit = unit
        self._plain = plain

    def placed(self, sentences: Sequence[Sentence]) -> Placed:
        pieces: list[str] = []
        at = 0
        for sentence in sentences:
            body = "\n".join(map(self._plain, sentence.texts))
            gap = self._start(sentence, body, at) - at
            filler = self._filler(sentence, gap, is_first=not pieces)
            pieces += (filler, body)
            at += gap + self._size(body)
        text = "".join(pieces)
        units = Utf16Map(text) if self._unit == UTF16 else None
        if units is not None and units.length == len(text):
            units = None  # both count alike
        rows = []
        for sentence in sentences:
            for row in sentence.rows:
                start, end = self._place(row, text, units)
                if row.cells:
                    rows.append((row, start, end))
        return Placed(text, rows)

    def _start(self, sentence: Sentence, body: str, at: int) -> int:
        """Where the sentence starts: with its first word, or with white space before that."""
        if not sentence.rows:
            return at
        row = sentence.rows[0]
        inside = body.lstrip()
        indent = 0 if body.startswith(row.word) or not inside.startswith(row.word) else len(body) - len(inside)
        start = row.begin - self._size(body[:indent])
        if start < at:
            reason = f"The sentence starts at {start}, but what stands before it ends at {at}."
            raise FileRefused(self._path, reason, row.line)
        if start - at > _WIDEST_GAP:
            raise FileRefused(self._path, f"The sentence starts at {start}, far behind {at}.", row.line)
        return start

    def _filler(self, sentence: Sentence, gap: int, *, is_first: bool) -> str:
        """What stands before a sentence: said, or a line end and spaces, which the file does not say."""
        if sentence.before is not None and self._size(sentence.before) == gap:
            return sentence.before
        return " " * gap if is_first or not gap else "\n" + " " * (gap - 1)

    def _place(self, row: Row, text: str, units: Utf16Map | None) -> tuple[int, int]:
        try:
            start, end = (row.begin, row.end) if units is None else map(units.from_utf16, (row.begin, row.end))
            inside = units is not None and (units.to_utf16(start), units.to_utf16(end)) != (row.begin, row.end)
        except IndexError:
            start, end, inside = len(text), len(text) + 1, False
        if inside:
            raise FileRefused(self._path, f"{row.id} begins or ends inside a character.", row.line)
        if end > len(text):
            reason = f"{row.id} stands at {row.begin}-{row.end}, behind the end of the text."
            raise FileRefused(self._path, reason, row.line)
        if text[start:end] not in (row.word, unescape_text(row.word)):
            raise FileRefused(self._path, f"{row.id}: {misplaced(text, start, end, row.word)}", row.line)
        return start, end

    def _size(self, text: str) -> int:
        return len(text) if self._unit == CODEPOINT else len(text.encode("utf-16-le", "surrogatepass")) // 2

"""From sentences of tokens to a report: its text, as exactly as the file tells it, and the spans."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from annotator.domain.documents import Facts
from annotator.domain.errors import FileRefused
from annotator.formats.base import ReportRecord, SpanRecord, Where
from annotator.formats.conll_columns import Sentence, Token
from annotator.formats.report import Notices
from annotator.formats.tags import IOB2, runs_of

_LARGEST_GAP = 10_000  # characters between two tokens, beyond which the offsets cannot be meant
_ESCAPES = {"s": " ", "t": "\t", "r": "\r", "n": "\n", "p": "|", "\\": "\\"}
_ESCAPED = re.compile(r"\\([strnp\\])")
BROKEN = "A tag continues or ends what it does not fit; it was read as the beginning or the end of an annotation."


def escape_gap(gap: str) -> str:
    """What stands between two tokens, as `SpacesAfter` in MISC has it."""
    back = {char: f"\\{letter}" for letter, char in _ESCAPES.items()}
    return "".join(back.get(char, char) for char in gap)


def unescape_gap(told: str) -> str:
    return _ESCAPED.sub(lambda match: _ESCAPES[match[1]], told)


def record_of(
    found: Sequence[Sentence], schemes: Sequence[str], facts: Facts, uid: str | None, path: Path, notices: Notices
) -> ReportRecord:
    """The report that these sentences make; `schemes` has one for each column of tags. Raises FileRefused."""
    text = _Text(path, notices)
    spans: list[SpanRecord] = []
    for number, sentence in enumerate(found):
        places = text.add(sentence, is_first=number == 0)
        spans += _spans(sentence, places, schemes, path, notices)
    whole = text.whole()
    unique: dict[tuple[int, int, str], SpanRecord] = {}
    for span in spans:
        key = (span.start, span.end, span.label)
        if key in unique:
            notices.add("The same annotation in another column was left out.", path, found[0].line)
            continue
        exact = whole[span.start : span.end]
        unique[key] = SpanRecord(start=span.start, end=span.end, label=span.label, text=exact)
    ordered = sorted(unique.values(), key=SpanRecord.order)
    return ReportRecord(whole, facts, uid, tuple(ordered), where=Where(path, found[0].line))


def _spans(
    sentence: Sentence, places: Sequence[tuple[int, int]], schemes: Sequence[str], path: Path, notices: Notices
) -> list[SpanRecord]:
    spans = []
    words = sentence.words
    count = max((len(word.tags) for _, word in words), default=0)
    for column in range(count):
        scheme = schemes[column] if column < len(schemes) else IOB2
        tags = [word.tags[column] if column < len(word.tags) else "O" for _, word in words]
        runs, broken = runs_of(tags, scheme)
        for place in broken:
            notices.add(BROKEN, path, words[place][1].line)
        for run in runs:
            start, end = places[words[run.start][0]][0], places[words[run.end - 1][0]][1]
            spans.append(SpanRecord(start=start, end=end, label=run.label))
    return spans


class _Text:
    """The text put together so far; `add` says where the tokens of a sentence went."""

    def __init__(self, path: Path, notices: Notices) -> None:
        self._path = path
        self._notices = notices
        self._parts: list[str] = []
        self._size = 0
        self._gap: str | None = None  # what the last token says of the space behind it

    def whole(self) -> str:
        # What stands behind the last token was never a space between two.
        return "".join(self._parts) + (self._gap or "")

    def add(self, sentence: Sentence, *, is_first: bool) -> list[tuple[int, int]]:
        gaps = _gaps_in(sentence)
        if sentence.text is not None and gaps is None:
            self._notices.add(
                "The text of a sentence does not fit its tokens; the tokens were taken.", self._path, sentence.line
            )
        usual = "" if is_first else "\n\n" if sentence.starts_paragraph else "\n"
        places = []
        for index, token in enumerate(sentence.tokens):
            before = unescape_gap(token.misc["SpacesBefore"]) if "SpacesBefore" in token.misc else ""
            gap = self._gap if self._gap is not None else usual
            self._put(self._placed(token, before + gap))
            places.append((self._size, self._size + len(token.form)))
            self._put(token.form)
            self._gap = _gap_behind(token)
            usual = gaps[index] if gaps is not None and index < len(gaps) else " "
        return places

    def _put(self, part: str) -> None:
        self._parts.append(part)
        self._size += len(part)

    def _placed(self, token: Token, gap: str) -> str:
        """The gap before a token, as wide as its `start_char` says. Raises FileRefused when that cannot be."""
        if "start_char" not in token.misc:
            return gap
        try:
            start, end = int(token.misc["start_char"]), int(token.misc["end_char"])
        except (KeyError, ValueError):
            raise FileRefused(self._path, "start_char and end_char are not two numbers.", token.line) from None
        if end - start != len(token.form):
            reason = f"The token is {len(token.form)} characters long, not {end - start} as its offsets say."
            raise FileRefused(self._path, reason, token.line)
        width = start - self._size
        if not 0 <= width <= max(_LARGEST_GAP, len(gap)):
            reason = f"The token cannot start at character {start}: the text before it ends at {self._size}."
            raise FileRefused(self._path, reason, token.line)
        return gap if len(gap) == width else " " * width


def _gap_behind(token: Token) -> str | None:
    if "SpacesAfter" in token.misc:
        return unescape_gap(token.misc["SpacesAfter"])
    return "" if token.misc.get("SpaceAfter") == "No" else None


def _gaps_in(sentence: Sentence) -> list[str] | None:
    """What stands behind each token but the last, by the sentence's text; None when that does not fit."""
    if sentence.text is None:
        return None
    at, gaps = 0, []
    for index, token in enumerate(sentence.tokens):
        found = sentence.text.find(token.form, at)
        if found < 0 or sentence.text[at:found].strip():
            return None
        if index:
            gaps.append(sentence.text[at:found])
        at = found + len(token.form)
    return None if sentence.text[at:].strip() else gaps

"""Sentences and paragraphs by rules alone, each answer from a bounded part of the text around a position.

A paragraph is a line. A sentence ends behind `.`, `!`, `?` or their like in other scripts, with the quotes
and brackets that close there, unless an abbreviation, an initial, a number or a small letter behind it says
otherwise; and at the end of a line, unless the line was plainly wrapped. Where nothing ends for thousands of
characters, a sentence is cut at places that depend on the text alone, never inside one shorter than 5,000.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.domain.graphemes import next_boundary
from annotator.domain.spans import Span
from annotator.domain.word_lists import ABBREVIATIONS, CLOSED_CLASS, NUMBERED, STARTERS, TITLES

_GRID = 8_192
_CLEAR = 2_500
_REACH = 2 * _GRID + _CLEAR
_LONGEST_END = 80

_LINE_ENDS = "\n\r\x0c\u2029"
_FULL_STOPS = frozenset("。！？．｡؟۔।॥།။።։")
_STOPS = ".!?…‼⁇⁈⁉" + "".join(sorted(_FULL_STOPS))
_CLOSERS = "\"'”’»›)]}」』】〕〉》）］｝"
_OPENERS = "\"'“‘„«‹(["
_END = re.compile(
    rf"[{_STOPS}]{{1,50}}(?:[{re.escape(_CLOSERS)}]|“(?!\w)){{0,5}}(?:\[\d{{1,3}}\])*|[{_LINE_ENDS}]{{1,1000}}"
)
_SPACE = re.compile(r"\s")
_VISIBLE = re.compile(r"\S")
_NEXT_WORD = re.compile(rf"[^\S{_LINE_ENDS}]{{0,10}}[{re.escape(_OPENERS)}]{{0,3}}(\w*)")
_WORD_BEFORE = re.compile(r"(?:\w|(?<=\w)\.(?=\w)){1,20}$")
_LIST_MARK = re.compile(rf"(?:^|[{_LINE_ENDS}])[^\S{_LINE_ENDS}]{{0,8}}\(?(?:\d{{1,3}}|[^\W\d_]|[ivxIVX]{{2,4}})$")
_WRAP = re.compile(r"(?:\r\n|\r|\n)[ \t]*([^\W\d_])")
_WRAPPED_LINE = 50


def paragraph_at(text: str, position: int) -> Span:
    """The line that `position` or the line break at it belongs to, without white space at its ends.

    CRLF, CR, LF, form feed and U+2029 end a line. A blank line gives an empty span.
    """
    at = min(max(position, 0), len(text))
    if text[at - 1 : at + 1] == "\r\n":
        at -= 1
    end = len(text)
    start = 0
    for char in _LINE_ENDS:
        found = text.find(char, at, end)
        end = end if found < 0 else found
        start = max(start, text.rfind(char, start, at) + 1)
    return _trim(text, start, end)


def sentence_at(text: str, position: int) -> Span:
    """The sentence over `position`; in white space the next one, behind the last one the last.

    Empty only when the text is blank.
    """
    at = _visible_at(text, position)
    if at is None:
        return Span(min(max(position, 0), len(text)), min(max(position, 0), len(text)))
    before = _end_before(text, at)
    return _sentence_between(text, at, before, _end_behind(text, at))


def next_sentence(text: str, position: int) -> Span | None:
    """The first sentence that starts behind `position`."""
    current = sentence_at(text, position)
    if current.start <= position:
        current = sentence_at(text, current.end)
    return current if current and current.start > position else None


def previous_sentence(text: str, position: int) -> Span | None:
    """The last sentence that starts before `position`: inside a sentence, that sentence itself."""
    last = _last_visible(text, position)
    return None if last is None else sentence_at(text, last)


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """The sentences that share a character with `[start, end)`, in order."""
    stop = len(text) if end is None else end
    current = sentence_at(text, start)
    if current.end <= start:
        return
    while current and current.start < stop:
        yield current
        following = _VISIBLE.search(text, current.end)
        if following is None:
            return
        at = following.start()
        current = _sentence_between(text, at, current.end, _end_behind(text, at))


def _visible_at(text: str, position: int) -> int | None:
    match = _VISIBLE.search(text, max(position, 0))
    return match.start() if match else _last_visible(text, len(text))


def _last_visible(text: str, position: int) -> int | None:
    """The last character before `position` that is not white space."""
    for low in (max(0, position - _GRID), 0):
        before = text[low : max(position, 0)].rstrip()
        if before:
            return low + len(before) - 1
    return None


def _trim(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end)


def _sentence_between(text: str, at: int, before: int, behind: int) -> Span:
    """The sentence over `at` when nothing ends between `before` and `behind`, cut if that is too far."""
    start, end = before, behind
    for place in range(before // _GRID * _GRID, behind, _GRID):
        if place - before >= _CLEAR and behind - place >= _CLEAR:
            cut = _cut_near(text, place)
            if cut <= at:
                start = max(start, cut)
            else:
                end = min(end, cut)
    return _trim(text, start, end)


def _cut_near(text: str, place: int) -> int:
    space = _SPACE.search(text, place, place + 200)
    return space.start() if space else next_boundary(text, place - 1)


def _end_before(text: str, position: int) -> int:
    """The last end at or before `position`, 0 at least; `position - _REACH` when none is as near as that."""
    reach = 512
    while True:
        low = max(0, position - reach)
        # Searched a little further, so that a group of stops and quotes is not cut in two at `position`.
        last = max((end for end in _ends(text, low, position + _LONGEST_END) if end <= position), default=None)
        if last is not None:
            return last
        if low == 0 or reach == _REACH:
            return low
        reach = min(reach * 4, _REACH)


def _end_behind(text: str, position: int) -> int:
    """The first end behind `position`, the text's own or `position + _REACH` when none is as near as that."""
    stop = min(len(text), position + _REACH)
    # Starts earlier, because `position` may be among the stops and quotes that end its own sentence.
    start = max(0, position - _LONGEST_END)
    return next((end for end in _ends(text, start, stop) if end > position), stop)


def _ends(text: str, start: int, stop: int) -> Iterator[int]:
    for match in _END.finditer(text, start, stop):
        if text[match.start()] in _LINE_ENDS:
            if not _is_wrapped(text, match.start()):
                yield match.start()
        elif _ends_sentence(text, match.start(), match.end()):
            yield match.end()


def _is_wrapped(text: str, line_end: int) -> bool:
    """Whether a long line runs on in the next: it begins small, or this ends in a comma or `of`."""
    low = max(0, line_end - _WRAPPED_LINE)
    line = text[low:line_end]
    following = _WRAP.match(text, line_end, line_end + 50)
    if following is None or line_end < _WRAPPED_LINE or any(char in line for char in _LINE_ENDS):
        return False
    line = line.rstrip()
    if line[-1:] in f"{_STOPS}{_CLOSERS}:;":
        return False
    return following[1].islower() or line[-1:] == "," or line.rpartition(" ")[2].casefold() in CLOSED_CLASS


def _ends_sentence(text: str, start: int, end: int) -> bool:
    """Whether the stops and closing marks in `[start, end)` end a sentence."""
    following = text[end : end + 1]
    if following in _STOPS or following in _CLOSERS:
        return not following
    if not _FULL_STOPS.isdisjoint(text[start:end]):
        return True
    if following and not following.isspace():
        return following.isupper() and text[start - 2 : start].islower() and text[end + 1 : end + 2].islower()
    word = _NEXT_WORD.match(text, end)
    opening = word[1] if word else ""
    if opening[:1].islower():
        return False
    is_single = (
        text[start] == "." and text[start + 1 : start + 2] not in _STOPS and text[start - 1 : start] not in "."
    )
    return not is_single or not opening or not _is_abbreviated(text, start, opening)


def _is_abbreviated(text: str, stop: int, following: str) -> bool:
    """Whether the full stop at `stop` only ends an abbreviation, an initial or the number of a list item."""
    if _LIST_MARK.search(text[max(0, stop - 14) : stop]):
        return True
    match = _WORD_BEFORE.search(text[max(0, stop - 24) : stop])
    if match is None:
        return False
    word = match[0]
    folded = word.casefold()
    if folded in TITLES:
        return True
    if folded in NUMBERED and following[0].isdigit():
        return True
    may_end = folded in ABBREVIATIONS or "." in word or (len(word) == 1 and word.isupper() and word != "I")
    return may_end and following.casefold() not in STARTERS

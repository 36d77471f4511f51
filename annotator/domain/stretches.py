"""Larger and larger stretches around a place, for widening the target step by step."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.domain.sentences import paragraph_at, sentence_at
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex
from annotator.domain.word_lists import LEADING_DETERMINERS

_REACH = 2_000
_DEEPEST = 8
_PARTNERS = {
    '"': '"', "'": "'", "“": "”", "„": "“”", "‘": "’", "‚": "‘’", "«": "»", "»": "«", "‹": "›", "”": "”",
    "「": "」", "『": "』", "《": "》", "〈": "〉", "＂": "＂",
}  # fmt: skip
_CLOSING = frozenset("".join(_PARTNERS.values()))
_QUOTE = re.compile(f"[{re.escape(''.join(sorted(_CLOSING | set(_PARTNERS))))}]")
_CLAUSE_EDGE = " \t\r\n\xa0.!?…。！？؟۔"
_SEPARATOR = re.compile(r"[,;:](?=\s)|[،؛、，；：—()\[\]]|(?<=\s)[-–](?=\s)")


def widen_steps(text: str, place: int | Span, tokens: TokenIndex, candidate: Span | None = None) -> list[Span]:
    """Stretches that hold `place`, each longer than the one before and around it.

    In order of length: its tokens, the candidate, the same with its article, what stands between the same
    quotation marks, the clause, the sentence, the paragraph. A span given as `place` is not repeated.
    """
    at = place if isinstance(place, int) else place.start
    token = tokens.token_at(at)
    if token is None:
        return []
    inner = token if isinstance(place, int) else place
    sentence = sentence_at(text, inner.start)
    quotes = [quote for quote in quoted_stretches(text, inner.start) if quote.contains(inner)]
    stretches = [
        tokens.snap(inner),
        *_with_article(text, tokens, inner if candidate is None else candidate),
        *quotes,
        _clause(text, min([sentence, *quotes], key=len), inner),
        sentence,
        paragraph_at(text, inner.start),
    ]
    steps = [token] if isinstance(place, int) else []
    last = inner
    for stretch in sorted(stretches, key=len):
        if stretch.contains(last) and stretch != last:
            steps.append(stretch)
            last = stretch
    return steps


def quoted_stretches(text: str, position: int) -> Iterator[Span]:
    """What stands between quotation marks around `position`, the marks left out, from the innermost outwards.

    Straight, curly, low, angle and corner marks of many languages, nested; in one paragraph, up to 2,000
    characters to either side. Apostrophes are told apart by the letters around them.
    """
    paragraph = paragraph_at(text, position)
    low = max(paragraph.start, position - _REACH)
    opened: list[int] = []
    for match in _QUOTE.finditer(text, low, min(paragraph.end, position + _REACH)):
        at = match.start()
        partner = _partner(text, at, opened)
        if partner is None:
            if _may_open(text, at):
                opened = [*opened[1 - _DEEPEST :], at]
            continue
        start = opened[partner]
        del opened[partner:]
        if start <= position <= at and at > start + 1:
            yield Span(start + 1, at)


def _partner(text: str, at: int, opened: list[int]) -> int | None:
    """Which of the open marks the one at `at` closes; None when it opens or is an apostrophe."""
    char = text[at]
    if char not in _CLOSING or (char in "'’" and text[at + 1 : at + 2].isalnum()):
        return None
    if char == "'" and not _may_close(text, at):
        return None
    for index in range(len(opened) - 1, -1, -1):
        if char in _PARTNERS[text[opened[index]]]:
            doubled = opened[index] == at - 1
            opens_anew = char == '"' and _may_open(text, at) and (doubled or not _may_close(text, at))
            return None if opens_anew else index
    return None


def _may_open(text: str, at: int) -> bool:
    """Whether a mark stands where a quotation can begin; Han and Kana have no spaces to tell it by."""
    char = text[at]
    if char not in _PARTNERS:
        return False
    if char not in "\"'”»":
        return True
    return not text[max(0, at - 1) : at].isalnum() and not text[at + 1 : at + 2].isspace()


def _may_close(text: str, at: int) -> bool:
    return at > 0 and not text[at - 1].isspace()


def _with_article(text: str, tokens: TokenIndex, span: Span) -> Iterator[Span]:
    yield span
    before = tokens.previous_token(span.start)
    if before is None or before.of(text).casefold() not in LEADING_DETERMINERS:
        return
    if text[before.end : span.start].strip() == "" and "\n" not in text[before.end : span.start]:
        yield Span(before.start, span.end)


def _clause(text: str, around: Span, inner: Span) -> Span:
    """What commas, dashes and brackets leave of `around`, without the stop at its end."""
    start, end = around.start, around.end
    for match in _SEPARATOR.finditer(text, around.start, around.end):
        if match.end() <= inner.start:
            start = match.end()
        elif match.start() >= inner.end:
            end = match.start()
            break
    while end > inner.end and text[end - 1] in _CLAUSE_EDGE:
        end -= 1
    while start < inner.start and text[start] in _CLAUSE_EDGE:
        start += 1
    return Span(start, max(start, end))

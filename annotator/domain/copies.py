"""Near duplicates: two reports with much the same text, and where their texts differ."""

from __future__ import annotations

import re
from dataclasses import dataclass

from annotator.domain.spans import Span

_WORD = re.compile(r"\w+|[^\w\s]")
_MOST_WORDS = 4_000  # compared of each text; what lies behind is taken for the same


@dataclass(frozen=True, slots=True)
class CopyPair:
    """A later report that is like an earlier one, by their keys; `likeness` is 0.5-1."""

    later: int
    earlier: int
    likeness: float
    later_title: str
    earlier_title: str
    later_source: str
    earlier_source: str
    later_date: str
    earlier_date: str


def differences(one: str, other: str) -> tuple[list[Span], list[Span]]:
    """The stretches of each text that the other one does not have, in code points, whole words each."""
    from difflib import SequenceMatcher

    words, others = _words(one), _words(other)
    matcher = SequenceMatcher(None, [word for word, _ in words], [word for word, _ in others], autojunk=False)
    left: list[Span] = []
    right: list[Span] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            if b > a:
                left.append(Span(words[a][1].start, words[b - 1][1].end))
            if d > c:
                right.append(Span(others[c][1].start, others[d - 1][1].end))
    return left, right


def _words(text: str) -> list[tuple[str, Span]]:
    found: list[tuple[str, Span]] = []
    for match in _WORD.finditer(text):
        if len(found) == _MOST_WORDS:
            break
        found.append((match[0].casefold(), Span(*match.span())))
    return found

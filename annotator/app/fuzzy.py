"""Finding a title by a few of its letters, typed in their order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_START = 100
_WORD_START = 60
_WITHIN = 30


def best_matches(typed: str, titles: Iterable[str], limit: int = 50) -> list[int]:
    """The places of the titles that match best, the best first; the first `limit` titles when nothing is typed."""
    words = typed.casefold().split()
    if not words:
        return [place for place, _ in zip(range(limit), titles, strict=False)]
    scored = []
    for place, title in enumerate(titles):
        score = _score(words, title.casefold())
        if score is not None:
            scored.append((-score, place))
    return [place for _, place in sorted(scored)[:limit]]


def _score(words: list[str], title: str) -> float | None:
    """How well all the words stand in the title; None when one does not."""
    total = 0.0
    for word in words:
        score = _word_score(word, title)
        if score is None:
            return None
        total += score
    return total - len(title) / 100


def _word_score(word: str, title: str) -> float | None:
    """A stretch at the start is best, then at the start of a word, then within; then letters with gaps between."""
    at = title.find(word)
    if at == 0:
        return _START
    if at > 0:
        behind = title.find(" " + word)
        return _WORD_START - behind / 10 if behind >= 0 else _WITHIN - at / 10
    found = _subsequence(word).search(title)
    return None if found is None else -float(len(found[0]) - len(word))


@lru_cache(maxsize=64)
def _subsequence(word: str) -> re.Pattern[str]:
    return re.compile(".*?".join(re.escape(letter) for letter in word), re.DOTALL)

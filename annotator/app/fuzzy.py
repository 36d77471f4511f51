"""Finding a title by a few of its letters, typed in their order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_START = 100
_WORD_START = 60
_WITHIN = 30
_MOST_GAPPED = 4_000  # titles in which letters are looked for one by one, which takes longest


class Titles:
    """Many titles, folded once, so that each key finds among 10,000 of them within a frame."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._folded = [title.casefold() for title in titles]

    def best(self, typed: str, limit: int = 50) -> list[int]:
        """The places of the titles that match best, the best first; the first `limit` when nothing is typed.

        Where enough titles have the words as they were typed, letters with gaps between are not looked for.
        """
        words = typed.casefold().split()
        if not words:
            return list(range(min(limit, len(self._folded))))
        scored = [
            (-_score(words, title), place)
            for place, title in enumerate(self._folded)
            if all(word in title for word in words)
        ]
        if len(scored) < limit:
            scored += self._gapped(words)
        return [place for _, place in sorted(scored)[:limit]]

    def _gapped(self, words: list[str]) -> list[tuple[float, int]]:
        pattern = [_subsequence(word) for word in words]
        found = []
        for place, title in enumerate(self._folded[:_MOST_GAPPED]):
            if all(word in title for word in words):
                continue
            matches = [match for wanted in pattern if (match := wanted.search(title))]
            if len(matches) == len(words):
                found.append((sum(len(match[0]) for match in matches) + len(title) / 100, place))
        return found


def _score(words: list[str], title: str) -> float:
    """A stretch at the title's start is best, then at the start of a word, then within; short titles first."""
    total = -len(title) / 100
    for word in words:
        at = title.find(word)
        if at == 0:
            total += _START
        elif (behind := title.find(" " + word)) >= 0:
            total += _WORD_START - behind / 10
        else:
            total += _WITHIN - at / 10
    return total


@lru_cache(maxsize=64)
def _subsequence(word: str) -> re.Pattern[str]:
    return re.compile(".*?".join(re.escape(letter) for letter in word), re.DOTALL)

"""Which texts are copies of each other, exact or with small changes.

Words whose hash falls in one class of four are anchors; an anchor with the words behind it is a print of its
place. Choosing places by content keeps the prints of what a copy kept, wherever text was put in before it (after
Manber, "Finding similar files in a large file system", 1994). The hash is CRC-32: every run finds the same.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from zlib import crc32

_WORD = re.compile(r"\w+")
_ANCHOR_CLASSES = 4
_WORDS_PER_PRINT = 4
_SHORT = 120
_ALIKE = 0.5
_MOST_SHARED = 50
_LONGEST = 200_000


def plain_digest(text: str) -> str:
    """A digest of the letters and digits alone: case, spaces and punctuation do not count."""
    words = "".join(_WORD.findall(text.casefold())) or text
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class NearDuplicates:
    """Takes texts one by one and tells which earlier ones each is a copy of."""

    def __init__(self) -> None:
        self._exact: dict[str, int] = {}
        self._holders: dict[int, list[int]] = {}
        self._sizes: list[int] = []

    def add(self, text: str) -> list[int]:
        """The numbers (from 0, in the order of adding) of earlier texts of which this one is a copy.

        Alike are texts of which at least half of the prints of the shorter one are shared.
        """
        number = len(self._sizes)
        prints = _prints(text)
        self._sizes.append(len(prints))
        digest = plain_digest(text)
        same = self._exact.setdefault(digest, number)
        found = [same] if same != number else []
        shared: Counter[int] = Counter()
        for place in prints:
            holders = self._holders.setdefault(place, [])
            shared.update(holders)
            # What stands in every report, such as a disclaimer, says nothing and would cost time.
            if len(holders) < _MOST_SHARED:
                holders.append(number)
        for other, count in shared.items():
            if count >= 2 and count >= _ALIKE * min(len(prints), self._sizes[other]):
                found.append(other)
        return found


def _prints(text: str) -> set[int]:
    """In a text of few words every word is an anchor, else chance would leave it without."""
    words = [crc32(word.encode("utf-8", "surrogatepass")) for word in _WORD.findall(text[:_LONGEST].casefold())]
    classes = 1 if len(words) < _SHORT else _ANCHOR_CLASSES
    return {
        hash(tuple(words[at : at + _WORDS_PER_PRINT]))
        for at in range(len(words) - _WORDS_PER_PRINT + 1)
        if words[at] % classes == 0
    }

"""Extended grapheme clusters: what a reader takes for one character.

Follows the rules of UAX #29 with the classes that the standard library's `unicodedata` can tell. Where it
has no property these stand in: symbol blocks for Extended_Pictographic, a short list for Prepend, letters by
block for the conjunct consonants of the six scripts that UAX #29 names. Looking back over regional indicators
stops after 2,000 of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from enum import IntEnum

_INDICATOR_LOOKBACK = 2_000


class _Kind(IntEnum):
    """Ordered so that classes which behave alike stand together and one comparison tells them."""

    OTHER = 0
    CONTROL = 1
    CR = 2
    LF = 3
    EXTEND = 4
    LINKER = 5
    NON_JOINER = 6
    JOINER = 7
    SPACING = 8
    PREPEND = 9
    INDICATOR = 10
    PICTOGRAPH = 11
    CONSONANT = 12
    LEADING = 13
    VOWEL = 14
    TRAILING = 15
    OPEN_SYLLABLE = 16
    CLOSED_SYLLABLE = 17


_HANGUL_JOINS = frozenset(
    [
        (_Kind.LEADING, _Kind.LEADING),
        (_Kind.LEADING, _Kind.VOWEL),
        (_Kind.LEADING, _Kind.OPEN_SYLLABLE),
        (_Kind.LEADING, _Kind.CLOSED_SYLLABLE),
        (_Kind.VOWEL, _Kind.VOWEL),
        (_Kind.VOWEL, _Kind.TRAILING),
        (_Kind.OPEN_SYLLABLE, _Kind.VOWEL),
        (_Kind.OPEN_SYLLABLE, _Kind.TRAILING),
        (_Kind.CLOSED_SYLLABLE, _Kind.TRAILING),
        (_Kind.TRAILING, _Kind.TRAILING),
    ]
)

_PICTOGRAPH_RANGES = (
    (0xA9, 0xA9), (0xAE, 0xAE), (0x203C, 0x203C), (0x2049, 0x2049), (0x2122, 0x2122), (0x2139, 0x2139),
    (0x2190, 0x21FF), (0x2300, 0x23FF), (0x24C2, 0x24C2), (0x25A0, 0x27BF), (0x2934, 0x2935),
    (0x2B00, 0x2BFF), (0x3030, 0x3030), (0x303D, 0x303D), (0x3297, 0x3299), (0x1F000, 0x1F1E5),
    (0x1F200, 0x1F3FA), (0x1F400, 0x1FAFF), (0x1FC00, 0x1FFFD),
)  # fmt: skip
_HANGUL_RANGES = (
    (0x1100, 0x115F, _Kind.LEADING), (0xA960, 0xA97C, _Kind.LEADING), (0x1160, 0x11A7, _Kind.VOWEL),
    (0xD7B0, 0xD7C6, _Kind.VOWEL), (0x11A8, 0x11FF, _Kind.TRAILING), (0xD7CB, 0xD7FB, _Kind.TRAILING),
)  # fmt: skip
_PREPENDED = frozenset(
    (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0xD4E, 0x110BD, 0x110CD, 0x111C2, 0x111C3)
)
# Mc and Lm characters that UAX #29 lists under Extend, and Lo ones under SpacingMark.
_OTHER_EXTEND = frozenset(
    (
        *(0x9BE, 0x9D7, 0xB3E, 0xB57, 0xBBE, 0xBD7, 0xCC2, 0xCD5, 0xCD6, 0xD3E, 0xD57, 0xDCF, 0xDDF, 0x1B35),
        *(0x302E, 0x302F, 0xFF9E, 0xFF9F, *range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080)),
    )
)
_OTHER_SPACING = frozenset((0xE33, 0xEB3))
_LINKERS = frozenset((0x94D, 0x9CD, 0xACD, 0xB4D, 0xC4D, 0xD4D))
_CONSONANT_BLOCKS = frozenset((0x900, 0x980, 0xA80, 0xB00, 0xC00, 0xD00))


class _Kinds(dict[str, _Kind]):
    """Class of each character met so far."""

    def __missing__(self, char: str) -> _Kind:
        kind = self[char] = _classify(ord(char), unicodedata.category(char))
        return kind


_kinds = _Kinds({"\r": _Kind.CR, "\n": _Kind.LF, "\u200c": _Kind.NON_JOINER, "\u200d": _Kind.JOINER})


def _classify(code: int, category: str) -> _Kind:
    if code in _LINKERS:
        return _Kind.LINKER
    if code in _OTHER_EXTEND or category in ("Mn", "Me"):
        return _Kind.EXTEND
    if code in _PREPENDED:
        return _Kind.PREPEND
    if category in ("Cc", "Cf", "Zl", "Zp", "Cs"):
        return _Kind.CONTROL
    if category == "Mc" or code in _OTHER_SPACING:
        return _Kind.SPACING
    if 0xAC00 <= code <= 0xD7A3:
        return _Kind.CLOSED_SYLLABLE if (code - 0xAC00) % 28 else _Kind.OPEN_SYLLABLE
    return _classify_by_range(code, category)


def _classify_by_range(code: int, category: str) -> _Kind:
    if 0x1F1E6 <= code <= 0x1F1FF:
        return _Kind.INDICATOR
    if any(first <= code <= last for first, last in _PICTOGRAPH_RANGES):
        return _Kind.PICTOGRAPH
    if category == "Lo" and code & ~0x7F in _CONSONANT_BLOCKS:
        # The independent vowels of these six blocks lie in the first 21 places.
        return _Kind.CONSONANT if code & 0x7F >= 0x15 else _Kind.OTHER
    return next((kind for first, last, kind in _HANGUL_RANGES if first <= code <= last), _Kind.OTHER)


def is_boundary(text: str, position: int) -> bool:
    """Whether a cluster ends or begins at `position`; both ends of the text are boundaries."""
    if not 0 < position < len(text):
        return 0 <= position <= len(text)
    before, after = _kinds[text[position - 1]], _kinds[text[position]]
    if before is _Kind.OTHER and after is _Kind.OTHER:
        return True
    if _Kind.EXTEND <= after <= _Kind.SPACING:
        return _Kind.CONTROL <= before <= _Kind.LF
    if _Kind.CONTROL <= before <= _Kind.LF or _Kind.CONTROL <= after <= _Kind.LF:
        return not (before is _Kind.CR and after is _Kind.LF)
    if before is _Kind.PREPEND:
        return False
    if before >= _Kind.LEADING:
        return (before, after) not in _HANGUL_JOINS
    if after is _Kind.PICTOGRAPH and before is _Kind.JOINER:
        return not _follows_pictograph(text, position - 1)
    if after is _Kind.CONSONANT and before in (_Kind.LINKER, _Kind.EXTEND, _Kind.JOINER):
        return not _follows_linked_consonant(text, position)
    if after is _Kind.INDICATOR and before is _Kind.INDICATOR:
        return _indicators_before(text, position) % 2 == 0
    return True


def _follows_pictograph(text: str, joiner: int) -> bool:
    at = joiner - 1
    while at >= 0 and _Kind.EXTEND <= _kinds[text[at]] <= _Kind.NON_JOINER:
        at -= 1
    return at >= 0 and _kinds[text[at]] is _Kind.PICTOGRAPH


def _follows_linked_consonant(text: str, position: int) -> bool:
    at, linked = position - 1, False
    while at >= 0 and (kind := _kinds[text[at]]) in (_Kind.LINKER, _Kind.EXTEND, _Kind.JOINER):
        linked = linked or kind is _Kind.LINKER
        at -= 1
    return linked and at >= 0 and _kinds[text[at]] is _Kind.CONSONANT


def _indicators_before(text: str, position: int) -> int:
    stop = max(0, position - _INDICATOR_LOOKBACK)
    at = position
    while at > stop and _kinds[text[at - 1]] is _Kind.INDICATOR:
        at -= 1
    return position - at


def next_boundary(text: str, position: int) -> int:
    """The nearest boundary after `position`; the text's length when there is none."""
    size = len(text)
    at = max(position, 0) + 1
    while at < size and not is_boundary(text, at):
        at += 1
    return min(at, size)


def previous_boundary(text: str, position: int) -> int:
    """The nearest boundary before `position`; 0 when there is none."""
    at = min(position, len(text)) - 1
    while at > 0 and not is_boundary(text, at):
        at -= 1
    return max(at, 0)


def graphemes(text: str) -> Iterator[str]:
    """The clusters of `text` in order; joined they are the text."""
    start = 0
    while start < len(text):
        end = next_boundary(text, start)
        yield text[start:end]
        start = end

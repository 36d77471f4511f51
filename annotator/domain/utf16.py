"""Code points to UTF-16 units and back, for one text.

The program counts code points; the screen's text layout counts UTF-16 units. Only characters beyond U+FFFF
("astral": most emoji, rare Han) take two units, so a sorted list of their positions says everything.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left

_CHUNK = 1 << 18
_NON_ZERO = bytes([0]) + bytes([1]) * 255


class Utf16Map:
    """Converts positions of `text`; built once per text, each conversion is one bisection."""

    __slots__ = ("_astral", "_astral_utf16", "_size", "length")

    def __init__(self, text: str) -> None:
        self._size = len(text)
        self._astral = array("q") if text.isascii() else _astral_positions(text)
        self._astral_utf16 = array("q", (at + index for index, at in enumerate(self._astral)))
        self.length = self._size + len(self._astral)
        """Length of the text in UTF-16 units."""

    def to_utf16(self, position: int) -> int:
        """UTF-16 offset of code point `position`, 0 to the text's length. Raises IndexError beyond."""
        if not 0 <= position <= self._size:
            raise IndexError(f"position {position} is outside a text of {self._size} characters")
        return position + bisect_left(self._astral, position)

    def from_utf16(self, offset: int) -> int:
        """Code point at UTF-16 `offset`, 0 to `length`; the character itself for the middle of its pair.

        Raises IndexError beyond.
        """
        if not 0 <= offset <= self.length:
            raise IndexError(f"offset {offset} is outside a text of {self.length} UTF-16 units")
        before = bisect_left(self._astral_utf16, offset)
        if before and self._astral_utf16[before - 1] == offset - 1:
            return self._astral[before - 1]
        return offset - before


def _astral_positions(text: str) -> array[int]:
    """Looks at whole chunks as bytes: a Python loop over 5 MB would be felt when a document opens."""
    found: array[int] = array("q")
    for base in range(0, len(text), _CHUNK):
        chunk = text[base : base + _CHUNK]
        if len(chunk.encode("utf-16-le", "surrogatepass")) == 2 * len(chunk):
            continue
        # In UTF-32 the third byte of a character is its plane: not zero means astral.
        planes = chunk.encode("utf-32-le", "surrogatepass")[2::4].translate(_NON_ZERO)
        at = planes.find(1)
        while at >= 0:
            found.append(base + at)
            at = planes.find(1, at + 1)
    return found

"""What is painted in place of characters that a text layout would swallow, reorder or miscount.

The stand-in has the same length in code points and in UTF-16 units, so offsets on screen stay offsets of the
document. Line feed and tab stay, and so do the joiners and direction marks that Arabic, Hebrew, Persian and
Indic spelling needs (U+200C to U+200F, U+061C). Bidi embeddings, overrides and isolates are shown as a sign,
because they can make a text look as if it said something else.
"""

from __future__ import annotations

import re

_CONTROL_PICTURES = 0x2400
_NEW_LINE_SIGN = "\u2424"
_BIDI_SIGN = "\u2426"
_REPLACEMENT = "\ufffd"
_ASTRAL_SIGN = "\U0001f6c7"

# What may be seen is listed and negated: common characters are then told by one look-up.
_VISIBLE = (
    "\t\n\x20-\x7e\xa0-\u2027\u202f-\u2065\u2070-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufff8\ufffd"
    + "".join(f"{chr(plane << 16)}-{chr(plane << 16 | 0xFFFD)}" for plane in range(1, 17))
)
_HIDDEN = re.compile(f"[^{_VISIBLE}]")


def displayable(text: str) -> str:
    """`text` with every character that cannot be seen as itself replaced by a visible one of equal length."""
    if text.isascii() and text.isprintable():
        return text
    return _HIDDEN.sub(_stand_in, text)


def _stand_in(match: re.Match[str]) -> str:
    char = match[0]
    code = ord(char)
    if code < 0x20:
        return chr(_CONTROL_PICTURES + code)
    if code == 0x7F:
        return "\u2421"
    if code in (0x85, 0x2028, 0x2029):
        return _NEW_LINE_SIGN
    if 0x202A <= code <= 0x206F:
        return _BIDI_SIGN
    return _REPLACEMENT if code <= 0xFFFF else _ASTRAL_SIGN

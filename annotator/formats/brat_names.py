"""Names as brat carries them: ASCII letters, digits, `_` and `-`; any other character as `_x0020_`, its code."""

from __future__ import annotations

import re

_OTHER = re.compile(r"[^A-Za-z0-9_-]|^-|_(?=x)")
_CODE = re.compile(r"_x([0-9A-F]{4,6})_")
_NOTHING = "_x_"
_LAST = 0x10FFFF


def to_brat(name: str) -> str:
    """The name in brat's alphabet; the empty one has a spelling too."""
    return _OTHER.sub(lambda match: f"_x{ord(match[0]):04X}_", name) or _NOTHING


def from_brat(name: str) -> str:
    """The name that `to_brat` spelt; one that it cannot have spelt stays as it is."""
    return "" if name == _NOTHING else _CODE.sub(_decoded, name)


def _decoded(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if code > _LAST or 0xD800 <= code < 0xE000 else chr(code)

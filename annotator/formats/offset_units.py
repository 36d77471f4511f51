"""Offsets of other programs, in UTF-16 units or UTF-8 bytes, turned into code points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from annotator.domain.utf16 import Utf16Map

CODEPOINT = "codepoint"
UTF16 = "utf16"
BYTE = "byte"
UNITS = (CODEPOINT, UTF16, BYTE)


def code_points(text: str, unit: str, offsets: Iterable[int]) -> Mapping[int, int]:
    """Each of these offsets into `text`, counted in `unit` of UNITS, with its code point.

    Raises ValueError with a sentence for an offset outside the text or inside a character.
    """
    if unit == UTF16:
        return _from_utf16(text, sorted(set(offsets)))
    if unit == BYTE:
        return _from_bytes(text.encode(), sorted(set(offsets)))
    return {offset: offset for offset in offsets}


def _from_utf16(text: str, offsets: list[int]) -> dict[int, int]:
    units = Utf16Map(text)
    found = {}
    for offset in offsets:
        _refuse_outside(offset, units.length, "UTF-16 units")
        found[offset] = units.from_utf16(offset)
        if units.to_utf16(found[offset]) != offset:
            raise ValueError(f"UTF-16 offset {offset} lies inside a character")
    return found


def _from_bytes(data: bytes, offsets: list[int]) -> dict[int, int]:
    """Walks the text once: decoding from the start for each offset would take the square of its length."""
    found = {}
    last, characters = 0, 0
    for offset in offsets:
        _refuse_outside(offset, len(data), "bytes")
        if offset < len(data) and data[offset] & 0xC0 == 0x80:
            raise ValueError(f"byte offset {offset} lies inside a character")
        characters += len(data[last:offset].decode())
        last = offset
        found[offset] = characters
    return found


def _refuse_outside(offset: int, size: int, unit: str) -> None:
    if not 0 <= offset <= size:
        raise ValueError(f"offset {offset} lies outside the text of {size} {unit}")

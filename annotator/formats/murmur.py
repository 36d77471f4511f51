"""MurmurHash3, the hash that Prodigy's tasks carry; known answers in its test."""

from __future__ import annotations

import struct

_MASK = 0xFFFFFFFF
_C1, _C2 = 0xCC9E2D51, 0x1B873593


def murmur3(data: bytes) -> int:
    """The 32-bit variant for x86 with seed 0, as a signed number."""
    found = 0
    whole = len(data) & ~3
    for (block,) in struct.iter_unpack("<I", memoryview(data)[:whole]):
        block = block * _C1 & _MASK
        found ^= (block << 15 | block >> 17) * _C2 & _MASK
        found = ((found << 13 | found >> 19) * 5 + 0xE6546B64) & _MASK
    if rest := int.from_bytes(data[whole:], "little"):
        rest = rest * _C1 & _MASK
        found ^= ((rest << 15 | rest >> 17) & _MASK) * _C2 & _MASK
    found ^= len(data)
    found = (found ^ found >> 16) * 0x85EBCA6B & _MASK
    found = (found ^ found >> 13) * 0xC2B2AE35 & _MASK
    found ^= found >> 16
    return found - (1 << 32) if found >> 31 else found

"""Which of very many texts or ids have come before, in few bytes each whatever their length."""

from __future__ import annotations

from array import array
from hashlib import blake2b

_FIRST_SIZE = 1024
_HALF = (1 << 64) - 1


def key_of(text: str) -> int:
    """A number of 128 bits for a text, by BLAKE2b: no two of any project have the same."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest(), "little")


class Seen:
    """Keys of 128 bits, 24 to 48 bytes each, in one array that is searched from where a key's lower half points.

    A set of a million digests in words would take 160 MB.
    """

    def __init__(self) -> None:
        self._mask = _FIRST_SIZE - 1
        self._slots = array("Q", bytes(16 * _FIRST_SIZE))
        self._count = 0

    def __contains__(self, key: int) -> bool:
        return self._slots[2 * self._place(key) + 1] != 0

    def add(self, key: int) -> None:
        place = self._place(key)
        if self._slots[2 * place + 1]:
            return
        self._put(place, key)
        self._count += 1
        if 3 * self._count > 2 * self._mask:
            self._grow()

    def _place(self, key: int) -> int:
        """Where the key is, or where it would be put."""
        low, high, slots, mask = key & _HALF, key >> 64 | 1, self._slots, self._mask
        place = low & mask
        while (found := slots[2 * place + 1]) and (found != high or slots[2 * place] != low):
            place = (place + 1) & mask
        return place

    def _put(self, place: int, key: int) -> None:
        self._slots[2 * place] = key & _HALF
        self._slots[2 * place + 1] = key >> 64 | 1  # never 0, which is an empty place

    def _grow(self) -> None:
        before = self._slots
        self._mask = 2 * self._mask + 1
        self._slots = array("Q", bytes(16 * (self._mask + 1)))
        for place in range(0, len(before), 2):
            if before[place + 1]:
                key = before[place] | before[place + 1] << 64
                self._put(self._place(key), key)

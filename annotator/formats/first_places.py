"""Where each of very many texts came first. Most of it is in a temporary file, so that memory stays as it is."""

from __future__ import annotations

import errno
import os
import tempfile
import weakref
from array import array
from hashlib import blake2b
from pathlib import Path

from annotator.domain.errors import FileRefused
from annotator.formats.faults import plain_faults, quoted

_HELD = 32_768  # so many are in memory; some 200 bytes each
_KEY, _ENTRY, _FULL = 11, 16, 256  # bytes of a key, bytes of a key with its number, entries of a page
_PAGE = _ENTRY * _FULL
_END = 3  # bytes at the end of a key
_SALT = os.urandom(16)  # so that no file can be made whose keys all fall on one page


def key_of(text: str) -> bytes:
    """11 bytes for a text, by BLAKE2b; another process has others. No two texts of a project will share them."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_KEY, salt=_SALT).digest()


class FirstPlaces:
    """Numbers (0 to 2**40 - 1, such as lines) by keys of 11 bytes; what has a number keeps it.

    Its methods raise FileRefused when the disk of the temporary files fails.
    """

    def __init__(self) -> None:
        self._held: dict[bytes, int] = {}
        self._pages: _Pages | None = None

    def first(self, text: str, number: int) -> int:
        """The number under which the text came first, which is this one when it is new."""
        key = key_of(text)
        found = self.get(key)
        if found is None:
            self.put(key, number)
            return number
        return found

    def refuse_twice(self, uid: str, path: Path, line: int) -> None:
        """Raises FileRefused when the id of the report in this line stands in an earlier line of the file."""
        first = self.first(uid, line)
        if first != line:
            raise FileRefused(path, f"The id {quoted(uid)} stands in line {first} too.", line)

    def get(self, key: bytes) -> int | None:
        """The number of a key; None when it has not come before."""
        found = self._held.get(key)
        if found is None and self._pages is not None:
            return self._pages.get(key)
        return found

    def put(self, key: bytes, number: int) -> None:
        """Remember a key that is not there yet."""
        self._held[key] = number
        if len(self._held) >= _HELD:
            if self._pages is None:
                self._pages = _Pages()
            self._pages.add(self._held)
            self._held = {}


class _Pages:
    """A table in a file, by extendible hashing (Fagin and others, 1979).

    The first bits of a key say, through a directory, on which page it is. A page that is full is split in two by
    one bit more; when the directory does not tell so many bits apart, it doubles. In memory are some 10 bytes of
    each page, and a bit for each end that a key may have: of a million new keys most need not be looked for.
    """

    def __init__(self) -> None:
        self._place = Path(tempfile.gettempdir())
        with plain_faults(self._place):
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - open as long as this
        weakref.finalize(self, self._file.close)
        self._depth = 0  # bits that the directory tells apart
        self._directory = array("I", [0])
        self._ends = bytearray(1 << 8 * _END - 3)
        self._entries = array("H", [0])  # of each page
        self._depths = array("B", [0])  # bits that all keys of a page have in common

    def get(self, key: bytes) -> int | None:
        end = int.from_bytes(key[-_END:], "big")
        if not self._ends[end >> 3] >> (end & 7) & 1:
            return None
        with plain_faults(self._place):
            page = self._read(self._directory[self._place_of(key)])
        at = -1
        while (at := page.find(key, at + 1)) >= 0:
            if at % _ENTRY == 0:
                return int.from_bytes(page[at + _KEY : at + _ENTRY], "big")
        return None

    def add(self, found: dict[bytes, int]) -> None:
        """Take keys that are not there yet; in their order each page is read and written once."""
        loaded, page = -1, bytearray()
        with plain_faults(self._place):
            for key in sorted(found):
                number = self._directory[self._place_of(key)]
                if number != loaded:
                    if loaded >= 0:
                        self._write(loaded, page)
                    loaded, page = number, bytearray(self._read(number))
                while len(page) == _PAGE:
                    self._split(loaded, page, key)
                    loaded = self._directory[self._place_of(key)]
                    page = bytearray(self._read(loaded))
                page += key + found[key].to_bytes(_ENTRY - _KEY, "big")
                self._entries[loaded] += 1
                end = int.from_bytes(key[-_END:], "big")
                self._ends[end >> 3] |= 1 << (end & 7)
            self._write(loaded, page)

    def _place_of(self, key: bytes) -> int:
        return int.from_bytes(key[:4], "big") >> 32 - self._depth

    def _split(self, number: int, page: bytearray, key: bytes) -> None:
        """Move what has the next bit set from the page, on which `key` belongs, to a new one."""
        depth, new = self._depths[number], len(self._entries)
        if depth == self._depth:
            self._directory = array("I", [each for each in self._directory for _ in range(2)])
            self._depth += 1
        halves = bytearray(), bytearray()
        for at in range(0, _PAGE, _ENTRY):
            bit = int.from_bytes(page[at : at + 4], "big") >> 31 - depth & 1
            halves[bit].extend(page[at : at + _ENTRY])
        width = 1 << self._depth - depth  # so many places of the directory lead to the page, side by side
        end = (self._place_of(key) // width + 1) * width
        self._directory[end - width // 2 : end] = array("I", [new] * (width // 2))
        self._depths[number] = depth + 1
        self._depths.append(depth + 1)
        self._entries[number] = len(halves[0]) // _ENTRY
        self._entries.append(len(halves[1]) // _ENTRY)
        self._write(number, halves[0])
        self._write(new, halves[1])

    def _read(self, number: int) -> bytes:
        self._file.seek(_PAGE * number)
        return self._file.read(_ENTRY * self._entries[number])

    def _write(self, number: int, page: bytearray) -> None:
        self._file.seek(_PAGE * number)
        if self._file.write(page) != len(page):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

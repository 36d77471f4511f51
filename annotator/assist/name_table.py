"""Names of places in one compact file: 270,000 of them in nine megabytes, found by halving, without a start-up.

The file holds, behind one line of JSON with their sizes, the names as sorted lines `name TAB numbers`, the offsets
of these lines, the places as lines of JSON, and the offsets of those. Offsets are 32-bit numbers, little-endian.
"""

from __future__ import annotations

import json
import mmap
import os
import sys
import tempfile
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from itertools import accumulate
from pathlib import Path

from annotator.domain.errors import Refusal

_KIND = "annotator places 1"


class PlacesDamaged(Refusal):
    """A file that is no whole table of names: to be made again."""


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of a gazetteer. `kind` is city, country, region, sea, lake, river or site; `country` is ISO 3166
    in two letters or empty; latitude and longitude are WGS 84 degrees; `source` is `GeoNames` or `place list`.
    """

    id: str
    name: str
    kind: str
    country: str
    latitude: float
    longitude: float
    population: int
    source: str


class NameTable:
    """The table in a file. Raises PlacesDamaged, and OSError when the file cannot be read."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            head = file.readline()
            size = os.fstat(file.fileno()).st_size
            try:
                facts = json.loads(head)
                if facts["kind"] != _KIND or sum(facts["sizes"]) != size - len(head):
                    raise ValueError
            except (ValueError, KeyError, TypeError) as error:
                raise PlacesDamaged(f"The list of places {path.name} is damaged; it is made again.") from error
            # the system's own pages: only those that are looked at take memory, and other windows share them
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        begins = list(accumulate(facts["sizes"], initial=len(head)))
        self._names, self._places = begins[0], begins[2]
        self._name_ends, self._place_ends = (_numbers(self._data[begins[n] : begins[n + 1]]) for n in (1, 3))

    def __len__(self) -> int:
        return len(self._name_ends)

    def get(self, name: str) -> tuple[int, ...]:
        """The numbers of the places of that name, as it was put in, the best known first."""
        key = name.encode() + b"\t"
        line = self._line(self._at(key))
        return tuple(map(int, line[len(key) :].split())) if line.startswith(key) else ()

    def begins(self, word: str) -> int:
        """How many words the longest name that begins with this word has, as far as nine; 0 when there is none."""
        longest = 0
        key = word.encode()
        place = self._at(key)
        while (line := self._line(place)).startswith(key) and line[len(key) : len(key) + 1] in (b" ", b"\t"):
            longest = max(longest, line.partition(b"\t")[0].count(b" ") + 1)
            place += 1
        return min(longest, 9)

    def place(self, number: int) -> Place:
        begin = self._place_ends[number - 1] if number else 0
        return self._place(begin, self._place_ends[number])

    def places(self) -> Iterator[Place]:
        """Every place, in the order of their numbers."""
        begin = 0
        for end in self._place_ends:
            yield self._place(begin, end)
            begin = end

    def _place(self, begin: int, end: int) -> Place:
        return Place(*json.loads(self._data[self._places + begin : self._places + end]))

    def _line(self, index: int) -> bytes:
        if index >= len(self._name_ends):
            return b""
        begin = self._name_ends[index - 1] if index else 0
        return self._data[self._names + begin : self._names + self._name_ends[index]]

    def _at(self, key: bytes) -> int:
        low, high = 0, len(self._name_ends)
        while low < high:
            middle = (low + high) // 2
            if self._line(middle) < key:
                low = middle + 1
            else:
                high = middle
        return low


def write_table(target: Path, names: Mapping[str, Sequence[int]], places: Sequence[Place]) -> None:
    """Write the table aside and rename it once it is whole. Names hold words with single spaces, no tabs."""
    lines = sorted(f"{name}\t{' '.join(map(str, found))}".encode() for name, found in names.items())
    records = [json.dumps(astuple(place), ensure_ascii=False).encode() for place in places]
    parts = [b"".join(lines), _ends(lines), b"".join(records), _ends(records)]
    head = json.dumps({"kind": _KIND, "sizes": [len(part) for part in parts]})
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent)
    partial = Path(aside)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(b"".join((head.encode(), b"\n", *parts)))
        partial.replace(target)
    finally:
        with suppress(OSError):
            partial.unlink()


def _ends(lines: Sequence[bytes]) -> bytes:
    ends = array("I")
    end = 0
    for line in lines:
        end += len(line)
        ends.append(end)
    if sys.byteorder == "big":
        ends.byteswap()
    return ends.tobytes()


def _numbers(data: bytes) -> array[int]:
    numbers = array("I", data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers

"""Which texts are copies of each other, exact or with changes.

Each text becomes a signature of 128 numbers from its runs of three words (MinHash, by rensa); the share of
numbers that two texts have in common is close to the share of runs they have in common. Texts that agree in one of
32 bands of four numbers are compared; those that never do are not alike. Signatures lie in a file while texts are
added, so that memory does not grow with them. Every run finds the same.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Rows = npt.NDArray[np.uint32]
    Pairs = npt.NDArray[np.uint64]

ALIKE = 0.5  # the share of runs in common from which on texts are copies
_WORD = re.compile(r"\w+")
# In scripts without spaces between words every character stands for a word.
_ALONE = r"\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff"
_UNIT = rf"[{_ALONE}]|[^\W{_ALONE}]+"  # compiled at the first text: that takes some milliseconds
_NUMBERS = 128
_BAND = 4  # numbers of a signature
_BANDS_AT_ONCE = 4
_SEED = 42
_BATCH = 64  # texts; rensa holds up other threads that long
_ROWS_AT_ONCE = 8_192
_LONGEST = 200_000  # characters of a text that count


def plain_digest(text: str) -> str:
    """A digest of the letters and digits alone: case, spaces and punctuation do not count."""
    words = "".join(_WORD.findall(text.casefold())) or text
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Copy:
    """A text that is like an earlier one, by their numbers from 0; `likeness` is 0.5-1."""

    later: int
    earlier: int
    likeness: float


class NearDuplicates:
    """Takes texts one by one, and then tells which are copies. Close it, or use it in a `with` statement."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="annotator-signatures-")  # noqa: SIM115 - until `close`
        self._waiting: list[list[str]] = []
        self._count = 0

    def __enter__(self) -> NearDuplicates:  # noqa: PYI034 - Self is newer than our oldest Python
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()

    def __len__(self) -> int:
        """How many texts were added."""
        return self._count

    def add(self, text: str) -> None:
        """Raises OSError when the disk for temporary files is full."""
        self._waiting.append(_runs(text))
        self._count += 1
        if len(self._waiting) == _BATCH:
            self._write()

    def copies(self, progress: Callable[[int, int], None] = lambda *_: None) -> Iterator[Copy]:
        """Pairs of texts that are alike, each once; of many copies of one text each is paired with the first.

        `progress` is told passes done and all, and may raise Cancelled.
        """
        import numpy as np

        self._write()
        seen: set[int] = set()
        bands = _NUMBERS // _BAND
        for first in range(0, bands, _BANDS_AT_ONCE):
            progress(first, bands)
            for keys in self._keys(first):
                candidates = _together(keys)
                for low in range(0, len(candidates), _ROWS_AT_ONCE):
                    part = candidates[low : low + _ROWS_AT_ONCE]
                    later, earlier = part >> np.uint64(32), part & np.uint64(0xFFFFFFFF)
                    likeness = (self._rows_of(later) == self._rows_of(earlier)).mean(axis=1)
                    for at in np.flatnonzero(likeness >= ALIKE).tolist():
                        pair = int(part[at])
                        if pair not in seen:
                            seen.add(pair)
                            yield Copy(int(later[at]), int(earlier[at]), float(likeness[at]))

    def _write(self) -> None:
        if not self._waiting:
            return
        import numpy as np
        from rensa import RMinHash

        matrix = RMinHash.digest_matrix_from_token_sets(self._waiting, num_perm=_NUMBERS, seed=_SEED)
        self._file.write(np.array(matrix.to_rows(), dtype=np.uint32).tobytes())
        self._waiting = []

    def _keys(self, first: int) -> list[Pairs]:
        """For some bands from `first` on: a number for each text, which texts that agree in that band share."""
        import numpy as np

        self._file.flush()
        self._file.seek(0)
        found = [np.empty(self._count, dtype=np.uint64) for _ in range(_BANDS_AT_ONCE)]
        for low in range(0, self._count, _ROWS_AT_ONCE):
            read = self._file.read(_ROWS_AT_ONCE * _NUMBERS * 4)
            rows = np.frombuffer(read, dtype=np.uint32).reshape(-1, _NUMBERS)
            for number, keys in enumerate(found):
                start = (first + number) * _BAND
                keys[low : low + len(rows)] = _mixed(rows[:, start : start + _BAND])
        return found

    def _rows_of(self, numbers: Pairs) -> Rows:
        import numpy as np

        wanted, places = np.unique(numbers, return_inverse=True)
        rows = np.empty((len(wanted), _NUMBERS), dtype=np.uint32)
        for at, number in enumerate(wanted.tolist()):
            self._file.seek(number * _NUMBERS * 4)
            rows[at] = np.frombuffer(self._file.read(_NUMBERS * 4), dtype=np.uint32)
        return rows[places]


def _runs(text: str) -> list[str]:
    """The runs of three words in a text; a text with fewer words is one run."""
    text = text[:_LONGEST].casefold().encode("utf-8", "replace").decode()
    words = re.findall(_UNIT, text)
    if len(words) < 3:
        return [" ".join(words) or text]
    return list(map(" ".join, zip(words, words[1:], words[2:], strict=False)))


def _mixed(band: Rows) -> Pairs:
    """One number for the numbers of a band, in each row."""
    import numpy as np

    mixed = np.zeros(len(band), dtype=np.uint64)
    for column in range(band.shape[1]):
        mixed = (mixed ^ band[:, column].astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return mixed


def _together(keys: Pairs) -> Pairs:
    """Pairs of texts with one key, as later * 2**32 + earlier: each with the first of them and the one before."""
    import numpy as np

    order: Any = np.argsort(keys, kind="stable")
    same = np.flatnonzero(keys[order][1:] == keys[order][:-1]) + 1  # places whose key is that of the one before
    if not len(same):
        return np.empty(0, dtype=np.uint64)
    begins = np.ones(len(keys), dtype=bool)
    begins[same] = False
    first = np.maximum.accumulate(np.where(begins, np.arange(len(keys)), 0))[same]
    later = order[same].astype(np.uint64) << np.uint64(32)
    both = np.concatenate((later | order[first].astype(np.uint64), later | order[same - 1].astype(np.uint64)))
    return np.unique(both)

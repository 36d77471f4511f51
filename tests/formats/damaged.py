"""Files that were cut short or have bytes flipped."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from annotator.formats.base import Format
from tests.formats.reading import read_or_refused

CUTS = 50
FLIPS = 50
_LARGEST = 20_000


def damaged(data: bytes) -> Iterator[bytes]:
    """The file truncated at 50 places, and 50 times with a few bytes flipped."""
    chance = random.Random(len(data))
    for cut in range(CUTS):
        yield data[: len(data) * cut // CUTS]
    for _ in range(FLIPS):
        flipped = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        yield bytes(flipped)


def read_damaged(form: Format, sample: Path, folder: Path) -> None:
    """Every damaged variant is read or refused with a sentence; every span that is read stands in its text."""
    path = folder / f"damaged{form.suffixes[0]}"
    for data in damaged(sample.read_bytes()[:_LARGEST]):
        path.write_bytes(data)
        for record in read_or_refused(form, path):
            assert record.text
            assert all(0 <= span.start < span.end <= len(record.text) for span in record.spans)

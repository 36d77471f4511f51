"""Statistics as they are shown, exported and printed: a sentence, a table, and perhaps a chart of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

Cell = str | int | float


class ChartKind(Enum):
    """BARS stand on each other, LINES beside each other, SHADES tint the cells of the table by their number."""

    BARS = "bars"
    LINES = "lines"
    SHADES = "shades"


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a chart; `label` names the label whose colour it has, empty for the program's own."""

    name: str
    values: tuple[float, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn: a place on the x axis for each category; `unit` stands at the y axis."""

    kind: ChartKind
    categories: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """What a row leads to: the spans of a label and a text; `missing`: places where the text has no label yet."""

    label: str
    text: str
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One page of statistics. `works` has an entry for each row, or is empty where rows lead nowhere."""

    name: str
    title: str
    sentence: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    chart: Chart | None = None
    works: tuple[Work | None, ...] = ()

    def records(self) -> list[dict[str, Cell]]:
        """The rows for programs."""
        return [dict(zip(self.heads, row, strict=True)) for row in self.rows]

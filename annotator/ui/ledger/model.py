"""The ledger as a table of Qt: columns, words and colours of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from annotator.app.ledger import Claim, Heading, Ledger, Row
from annotator.domain.display import displayable
from annotator.ui.panels.tooltips import as_tooltip
from annotator.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
NOBODY = "nobody yet"


@dataclass(frozen=True, slots=True)
class Column:
    """`sort` is the order that a click on its head asks for; `width` in letters, 0 for what is left."""

    title: str
    sort: str
    width: int


def columns_for(attributes: Sequence[str]) -> list[Column]:
    """The ledger's columns for a schema whose claims have these attributes."""
    said = [Column(_words(name).capitalize(), f"attribute:{name}", 11) for name in attributes[:3]]
    return [
        Column("Claim", "claim", 0),
        Column("Who says it", "speaker", 18),
        *said,
        Column("About", "about", 18),
        Column("Report", "report", 22),
        Column("Date", "date", 11),
    ]


class LedgerModel(QAbstractTableModel):
    """Reads a page of rows when Qt asks for one of them; `marked` is the key of the claim marked for relating."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.columns: list[Column] = columns_for([])
        self.theme: Theme | None = None
        self.marked: int | None = None
        self._ledger: Ledger | None = None

    def set_ledger(self, ledger: Ledger | None, attributes: Sequence[str]) -> None:
        self.beginResetModel()
        self._ledger = ledger
        self.columns = columns_for(attributes)
        self.endResetModel()

    def replaced(self) -> None:
        """The ledger lists something else now."""
        self.beginResetModel()
        self.endResetModel()

    def row_at(self, number: int) -> Row:
        if self._ledger is None or not 0 <= number < len(self._ledger):
            return None
        return self._ledger.row(number)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self._ledger is None else len(self._ledger)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return _LEFT.value if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = 0) -> object:
        row = self.row_at(index.row())
        if row is None or self.theme is None:
            return None
        if isinstance(row, Heading):
            return self._heading(row, index.column(), role, self.theme)
        text = cell(row, self.columns[index.column()])
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            mark = "▸ " if row.key == self.marked and index.column() == 0 else ""
            return mark + text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return (_RIGHT if runs_left(text) else _LEFT).value
        if role == Qt.ItemDataRole.ForegroundRole:
            column = self.columns[index.column()].sort
            quiet = column in ("report", "date") or (column == "speaker" and not row.speakers)
            return self.theme.color("muted") if quiet else self.theme.color("text")
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tooltip(text[:600])
        return None

    def _heading(self, heading: Heading, column: int, role: int, theme: Theme) -> object:
        if role == Qt.ItemDataRole.DisplayRole and column == 0:
            return f"{displayable(heading.name)}   {heading.claims:,}"
        if role == Qt.ItemDataRole.BackgroundRole:
            return theme.color("raised")
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.color("text")
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setBold(True)
            return font
        return None


def cell(claim: Claim, column: Column) -> str:
    """What stands in a column of a claim's row, on one line."""
    if column.sort.startswith("attribute:"):
        value = claim.attributes.get(column.sort.partition(":")[2], "")
        return displayable("yes" if value is True else "" if value is False else str(value))
    texts = {
        "claim": claim.text,
        "speaker": claim.speakers or NOBODY,
        "about": claim.about,
        "report": claim.title,
        "date": claim.date,
    }
    return displayable(" ".join(texts[column.sort].split()))


def preview_of(claim: Claim, text: str) -> str:
    """Everything about a claim, for reading: its whole text, then a line for each thing that is said of it."""
    said = [claim.speakers or "Nobody says it yet"]
    for name, value in claim.attributes.items():
        if value is not False and value != "":
            said.append(_words(name) if value is True else str(value))
    lines = [text, " · ".join(said)]
    lines += [f"About {claim.about}"] if claim.about else []
    lines += [f"Disputes “{end.text}” in “{end.title}”" for end in claim.disputes]
    lines += [f"Disputed by “{end.text}” in “{end.title}”" for end in claim.disputed_by]
    lines += [f"Note: {claim.note}"] if claim.note else []
    lines.append(" · ".join(part for part in (claim.title, claim.source, claim.date) if part))
    return "\n".join(displayable(" ".join(line.split())) for line in lines if line)


def _words(name: str) -> str:
    return name.replace("_", " ")


def runs_left(text: str) -> bool:
    """Whether the text runs from right to left, by its first letters, as paragraphs of the report do."""
    for sign in text[:80]:
        if sign.isalpha():
            return "\u0590" <= sign <= "\u08ff" or "\ufb1d" <= sign <= "\ufefc"
    return False

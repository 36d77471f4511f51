"""Pairs of near duplicates for a table."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from annotator.domain.copies import CopyPair
from annotator.domain.display import displayable
from annotator.ui.panels.tooltips import as_tooltip

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
HEADS = ("Alike", "Earlier report", "Copy")
ALIKE, EARLIER, COPY = range(3)


class CopyModel(QAbstractTableModel):
    """At most some thousand pairs."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[CopyPair] = []

    def show_pairs(self, pairs: list[CopyPair]) -> None:
        self.beginResetModel()
        self.pairs = pairs
        self.endResetModel()

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.pairs)

    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        pair = self.pairs[index.row()]
        if index.column() == ALIKE:
            return f"{100 * pair.likeness:.0f} %"
        shown = earlier_words(pair) if index.column() == EARLIER else later_words(pair)
        return as_tooltip(shown) if role == Qt.ItemDataRole.ToolTipRole else shown


def earlier_words(pair: CopyPair) -> str:
    return _words(pair.earlier_title, pair.earlier_source, pair.earlier_date)


def later_words(pair: CopyPair) -> str:
    return _words(pair.later_title, pair.later_source, pair.later_date)


def _words(title: str, source: str, date: str) -> str:
    facts = " · ".join(part for part in (title or "Untitled report", source, date[:10]) if part)
    return displayable(" ".join(facts.split()))

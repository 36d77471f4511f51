"""The table of one page of statistics."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from annotator.domain.display import displayable
from annotator.domain.figures import Cell, ChartKind, Figure, Work
from annotator.ui.panels.tooltips import as_tooltip
from annotator.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class FigureModel(QAbstractTableModel):
    """Shows the rows of a page; numbers stand at the right, and those of a matrix have a shade."""

    def __init__(self) -> None:
        super().__init__()
        self.figure: Figure | None = None
        self.theme: Theme | None = None
        self._most = 0.0

    def show_figure(self, figure: Figure | None) -> None:
        self.beginResetModel()
        self.figure = figure
        shaded = figure is not None and figure.chart is not None and figure.chart.kind is ChartKind.SHADES
        numbers = [cell for row in figure.rows for cell in row if not isinstance(cell, str)] if figure else []
        self._most = float(max(numbers, default=0)) if shaded else 0.0
        self.endResetModel()

    def work(self, row: int) -> Work | None:
        """What the row leads to."""
        works = self.figure.works if self.figure is not None else ()
        return works[row] if 0 <= row < len(works) else None

    def cell(self, row: int, column: int) -> Cell:
        return self.figure.rows[row][column] if self.figure is not None else ""

    def is_number(self, column: int) -> bool:
        return bool(self.figure and self.figure.rows and not isinstance(self.figure.rows[0][column], str))

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() or self.figure is None else len(self.figure.rows)

    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() or self.figure is None else len(self.figure.heads)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if way is not Qt.Orientation.Horizontal or self.figure is None or section >= len(self.figure.heads):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return displayable(self.figure.heads[section])
        return (
            _RIGHT
            if role == Qt.ItemDataRole.TextAlignmentRole and self.is_number(section)
            else (_LEFT if role == Qt.ItemDataRole.TextAlignmentRole else None)
        )

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.cell(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(cell)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(cell, str):
            return as_tooltip(displayable(cell))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if isinstance(cell, str) else _RIGHT
        if role == Qt.ItemDataRole.ForegroundRole and cell == 0 and self.theme is not None:
            return self.theme.color("disabled")
        if role == Qt.ItemDataRole.BackgroundRole and self._most and self.theme is not None:
            return None if isinstance(cell, str) or not cell else self._shade(float(cell))
        return None

    def _shade(self, number: float) -> QColor | None:
        if self.theme is None:
            return None
        shade = QColor(self.theme.color("accent"))
        shade.setAlphaF(0.1 + 0.4 * number / self._most)
        return shade


def cell_text(cell: Cell) -> str:
    """A cell as it is read: numbers with separators, texts on one line."""
    return displayable(" ".join(cell.split())) if isinstance(cell, str) else f"{cell:,}"

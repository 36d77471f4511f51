"""The list of pages and the table of one, with their keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QListWidget

from annotator.ui.row_table import RowTable
from annotator.ui.statistics.model import FigureModel

_LIST_WIDTH = 22  # letters
_NARROWEST, _WIDEST = 64, 320


class PageList(QListWidget):
    """Signals: `to_table()` by Enter or Right, `leave()` by Esc."""

    to_table = Signal()
    leave = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Pages of statistics")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(self.fontMetrics().averageCharWidth() * _LIST_WIDTH + 20)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.leave.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self.to_table.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()


class FigureTable(RowTable):
    """Signals: `chosen(row)` by Enter or a double click, `leave()` by Esc."""

    chosen = Signal(int)
    leave = Signal()

    def __init__(self, model: FigureModel) -> None:
        super().__init__(model, "Numbers")
        self._figures = model
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setMinimumSectionSize(_NARROWEST)
        self.doubleClicked.connect(lambda index: self.chosen.emit(index.row()))

    def take_keyboard(self) -> None:
        """Begin at the first row, or where it was left."""
        if self._figures.rowCount() and not self.currentIndex().isValid():
            self.setCurrentIndex(self._figures.index(0, 0))
        self.setFocus()

    def fit(self) -> None:
        """Give each column the width of what it holds; the first text takes what is left."""
        head = self.horizontalHeader()
        self.resizeColumnsToContents()
        texts = [column for column in range(self._figures.columnCount()) if not self._figures.is_number(column)]
        for column in range(self._figures.columnCount()):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, min(max(self.columnWidth(column) + 12, _NARROWEST), _WIDEST))
        many = self._figures.columnCount() > 8
        if texts and not many:
            head.setSectionResizeMode(texts[-1], QHeaderView.ResizeMode.Stretch)

    def picture(self) -> QPixmap:
        """All rows and columns, also those that there is no room for now."""
        whole = FigureTable(self._figures)
        whole.setParent(self.window())  # for its font and colours; it is never shown
        whole.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole.fit()
        wide = sum(whole.columnWidth(column) for column in range(self._figures.columnCount()))
        high = self._figures.rowCount() * whole.verticalHeader().defaultSectionSize()
        whole.resize(wide + 4, high + whole.horizontalHeader().sizeHint().height() + 8)
        shown = whole.grab()
        whole.deleteLater()
        return shown

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.leave.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.chosen.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)
            return
        event.accept()

"""The table of the ledger: rows of one height, a head that sorts, columns that give way when it is narrow."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from annotator.ui.ledger.model import LedgerModel
from annotator.ui.row_table import RowTable

_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_CLAIM_SHARE = 0.4  # of the width, at least, for the claim itself
_GIVES_WAY = ("date", "report", "about", "attribute", "speaker")


class LedgerTable(RowTable):
    """Signals: `chosen()` by Enter or a double click; `marked()` by Space; `moved()` when another row is current;
    `sorted()`; `typed(str)`; `above()` by Up in the first row; `leave()` by Esc.
    """

    chosen = Signal()
    marked = Signal()
    moved = Signal()
    sorted = Signal()
    typed = Signal(str)
    above = Signal()
    leave = Signal()

    def __init__(self, model: LedgerModel) -> None:
        super().__init__(model, "Claims")
        self._model = model
        self._order = ("", False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setSectionsClickable(True)
        head.setMinimumSectionSize(1)
        head.sectionClicked.connect(self._sort)
        self.doubleClicked.connect(lambda _: self.chosen.emit())

    def order(self) -> tuple[str, bool]:
        """The order asked for, and whether it is turned round."""
        return self._order

    def current(self) -> int | None:
        index = self.currentIndex()
        return index.row() if index.isValid() else None

    def fit_columns(self) -> None:
        """Give each column its width; the last ones hide while the claim has too little room."""
        letter = self.fontMetrics().averageCharWidth() + 1
        room = self.viewport().width() * (1 - _CLAIM_SHARE)
        columns = self._model.columns
        widths = {number: column.width * letter + 16 for number, column in enumerate(columns) if column.width}
        shown = set(widths)
        for kind in _GIVES_WAY:
            for number in sorted(shown, reverse=True):
                if sum(widths[left] for left in shown) > room and columns[number].sort.startswith(kind):
                    shown.discard(number)
        head = self.horizontalHeader()
        for number in range(len(columns)):
            head.setSectionHidden(number, number in widths and number not in shown)
            fixed = QHeaderView.ResizeMode.Interactive if number in widths else QHeaderView.ResizeMode.Stretch
            head.setSectionResizeMode(number, fixed)
            if number in widths:
                head.resizeSection(number, widths[number])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.leave.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        elif key == Qt.Key.Key_Space:
            self.marked.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go_to(0 if key == Qt.Key.Key_Home else self._model.rowCount() - 1)
        elif key == Qt.Key.Key_Up and not self.current():
            self.above.emit()
        elif event.text().isprintable() and event.text().strip() and not event.modifiers() & _HELD:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def currentChanged(self, current, previous) -> None:  # type: ignore[no-untyped-def]
        super().currentChanged(current, previous)
        self.moved.emit()

    def _sort(self, section: int) -> None:
        """The first click sorts, the second turns round, the third goes back to the order of work."""
        wanted = self._model.columns[section].sort
        name, descending = self._order
        if name != wanted:
            self._order = (wanted, False)
        else:
            self._order = (wanted, True) if not descending else ("", False)
        head = self.horizontalHeader()
        head.setSortIndicatorShown(bool(self._order[0]))
        direction = Qt.SortOrder.DescendingOrder if self._order[1] else Qt.SortOrder.AscendingOrder
        head.setSortIndicator(section, direction)
        self.sorted.emit()

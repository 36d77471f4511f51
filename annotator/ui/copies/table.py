"""The list of pairs, with its keys."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView

from annotator.domain.copies import CopyPair
from annotator.ui.copies.model import ALIKE, COPY, EARLIER, CopyModel
from annotator.ui.row_table import RowTable


class CopyTable(RowTable):
    """Signals: `moved()`; `removed(earlier)` by Delete, with Shift for the earlier one; `kept()` by K;
    `chosen(earlier)` by Enter or a double click; `leave()` by Esc.
    """

    moved = Signal()
    removed = Signal(bool)
    kept = Signal()
    chosen = Signal(bool)
    leave = Signal()

    def __init__(self, model: CopyModel) -> None:
        super().__init__(model, "Pairs of near duplicates", several=True)
        self._pairs = model
        head = self.horizontalHeader()
        head.setSectionResizeMode(ALIKE, QHeaderView.ResizeMode.ResizeToContents)
        for column in (EARLIER, COPY):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(lambda _: self.chosen.emit(False))

    def current(self) -> CopyPair | None:
        row = self.currentIndex().row()
        return self._pairs.pairs[row] if 0 <= row < len(self._pairs.pairs) else None

    def chosen_pairs(self) -> list[CopyPair]:
        return [self._pairs.pairs[row] for row in self.chosen_rows()]

    def first_chosen(self) -> int:
        return min(self.chosen_rows(), default=0)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Escape:
            self.leave.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(shift)
        elif key == Qt.Key.Key_Delete:
            self.removed.emit(shift)
        elif event.text().lower() == "k":
            self.kept.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

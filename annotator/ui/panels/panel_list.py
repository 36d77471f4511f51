"""The list of a panel: keys that a list does not use go on to the panel."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class PanelList(QListView):
    """Signals: `chosen(row)` by Enter or a click; `folded(row, bool open)` by Right and Left; `typed(str)`;
    `above()` by Up in the first row; `leave()` by Esc.
    """

    chosen = Signal(int)
    folded = Signal(int, bool)
    typed = Signal(str)
    above = Signal()
    leave = Signal()

    def __init__(self, name: str, model: QAbstractItemModel) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setModel(model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.clicked.connect(lambda index: self.chosen.emit(index.row()))

    def row(self) -> int | None:
        index = self.currentIndex()
        return index.row() if index.isValid() else None

    def go_to_row(self, row: int, *, scroll: bool = True) -> None:
        """Make a row the current one; rows that do not exist are passed over."""
        index = self.model().index(row, 0)
        if not index.isValid():
            return
        automatic = self.hasAutoScroll()
        self.setAutoScroll(scroll)
        self.setCurrentIndex(index)
        self.setAutoScroll(automatic)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = event.key(), self.row()
        if key == Qt.Key.Key_Escape:
            self.leave.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if row is not None:
                self.chosen.emit(row)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and row is not None:
            self.folded.emit(row, key == Qt.Key.Key_Right)
        elif key == Qt.Key.Key_Up and not row:
            self.above.emit()
        elif event.text().isprintable() and event.text() and not event.modifiers() & _HELD:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.row() is None:
            self.go_to_row(0)

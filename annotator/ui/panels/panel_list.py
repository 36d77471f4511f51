"""The list of a panel: one column, any number of rows of one height; keys that it does not use go to the panel."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class PanelList(QTableView):
    """A table, because Qt's list asks the model about every row whenever one of them changes.

    Signals: `chosen(row)` by Enter or a click; `folded(row, bool open)` by Right and Left; `typed(str)`;
    `above()` by Up in the first row; `leave()` by Esc.
    """

    chosen = Signal(int)
    folded = Signal(int, bool)
    typed = Signal(str)
    above = Signal()
    leave = Signal()

    def __init__(self, name: str, model: QAbstractItemModel, delegate: QStyledItemDelegate) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setStyleSheet("QHeaderView { border: none; }")  # a hidden border would narrow the rows
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(1)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(1)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.fit_rows()
        self.clicked.connect(lambda index: self.chosen.emit(index.row()))

    def fit_rows(self) -> None:
        """Give all rows the height that the delegate asks for now."""
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        height = self.itemDelegate().sizeHint(option, self.model().index(0, 0)).height()
        if height != self.verticalHeader().defaultSectionSize():
            self.verticalHeader().setDefaultSectionSize(height)

    def row(self) -> int | None:
        index = self.currentIndex()
        return index.row() if index.isValid() else None

    def go_to_row(self, row: int, *, scroll: bool = True) -> None:
        """Make a row the current one; rows that do not exist are passed over."""
        index = self.model().index(row, 0)
        if not index.isValid():
            return
        self.setAutoScroll(scroll)
        self.setCurrentIndex(index)
        self.setAutoScroll(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = event.key(), self.row()
        if key == Qt.Key.Key_Escape:
            self.leave.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if row is not None:
                self.chosen.emit(row)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and row is not None:
            self.folded.emit(row, key == Qt.Key.Key_Right)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go_to_row(0 if key == Qt.Key.Key_Home else self.model().rowCount() - 1)
        elif key == Qt.Key.Key_Up and not row:
            self.above.emit()
        elif event.text().isprintable() and event.text().strip() and not event.modifiers() & _HELD:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.row() is None:
            self.go_to_row(0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self.model() is not None:
            self.fit_rows()

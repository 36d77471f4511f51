"""A field above a list: what is typed there narrows the list below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit


class FilterField(QLineEdit):
    """Down or Enter goes on to the list; Esc clears, and leaves when there is nothing to clear.

    Signals: `to_list()`, `leave()`.
    """

    to_list = Signal()
    leave = Signal()

    def __init__(self, name: str, hint: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setClearButtonEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.leave.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.to_list.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def type_on(self, typed: str) -> None:
        """Take focus and what was typed elsewhere."""
        self.setFocus()
        self.insert(typed)

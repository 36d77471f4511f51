"""Writing a note; Ctrl+Enter keeps it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from annotator.ui.dialogs.messages import quiet_label


class NoteDialog(QDialog):
    """A few lines of plain text."""

    def __init__(self, parent: QWidget | None, title: str, note: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(480, 260)
        self.field = QPlainTextEdit(note)
        self.field.setAccessibleName(title)
        self.field.setTabChangesFocus(True)
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.field.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(10)
        column.addWidget(self.field, 1)
        column.addWidget(quiet_label("Ctrl+Enter saves, Esc leaves the note as it was."))
        column.addWidget(buttons)
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if held and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.accept()
                return True
        return super().eventFilter(watched, event)

    @staticmethod
    def ask(parent: QWidget | None, title: str, note: str) -> str | None:
        """The note as it is now; None when it is what it was or the user gave up."""
        dialog = NoteDialog(parent, title, note)
        accepted = dialog.exec()
        written = dialog.field.toPlainText().strip()
        dialog.deleteLater()
        return written if accepted and written != note else None

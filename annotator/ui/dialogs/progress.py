"""How far a long task is, and a button that stops it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from annotator.ui.dialogs.messages import plain_label
from annotator.ui.tasks import Tasks, Work

_STEPS = 1000


class ProgressStrip(QWidget):
    """A bar with what is being worked on, and Stop. `stopped()` tells that the user has pressed it."""

    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._text = plain_label(wrap=False)
        self._bar = QProgressBar()
        self._bar.setAccessibleName("Progress")
        self.button = QPushButton("&Stop")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._stop)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._bar, 1)
        row.addWidget(self.button)
        column.addWidget(self._text)
        column.addLayout(row)
        self.begin("")

    def begin(self, text: str) -> None:
        """Show a bar that does not know yet how long it will take."""
        self._text.setText(text)
        self._bar.setRange(0, 0)
        self.button.setEnabled(True)

    def show_progress(self, done: int, total: int, text: str) -> None:
        self._bar.setRange(0, _STEPS if total else 0)
        if total:
            self._bar.setValue(_STEPS * min(done, total) // total)
        shown = text if len(text) <= 70 else "…" + text[-69:]
        if shown and self._text.text() != shown:
            self._text.setText(shown)

    def _stop(self) -> None:
        self.button.setEnabled(False)
        self._text.setText("Stopping…")
        self.stopped.emit()


class ProgressDialog(QDialog):
    """Runs one task and closes when it is over. Esc and the close button stop the task."""

    def __init__(self, parent: QWidget | None, title: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(440)
        self._tasks = Tasks(self)
        self._job: int | None = None
        self._result: Any = None
        self._error: Exception | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        self.strip = ProgressStrip()
        self.strip.stopped.connect(self._cancel)
        column.addWidget(self.strip)

    @staticmethod
    def run(parent: QWidget | None, title: str, text: str, work: Work) -> Any:
        """The result of `work`. Raises the Refusal it ended with, or Cancelled when the user stopped it."""
        dialog = ProgressDialog(parent, title)
        dialog.strip.begin(text)
        dialog.start(work)
        dialog.exec()
        dialog.deleteLater()
        if dialog._error is not None:
            raise dialog._error
        return dialog._result

    def start(self, work: Work) -> None:
        self._job = self._tasks.start(work, self._done, self._failed, self.strip.show_progress)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.strip.button.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._job is not None:
            self.strip.button.click()
            event.ignore()

    def _cancel(self) -> None:
        if self._job is not None:
            self._tasks.cancel(self._job)

    def _done(self, result: object) -> None:
        self._job, self._result = None, result
        self.accept()

    def _failed(self, error: Exception) -> None:
        self._job, self._error = None, error
        self.reject()

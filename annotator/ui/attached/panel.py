"""The attached project in a window of its own: its reports at the left, as in the queue, the one chosen beside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from annotator.app.attaching import attach, attached_before, keep_attached
from annotator.app.searching import Found
from annotator.app.session import Session
from annotator.domain.changes import ChangeSet
from annotator.domain.errors import Refusal
from annotator.ui.attached.reader import ReportReader
from annotator.ui.dialogs.messages import plain_label
from annotator.ui.panels.queue import QueuePanel
from annotator.ui.theme import Theme

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_NOTHING = "No project is attached."
_HINT = (
    "Enter opens a report; there Left and Right go through its annotations, and Tab leads back to the list."
    " Esc leads back to the open project. Nothing is changed here."
)


class AttachedPanel(QWidget):
    """One attached project at a time; `attached` is its session, which only reads, or None."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("Attached project")
        self.setAccessibleName("Attached project")
        self._window = window
        self._session: Session | None = None
        self.attached: Session | None = None
        self.name = plain_label(_NOTHING, wrap=False)
        self.attach_button = QPushButton("&Attach…")
        self.detach_button = QPushButton("&Detach")
        self.queue = QueuePanel()
        self.queue.turns.hide()  # nothing is to be done here, in whatever order
        self.reader = ReportReader()
        self._build()
        self.attach_button.clicked.connect(lambda: window.invoke("project.attach"))
        self.detach_button.clicked.connect(self.detach)
        self.queue.open_report.connect(self._read)
        self.queue.open_hit.connect(self._read)
        self.queue.leave.connect(self._leave)
        self.reader.leave.connect(self.queue.setFocus)
        self._show(None)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(10, 10, 10, 8)
        top.setSpacing(10)
        top.addWidget(self.name, 1)
        top.addWidget(self.attach_button)
        top.addWidget(self.detach_button)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.addWidget(self.queue)
        halves.addWidget(self.reader)
        halves.setSizes([320, 680])
        halves.setStretchFactor(1, 1)
        halves.setChildrenCollapsible(False)
        hint = plain_label(_HINT)
        hint.setContentsMargins(10, 4, 10, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(halves, 1)
        column.addWidget(hint)
        self.setFocusProxy(self.queue.search)

    def set_session(self, session: Session | None) -> None:
        """Follow the open project: what was attached to it the last time is attached again."""
        self._show(None)
        self._session = session
        before = attached_before(session) if session is not None else None
        if session is not None and before is not None:
            try:
                self._show(attach(session, before))
            except Refusal as refusal:
                self.name.setText(str(refusal))

    def set_theme(self, theme: Theme) -> None:
        settings = self._window.settings
        self.queue.set_theme(theme)
        self.reader.set_theme(theme, float(settings["zoom"]), int(settings["line_width"]))

    def take(self, change: ChangeSet) -> None:
        """What changes in the open project is none of the attached one's business."""

    def enter(self) -> None:
        (self.queue.search if self.attached is not None else self.attach_button).setFocus()

    def attach(self, path: Path) -> None:
        """Attach this project in place of the one before. Raises Refusal; that one then stays."""
        if self._session is not None:
            self._show(attach(self._session, path))
            keep_attached(self._session, path)

    def detach(self) -> None:
        """Let go of the attached project, and forget it."""
        self._show(None)
        if self._session is not None:
            keep_attached(self._session, None)

    def _show(self, attached: Session | None) -> None:
        before, self.attached = self.attached, attached
        self.reader.set_session(attached)
        if attached is None:
            self.queue.clear()
        else:
            self.queue.set_session(attached)
        if before is not None:
            before.close()
        self.queue.setEnabled(attached is not None)
        self.detach_button.setEnabled(attached is not None)
        self.name.setText(_NOTHING if attached is None else f"{attached.path.name} (read only)")
        self.name.setToolTip("" if attached is None else str(attached.path))

    def _read(self, key: int, found: Found | None = None) -> None:
        try:
            self.reader.read(key, found)
        except Refusal as refusal:
            self._window.status.say(str(refusal))
        except KeyError:
            self._window.status.say("This report is not in the attached project any more.")
        else:
            self.queue.set_current(key)
            self.reader.setFocus()

    def _leave(self) -> None:
        self._window.activateWindow()
        self._window.text.setFocus()

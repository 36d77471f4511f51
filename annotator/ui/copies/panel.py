"""Near duplicates: pairs of reports that are much the same, side by side, and what becomes of each by one key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSplitter, QVBoxLayout, QWidget

from annotator.app.copies import MOST_PAIRS, keep_both, set_aside, side_by_side
from annotator.app.session import Session
from annotator.domain.changes import ChangeSet
from annotator.domain.copies import CopyPair
from annotator.domain.edits import Place
from annotator.domain.errors import Refusal
from annotator.ui.copies.finding import CopyFinding
from annotator.ui.copies.model import CopyModel, earlier_words, later_words
from annotator.ui.copies.table import CopyTable
from annotator.ui.copies.texts import TextPair
from annotator.ui.dialogs.messages import plain_label
from annotator.ui.tasks import Tasks
from annotator.ui.theme import Theme

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_CALM_MS = 200
_STEPS = 1000
_HINT = (
    "Delete sets the copy aside, Shift+Delete the earlier report, K keeps both; Enter opens the copy,"
    " Shift+Enter the earlier report; Shift with the arrows chooses several."
)


class CopiesPanel(QWidget):
    """The pairs above, their texts below. What is set aside comes back with Undo."""

    def __init__(self, window: MainWindow, finding: CopyFinding) -> None:
        super().__init__(window)
        self.setWindowTitle("Near duplicates")
        self.setAccessibleName("Near duplicates")
        self._window = window
        self._finding = finding
        self._session: Session | None = None
        self._tasks = Tasks(self)
        self.model = CopyModel()
        self.table = CopyTable(self.model)
        self.texts = TextPair()
        self.count = plain_label(wrap=False)
        self.bar = QProgressBar()
        self.button = QPushButton("&Look again")
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.bar.setAccessibleName("Progress")
        self.bar.setRange(0, _STEPS)
        self.bar.hide()
        top = QHBoxLayout()
        top.setContentsMargins(10, 10, 10, 8)
        top.setSpacing(10)
        top.addWidget(self.count)
        top.addWidget(self.bar, 1)
        top.addStretch(0)
        top.addWidget(self.button)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.table)
        halves.addWidget(self.texts)
        halves.setSizes([220, 380])
        halves.setChildrenCollapsible(False)
        hint = plain_label(_HINT)
        hint.setContentsMargins(10, 4, 10, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(halves, 1)
        column.addWidget(hint)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self.button.clicked.connect(self._press)
        self._calm.timeout.connect(self.read)
        self._finding.progressed.connect(self._progress)
        self._finding.ended.connect(self._ended)
        self.table.moved.connect(self._show_current)
        self.table.removed.connect(self._set_aside)
        self.table.kept.connect(self._keep_both)
        self.table.chosen.connect(self._open)
        self.table.leave.connect(self._leave)

    def set_session(self, session: Session | None) -> None:
        self._calm.stop()
        self._tasks.stop()
        self._session = session
        self.model.show_pairs([])
        self.texts.clear()
        self._ended(read=False)
        if session is not None and self.isVisible():
            self.enter()

    def set_theme(self, theme: Theme) -> None:
        self.texts.set_theme(theme)

    def take(self, change: ChangeSet) -> None:
        labels_only = not change.corpus and (change.added or change.removed)
        if self.isVisible() and not labels_only:
            self._calm.start()

    def enter(self) -> None:
        """List the pairs; where reports have come since the last search, look for copies first."""
        self.table.setFocus()
        session = self._session
        if session is None:
            return
        self.read()
        if self._finding.busy:
            self._begin()
        elif not session.store.copies.is_current() and not session.store.read_only:
            self.look()

    def look(self) -> None:
        self._begin()
        self._finding.look()

    def read(self) -> None:
        """List what waits for a decision."""
        session = self._session
        if session is None:
            return
        row = self.table.currentIndex().row()
        pairs = session.store.copies.pairs(MOST_PAIRS)
        self.model.show_pairs(pairs)
        more = "+" if len(pairs) == MOST_PAIRS else ""
        self.count.setText(f"{len(pairs):,}{more} pair{'' if len(pairs) == 1 else 's'}")
        self.table.go_to(min(max(row, 0), len(pairs) - 1))
        if not pairs:
            self._tasks.stop()
            self.texts.clear()

    def _begin(self) -> None:
        self.bar.show()
        self.bar.setValue(0)
        self.button.setText("&Stop")

    def _press(self) -> None:
        if self._finding.busy:
            self._finding.cancel()
        else:
            self.look()

    def _progress(self, done: int, total: int, text: str) -> None:
        self.bar.setValue(_STEPS * done // max(total, 1))
        self.bar.setFormat(f"{text} – %p %")

    def _ended(self, read: bool = True) -> None:
        self.bar.hide()
        self.button.setText("&Look again")
        if read and self.isVisible():
            self.read()

    def _show_current(self) -> None:
        session, pair = self._session, self.table.current()
        self._tasks.stop()
        if session is None or pair is None:
            return
        self.texts.show_heads(earlier_words(pair), later_words(pair))
        self._tasks.start(lambda *_: side_by_side(session, pair), self.texts.show_texts, self._failed)

    def _failed(self, error: Exception) -> None:
        self._window.status.say(str(error))

    def _set_aside(self, earlier: bool) -> None:
        def act(session: Session, pairs: list[CopyPair]) -> str:
            keys = [pair.earlier if earlier else pair.later for pair in pairs]
            bench = self._window.bench
            if session.desk is None or bench is None or bench.cursor is None:
                return set_aside(session, keys, Place(keys[0], 0)).title
            return set_aside(session, keys, Place(session.desk.key, bench.cursor.caret)).title

        self._do(act)

    def _keep_both(self) -> None:
        def act(session: Session, pairs: list[CopyPair]) -> str:
            keep_both(session.store, pairs)
            return "Both reports stay"

        self._do(act)

    def _do(self, act: Callable[[Session, list[CopyPair]], str]) -> None:
        """Decide on the chosen pairs, and go on to the next."""
        session, pairs = self._session, self.table.chosen_pairs()
        if session is None or not pairs:
            return
        first = self.table.first_chosen()
        try:
            said = act(session, pairs)
        except Refusal as refusal:
            self._window.status.say(str(refusal))
            return
        self._window.status.say(f"{said}.")
        self.read()
        self.table.go_to(min(first, len(self.model.pairs) - 1))

    def _open(self, earlier: bool) -> None:
        pair, bench = self.table.current(), self._window.bench
        if pair is not None and bench is not None:
            bench.open_report(pair.earlier if earlier else pair.later)
            self._leave()

    def _leave(self) -> None:
        self._window.activateWindow()
        self._window.text.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        pair = self.table.current()
        if pair is not None:
            self.texts.show_heads(earlier_words(pair), later_words(pair))

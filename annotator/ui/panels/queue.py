"""The queue: progress of the project, search, filter and order, and the list of reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from annotator.app.report_queue import Found, QueueFilter, ReportQueue, list_reports
from annotator.app.searching import vocabulary
from annotator.app.session import Session
from annotator.app.triage import in_turn, search_in_turn
from annotator.domain.changes import ChangeSet
from annotator.domain.documents import State
from annotator.domain.query import Vocabulary
from annotator.ui.models.queue_model import QueueModel, facts_of, title_of
from annotator.ui.panels.choice import Choice
from annotator.ui.panels.panel_list import PanelList
from annotator.ui.panels.progress import ProjectProgress
from annotator.ui.panels.queue_delegate import QueueDelegate
from annotator.ui.panels.search_field import SearchField
from annotator.ui.panels.search_worker import SearchWorker
from annotator.ui.panels.tooltips import show_plain_tooltip
from annotator.ui.panels.turn_choice import TurnChoice
from annotator.ui.theme import Theme

_CALM_MS = 60  # after the last change, before the rows of its reports are read again
_TYPING_MS = 120  # after the last letter, before the search begins
_STATES: tuple[tuple[str, frozenset[State] | None, bool | None], ...] = (
    ("All reports", None, None),
    ("Open", frozenset({State.OPEN}), None),
    ("In progress", frozenset({State.IN_PROGRESS}), None),
    ("Done", frozenset({State.DONE}), None),
    ("Set aside", frozenset({State.SET_ASIDE}), None),
    ("Flagged", None, True),
)
_ORDERS = (
    ("Queue order", "order"),
    ("Title", "title"),
    ("Date", "date"),
    ("Source", "source"),
    ("Annotations", "annotations"),
    ("Length", "length"),
)


class QueuePanel(QWidget):
    """Signals: `open_report(key)`; `open_hit(key, Found)` for a report that was found; `search_words([])`, there
    are no words to point out in the text any more; `leave()`.
    """

    open_report = Signal(int)
    open_hit = Signal(int, object)
    search_words = Signal(list)
    leave = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Reports")
        self._queue: ReportQueue | None = None
        self._session: Session | None = None
        self._current: int | None = None
        self.model = QueueModel(self)
        self._delegate = QueueDelegate(self)
        self.progress = ProjectProgress()
        self.search = SearchField()
        self.states = Choice("Which reports are shown", [name for name, _, _ in _STATES])
        self.orders = Choice("Order of the reports", [name for name, _ in _ORDERS])
        self.turns = TurnChoice()
        self._turn: Sequence[int] | None = None  # unfinished reports in the order they come
        self.list = PanelList("Reports", self.model, self._delegate)
        self.list.viewport().installEventFilter(self)
        self.refusal = QLabel()
        self.refusal.setTextFormat(Qt.TextFormat.PlainText)
        self.refusal.setWordWrap(True)
        self.refusal.hide()
        self._nothing = QLabel()
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._nothing.setWordWrap(True)
        self._nothing.setContentsMargins(14, 18, 14, 0)
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._waiting: ChangeSet | None = None
        self._worker = SearchWorker(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        top = QVBoxLayout()
        top.setContentsMargins(10, 12, 10, 10)
        top.setSpacing(8)
        top.addWidget(self.progress)
        top.addSpacing(2)
        top.addWidget(self.search)
        top.addWidget(self.refusal)
        choices = QHBoxLayout()
        choices.setSpacing(8)
        choices.addWidget(self.states, 1)
        choices.addWidget(self.orders, 1)
        top.addLayout(choices)
        top.addWidget(self.turns)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self._nothing.hide()

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _: self._pause.start())
        self.search.to_list.connect(self._enter_list)
        self.search.leave.connect(self.leave)
        self._pause.timeout.connect(self._begin_search)
        self._calm.timeout.connect(self.catch_up)
        self._worker.found.connect(self._show_found)
        self.states.activated.connect(lambda _: self._begin_search())
        self.orders.activated.connect(lambda _: self._begin_search())
        self.list.chosen.connect(self._choose)
        self.list.typed.connect(self.search.type_on)
        self.list.above.connect(self.search.setFocus)
        self.list.leave.connect(self.leave)

    def set_session(self, session: Session) -> None:
        """Show the reports of this project."""
        self.clear()
        self.search.clear()
        self.search.names = lambda: vocabulary(session.store)
        self._pause.stop()
        self.states.setCurrentIndex(0)
        self.orders.setCurrentIndex(0)
        self._current = self._turn = None
        self._session = session
        self._queue = ReportQueue(session.store)
        self.model.set_queue(self._queue)
        self._fit_rows()
        self._show_state()

    def clear(self) -> None:
        """Let go of the project."""
        self._pause.stop()
        self._calm.stop()
        self._waiting = None
        self._worker.drop()
        self._queue = self._session = None
        self.search.names = Vocabulary
        self.model.set_queue(None)
        self.progress.show_counts({})

    def set_current(self, key: int | None) -> None:
        """Say which report is before the reader."""
        self.catch_up()
        self._current = key
        self.model.set_current(key)
        self._go_to_current()

    def take(self, change: ChangeSet) -> None:
        """Follow a change of the project: at once when there are other reports, else when the keys pause."""
        if self._waiting is not None:
            change = replace(
                change,
                documents=change.documents | self._waiting.documents,
                corpus=change.corpus or self._waiting.corpus,
            )
        self._waiting = change
        if change.corpus:
            self.catch_up()
        elif change.documents:
            self._calm.start()

    def show_turn(self, turn: Sequence[int] | None) -> None:
        """Show unfinished reports in the order in which they come; None: as in the file."""
        if turn is not self._turn:
            self._turn = turn
            self._begin_search()

    def catch_up(self) -> None:
        """Show now what has changed."""
        self._calm.stop()
        change, self._waiting = self._waiting, None
        if change is None:
            return
        self.model.take(change)
        if change.corpus:
            self._go_to_current()
            self._begin_search()
        self._show_state()

    def focus_search(self) -> None:
        """Begin to search: the cursor goes to the field, what stands there is replaced by typing."""
        self.search.setFocus()
        self.search.selectAll()

    def look_for(self, typed: str) -> None:
        """Search for that, at once."""
        self.search.setText(typed)
        self.search.setFocus()
        self._begin_search()

    def set_theme(self, theme: Theme) -> None:
        self._delegate.theme = theme
        self.progress.set_theme(theme)
        self.list.viewport().update()
        palette = self._nothing.palette()
        palette.setColor(self._nothing.foregroundRole(), theme.color("muted"))
        self._nothing.setPalette(palette)

    def hideEvent(self, event: QHideEvent) -> None:
        self._pause.stop()
        super().hideEvent(event)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tooltip(event.pos(), event.globalPos())
            return True
        return False

    def _begin_search(self) -> None:
        """Look for what search, filter and order call for now: few reports are listed at once, all else beside."""
        self._pause.stop()
        self.catch_up()
        if self._queue is None:
            return
        _, states, flagged = _STATES[self.states.currentIndex()]
        wanted = QueueFilter(states, flagged, sort=_ORDERS[self.orders.currentIndex()][1])
        store, typed, turn = self._queue.store, self.search.text(), self._turn
        if typed.strip() or (self._queue.is_large and (wanted != QueueFilter() or turn is not None)):
            self._worker.ask(lambda tell, cancelled: search_in_turn(store, typed, wanted, turn, tell, cancelled))
        else:
            self._worker.drop()
            self._show_found(in_turn(store, wanted, list_reports(store, wanted), turn))

    def _show_found(self, found: Found) -> None:
        if self._queue is None:
            return
        if found.refusal:
            self._show_refusal(found.refusal)
            return
        self._show_refusal("")
        before, self._queue.found = self._queue.found, found
        if self._session is not None:
            self._session.found = found
            if self._session.work is not None and self._session.work.typed != found.typed:
                self._session.work = None
        self.model.reload()
        self._fit_rows()
        self._show_state()
        if before.query is not None and found.query is None:
            self.search_words.emit([])
        if found.query is None:
            self._go_to_current()
        elif found.typed != before.typed:
            self.list.scrollToTop()

    def _fit_rows(self) -> None:
        self._delegate.searching = self._queue is not None and self._queue.found.query is not None
        self.list.fit_rows()

    def _enter_list(self) -> None:
        if self._pause.isActive():
            self._begin_search()
        if self.list.row() is None:
            self.list.go_to_row(0)
        if self.model.rowCount():
            self.list.setFocus()

    def _choose(self, row: int) -> None:
        if self._queue is None:
            return
        key = self.model.key_at(row)
        if self._queue.found.query is not None:
            self.open_hit.emit(key, self._queue.found)
        else:
            self.open_report.emit(key)

    def _go_to_current(self) -> None:
        row = self.model.row_of(self._current) if self._current is not None else None
        if row is not None:
            self.list.go_to_row(row)

    def _show_state(self) -> None:
        if self._queue is None:
            return
        self.progress.show_counts(self._queue.counts)
        if not sum(self._queue.counts.values()):
            text = "There are no reports in this project yet."
        elif self._queue.found.query is not None:
            text = "No report matches this search."
        else:
            text = "No report is in this state."
        empty = not self.model.rowCount()
        self._nothing.setText(text if empty else "")
        self._nothing.setVisible(empty)

    def _show_refusal(self, sentence: str) -> None:
        """Say what is wrong with the search; the list stays as it was."""
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))

    def _show_tooltip(self, where: QPoint, on_screen: QPoint) -> None:
        index = self.list.indexAt(where)
        row = self.model.row_at(index.row()) if index.isValid() else None
        text = ""
        if row is not None:
            text = f"{title_of(row.summary)} — {facts_of(row.summary)} — {row.summary.state.value}"
            if row.summary.note:
                text += f" — note: {row.summary.note}"
        show_plain_tooltip(on_screen, text, self.list)

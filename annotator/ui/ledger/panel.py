"""The claims ledger: who claims what, in the report or in the corpus, with the keyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from annotator.app.ledger import GROUPS, Claim, Ledger, LedgerFilter, attributes_of
from annotator.app.session import Session
from annotator.domain.changes import ChangeSet
from annotator.domain.edits import Place
from annotator.domain.errors import Refusal
from annotator.domain.spans import Span
from annotator.ui.ledger.model import LedgerModel, preview_of, runs_left
from annotator.ui.ledger.relating import Relating
from annotator.ui.ledger.table import LedgerTable
from annotator.ui.panels.choice import Choice
from annotator.ui.panels.filter_field import FilterField
from annotator.ui.theme import Theme

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_SCOPES = ("All reports", "This report")
_SHOWN = (("All claims", "all"), ("Nobody says it", "unattributed"), ("In a dispute", "disputed"))
_GROUP_NAMES = ("No groups", "By speaker", "By place", "By dispute")
_LEFT = Qt.AlignmentFlag.AlignLeft
_CALM_MS = 250  # after a change of the project, before the ledger follows
_SHOW_EVERY = 40  # times something was read
_AT_ONCE = 100  # claims read into the index between two keys: about six milliseconds


class LedgerPanel(QWidget):
    """Filter and choices above, the table, and the whole of the current claim below."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("Claims ledger")
        self.setAccessibleName("Claims ledger")
        self._window = window
        self._session: Session | None = None
        self._ledger: Ledger | None = None
        self.model = LedgerModel(self)
        self.field = FilterField("Filter the claims", "Filter by claim, speaker, subject, report")
        self.scope = Choice("Whose claims", list(_SCOPES))
        self.shown = Choice("Which claims", [name for name, _ in _SHOWN])
        self.group = Choice("Groups", list(_GROUP_NAMES))
        self.count = QLabel()
        self.table = LedgerTable(self.model)
        self.preview = QPlainTextEdit(readOnly=True)
        self.relating = Relating(self, window)
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._reading = QTimer(self, interval=0)
        self._read = 0  # times since the ledger was made
        self._build()
        self._connect()

    def _build(self) -> None:
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.preview.setAccessibleName("The current claim")
        self.preview.setTabChangesFocus(True)
        self.preview.setFixedHeight(self.fontMetrics().lineSpacing() * 6 + 16)
        choices = QHBoxLayout()
        choices.setSpacing(8)
        for choice in (self.scope, self.shown, self.group):
            choices.addWidget(choice, 1)
        choices.addWidget(self.count, 2, Qt.AlignmentFlag.AlignRight)
        top = QVBoxLayout()
        top.setContentsMargins(10, 10, 10, 8)
        top.setSpacing(8)
        top.addWidget(self.field)
        top.addLayout(choices)
        below = QVBoxLayout()
        below.setContentsMargins(10, 6, 10, 10)
        below.addWidget(self.preview)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addLayout(below)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self.field.textChanged.connect(lambda _: self._ask())
        self.field.to_list.connect(self.table.setFocus)
        self.field.leave.connect(self._leave)
        for choice in (self.scope, self.shown, self.group):
            choice.activated.connect(lambda _: self._ask())
        self.table.sorted.connect(lambda: self._ask())
        self.table.moved.connect(self._show_current)
        self.table.chosen.connect(self.open_current)
        self.table.marked.connect(self.relating.mark)
        self.table.typed.connect(self.field.type_on)
        self.table.above.connect(self.field.setFocus)
        self.table.leave.connect(self._leave)
        self._calm.timeout.connect(self._follow)
        self._reading.timeout.connect(self._read_some)

    def set_session(self, session: Session | None) -> None:
        self._calm.stop()
        self._reading.stop()
        if self._session is not None:
            self._session.opened.disconnect(self._report_opened)
        if session is not None:
            session.opened.connect(self._report_opened)
        self._session = session
        self._ledger = Ledger(session.store) if session is not None else None
        self.model.marked = None
        self.model.set_ledger(self._ledger, attributes_of(session.schema) if session is not None else [])
        self.table.fit_columns()
        self.preview.clear()
        self.count.clear()
        if session is not None and self.isVisible():
            self.enter()

    def enter(self) -> None:
        """List the claims as they are now and take the keyboard."""
        self.catch_up()
        self._ask()
        if self.table.current() is None:
            self.table.go_to(0)
        self.table.setFocus()

    def take(self, change: ChangeSet) -> None:
        if change.corpus and self._session is not None:
            self.model.set_ledger(self._ledger, attributes_of(self._session.schema))
            self.table.fit_columns()
        if self.isVisible():
            self._calm.start()

    def set_theme(self, theme: Theme) -> None:
        self.model.theme = theme
        self.table.viewport().update()

    def current(self) -> Claim | None:
        """The claim that keys act on."""
        number = self.table.current()
        row = self.model.row_at(number) if number is not None else None
        return row if isinstance(row, Claim) else None

    def toggle_scope(self) -> None:
        """Show the claims of the report instead of the corpus, or the other way round."""
        self.scope.setCurrentIndex(1 - self.scope.currentIndex())
        self._ask()

    def next_group(self) -> None:
        """Go on to the next way of grouping."""
        self.group.setCurrentIndex((self.group.currentIndex() + 1) % len(GROUPS))
        self._ask()

    def open_current(self) -> None:
        """Bring the current claim before the reader, with the caret on it."""
        claim, bench = self.current(), self._window.bench
        if claim is None or bench is None:
            return
        bench.go_to(Place(claim.document, claim.end))
        self._window.text.set_flash(Span(claim.start, claim.end))
        self._leave()

    def _leave(self) -> None:
        self._window.activateWindow()
        self._window.text.setFocus()

    def _wanted(self) -> LedgerFilter:
        desk = self._session.desk if self._session is not None else None
        return LedgerFilter(
            self.field.text(),
            desk.key if desk is not None and self.scope.currentIndex() == 1 else None,
            _SHOWN[self.shown.currentIndex()][1],
            GROUPS[self.group.currentIndex()],
            *self.table.order(),
        )

    def _ask(self, *, anew: bool = False) -> None:
        """List what is wanted now; the current claim stays the current one where it is still listed."""
        ledger = self._ledger
        if ledger is None:
            return
        kept = self.current()
        wanted = self._wanted()
        if anew:
            ledger.filter = replace(wanted)
            ledger.reload()
        else:
            ledger.show(wanted)
        self.model.replaced()
        row = ledger.row_of(kept.key) if kept is not None else None
        first = 1 if wanted.group and len(ledger) > 1 else 0
        self.table.go_to(row if row is not None else first)
        self._show_count()
        self._show_current()

    def _show_count(self) -> None:
        ledger = self._ledger
        if ledger is None:
            return
        waiting = ledger.store.claims.waiting()
        shown = f"{ledger.claims:,} claim{'' if ledger.claims == 1 else 's'}"
        self.count.setText(f"{shown}, {waiting:,} still to be read" if waiting else shown)

    def _show_current(self) -> None:
        claim = self.current()
        text = preview_of(claim, self._ledger.whole_text(claim)) if claim is not None and self._ledger else ""
        self.preview.setPlainText(text)
        option = self.preview.document().defaultTextOption()
        option.setAlignment(Qt.AlignmentFlag.AlignRight if claim is not None and runs_left(text) else _LEFT)
        self.preview.document().setDefaultTextOption(option)

    def _follow(self) -> None:
        """Show what a change has made of the claims; most changes leave the list as it is."""
        if self._ledger is not None and self._ledger.refresh():
            self.table.viewport().update()
            self._show_current()
        else:
            self.catch_up()

    def _report_opened(self, _: object) -> None:
        if self.isVisible() and self.scope.currentIndex() == 1:
            QTimer.singleShot(0, self, self._ask)

    def catch_up(self) -> None:
        """Follow what has changed: a little at once, much in parts between the keys."""
        if self._ledger is None:
            return
        try:
            left = self._ledger.catch_up(_AT_ONCE)
        except Refusal as refusal:
            self._window.status.say(str(refusal))
            return
        self._ask(anew=True)
        if left:
            self._reading.start()

    def _read_some(self) -> None:
        try:
            left = self._ledger.catch_up(_AT_ONCE) if self._ledger is not None else 0
        except Refusal:
            left = 0
        self._read += 1
        if not left:
            self._reading.stop()
        if not left or self._read % _SHOW_EVERY == 0:
            self._ask(anew=True)
        else:
            self._show_count()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.table.fit_columns()

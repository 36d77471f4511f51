"""Reads claims into their index between the keys, so that the ledger is complete when it is opened."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from annotator.app.ledger import Ledger
from annotator.app.session import Session
from annotator.domain.changes import ChangeSet
from annotator.domain.errors import Refusal

_BEGIN_MS = 2_000  # after a project was opened, or reports have come
_PAUSE_MS = 25
_AT_ONCE = 50  # claims: two to three milliseconds


class ClaimsReading(QObject):
    """Follows one project at a time. What a key changes it leaves to the ledger: that is a claim or two."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ledger: Ledger | None = None
        self._session: Session | None = None
        self._begin = QTimer(self, singleShot=True, interval=_BEGIN_MS)
        self._some = QTimer(self, interval=_PAUSE_MS)
        self._begin.timeout.connect(self._some.start)
        self._some.timeout.connect(self.read_some)

    def follow(self, session: Session) -> None:
        self.stop()
        self._session, self._ledger = session, Ledger(session.store)
        session.changed.connect(self._take)
        self._begin.start()

    def stop(self) -> None:
        """Let go of the project; what is not read yet waits in the file."""
        self._begin.stop()
        self._some.stop()
        if self._session is not None:
            self._session.changed.disconnect(self._take)
        self._session = self._ledger = None

    def read_some(self) -> None:
        """Read a few; stops when nothing waits, or the file cannot be written now."""
        if QApplication.activeModalWidget() is not None:
            return  # a worker may be writing
        left = 0
        with suppress(Refusal):
            left = self._ledger.catch_up(_AT_ONCE) if self._ledger is not None else 0
        if not left:
            self._some.stop()

    def _take(self, change: ChangeSet) -> None:
        if change.corpus:
            self._begin.start()

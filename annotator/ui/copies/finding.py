"""Looking for near duplicates in a worker: after an import by itself, or when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from annotator.app.copies import FoundCopies, find_copies_beside, keep_found
from annotator.app.session import Session
from annotator.domain.errors import Cancelled, Refusal
from annotator.ui.tasks import Tasks

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_BY_ITSELF = 20_000  # reports; more are compared only when it is asked for


class CopyFinding(QObject):
    """One search at a time. Signals: `progressed(done, total, text)`; `found(count)`; `ended()` in any case."""

    progressed = Signal(int, int, str)
    found = Signal(int)
    ended = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session: Session | None = None
        self._tasks = Tasks(self)
        self._job: int | None = None

    @property
    def busy(self) -> bool:
        return self._tasks.busy

    def follow(self, session: Session) -> None:
        self._session = session

    def stop(self) -> None:
        """Let go of the project; nothing is changed by a search that is under way."""
        self._tasks.stop()
        self._session = None

    def after_import(self) -> None:
        """Look for copies among the reports, where that takes some seconds at most."""
        session = self._session
        if session is not None and sum(session.store.documents.count_by_state().values()) <= _BY_ITSELF:
            self.look()

    def look(self) -> None:
        """Begin anew; a project that is only read is left alone."""
        session = self._session
        if session is None or session.store.read_only:
            self.ended.emit()
            return
        self._tasks.stop()
        self._job = self._tasks.start(
            lambda progress, cancelled: find_copies_beside(session, progress, cancelled),
            self._keep,
            self._failed,
            self.progressed.emit,
        )

    def cancel(self) -> None:
        if self._job is not None:
            self._tasks.cancel(self._job)

    def _keep(self, found: FoundCopies) -> None:
        session = self._session
        if session is None:
            return
        try:
            count = keep_found(session.store, found)
        except Refusal as refusal:
            self._failed(refusal)
            return
        if count:
            pairs = "1 pair" if count == 1 else f"{count:,} pairs"
            self._window.status.say(f"{pairs} of reports are near duplicates; “Near duplicates” shows them.")
        self.found.emit(count)
        self.ended.emit()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self._window.status.say(str(error))
        self.ended.emit()

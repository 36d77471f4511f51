"""The order of the next reports in the window: chosen in the queue, worked out by a worker, and again at times."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from annotator.app.session import Session
from annotator.app.triage import MOST_MEASURED, rank
from annotator.domain.changes import ChangeSet
from annotator.domain.documents import State
from annotator.domain.errors import Cancelled
from annotator.domain.triage import TriageOrder
from annotator.ui.panels.turn_choice import TURNS
from annotator.ui.tasks import Tasks

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_CALM_MS = 3_000  # after a project was opened, or reports were imported or finished
_FINISHED = 10  # reports; so many change what is uncertain or new


class Ranking(QObject):
    """Follows one project at a time. Until reports are ranked, they come as before."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._tasks = Tasks(self)
        self._session: Session | None = None
        self._job: int | None = None
        self._finished: set[int] = set()
        self._asked = False
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self._rank)
        window.queue.turns.chosen.connect(self.choose)

    @property
    def busy(self) -> bool:
        return self._tasks.busy

    def follow(self, session: Session) -> None:
        """Rank the reports of this project once its first one stands on the screen."""
        self.stop()
        self._session = session
        session.changed.connect(self._take)
        self._window.queue.turns.show_order(session.triage.order)
        if session.triage.order is not TriageOrder.FILE:
            self._calm.start()

    def stop(self) -> None:
        """Let go of the project."""
        self._calm.stop()
        if self._session is not None:
            self._session.changed.disconnect(self._take)
        self._session, self._job, self._asked = None, None, False
        self._finished.clear()
        self._tasks.stop()
        self._show("")

    def choose(self, order: TriageOrder) -> None:
        """Take this order from now on; the queue shows it as soon as it is worked out."""
        session = self._session
        if session is None:
            return
        session.triage.choose(order)
        self._window.queue.turns.show_order(order)
        self._asked = True
        self._rank()

    def _rank(self) -> None:
        session = self._session
        if session is None:
            return
        self._calm.stop()
        self._finished.clear()
        if self._job is not None:
            self._tasks.cancel(self._job)
        order, store, seed = session.triage.order, session.store, session.triage.seed()
        job = self._tasks.start(
            lambda progress, cancelled: rank(store, order, seed, progress, cancelled),
            lambda keys: self._ranked(job, keys),
            lambda error: self._failed(job, error),
            lambda done, total, _: self._progressed(job, done, total),
        )
        self._job = job

    def _progressed(self, job: int, done: int, total: int) -> None:
        if job == self._job:
            self._show(f"ranking {done:,} of {total:,}")

    def _ranked(self, job: int, keys: array[int] | None) -> None:
        session = self._session
        if session is None or job != self._job:
            return
        self._job = None
        session.triage.take(keys)
        self._window.queue.show_turn(keys)
        self._show("")
        if self._asked:
            self._asked = False
            self._window.status.say(_sentence(session.triage.order, len(keys or ())))

    def _failed(self, job: int, error: Exception) -> None:
        if job != self._job:
            return  # another order was chosen meanwhile
        self._job = None
        self._show("")
        if self._asked and not isinstance(error, Cancelled):
            self._asked = False
            self._window.status.say(f"{error} Reports come as in the file until then.")

    def _take(self, change: ChangeSet) -> None:
        session = self._session
        if session is None or session.triage.order is TriageOrder.FILE:
            return
        if change.corpus:
            self._calm.start()
            return
        desk = session.desk
        if desk is not None and desk.key in change.documents and desk.document.state is State.DONE:
            self._finished.add(desk.key)
        enough = _FINISHED if session.triage.keys is not None else 1
        if session.triage.order.is_measured and len(self._finished) >= enough:
            self._calm.start()

    def _show(self, words: str) -> None:
        self._window.status.show_part("ranking", words)


def _sentence(order: TriageOrder, reports: int) -> str:
    sentence = f"{TURNS[order]}."
    if order.is_measured and reports > MOST_MEASURED:
        sentence += f" The first {MOST_MEASURED:,} of {reports:,} unfinished reports were read; the others follow."
    return sentence

"""Learning beside the window: lists and models are loaded by a worker, models are taught by a process of its own.

What was learned last serves until the next is whole. Nothing here ever stands between a key and its paint.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from annotator.app.session import Session
from annotator.app.sources import Progress
from annotator.domain.changes import ChangeSet
from annotator.domain.documents import State
from annotator.ui.tasks import Tasks

if TYPE_CHECKING:
    from annotator.app.learning import Finished, Learned
    from annotator.ui.main_window import MainWindow

_BEGIN_MS = 1_500  # after a project was opened: its first screen comes first
_TOWNS_MS = 30_000  # after a project was opened: they are for later
_CALM_MS = 4_000  # after a report was finished: the next may follow at once


class Learning(QObject):
    """Follows one project at a time; with suggestions switched off it does nothing."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._tasks = Tasks(self)
        self._session: Session | None = None
        self._state: tuple[int, State] | None = None
        self._evidence: list[Finished] = []
        self._again = False
        self._begin = QTimer(self, singleShot=True, interval=_BEGIN_MS)
        self._begin.timeout.connect(self._load)
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self._learn)
        self._some = QTimer(self, interval=0)
        self._some.timeout.connect(self._remember_one)
        self._towns = QTimer(self, singleShot=True, interval=_TOWNS_MS)
        self._towns.timeout.connect(self._prepare_towns)
        self._aside = Tasks(self)

    def follow(self, session: Session) -> None:
        """Begin with this project once its first report stands on the screen."""
        self.stop()
        self._session = session
        session.changed.connect(self._take)
        session.opened.connect(self._note_state)
        self._note_state()
        self._begin.start()
        self._towns.start()

    def reload(self) -> None:
        """Take on what was learned with the spaCy pipeline of the settings, or learn it."""
        if self._session is not None:
            self._begin.start()

    def stop(self) -> None:
        """Let go of the project; what is being taught is given up, what was taught before stays."""
        for timer in (self._begin, self._calm, self._some, self._towns):
            timer.stop()
        if self._session is not None:
            self._session.changed.disconnect(self._take)
            self._session.opened.disconnect(self._note_state)
        self._session, self._evidence, self._state = None, [], None
        self._tasks.stop()
        self._aside.stop()
        self._window.status.show_part("learning", "")

    def _is_wanted(self) -> bool:
        return self._session is not None and bool(self._window.settings["repeats"])

    def _load(self) -> None:
        session = self._session
        if session is None or not self._is_wanted():
            return
        self._tasks.start(lambda _, cancelled: _learning().load(session, cancelled), self._put, self._failed)

    def _put(self, learned: Learned | None) -> None:
        session = self._session
        if session is None or learned is None:
            self._window.status.show_part("learning", "")
            return
        _learning().install(session, learned)
        self._evidence = list(learned.finished)
        self._some.start()
        self._show(learned)
        if learned.fault:
            self._window.status.say(learned.fault)
        self._again = self._again or bool(learned.fault) or learned.unparsed
        self._refresh()
        if self._again:
            self._again = False
            self._calm.start()

    def _learn(self) -> None:
        session = self._session
        if session is None or not self._is_wanted():
            return
        if self._tasks.busy:
            self._again = True
            return

        def work(_: Progress, cancelled: Callable[[], bool]) -> Learned | None:
            job = _learning().prepare_job(session, cancelled)
            if job is None or not _learning().learn(job, cancelled):
                return None
            return _learning().load(session, cancelled, evidence=False)

        self._window.status.show_part("learning", "learning…")
        self._tasks.start(work, self._put, self._failed)

    def _prepare_towns(self) -> None:
        if not self._is_wanted():
            return
        self._aside.start(
            lambda _, cancelled: _learning().prepare_small_towns(cancelled), lambda _: None, lambda _: None
        )

    def _failed(self, error: Exception) -> None:
        self._window.status.show_part("learning", "")
        self._window.status.say(f"Suggestions are without what could be learned: {error}")

    def _show(self, learned: Learned) -> None:
        reports = learned.reports
        words = f"learned from {reports:,} report{'' if reports == 1 else 's'}" if reports else ""
        self._window.status.show_part("learning", words)

    def _remember_one(self) -> None:
        session = self._session
        if session is None or not self._evidence:
            self._some.stop()
            self._refresh()
            return
        _learning().remember_finished(session, self._evidence.pop())

    def _refresh(self) -> None:
        if self._window.bench is not None:
            self._window.bench.refresh_suggestions_later()

    def _note_state(self, _: object = None) -> None:
        desk = self._session.desk if self._session is not None else None
        self._state = (desk.key, desk.document.state) if desk is not None else None

    def _take(self, change: ChangeSet) -> None:
        session, before = self._session, self._state
        if session is None:
            return
        if change.schema or change.corpus:
            self._begin.start()
        self._note_state()
        if before is None or self._state is None or before[0] != self._state[0] or before[1] is self._state[1]:
            return
        key, state = self._state
        if state is State.DONE:
            finished = _learning().finished_on_desk(session)
            if finished is not None:
                self._evidence.append(finished)
                self._some.start()
            self._calm.start()
        elif before[1] is State.DONE:
            session.memory.reopen(key)


def _learning() -> ModuleType:
    """The use cases of learning, which come with the models' library: not needed for the first screen."""
    from annotator.app import learning

    return learning

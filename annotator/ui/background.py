"""What the program does by itself behind an open project: it learns what was labelled, and looks the file over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from annotator.app.checking import is_damaged
from annotator.app.projects import faults_of, labelled_before
from annotator.app.session import Session
from annotator.ui.claims_reading import ClaimsReading
from annotator.ui.copies.finding import CopyFinding
from annotator.ui.housekeeping import BackingUp, offer_backup
from annotator.ui.spacy_following import SpacyFollowing
from annotator.ui.tasks import Tasks
from annotator.ui.triage import Ranking

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_AFTER_OPENING_MS = 400
_AT_ONCE = 40  # texts remembered between two keys: one or two milliseconds


class Background(QObject):
    """Jobs of one window; they end with the project that they are for."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._tasks = Tasks(self)
        self._claims = ClaimsReading(self)
        self.backing_up = BackingUp(window)
        self.copies = CopyFinding(window)
        self.ranking = Ranking(window)
        self.spacy = SpacyFollowing(window)
        self._session: Session | None = None
        self._learned: list[tuple[str, str]] = []
        self._begin = QTimer(self, singleShot=True, interval=_AFTER_OPENING_MS)
        self._begin.timeout.connect(self._learn)
        self._some = QTimer(self, interval=0)
        self._some.timeout.connect(self._remember_some)

    def follow(self, session: Session) -> None:
        """Begin with this project once its first report stands on the screen."""
        self.stop()
        self._session = session
        self._claims.follow(session)
        self.backing_up.follow(session)
        self.copies.follow(session)
        self.ranking.follow(session)
        self.spacy.follow(session)
        self._begin.start()

    def stop(self) -> None:
        """Let go of the project; waits for what is under way."""
        self._begin.stop()
        self._some.stop()
        self._learned = []
        self._session = None
        self._claims.stop()
        self.backing_up.stop()
        self.copies.stop()
        self.ranking.stop()
        self.spacy.stop()
        self._tasks.stop()

    def check(self) -> None:
        """Look the whole project over and say what is found."""
        session = self._session
        if session is not None:
            self._window.status.say("Checking the project …")
            self._tasks.start(lambda _, cancelled: faults_of(session, cancelled), self._checked, self._failed)

    def _learn(self) -> None:
        session = self._session
        if session is not None:
            self._tasks.start(lambda *_: labelled_before(session), self._take, self._failed)

    def _take(self, found: list[tuple[str, str]]) -> None:
        self._learned = found
        self._some.start()

    def _remember_some(self) -> None:
        session, batch = self._session, self._learned[:_AT_ONCE]
        del self._learned[:_AT_ONCE]
        if session is not None:
            for text, label in batch:
                session.memory.add(text, label)
        if not self._learned:
            self._some.stop()
            if self._window.bench is not None:
                self._window.bench.refresh_suggestions_later()

    def _checked(self, faults: list[str]) -> None:
        from annotator.ui.dialogs.messages import tell

        if not faults:
            self._window.status.say("The project is sound: file, offsets and search agree.")
        else:
            more = f"\n… and {len(faults) - 12} more" if len(faults) > 12 else ""
            found = "The check found:\n\n" + "\n".join(faults[:12]) + more
            path = self._window.project_path
            if is_damaged(faults) and path is not None:
                offer_backup(self._window, path, found)
            else:
                tell(self._window, found)

    def _failed(self, error: Exception) -> None:
        self._window.status.say(str(error))

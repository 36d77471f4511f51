"""Suggestions of a spaCy pipeline in the window: each report is read beside when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from annotator.app.session import Session
from annotator.app.spacy_reading import PipelineReader, SpacySuggester, read_label_map
from annotator.domain.errors import Cancelled, Refusal
from annotator.ui.tasks import Tasks

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_BEGIN_MS = 50  # after a report was opened: its first paint comes first


class SpacyFollowing(QObject):
    """Follows one project at a time; without a pipeline in the settings it does nothing."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._tasks = Tasks(self)
        self._session: Session | None = None
        self._reader: PipelineReader | None = None
        self._suggester = SpacySuggester({})
        self._chosen = ("", "")
        self._begin = QTimer(self, singleShot=True, interval=_BEGIN_MS)
        self._begin.timeout.connect(self._read)

    @property
    def busy(self) -> bool:
        return self._tasks.busy or self._begin.isActive()

    def follow(self, session: Session) -> None:
        """Read the reports of this project as they are opened."""
        self.stop()
        self._session = session
        session.opened.connect(self._opened)
        self.follow_settings()

    def stop(self) -> None:
        """Let go of the project and of the pipeline."""
        self._begin.stop()
        if self._session is not None:
            self._session.opened.disconnect(self._opened)
        self._session = None
        self._let_go()

    def follow_settings(self) -> None:
        """Take on the pipeline and the labels that the settings name now."""
        settings, session = self._window.settings, self._session
        wanted = str(settings["spacy_pipeline"]).strip() if settings["repeats"] else ""
        chosen = (wanted, str(settings["spacy_labels"]))
        if session is None or (chosen == self._chosen and self._reader is not None):
            return
        self._let_go()
        session.assistance.take(self._suggester.name)
        if not chosen[0]:
            return
        try:
            self._suggester = SpacySuggester(read_label_map(chosen[1]))
        except Refusal as refusal:
            self._window.status.say(str(refusal))
            return
        self._reader, self._chosen = PipelineReader(chosen[0]), chosen
        self._opened()

    def _let_go(self) -> None:
        self._tasks.stop()
        if self._reader is not None:
            self._reader.close()
        self._reader, self._chosen = None, ("", "")

    def _opened(self, _: object = None) -> None:
        if self._reader is not None:
            self._begin.start()

    def _read(self) -> None:
        session, reader = self._session, self._reader
        if session is None or session.desk is None or reader is None or self._tasks.busy:
            return
        text = session.desk.text
        self._tasks.start(
            lambda _, cancelled: (text, reader.read(text, cancelled)),
            self._take,
            self._failed,
        )

    def _take(self, read: tuple[str, list[tuple[int, int, str]]]) -> None:
        session = self._session
        if session is None or session.desk is None:
            return
        text, found = read
        if session.desk.text != text:
            self._begin.start()  # another report was opened meanwhile
            return
        self._suggester.take(text, found, articles=session.memory.repeats.takes_determiners)
        session.assistance.put(self._suggester)
        if self._window.bench is not None:
            self._window.bench.refresh_suggestions_later()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self._let_go()
            self._window.status.say(f"{error} Suggestions are without spaCy.")

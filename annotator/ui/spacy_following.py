"""A spaCy pipeline in the window: each report is read beside when it is opened, and the next one ahead of time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from annotator.app.session import Session
from annotator.app.spacy_reading import (
    PipelineReader,
    SpacySuggester,
    parses_by,
    read_label_map,
    read_next,
)
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
        self._suggester: SpacySuggester | None = None
        self._served = ""
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

    def follow_settings(self) -> bool:
        """Take on the pipeline and the labels that the settings name now; whether anything is another."""
        settings, session = self._window.settings, self._session
        wanted = str(settings["spacy_pipeline"]).strip() if settings["repeats"] else ""
        chosen = (wanted, str(settings["spacy_labels"]))
        if session is None or chosen == self._chosen:
            return False
        self._let_go()
        self._chosen = chosen
        assistance = session.assistance
        had, assistance.parses = assistance.parses, None
        if self._suggester is not None:
            assistance.take(self._suggester.name)
        if not wanted:
            return had is not None
        try:
            labels = read_label_map(chosen[1])
        except Refusal as refusal:
            self._window.status.say(str(refusal))
            return had is not None
        parses = had if had is not None and had.pipeline == wanted else parses_by(wanted)
        assistance.parses = parses
        self._suggester = SpacySuggester(labels, parses)
        self._reader = PipelineReader(parses)
        self._opened()
        return parses is not had

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

        def work(_: object, cancelled: Callable[[], bool]) -> str:
            reader.read(text, cancelled)
            return text

        self._tasks.start(work, self._take, self._failed)

    def _take(self, text: str) -> None:
        session, suggester = self._session, self._suggester
        if session is None or session.desk is None or suggester is None:
            return
        if session.desk.text != text:
            self._begin.start()  # another report was opened meanwhile
            return
        self._served = text
        suggester.articles = session.memory.repeats.takes_determiners
        session.assistance.put(suggester)
        if self._window.bench is not None:
            self._window.bench.refresh_suggestions_later()
        self._read_ahead(session)

    def _read_ahead(self, session: Session) -> None:
        """Have the report ready that will come next, so that it opens with all that suggests."""
        reader, key = self._reader, session.next_unfinished()
        if reader is not None and key is not None:
            self._tasks.start(
                lambda _, cancelled: read_next(session, reader, key, cancelled), self._ahead, self._failed
            )

    def _ahead(self, _: object) -> None:
        desk = self._session.desk if self._session is not None else None
        if desk is not None and desk.text != self._served:
            self._begin.start()  # opened meanwhile

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self._let_go()
            self._window.status.say(f"{error} Suggestions are without spaCy.")

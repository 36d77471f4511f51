"""What a pattern finds: live in the open report, on a button in all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.app.open_document import OpenDocument
from annotator.app.pattern_trials import Trial, corpus_words, report_words, trial_beside, try_on_text
from annotator.app.session import Session
from annotator.app.user_patterns import trouble_of
from annotator.domain.span_lines import SpanLine
from annotator.domain.user_pattern import UserPattern
from annotator.ui.dialogs.messages import plain_label
from annotator.ui.dialogs.progress import ProgressStrip
from annotator.ui.review.model import LABEL, REPORT, ReviewModel
from annotator.ui.review.panel import ReviewTable
from annotator.ui.tasks import Tasks, Work
from annotator.ui.theme import Theme

_CALM_MS = 200


class TrialView(QWidget):
    """A sentence with the number of hits, and the first of them in their words."""

    def __init__(self, session: Session, theme: Theme, colors: Mapping[str, str]) -> None:
        super().__init__()
        self._session = session
        self._tasks = Tasks(self)
        self._pattern: UserPattern | None = None
        self._job: int | None = None
        self._is_on_corpus = False
        self._fault = ""
        self.sentence = plain_label()
        self.sentence.setMinimumHeight(self.fontMetrics().height() * 2 + 2)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        self.model = ReviewModel()
        self.model.theme, self.model.colors = theme, dict(colors)
        self.table = ReviewTable(self.model)
        self.table.setAccessibleName("Hits in their words")
        self.corpus = QPushButton("Count in all &reports")
        self.corpus.setAutoDefault(False)
        self.strip = ProgressStrip()
        self.strip.hide()
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self._try_report)
        self._build()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.sentence, 1)
        top.addWidget(self.corpus, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self.strip)
        column.addWidget(self.table, 1)
        self.table.setColumnHidden(LABEL, True)
        self.table.setColumnHidden(REPORT, True)
        self.corpus.clicked.connect(self.try_corpus)
        self.strip.stopped.connect(self._stop_job)

    @property
    def busy(self) -> bool:
        """Whether something is being counted, or will be at once."""
        return self._tasks.busy or self._calm.isActive()

    def follow(self, pattern: UserPattern | None, fault: str = "") -> None:
        """Count this pattern in the open report as soon as the keys pause; None empties the view.

        `fault` is a sentence about the pattern that stands before what is counted.
        """
        self._fault = fault
        self._stop_job()
        self._job = None
        self._pattern = pattern
        self.strip.hide()
        self._show_table((), in_corpus=False)
        trouble = trouble_of(pattern, self._session.assistance.layers) if pattern is not None else ""
        is_written = pattern is not None and bool(pattern.text.strip())
        self.corpus.setEnabled(is_written and not trouble)
        self.sentence.setText(trouble or fault)
        if is_written and not trouble:
            self._calm.start()
        else:
            self._calm.stop()

    def try_corpus(self) -> None:
        """Count the pattern in all reports."""
        session, pattern = self._session, self._pattern
        if pattern is None or not self.corpus.isEnabled():
            return
        self._calm.stop()
        self._stop_job()
        self._is_on_corpus = True
        self.corpus.setEnabled(False)
        self.strip.begin("Looking through the reports …")
        self.strip.show()
        tried = _tried(pattern)
        self._begin(lambda progress, cancelled: trial_beside(session, tried, progress, cancelled))

    def stop(self) -> None:
        """Stop what is under way and wait for it."""
        self._calm.stop()
        self._tasks.stop()

    def _try_report(self) -> None:
        pattern, desk = self._pattern, self._session.desk
        if pattern is None:
            return
        if desk is None:
            self.sentence.setText("No report is open; the pattern can be counted in all.")
            return
        self._is_on_corpus = False
        text, key, title = desk.text, desk.key, _title(desk)
        tried = _tried(pattern)
        self._begin(lambda _, cancelled: try_on_text(tried, text, document=key, title=title, cancelled=cancelled))

    def _begin(self, work: Work) -> None:
        """Start a job; what one tells that another has taken the place of is passed over."""
        number = 0

        def of_this(act: Callable[..., None]) -> Callable[..., None]:
            return lambda *told: act(*told) if self._job == number else None

        number = self._job = self._tasks.start(
            work, of_this(self._show), of_this(self._failed), of_this(self.strip.show_progress)
        )

    def _stop_job(self) -> None:
        if self._job is not None:
            self._tasks.cancel(self._job)

    def _show(self, trial: Trial) -> None:
        self._ended()
        words = (corpus_words if self._is_on_corpus else report_words)(trial)
        self.sentence.setText(words if trial.fault else f"{self._fault} {words}".strip())
        self._show_table(trial.lines, in_corpus=self._is_on_corpus)

    def _failed(self, error: Exception) -> None:
        self._ended()
        self.sentence.setText(str(error))

    def _ended(self) -> None:
        self._job = None
        self.strip.hide()
        self.corpus.setEnabled(True)

    def _show_table(self, lines: Sequence[SpanLine], *, in_corpus: bool) -> None:
        self.model.show_lines(list(lines))
        self.table.setColumnHidden(REPORT, not in_corpus)


def _tried(pattern: UserPattern) -> UserPattern:
    """The pattern as it is tried: under a name that can be said, and on."""
    return UserPattern(pattern.name or pattern.text, pattern.kind, pattern.text, pattern.label, pattern.score)


def _title(desk: OpenDocument) -> str:
    return desk.document.facts.title

"""How good suggestions are here: by label, and by the number of finished reports; measured in a process beside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSplitter, QVBoxLayout, QWidget

from annotator.app.evaluating import Evaluation
from annotator.app.evaluation_figures import curve_figure, label_figure, write_evaluation
from annotator.app.evaluation_run import Question, evaluate_beside
from annotator.app.session import Session
from annotator.domain.changes import ChangeSet
from annotator.domain.errors import Cancelled
from annotator.ui.dialogs.messages import plain_label
from annotator.ui.evaluation.question_bar import QuestionBar
from annotator.ui.statistics.model import FigureModel
from annotator.ui.statistics.plot import ChartView
from annotator.ui.statistics.saving import save_as, write_picture
from annotator.ui.statistics.table import FigureTable
from annotator.ui.tasks import Tasks
from annotator.ui.theme import Theme

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_STEPS = 1000
_ROOM = 24  # pixels of a table for its edges and a scroll bar


class EvaluationPanel(QWidget):
    """The question, the table by label, and the chart with its numbers: the curve, or F1 by label."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("How good suggestions are here")
        self.setAccessibleName("How good suggestions are here")
        self._window = window
        self._session: Session | None = None
        self._tasks = Tasks(self)
        self._job: int | None = None
        self.found: Evaluation | None = None
        self.question = QuestionBar()
        self.sentence = plain_label()
        self.bar = QProgressBar()
        self.labels, self.curve = FigureModel(), FigureModel()
        self.label_table, self.curve_table = FigureTable(self.labels), FigureTable(self.curve)
        self.chart = ChartView()
        self.csv = QPushButton("Save &table…")
        self.png = QPushButton("Save &picture…")
        self._build()
        self._connect()
        self._show(None)

    def _build(self) -> None:
        self.bar.setAccessibleName("Progress")
        self.bar.setRange(0, _STEPS)
        self.bar.hide()
        self.label_table.setAccessibleName("Numbers by label")
        self.curve_table.setAccessibleName("Numbers by finished reports")
        self.parts = QSplitter(Qt.Orientation.Vertical)
        for part in (self.label_table, self.chart, self.curve_table):
            self.parts.addWidget(part)
        self.parts.setStretchFactor(1, 1)
        self.parts.setChildrenCollapsible(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self.csv, self.png):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        for widget in (self.question, self.sentence, self.bar):
            column.addWidget(widget)
        column.addWidget(self.parts, 1)
        column.addLayout(buttons)
        self.setFocusProxy(self.question)

    def _connect(self) -> None:
        self.question.pressed.connect(self.measure)
        self.csv.clicked.connect(self.save_table)
        self.png.clicked.connect(self.save_picture)
        for table in (self.label_table, self.curve_table):
            table.leave.connect(self._leave)

    def set_session(self, session: Session | None) -> None:
        self._tasks.stop()
        self._ended()
        self._session = session
        names = session.store.labels.annotator_names().values() if session is not None else ()
        self.question.offer(sorted(names))
        self._show(None)

    def set_theme(self, theme: Theme) -> None:
        for model in (self.labels, self.curve):
            model.theme = theme
        self.chart.set_theme(theme)

    def take(self, change: ChangeSet) -> None:
        """What was measured stays until the user asks again."""

    def enter(self) -> None:
        self.question.go.setFocus()

    def measure(self) -> None:
        """Answer the question in a process of its own; pressed again, stop."""
        session, question = self._session, self.question.question()
        if self._job is not None:
            self._tasks.cancel(self._job)
            return
        if session is None:
            return
        if question is None:
            self.sentence.setText("Choose with what to compare first.")
            return
        if not question.is_comparison:
            chosen = self._window.settings
            question = replace(
                question,
                pipeline=str(chosen["spacy_pipeline"]).strip(),
                pipeline_labels=str(chosen["spacy_labels"]),
            )
        self._begin(session, question)

    def save_table(self) -> None:
        """Write all numbers as CSV."""
        found = self.found
        if found is not None:
            save_as(self, self._window, "table", "suggestions", "csv", lambda path: write_evaluation(found, path))

    def save_picture(self) -> None:
        """Write the chart as PNG."""
        if self.found is not None:
            picture: QPixmap = self.chart.picture()
            save_as(self, self._window, "picture", "suggestions", "png", lambda path: write_picture(picture, path))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _begin(self, session: Session, question: Question) -> None:
        path = session.store.path
        self._show(None)
        self.sentence.setText("Reading the reports …")
        self.bar.setRange(0, 0)
        self.bar.show()
        self.question.show_working(working=True)
        self._job = self._tasks.start(
            lambda progress, cancelled: evaluate_beside(path, question, progress, cancelled),
            self._take_found,
            self._failed,
            self._progress,
        )

    def _progress(self, done: int, total: int, stage: str) -> None:
        self.bar.setRange(0, _STEPS if total else 0)
        self.bar.setValue(_STEPS * min(done, total) // max(total, 1))
        self.sentence.setText(f"{stage} …")

    def _take_found(self, found: Evaluation) -> None:
        self._ended()
        self._show(found)

    def _failed(self, error: Exception) -> None:
        self._ended()
        self.sentence.setText("Stopped." if isinstance(error, Cancelled) else str(error))

    def _ended(self) -> None:
        self._job = None
        self.bar.hide()
        self.question.show_working(working=False)

    def _show(self, found: Evaluation | None) -> None:
        self.found = found
        by_label = label_figure(found) if found is not None else None
        by_reports = curve_figure(found) if found is not None and found.curve else None
        self.labels.show_figure(by_label)
        self.curve.show_figure(by_reports)
        for table in (self.label_table, self.curve_table):
            table.fit()
        self.label_table.setVisible(by_label is not None)
        self.curve_table.setVisible(by_reports is not None)
        shown = by_reports or by_label
        chart = shown.chart if shown is not None else None
        self.chart.setVisible(chart is not None)
        self.chart.show_chart(chart, {})
        self.sentence.setText(by_label.sentence if by_label is not None else "")
        self._share_height()
        self.csv.setEnabled(found is not None)
        self.png.setEnabled(chart is not None)

    def _share_height(self) -> None:
        """The tables get what their rows need, as far as half the height reaches; the chart has the rest."""
        height = max(self.parts.height(), 1)
        upper, lower = (
            min(table.horizontalHeader().sizeHint().height() + _ROOM + rows * table.rowHeight(0), height // 3)
            for table, rows in (
                (self.label_table, self.labels.rowCount()),
                (self.curve_table, self.curve.rowCount()),
            )
        )
        self.parts.setSizes([upper, max(height - upper - lower, 1), lower])

    def _leave(self) -> None:
        self._window.activateWindow()
        self._window.text.setFocus()

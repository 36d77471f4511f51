"""The rule report: what became of each source's suggestions, where sources are switched off and on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from annotator.app.figures import write_csv
from annotator.app.rule_report import (
    PAGES,
    RuleReport,
    day_chart,
    day_figure,
    origin_figure,
    report_beside,
    source_figure,
    switch_source,
)
from annotator.app.session import Session
from annotator.app.user_patterns import pattern_faults, patterns_in
from annotator.domain.changes import ChangeSet
from annotator.domain.display import displayable
from annotator.domain.errors import Refusal
from annotator.domain.figures import Figure
from annotator.ui.dialogs.messages import plain_label
from annotator.ui.rules.table import RuleModel, RulePages, RuleTable
from annotator.ui.statistics.plot import ChartView
from annotator.ui.tasks import Tasks
from annotator.ui.theme import Theme

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_COLORS = {"Accepted": "label2", "Corrected": "label6", "Rejected": "label7", "Ignored": "label12"}
_CALM_MS = 1_500  # after the last change, so that a run of labels is counted once
_HINTS = {"sources": "Space switches the source off or on. The chart shows its days."}


class RulesPanel(QWidget):
    """The pages at the left; the table, and the chart of the chosen source, at the right."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("Suggestions")
        self.setAccessibleName("Suggestions")
        self._window = window
        self._session: Session | None = None
        self._tasks = Tasks(self)
        self._report: RuleReport | None = None
        self._is_old = False
        self.pages = RulePages()
        self.sentence = plain_label()
        self.model = RuleModel()
        self.table = RuleTable(self.model)
        self.about = plain_label()
        self.chart = ChartView()
        self.hint = plain_label()
        self.csv = QPushButton("Save &table…")
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self.count)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.pages.addItems([title for _, title in PAGES])
        self.pages.setCurrentRow(0)
        self.daily = QWidget()
        under = QVBoxLayout(self.daily)
        under.setContentsMargins(0, 4, 0, 0)
        under.setSpacing(4)
        under.addWidget(self.about)
        under.addWidget(self.chart, 1)
        self.halves = QSplitter(Qt.Orientation.Vertical)
        self.halves.addWidget(self.table)
        self.halves.addWidget(self.daily)
        self.halves.setSizes([300, 220])
        self.halves.setChildrenCollapsible(False)
        self.csv.setAutoDefault(False)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        bottom.addWidget(self.hint, 1)
        bottom.addWidget(self.csv)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addWidget(self.sentence)
        column.addWidget(self.halves, 1)
        column.addLayout(bottom)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.pages)
        row.addWidget(right, 1)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self.pages.currentRowChanged.connect(lambda _: self.show_page())
        self.pages.to_table.connect(self.table.take_keyboard)
        self.pages.leave.connect(self._leave)
        self.table.leave.connect(self._leave)
        self.table.switched.connect(self.switch)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _: self._show_days(now.row()))
        self.csv.clicked.connect(self.save_table)

    def set_session(self, session: Session | None) -> None:
        self._tasks.stop()
        self._calm.stop()
        self._session, self._report = session, None
        self.show_page()
        if session is not None and self.isVisible():
            self.count()

    def set_theme(self, theme: Theme) -> None:
        self.model.theme = theme
        self.chart.set_theme(theme)
        self.table.viewport().update()

    def take(self, change: ChangeSet) -> None:
        """Count again when the keys have paused; while the window is closed, when it is opened."""
        if not (change.documents or change.corpus or change.schema):
            return
        self._is_old = True
        if self.isVisible():
            self._calm.start()

    def enter(self) -> None:
        if self._report is None or self._is_old:
            self.count()
        self.show_page()
        self.table.take_keyboard()

    def page(self) -> str:
        """The name of the chosen page."""
        return PAGES[max(self.pages.currentRow(), 0)][0]

    def count(self) -> None:
        """Count in a worker."""
        session = self._session
        if session is None:
            return
        self._tasks.stop()
        self._is_old = False
        if self._report is None:
            self.sentence.setText("Counting …")
        self._tasks.start(lambda _, cancelled: report_beside(session, cancelled), self._take_report, self._failed)

    def figure(self) -> Figure | None:
        """The table of the chosen page as it is now."""
        session, report = self._session, self._report
        if session is None or report is None:
            return None
        if self.page() == "days":
            return day_figure(report)
        if self.page() == "origins":
            return origin_figure(report)
        return source_figure(report, session.assistance, pattern_faults(session))

    def show_page(self) -> None:
        """Show the chosen page, with the row chosen that was so before."""
        row = max(self.table.currentIndex().row(), 0)
        source = self.model.source(row)
        figure = self.figure()
        self.model.show_figure(figure)
        self.table.fit()
        self.sentence.setText(figure.sentence if figure is not None else "")
        self.csv.setEnabled(figure is not None and bool(figure.rows))
        self.daily.setVisible(self.page() == "sources")
        self.hint.setText(_HINTS.get(self.page(), ""))
        rows = range(self.model.rowCount())
        row = next((n for n in rows if source and self.model.source(n) == source), min(row, len(rows) - 1))
        if row >= 0:
            self.table.setCurrentIndex(self.model.index(row, 0))
        self._show_days(row)

    def switch(self, row: int) -> None:
        """Switch the source of a row off or on."""
        session, source = self._session, self.model.source(row)
        if session is None or not source:
            return
        try:
            on = switch_source(session, source)
        except Refusal as refusal:
            self._window.status.say(str(refusal))
            return
        bench = self._window.bench
        if bench is not None:
            bench.refresh_suggestions()
        if self._report is not None:
            self._report = replace(self._report, patterns=tuple(patterns_in(session.store)))
        self._window.status.say(f"{displayable(source)} suggests {'again' if on else 'nothing any more'}.")
        self.show_page()

    def save_table(self) -> None:
        """Write the table of the page as CSV."""
        figure, path = self.figure(), self._window.project_path
        if figure is None or path is None:
            return
        offered = path.with_name(f"{path.stem} suggestions {figure.name}.csv")
        name, _ = QFileDialog.getSaveFileName(self, "Save the table", str(offered), "*.csv")
        if not name:
            return
        target = Path(name if name.lower().endswith(".csv") else f"{name}.csv")
        try:
            write_csv(figure, target)
        except Refusal as refusal:
            self._window.status.say(str(refusal))
        else:
            self._window.status.say(f"Saved as {target}.")

    def _show_days(self, row: int) -> None:
        source = self.model.source(row)
        chart = day_chart(self._report, source) if self._report is not None and source else None
        self.chart.setVisible(chart is not None)
        self.chart.show_chart(chart, _COLORS)
        name = displayable(source)
        if not source:
            self.about.setText("")
        else:
            what = "day by day" if chart is not None else "nothing it suggested was decided yet"
            self.about.setText(f"{name}: {what}")

    def _take_report(self, report: RuleReport) -> None:
        self._report = report
        self.show_page()

    def _failed(self, error: Exception) -> None:
        self.sentence.setText(str(error))

    def _leave(self) -> None:
        self._window.activateWindow()
        self._window.text.setFocus()

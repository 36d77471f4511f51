"""Statistics: pages of numbers with charts, computed in a worker when looked at; rows lead to work lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from annotator.app.figures import PAGES, figures_beside, write_csv
from annotator.app.session import Session
from annotator.domain.changes import ChangeSet
from annotator.domain.errors import Cancelled
from annotator.domain.figures import ChartKind, Figure
from annotator.ui.dialogs.messages import plain_label
from annotator.ui.statistics.model import FigureModel
from annotator.ui.statistics.plot import ChartView
from annotator.ui.statistics.saving import save_as, write_picture
from annotator.ui.statistics.table import FigureTable, PageList
from annotator.ui.tasks import Tasks
from annotator.ui.theme import Theme

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_STEPS = 1000


class StatisticsPanel(QWidget):
    """The pages at the left; the sentence, the chart and the table of the chosen one at the right."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("Statistics")
        self.setAccessibleName("Statistics")
        self._window = window
        self._session: Session | None = None
        self._tasks = Tasks(self)
        self._job: int | None = None
        self._figures: dict[str, Figure] = {}
        self._is_old = False
        self.pages = PageList()
        self.sentence = plain_label()
        self.bar = QProgressBar()
        self.chart = ChartView()
        self.model = FigureModel()
        self.table = FigureTable(self.model)
        self.hint = plain_label()
        self.refresh = QPushButton("&Refresh")
        self.csv = QPushButton("Save &table…")
        self.png = QPushButton("Save &picture…")
        self._build()
        self._connect()

    def _build(self) -> None:
        self.pages.addItems([title for _, _, title in PAGES])
        self.pages.setCurrentRow(0)
        self.bar.setAccessibleName("Progress")
        self.bar.setRange(0, _STEPS)
        self.bar.hide()
        self.sentence.setMinimumHeight(self.fontMetrics().height() * 2)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.halves = QSplitter(Qt.Orientation.Vertical)
        self.halves.addWidget(self.chart)
        self.halves.addWidget(self.table)
        self.halves.setSizes([260, 240])
        self.halves.setChildrenCollapsible(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.hint, 1)
        for button in (self.refresh, self.csv, self.png):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addWidget(self.sentence)
        column.addWidget(self.bar)
        column.addWidget(self.halves, 1)
        column.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.pages)
        row.addWidget(right, 1)
        self.setFocusProxy(self.pages)

    def _connect(self) -> None:
        self.pages.currentRowChanged.connect(lambda _: self.show_page())
        self.pages.to_table.connect(self.table.take_keyboard)
        self.pages.leave.connect(self._leave)
        self.table.leave.connect(self.pages.setFocus)
        self.table.chosen.connect(self.open_work)
        self.refresh.clicked.connect(self._press)
        self.csv.clicked.connect(self.save_table)
        self.png.clicked.connect(self.save_picture)

    def set_session(self, session: Session | None) -> None:
        self._tasks.stop()
        self._job = None
        self._session = session
        self._figures.clear()
        self._show(None)
        if session is not None and self.isVisible():
            self.show_page()

    def set_theme(self, theme: Theme) -> None:
        self.model.theme = theme
        self.chart.set_theme(theme)
        self.table.viewport().update()

    def take(self, change: ChangeSet) -> None:
        if (change.added or change.removed or change.corpus or change.schema) and not self._is_old:
            self._is_old = True
            self._show_hint()

    def enter(self) -> None:
        """Show the chosen page as it is now."""
        if self._is_old and not self._tasks.busy:
            self._figures.clear()
        self.pages.setFocus()
        self.show_page()

    def page(self) -> str:
        """The name of the chosen page."""
        return PAGES[max(self.pages.currentRow(), 0)][0]

    def show_page(self) -> None:
        """Show the chosen page; what is not computed yet is, in a worker."""
        if self._session is None:
            return
        figure = self._figures.get(self.page())
        self._show(figure)
        if figure is None:
            self._compute()

    def open_work(self, row: int) -> None:
        """Open the spans of a row as a work list."""
        from annotator.ui.handlers.review import look_through

        work = self.model.work(row)
        if work is not None:
            look_through(self._window, work)

    def save_table(self) -> None:
        """Write the table of the page as CSV."""
        figure = self._figures.get(self.page())
        if figure is not None:
            save_as(self, self._window, "table", figure.name, "csv", lambda path: write_csv(figure, path))

    def save_picture(self) -> None:
        """Write the chart, or the shaded table, as a picture."""
        if self.page() in self._figures:
            picture = self.chart.picture() if self.chart.isVisible() else self.table.picture()
            save_as(self, self._window, "picture", self.page(), "png", lambda path: write_picture(picture, path))

    def _compute(self) -> None:
        session = self._session
        group = next(group for name, group, _ in PAGES if name == self.page())
        self._tasks.stop()
        if session is None:
            return
        self._is_old = False
        self.sentence.setText("Counting …")
        self.bar.setRange(0, 0)
        self.bar.setFormat("")
        self.bar.show()
        self.refresh.setText("&Stop")
        self._job = self._tasks.start(
            lambda progress, cancelled: figures_beside(session, group, progress, cancelled),
            self._take_figures,
            self._failed,
            self._progress,
        )

    def _press(self) -> None:
        if self._tasks.busy and self._job is not None:
            self._tasks.cancel(self._job)
        else:
            self._figures.clear()
            self.show_page()

    def _progress(self, done: int, total: int, text: str) -> None:
        self.bar.setRange(0, _STEPS if total else 0)
        if total:
            self.bar.setValue(_STEPS * min(done, total) // total)
        self.sentence.setText(f"{text} …")

    def _take_figures(self, figures: list[Figure]) -> None:
        self._ended()
        self._figures.update({figure.name: figure for figure in figures})
        self._show(self._figures.get(self.page()))

    def _failed(self, error: Exception) -> None:
        self._ended()
        stopped = isinstance(error, Cancelled)
        self.sentence.setText("Stopped. “Refresh” counts again." if stopped else str(error))

    def _ended(self) -> None:
        self._job = None
        self.bar.hide()
        self.refresh.setText("&Refresh")

    def _show(self, figure: Figure | None) -> None:
        schema = self._session.schema if self._session is not None else None
        colors = {label.name: label.color for label in schema.labels} if schema is not None else {}
        chart = figure.chart if figure is not None else None
        drawn = chart is not None and chart.kind is not ChartKind.SHADES
        self.chart.setVisible(drawn)
        self.chart.show_chart(chart if drawn else None, colors)
        self.model.show_figure(figure)
        self.table.fit()
        self.sentence.setText(figure.sentence if figure is not None else "")
        for button in (self.csv, self.png):
            button.setEnabled(figure is not None and bool(figure.rows))
        self.png.setEnabled(drawn or (chart is not None and self.model.rowCount() > 0))
        self._show_hint()

    def _show_hint(self) -> None:
        parts = []
        if self.model.work(0) is not None:
            parts.append("Enter opens the spans of a row.")
        if self._is_old:
            parts.append("Something has changed since.")
        self.hint.setText(" ".join(parts))

    def _leave(self) -> None:
        self._window.activateWindow()
        self._window.text.setFocus()

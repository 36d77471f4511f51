"""The review: all spans of one label or text, line by line; a label key gives the chosen ones another label."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QVBoxLayout,
    QWidget,
)

from annotator.app.operations.reviewing import Reviewed, label_lines, relabel_lines, remove_lines
from annotator.app.review import MOST_LINES, read_lines, read_unlabelled
from annotator.app.session import Session
from annotator.domain.changes import ChangeSet
from annotator.domain.edits import Place
from annotator.domain.errors import Refusal
from annotator.domain.span_lines import SpanLine
from annotator.domain.spans import Span
from annotator.ui.dialogs.messages import plain_label
from annotator.ui.panels.choice import Choice
from annotator.ui.panels.filter_field import FilterField
from annotator.ui.review.model import BEFORE, BEHIND, LABEL, REPORT, SPAN, ReviewModel
from annotator.ui.row_table import EndShown, RowTable
from annotator.ui.tasks import Tasks
from annotator.ui.theme import Theme

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_CALM_MS = 200
_ANY = "Any label"
_NONE = "No label, in reports that are done"
_NOT_LABELS = 2  # entries before the labels


class ReviewPanel(QWidget):
    """A label and a text are asked for above; below stand the spans. The keys act on the selected lines."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("Review of spans")
        self._window = window
        self._session: Session | None = None
        self._tasks = Tasks(self)
        self._own = False
        self.model = ReviewModel()
        self.label = Choice("Spans of the label", [_ANY, _NONE])
        self.field = FilterField("The exact text of the spans", "The exact text; empty: all spans of the label")
        self.table = ReviewTable(self.model)
        self.count = plain_label(wrap=False)
        self.hint = plain_label()
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self.read)
        self._build()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(10, 10, 10, 8)
        top.setSpacing(8)
        top.addWidget(self.label, 2)
        top.addWidget(self.field, 4)
        top.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        self.hint.setContentsMargins(10, 6, 10, 8)
        column.addWidget(self.hint)
        self.setFocusProxy(self.table)
        self.label.activated.connect(lambda _: self.read())
        self.field.textChanged.connect(lambda _: self._calm.start())
        self.field.to_list.connect(self.table.setFocus)
        self.field.leave.connect(self._leave)
        self.table.leave.connect(self._leave)
        self.table.chosen.connect(self._open)
        self.table.removed.connect(lambda: self._do(lambda s, lines: remove_lines(s, lines)))
        self.table.letter.connect(self._letter)

    def set_session(self, session: Session | None) -> None:
        self._tasks.stop()
        self._session = session
        self.model.show_lines([])
        self._fill_labels()
        if session is not None and self.isVisible():
            self.read()

    def set_theme(self, theme: Theme) -> None:
        self.model.theme = theme
        self.table.viewport().update()

    def take(self, change: ChangeSet) -> None:
        if change.schema:
            self._fill_labels()
        if self.isVisible() and not self._own:
            self._calm.start()

    def enter(self) -> None:
        """Begin with the annotation at the caret: its label and its text."""
        self.table.setFocus()
        if not self.model.lines:
            self.read()

    def look_for(self, label: str, text: str, *, missing: bool = False) -> None:
        """List the spans of this label and text, empty for any; or with `missing` the places without a label."""
        self.label.setCurrentIndex(1 if missing else max(self.label.findText(label), 0))
        self.field.blockSignals(True)
        self.field.setText(text)
        self.field.blockSignals(False)
        self.read()

    def read(self) -> None:
        """List anew, in a worker."""
        session = self._session
        if session is None:
            return
        label = "" if self.label.currentIndex() < _NOT_LABELS else self.label.currentText()
        text = self.field.text()
        self._tasks.forget()  # a list that is asked for no more is not waited for
        if self._is_missing():
            self._tasks.start(lambda *_: read_unlabelled(session, text), self._show, self._failed)
        else:
            self._tasks.start(lambda *_: read_lines(session, label, text), self._show, self._failed)

    def _is_missing(self) -> bool:
        return self.label.currentIndex() == 1

    def _show(self, lines: list[SpanLine]) -> None:
        row = self.table.currentIndex().row()
        self.model.show_lines(lines)
        more = "+" if len(lines) >= MOST_LINES else ""
        self.count.setText(f"{len(lines):,}{more} span{'' if len(lines) == 1 else 's'}")
        if lines:
            self.table.setCurrentIndex(self.model.index(min(max(row, 0), len(lines) - 1), 0))

    def _failed(self, error: Exception) -> None:
        self._window.status.say(str(error))

    def _fill_labels(self) -> None:
        before = self.label.currentText()
        labels = self._session.schema.labels if self._session is not None else ()
        self.label.clear()
        self.label.addItems([_ANY, _NONE, *(label.name for label in labels)])
        self.label.setCurrentIndex(max(self.label.findText(before), 0))
        self.model.colors = {label.name: label.color for label in labels}
        keys = ", ".join(f"{label.key} {label.name}" for label in labels if label.key)
        self.hint.setText(f"{keys} – Delete removes, Enter goes there, Shift with the arrows chooses several.")

    def _letter(self, letter: str) -> None:
        labels = self._session.schema.labels if self._session is not None else ()
        label = next((label.name for label in labels if label.key == letter), None)
        if label is not None:
            act = label_lines if self._is_missing() else relabel_lines
            self._do(lambda session, lines: act(session, lines, label), label)

    def _do(self, act, label: str | None = None) -> None:  # type: ignore[no-untyped-def]
        """Do something to the chosen lines in one step, and go on to the line behind them."""
        session, rows = self._session, self.table.chosen_rows()
        if session is None or not rows:
            return
        self._own = True
        try:
            done: Reviewed = act(session, [self.model.lines[row] for row in rows])
        except Refusal as refusal:
            self._window.status.say(str(refusal))
            return
        finally:
            self._own = False
        said = f"{done.change.title}." if done.change is not None else "Nothing is different."
        passed = f" {done.passed_over} left as they were." if done.passed_over else ""
        self._window.status.say(said + passed)
        self._follow(set(rows), label)

    def _follow(self, rows: set[int], label: str | None) -> None:
        """Lines with another label stay where they are until the next reading; those removed go."""
        lines = self.model.lines
        if label is not None:
            self.model.replace_lines([replace(li, label=label) if n in rows else li for n, li in enumerate(lines)])
            self.table.go_to(min(max(rows) + 1, len(lines) - 1))
        else:
            self._show([line for n, line in enumerate(lines) if n not in rows])
            self.table.go_to(min(min(rows), len(self.model.lines) - 1))

    def _open(self) -> None:
        rows = self.table.chosen_rows()
        bench = self._window.bench
        if rows and bench is not None:
            line = self.model.lines[rows[0]]
            bench.go_to(Place(line.document, line.start))
            self._window.text.set_flash(Span(line.start, line.end))
            self._window.activateWindow()
            self._window.text.setFocus()

    def _leave(self) -> None:
        self._window.activateWindow()
        self._window.text.setFocus()


class ReviewTable(RowTable):
    """Signals: `letter(str)`, `removed()` by Delete, `chosen()` by Enter or a double click, `leave()` by Esc."""

    letter = Signal(str)
    removed = Signal()
    chosen = Signal()
    leave = Signal()

    def __init__(self, model: ReviewModel) -> None:
        super().__init__(model, "Spans in the words around them", several=True)
        head = self.horizontalHeader()
        for column, mode in (
            (LABEL, QHeaderView.ResizeMode.ResizeToContents), (BEFORE, QHeaderView.ResizeMode.Stretch),
            (SPAN, QHeaderView.ResizeMode.Stretch), (BEHIND, QHeaderView.ResizeMode.Stretch),
            (REPORT, QHeaderView.ResizeMode.Interactive),
        ):  # fmt: skip
            head.setSectionResizeMode(column, mode)
        head.resizeSection(REPORT, 150)
        self.setItemDelegateForColumn(BEFORE, EndShown(self))
        self.doubleClicked.connect(lambda _: self.chosen.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = (
            event.key(),
            event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier),
        )
        if key == Qt.Key.Key_Escape:
            self.leave.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        elif key == Qt.Key.Key_Delete:
            self.removed.emit()
        elif plain and event.text().isprintable() and event.text().strip():
            self.letter.emit(event.text().lower())
        else:
            super().keyPressEvent(event)
            return
        event.accept()

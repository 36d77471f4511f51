"""The label panels: for each label its key and count, and below it the texts of its spans."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.app.label_groups import LabelGroups
from annotator.app.open_document import OpenDocument
from annotator.app.session import Session
from annotator.domain.changes import ChangeSet
from annotator.domain.labels import LabelSchema
from annotator.ui.models.label_rows import HEADER, TEXT, LabelRow, LabelRowsModel, shown_text
from annotator.ui.panels.filter_field import FilterField
from annotator.ui.panels.label_row_delegate import LabelRowDelegate
from annotator.ui.panels.panel_list import PanelList
from annotator.ui.panels.tooltips import show_plain_tooltip
from annotator.ui.theme import Theme

_STEP_MS = 1  # between two steps of grouping
_CALM_MS = 40  # after the last key, before rows are drawn anew
_BUILD_MS = 60  # after the last key, before more spans are grouped


class LabelPanels(QWidget):
    """Signals: `go_to(int start, int end)`, in code points, of the next span of the text chosen; `leave()`.

    The spans are grouped while nothing else is to be done, and only when the panels are seen.
    """

    go_to = Signal(int, int)
    leave = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Labels")
        self._schema: LabelSchema | None = None
        self._desk: OpenDocument | None = None
        self._groups: LabelGroups | None = None
        self._caret = 0
        self._visited: tuple[str, str, int, int] | None = None
        self._model = LabelRowsModel(self)
        self._delegate = LabelRowDelegate(self)
        self.filter = FilterField("Filter the labelled texts", "Filter labelled texts")
        self.list = PanelList("Labels and their texts", self._model, self._delegate)
        self.list.viewport().installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(10, 10, 10, 8)
        top.addWidget(self.filter)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self._builder = QTimer(self, interval=_STEP_MS)
        self._builder.timeout.connect(self._build_some)
        self._waiting: list[ChangeSet] = []
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self._catch_up)
        self._connect()

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._filter_changed)
        self.filter.to_list.connect(self._enter_list)
        self.filter.leave.connect(self.leave)
        self.list.chosen.connect(self._choose)
        self.list.folded.connect(self._fold)
        self.list.typed.connect(self.filter.type_on)
        self.list.above.connect(self.filter.setFocus)
        self.list.leave.connect(self.leave)

    def set_session(self, session: Session) -> None:
        """Show the labels of this project; its report comes with `set_desk`."""
        self._forget()
        self._desk = self._groups = None
        self._schema = session.schema
        self.filter.clear()
        self._model.set_labels(session.schema.labels)

    def set_desk(self, desk: OpenDocument | None) -> None:
        """Show the spans of this report."""
        self._forget()
        self._desk, self._visited = desk, None
        self._groups = None
        if desk is not None and self._schema is not None:
            self._groups = LabelGroups(desk, self._schema)
        self._model.set_groups(self._groups)
        if self.isVisible():
            self._begin_building()

    def set_caret(self, position: int) -> None:
        """Tell where the caret is: the next span is looked for behind it."""
        self._caret = position
        self._put_off()

    def take(self, change: ChangeSet) -> None:
        """Follow a change of the report when the keys pause."""
        self._waiting.append(change)
        self._calm.start()
        self._put_off()

    def _put_off(self) -> None:
        """A key has come: what can wait does not come between it and its paint."""
        for timer, interval in ((self._calm, _CALM_MS), (self._builder, _BUILD_MS)):
            if timer.isActive():
                timer.start(interval)

    def _forget(self) -> None:
        self._builder.stop()
        self._calm.stop()
        self._waiting.clear()

    def _catch_up(self) -> None:
        self._calm.stop()
        if not self._waiting:
            return
        changes, self._waiting = self._waiting, []
        row = self.list.row()
        there = self._model.row_at(row) if row is not None else None
        for change in changes:
            self._model.take(change)
        if there is not None:
            self._stay_at(there)

    def set_theme(self, theme: Theme) -> None:
        self._delegate.theme = theme
        self.list.viewport().update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin_building()

    def hideEvent(self, event: QHideEvent) -> None:
        self._builder.stop()
        super().hideEvent(event)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tooltip(event.pos(), event.globalPos())
            return True
        return False

    def _begin_building(self) -> None:
        if self._groups is not None and not self._groups.ready:
            self._builder.start(_STEP_MS)

    def _build_some(self) -> None:
        self._catch_up()  # what is grouped from now on already shows the changes
        if self._groups is None or self._groups.build_some():
            self._builder.stop()
            self._model.set_groups(self._groups)
        elif self._builder.interval() != _STEP_MS:
            self._builder.start(_STEP_MS)

    def finish(self) -> None:
        """Show everything now, without waiting for a pause of the keys."""
        while self._groups is not None and not self._groups.ready:
            self._build_some()
        self._catch_up()

    def _filter_changed(self, text: str) -> None:
        self._catch_up()
        self._model.set_filter(text)

    def _enter_list(self) -> None:
        if self.list.row() is None:
            first_text = 1 if self._model.rowCount() > 1 and self.filter.text() else 0
            self.list.go_to_row(first_text)
        self.list.setFocus()

    def _choose(self, row: int) -> None:
        chosen = self._model.row_at(row)
        self._catch_up()  # which may bring rows before the one chosen
        header = self._model.find(replace(chosen, kind=HEADER))
        if chosen.kind == TEXT:
            self._go_to_next(chosen)
        elif header is not None and chosen.kind == HEADER:
            self._model.toggle(header)
        elif header is not None:
            self._model.show_more(header)

    def _fold(self, row: int, expand: bool) -> None:
        header = self._model.header_row(row)
        if not expand and row != header:
            self.list.go_to_row(header)
        else:
            self._model.toggle(row, expand=expand)

    def _go_to_next(self, chosen: LabelRow) -> None:
        """From the span gone to last, as long as the caret is still there, else from the caret."""
        if self._groups is None:
            return
        name, caret = chosen.label.name, self._caret
        if self._visited is not None:
            label, form, start, end = self._visited
            if (label, form) == (name, chosen.form) and start <= caret <= end:
                caret = start + 1
        found = self._groups.next_occurrence(name, chosen.form, caret)
        if found is not None:
            self._visited = (name, chosen.form, found.start, found.end)
            self.go_to.emit(found.start, found.end)

    def _stay_at(self, there: LabelRow) -> None:
        row = self._model.find(there)
        if row is not None and row != self.list.row():
            self.list.go_to_row(row, scroll=self.list.hasFocus())

    def _show_tooltip(self, where: QPoint, on_screen: QPoint) -> None:
        index = self.list.indexAt(where)
        text = ""
        if index.isValid():
            row = self._model.row_at(index.row())
            if row.kind == HEADER:
                text = row.label.description
            elif row.kind == TEXT:
                text = shown_text(row)
                if QFontMetricsF(self.list.font()).horizontalAdvance(text) < self.list.width() * 0.7:
                    text = ""
        show_plain_tooltip(on_screen, text, self.list)

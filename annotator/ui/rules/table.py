"""The tables of the rule report: a source is switched by Space."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView

from annotator.app.rule_report import SOURCE, STATE
from annotator.ui.statistics.model import FigureModel
from annotator.ui.statistics.table import FigureTable, PageList

_Index = QModelIndex | QPersistentModelIndex
_TEXTS = {"sources": {SOURCE, STATE, 8}, "days": {0, 1}, "origins": {0, 1}}
_STRETCHED = {"sources": SOURCE, "days": 1, "origins": 1}
_NARROWEST, _WIDEST = 56, 200
_NAME = 140  # pixels that a name needs at least where all columns are to be seen


class RuleModel(FigureModel):
    """Rows of sources that are off are quiet; a number that is not known is a dash at the right."""

    def page(self) -> str:
        return self.figure.name if self.figure is not None else ""

    def source(self, row: int) -> str:
        """The source that a row is about; empty where it is about none."""
        is_row = self.page() == "sources" and 0 <= row < self.rowCount()
        return str(self.cell(row, SOURCE)) if is_row else ""

    def is_number(self, column: int) -> bool:
        return column not in _TEXTS.get(self.page(), set())

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.cell(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole and isinstance(cell, float):
            return f"{cell:.2f}"
        if role == Qt.ItemDataRole.TextAlignmentRole and self.is_number(index.column()):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and self.theme is not None and self.page() == "sources":
            state = self.cell(index.row(), STATE)
            if state == "off":
                return self.theme.color("muted")
            if state != "on" and index.column() == STATE:
                return self.theme.color("warning")
            return None
        return super().data(index, role)


class RuleTable(FigureTable):
    """Signals beside those of the table of figures: `switched(row)` by Space."""

    switched = Signal(int)

    def __init__(self, model: RuleModel) -> None:
        super().__init__(model)
        self._rules = model
        self.setAccessibleName("Sources of suggestions")

    def fit(self) -> None:
        """The name takes what the numbers leave."""
        head = self.horizontalHeader()
        self.resizeColumnsToContents()
        for column in range(self._rules.columnCount()):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, min(max(self.columnWidth(column), _NARROWEST), _WIDEST))
        stretched = _STRETCHED.get(self._rules.page())
        if stretched is None:
            return
        others = sum(self.columnWidth(n) for n in range(self._rules.columnCount()) if n != stretched)
        if others + _NAME <= self.viewport().width():
            head.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.switched.emit(self.currentIndex().row())
            event.accept()
        else:
            super().keyPressEvent(event)


class RulePages(PageList):
    """Which table is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Pages of the rule report")

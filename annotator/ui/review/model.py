"""Lines of the review for a table: label, words before, the span, words behind, report."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from annotator.domain.display import displayable
from annotator.domain.span_lines import SpanLine
from annotator.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
HEADS = ("Label", "Before", "Span", "Behind", "Report")
LABEL, BEFORE, SPAN, BEHIND, REPORT = range(5)


class ReviewModel(QAbstractTableModel):
    """At most some thousand lines, which the review has read."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[SpanLine] = []
        self.theme: Theme | None = None
        self.colors: dict[str, str] = {}

    def show_lines(self, lines: list[SpanLine]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def replace_lines(self, lines: list[SpanLine]) -> None:
        """The same lines with other labels, so that nothing moves."""
        self.lines = lines
        self.dataChanged.emit(self.index(0, 0), self.index(max(len(lines) - 1, 0), len(HEADS) - 1))

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line, column = self.lines[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _cells(line)[column]
        if role == Qt.ItemDataRole.TextAlignmentRole and column == BEFORE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if self.theme is not None and role == Qt.ItemDataRole.BackgroundRole and column == SPAN:
            return self.theme.tint(self.colors.get(line.label, ""))
        if self.theme is not None and role == Qt.ItemDataRole.ForegroundRole:
            if column == LABEL:
                return self.theme.strong(self.colors.get(line.label, ""))
            if column in (BEFORE, BEHIND, REPORT):
                return self.theme.color("muted")
        return None


def _cells(line: SpanLine) -> tuple[str, str, str, str, str]:
    before, text, behind = (displayable(" ".join(part.split())) for part in (line.before, line.text, line.behind))
    return line.label, before, text, behind, line.title or "Untitled report"

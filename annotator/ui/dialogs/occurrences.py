"""Occurrences in the whole corpus before they are labelled: each in its words, to be kept or vetoed by key."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.span_lines import SpanLine
from annotator.ui.dialogs.messages import plain_label, quiet_label
from annotator.ui.review.model import BEFORE, BEHIND, LABEL, REPORT, SPAN, ReviewModel
from annotator.ui.row_table import EndShown, RowTable
from annotator.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex


class VetoModel(ReviewModel):
    """Lines of which some are vetoed."""

    def __init__(self) -> None:
        super().__init__()
        self.vetoed: set[int] = set()

    def veto(self, rows: list[int]) -> None:
        """Turn the veto of these rows; all become alike when they were not."""
        if all(row in self.vetoed for row in rows):
            self.vetoed.difference_update(rows)
        else:
            self.vetoed.update(rows)
        for row in rows:
            self.dataChanged.emit(self.index(row, 0), self.index(row, REPORT))

    def kept(self) -> list[SpanLine]:
        return [line for row, line in enumerate(self.lines) if row not in self.vetoed]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if index.row() in self.vetoed:
            if role == Qt.ItemDataRole.DisplayRole and index.column() == LABEL:
                return "vetoed"
            if role == Qt.ItemDataRole.BackgroundRole:
                return None
            if role == Qt.ItemDataRole.ForegroundRole and self.theme is not None:
                return self.theme.color("muted")
            if role == Qt.ItemDataRole.FontRole and index.column() == SPAN:
                font = QFont()
                font.setStrikeOut(True)
                return font
        return super().data(index, role)


class OccurrenceTable(RowTable):
    """Space and Backspace turn the veto of the rows that are chosen."""

    def __init__(self, model: VetoModel) -> None:
        super().__init__(model, "Occurrences in the corpus", several=True)
        self._veto = model
        self.setItemDelegateForColumn(BEFORE, EndShown(self))
        head = self.horizontalHeader()
        for column, mode in (
            (LABEL, QHeaderView.ResizeMode.Fixed), (BEFORE, QHeaderView.ResizeMode.Stretch),
            (SPAN, QHeaderView.ResizeMode.Interactive), (BEHIND, QHeaderView.ResizeMode.Stretch),
            (REPORT, QHeaderView.ResizeMode.Interactive),
        ):  # fmt: skip
            head.setSectionResizeMode(column, mode)
        for column, width in ((LABEL, 90), (SPAN, 150), (REPORT, 200)):
            self.setColumnWidth(column, width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            rows = self.chosen_rows()
            self._veto.veto(rows or [self.currentIndex().row()])
            if len(rows) <= 1 and self.currentIndex().row() + 1 < self._veto.rowCount():
                self.selectRow(self.currentIndex().row() + 1)
            return
        super().keyPressEvent(event)


class OccurrencesDialog(QDialog):
    """Enter labels what is not vetoed, Esc nothing."""

    def __init__(
        self, parent: QWidget | None, lines: list[SpanLine], theme: Theme, colors: dict[str, str]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Label all occurrences in the corpus")
        self.resize(900, 560)
        self.model = VetoModel()
        self.model.theme, self.model.colors = theme, colors
        self.model.show_lines(lines)
        self.table = OccurrenceTable(self.model)
        self.sentence = plain_label()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.label_button = QPushButton()
        self.buttons.addButton(self.label_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.label_button.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        hint = quiet_label()
        hint.setText("Space vetoes a line, or takes the veto back. Enter labels the others, as one step.")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(self.sentence)
        column.addWidget(self.table, 1)
        column.addWidget(hint)
        column.addWidget(self.buttons)
        self.model.dataChanged.connect(self._count)
        self.table.selectRow(0)
        self.table.setFocus()
        self._count()

    @staticmethod
    def ask(parent: QWidget, lines: list[SpanLine], theme: Theme, colors: dict[str, str]) -> list[SpanLine]:
        """The lines that are to be labelled; none when the user thought better of it."""
        dialog = OccurrencesDialog(parent, lines, theme, colors)
        accepted = bool(dialog.exec())
        kept = dialog.model.kept() if accepted else []
        dialog.deleteLater()
        return kept

    def _count(self) -> None:
        lines, kept = self.model.lines, self.model.kept()
        reports = len({line.document for line in lines})
        text = " ".join(lines[0].text.split()) if lines else ""
        self.sentence.setText(
            f"“{text}” stands {len(lines):,} more times in {reports:,} report{'' if reports == 1 else 's'}."
        )
        label = lines[0].label if lines else ""
        self.label_button.setText(f"&Label {len(kept):,} {label}")
        self.label_button.setEnabled(bool(kept))

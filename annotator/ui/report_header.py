"""Above the text: the report's title, where it comes from, and how far the work on it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from annotator.app.open_document import OpenDocument
from annotator.domain.documents import State
from annotator.ui.panels.elided_label import ElidedLabel
from annotator.ui.panels.tooltips import as_tooltip
from annotator.ui.theme import Theme

STATE_NAMES = {
    State.OPEN: "open",
    State.IN_PROGRESS: "in progress",
    State.DONE: "done ✓",
    State.SET_ASIDE: "set aside",
}


class ReportHeader(QWidget):
    """Two quiet lines; long titles are cut, and shown whole as a tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("report-header")
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 12, 24, 10)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        self._title = ElidedLabel()
        font = QFont(self._title.font())
        font.setPointSizeF(font.pointSizeF() * 1.2)
        font.setWeight(QFont.Weight.DemiBold)
        self._title.setFont(font)
        self._facts = ElidedLabel()
        for label in (self._title, self._facts):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            lines.addWidget(label)
        row.addLayout(lines, 1)
        self._state = QLabel()
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        self._state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._state)

    def show_report(self, desk: OpenDocument) -> None:
        document = desk.document
        facts = document.facts
        self._title.setText(facts.title or "Untitled report")
        self._title.setToolTip(as_tooltip(facts.title) if len(facts.title) > 60 else "")
        parts = [part for part in (facts.source, facts.date, facts.language) if part]
        self._facts.setText(" · ".join(parts) or f"{len(desk.text):,} characters")
        note = "note · " if document.note else ""
        flag = "⚑ flagged · " if document.flagged else ""
        self._state.setText(f"{note}{flag}{STATE_NAMES[document.state]}")

    def clear(self) -> None:
        for label in (self._title, self._facts, self._state):
            label.clear()

    def set_theme(self, theme: Theme) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, theme.color("muted"))
        for label in (self._facts, self._state):
            label.setPalette(palette)

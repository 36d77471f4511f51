"""A combo box with our own chevron: a style sheet takes Qt's away."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QComboBox, QWidget

from annotator.ui.panels.painting import draw_chevron


class Combo(QComboBox):
    """Looks alike in dialogs and panels; the chevron has the colour of quiet text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setStyleSheet("QComboBox::drop-down { border: none; width: 18px; }")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        size = QFontMetricsF(self.font()).height() * 0.4
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        center = QPointF(self.width() - size - 6, self.height() / 2)
        draw_chevron(painter, center, size, self.palette().color(QPalette.ColorRole.PlaceholderText), open_=True)
        painter.end()

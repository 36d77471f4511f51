"""A choice from a short list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy

from annotator.ui.panels.painting import draw_chevron


class Choice(QComboBox):
    """A combo box as wide as it is given room, with the chevron of the other panels."""

    def __init__(self, name: str, choices: Sequence[str]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.addItems(list(choices))
        self.setMinimumContentsLength(4)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setStyleSheet("QComboBox::drop-down { border: none; width: 18px; }")
        self.chevron = QColor()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        size = QFontMetricsF(self.font()).height() * 0.4
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        center = QPointF(self.width() - size - 6, self.height() / 2)
        draw_chevron(painter, center, size, self.chevron, open_=True)
        painter.end()

"""The look of one label, as a small picture beside its name."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from annotator.domain.labels import Label
from annotator.ui.panels.painting import draw_swatch
from annotator.ui.theme import Theme


class Swatch(QWidget):
    """Shows nothing until it has both a label and a theme."""

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme | None = None
        self._label: Label | None = None
        unit = QFontMetricsF(self.font()).height()
        self.setFixedSize(round(unit * 1.05), round(unit * 0.8))

    def show_label(self, label: Label) -> None:
        if label is not self._label:
            self._label = label
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        if self._theme is None or self._label is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_swatch(painter, QRectF(self.rect()), self._label, self._theme)
        painter.end()

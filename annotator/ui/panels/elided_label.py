"""One line of plain text that ends in an ellipsis where there is no room for all of it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from annotator.ui.panels.painting import draw_line


class ElidedLabel(QLabel):
    """`text()` is always the whole text; `shown()` is what there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def shown(self) -> str:
        room = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.shown() == self.text():
            super().paintEvent(event)
            return
        color = self.palette().color(self.foregroundRole())
        with QPainter(self) as painter:
            draw_line(painter, QRectF(self.contentsRect()), self.text(), color, self.font())

"""Hints: small badges with the letters to type, over the places they lead to."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from annotator.ui.fonts import reading_font
from annotator.ui.text_view.metrics import Metrics
from annotator.ui.theme import Theme


def paint_hint(painter: QPainter, text: str, x: float, y: int, theme: Theme, metrics: Metrics) -> None:
    """Draw the badge of one hint above the character at `x` in the line whose top is `y`."""
    scale = metrics.scale
    font = reading_font(10.5 * scale, bold=True)
    measured = QFontMetricsF(font)
    sign = text.upper()
    width = measured.horizontalAdvance(sign) + 5 * scale
    bottom = y + metrics.baseline - 7.0 * scale
    box = QRectF(QPointF(x - 1.5 * scale, bottom - 13 * scale), QPointF(x - 1.5 * scale + width, bottom))
    painter.setPen(theme.color("paper"))
    painter.setBrush(theme.color("hint"))
    painter.drawRoundedRect(box, 3 * scale, 3 * scale)
    painter.setPen(theme.color("hint_text"))
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, sign)

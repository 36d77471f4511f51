"""Arcs: the relations of the annotation at the caret, drawn over the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from annotator.domain.spans import Span
from annotator.ui.fonts import reading_font
from annotator.ui.text_view.metrics import Metrics
from annotator.ui.theme import Theme

_TOP = -14.5  # from the base line of a 15 px text: just above its capitals
_BULGE = 13.0
_TIP = 4.0


@dataclass(frozen=True)
class Arc:
    """A relation from one place to another; `end` is None when it leads out of the report.

    `word` names the relation at the far end, and says where it leads when that is not to be seen.
    """

    start: Span
    end: Span | None
    word: str
    role: str
    outward: bool = True


class ArcPainter:
    """Paints arcs; `place_of` gives the line box where the character at a position begins, None when far away."""

    def __init__(self, theme: Theme, metrics: Metrics) -> None:
        self._theme = theme
        self._metrics = metrics
        self._font = reading_font(9.5 * metrics.scale, bold=True)
        self._width = QFontMetricsF(self._font)

    def paint(
        self, painter: QPainter, arcs: Sequence[Arc], place_of: Callable[[int], QRect | None], screen: QRect
    ) -> None:
        """Paint the arcs over a screen; each ends in a tag with its word."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        taken: list[QRectF] = []
        for arc in arcs:
            self._paint_arc(painter, arc, place_of, screen, taken)
        painter.restore()

    def _paint_arc(
        self,
        painter: QPainter,
        arc: Arc,
        place_of: Callable[[int], QRect | None],
        screen: QRect,
        taken: list[QRectF],
    ) -> None:
        near = self._anchor(place_of(arc.start.start), screen)
        if near is None:
            return
        color = QColor(self._theme.strong(arc.role))
        far = self._anchor(place_of(arc.end.start), screen) if arc.end is not None else None
        if far is None:
            below = arc.end is not None and arc.end.start > arc.start.start
            sign = "↓ " if below else "↑ " if arc.end is not None else "↗ "
            self._tag(
                painter,
                QPointF(near.x() + 14 * self._metrics.scale, near.y()),
                sign + arc.word,
                color,
                screen,
                taken,
            )
            return
        painter.setPen(QPen(color, 1.4 * self._metrics.scale))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._curve(near, far))
        self._tip(painter, far if arc.outward else near, color)
        self._tag(painter, QPointF(far.x() + 6 * self._metrics.scale, far.y()), arc.word, color, screen, taken)

    def _anchor(self, place: QRect | None, screen: QRect) -> QPointF | None:
        """Where an arc touches the character: above it; None off the screen."""
        if place is None or place.bottom() < screen.top() or place.top() > screen.bottom():
            return None
        return QPointF(
            place.x() + 3 * self._metrics.scale, place.top() + self._metrics.baseline + _TOP * self._metrics.scale
        )

    def _curve(self, near: QPointF, far: QPointF) -> QPainterPath:
        path = QPainterPath(near)
        bulge = _BULGE * self._metrics.scale
        if abs(near.y() - far.y()) < self._metrics.pitch / 2:
            top = near.y() - bulge
            path.cubicTo(QPointF(near.x(), top), QPointF(far.x(), top), far)
        else:
            middle = (near.y() + far.y()) / 2
            path.cubicTo(QPointF(near.x(), middle), QPointF(far.x(), far.y() - 2.2 * bulge), far)
        return path

    def _tip(self, painter: QPainter, at: QPointF, color: QColor) -> None:
        size = _TIP * self._metrics.scale
        tip = QPainterPath(at + QPointF(0, 1))
        tip.lineTo(at + QPointF(-size * 0.7, -size))
        tip.lineTo(at + QPointF(size * 0.7, -size))
        tip.closeSubpath()
        painter.fillPath(tip, color)

    def _tag(
        self, painter: QPainter, at: QPointF, word: str, color: QColor, screen: QRect, taken: list[QRectF]
    ) -> None:
        """A small sign with the relation's word, moved aside where another stands already."""
        scale = self._metrics.scale
        width, height = self._width.horizontalAdvance(word) + 8 * scale, 13 * scale
        left = min(max(at.x(), screen.left() + 2.0), max(screen.right() - width - 2, screen.left() + 2.0))
        box = QRectF(left, at.y() - height - 1 * scale, width, height)
        while any(box.intersects(other) for other in taken):
            box.translate(0, -height - 1)
        taken.append(box)
        painter.setPen(QPen(self._theme.color("paper"), 1))
        painter.setBrush(color)
        painter.drawRoundedRect(box, 3 * scale, 3 * scale)
        painter.setPen(self._theme.color("paper"))
        painter.setFont(self._font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)

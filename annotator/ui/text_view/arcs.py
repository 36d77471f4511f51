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
_ASIDE = 13.0  # from the first character's edge: the sign of its label stands before it
_LOOP = 18.0


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


@dataclass(frozen=True)
class _Anchor:
    """Where an arc touches a span; `onward` is 1 where its text runs to the right, else -1."""

    at: QPointF
    onward: int


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
        near = self._anchor(arc.start.start, place_of, screen)
        if near is None:
            return
        color = QColor(self._theme.strong(arc.role))
        far = self._anchor(arc.end.start, place_of, screen) if arc.end is not None else None
        if far is None:
            below = arc.end is not None and arc.end.start > arc.start.start
            sign = "↓ " if below else "↑ " if arc.end is not None else "↗ "
            self._tag(painter, near, sign + arc.word, color, screen, taken)
            return
        if near.at == far.at:  # both begin with the same letter
            far = _Anchor(near.at + QPointF(near.onward * _LOOP * self._metrics.scale, 0), near.onward)
        painter.setPen(QPen(color, 1.4 * self._metrics.scale))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._curve(near.at, far.at))
        self._tip(painter, far.at if arc.outward else near.at, color)
        self._tag(painter, far, arc.word, color, screen, taken)

    def _anchor(self, position: int, place_of: Callable[[int], QRect | None], screen: QRect) -> _Anchor | None:
        """Where an arc touches a span: above its first character, beside its letters; None off the screen."""
        place = place_of(position)
        if place is None or place.bottom() < screen.top() or place.top() > screen.bottom():
            return None
        behind = place_of(position + 1)
        backward = behind is not None and behind.top() == place.top() and behind.x() < place.x()
        onward = -1 if backward else 1
        top = place.top() + self._metrics.baseline + _TOP * self._metrics.scale
        return _Anchor(QPointF(place.x() + onward * _ASIDE * self._metrics.scale, top), onward)

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
        self, painter: QPainter, anchor: _Anchor, word: str, color: QColor, screen: QRect, taken: list[QRectF]
    ) -> None:
        """A small sign with the relation's word, moved aside where another stands already."""
        scale = self._metrics.scale
        width, height = self._width.horizontalAdvance(word) + 8 * scale, 13 * scale
        left = anchor.at.x() + 6 * scale if anchor.onward > 0 else anchor.at.x() - 6 * scale - width
        left = min(max(left, screen.left() + 2.0), max(screen.right() - width - 2, screen.left() + 2.0))
        box = QRectF(left, anchor.at.y() - height - 1 * scale, width, height)
        while any(box.intersects(other) for other in taken):
            box.translate(0, -height - 1)
        taken.append(box)
        painter.setPen(QPen(self._theme.color("paper"), 1))
        painter.setBrush(color)
        painter.drawRoundedRect(box, 3 * scale, 3 * scale)
        painter.setPen(self._theme.color("paper"))
        painter.setFont(self._font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)

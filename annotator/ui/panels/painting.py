"""What the panels draw by hand: lines of text, key caps, label swatches, the signs of a report's state."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QTextLayout, QTextOption

from annotator.domain.documents import State
from annotator.domain.labels import ENTITY_LAYER, Label
from annotator.ui.theme import Theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
_BEFORE_MATCH = 0.35  # share of the line that the words before a match may take


def font_of(base: QFont, scale: float = 1.0, *, bold: bool = False) -> QFont:
    """The same font in another size or weight."""
    font = QFont(base)
    if font.pixelSize() > 0:
        font.setPixelSize(max(round(font.pixelSize() * scale), 5))
    else:
        font.setPointSizeF(font.pointSizeF() * scale)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def draw_line(
    painter: QPainter,
    box: QRectF,
    text: str,
    color: QColor,
    font: QFont,
    *,
    right: bool = False,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    """One line of text, cut to the box; each text keeps its own direction."""
    painter.setFont(font)
    painter.setPen(color)
    shown = QFontMetricsF(font).elidedText(text, elide, box.width())
    painter.drawText(box, shown, _one_line(RIGHT if right else LEFT, text))


def draw_match(
    painter: QPainter, box: QRectF, parts: tuple[str, str, str], color: QColor, theme: Theme, font: QFont
) -> None:
    """A line around a match, which is kept in sight and stands out by ground and weight."""
    before, match, behind = parts
    metrics = QFontMetricsF(font)
    room = box.width() - metrics.horizontalAdvance(match) - metrics.averageCharWidth() * 4
    room = max(min(room, box.width() * _BEFORE_MATCH), metrics.averageCharWidth() * 3)
    before = metrics.elidedText(before, Qt.TextElideMode.ElideLeft, room)
    text = metrics.elidedText(before + match + behind, Qt.TextElideMode.ElideRight, box.width())
    layout = QTextLayout(text, font)
    layout.setTextOption(_one_line(LEFT, text))
    found = QTextLayout.FormatRange()
    found.start = _utf16_length(before)
    found.length = max(0, min(_utf16_length(match), _utf16_length(text) - found.start))
    found.format.setBackground(theme.color("find"))
    found.format.setForeground(theme.color("text"))
    if found.length:
        layout.setFormats([found])
    layout.beginLayout()
    line = layout.createLine()
    if line.isValid():
        line.setLineWidth(box.width())
    layout.endLayout()
    painter.setPen(color)
    painter.save()
    painter.setClipRect(box)
    layout.draw(painter, QPointF(box.left(), box.top() + (box.height() - metrics.height()) / 2))
    painter.restore()


def draw_swatch(painter: QPainter, box: QRectF, label: Label, theme: Theme) -> None:
    """How the label looks in the text: a tint on a line, or for other layers a bracket below."""
    strong = theme.strong(label.color)
    line = max(1.5, box.height() / 8)
    base = QRectF(box.left(), box.bottom() - line, box.width(), line)
    if label.layer == ENTITY_LAYER:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.tint(label.color))
        painter.drawRoundedRect(box, 2, 2)
        painter.fillRect(base, strong)
        return
    painter.fillRect(base, strong)
    foot = box.height() / 3
    for left in (box.left(), box.right() - line):
        painter.fillRect(QRectF(left, box.bottom() - foot, line, foot), strong)


def key_cap_width(key: str, font: QFont) -> float:
    metrics = QFontMetricsF(font)
    return max(metrics.horizontalAdvance(key.upper()) + metrics.height() * 0.55, metrics.height() * 1.2)


def draw_key_cap(painter: QPainter, box: QRectF, key: str, theme: Theme, font: QFont) -> None:
    """A key as on a keyboard."""
    painter.setPen(QPen(theme.color("border"), 1))
    painter.setBrush(theme.color("raised"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setFont(font)
    painter.setPen(theme.color("muted"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key.upper())


def draw_chevron(painter: QPainter, center: QPointF, size: float, color: QColor, *, open_: bool) -> None:
    """The sign of what can be folded: it points down when open."""
    path = QPainterPath()
    half, depth = size / 2, size / 4
    points = [(-half, -depth), (0.0, depth), (half, -depth)]
    if not open_:
        points = [(y, x) for x, y in points]
    path.moveTo(center + QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(center + QPointF(*point))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, max(1.2, size / 6), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPath(path)


def state_color(state: State, theme: Theme) -> QColor:
    roles = {State.OPEN: "disabled", State.IN_PROGRESS: "accent", State.DONE: "ok", State.SET_ASIDE: "muted"}
    return theme.color(roles[state])


def draw_state(painter: QPainter, box: QRectF, state: State, theme: Theme) -> None:
    """Ring: open; half disc: in progress; disc with a tick: done; dash: set aside."""
    color = state_color(state, theme)
    width = max(1.3, box.width() / 9)
    disc = box.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    pen = QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    middle, unit = box.center(), box.width()
    if state is State.SET_ASIDE:
        painter.drawLine(middle - QPointF(unit * 0.3, 0), middle + QPointF(unit * 0.3, 0))
        return
    if state is State.DONE:
        painter.setBrush(color)
        painter.drawEllipse(disc)
        tick = QPainterPath(middle + QPointF(-unit * 0.2, unit * 0.02))
        tick.lineTo(middle + QPointF(-unit * 0.05, unit * 0.17))
        tick.lineTo(middle + QPointF(unit * 0.22, -unit * 0.16))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen.setColor(theme.color("panel"))
        painter.setPen(pen)
        painter.drawPath(tick)
        return
    painter.drawEllipse(disc)
    if state is State.IN_PROGRESS:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawChord(disc, 90 * 16, 180 * 16)


def draw_flag(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """A small pennant on its pole."""
    color = theme.color("warning")
    pole = box.left() + box.width() * 0.2
    painter.setPen(QPen(color, max(1.2, box.width() / 9), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(pole, box.top()), QPointF(pole, box.bottom()))
    cloth = QPainterPath(QPointF(pole, box.top()))
    cloth.lineTo(QPointF(box.right(), box.top() + box.height() * 0.3))
    cloth.lineTo(QPointF(pole, box.top() + box.height() * 0.6))
    cloth.closeSubpath()
    painter.fillPath(cloth, color)


def _one_line(alignment: Qt.AlignmentFlag, text: str) -> QTextOption:
    option = QTextOption(alignment)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    option.setTextDirection(direction_of(text))
    return option


def direction_of(text: str) -> Qt.LayoutDirection:
    """The direction of the first letter that has one; an elided text would lose it to the ellipsis."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("R", "AL"):
            return Qt.LayoutDirection.RightToLeft
        if kind == "L":
            break
    return Qt.LayoutDirection.LeftToRight


def _utf16_length(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)

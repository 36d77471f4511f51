"""Painting: lines of text with their marks, in the colours of a theme."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QStaticText

from annotator.domain.spans import Span
from annotator.ui.fonts import reading_font
from annotator.ui.text_view.layouts import SegmentLayout
from annotator.ui.text_view.marks import LineMarks, Mark
from annotator.ui.text_view.metrics import Metrics
from annotator.ui.text_view.stretch_index import StretchIndex
from annotator.ui.theme import Theme

# Distances from the base line of a 15 px text, downwards.
_TINT_TOP, _TINT_BOTTOM = -13.8, 4.2
_EDGE_TOP, _EDGE_THICK = 2.7, 1.5
_DEPTH_STEP = 2.0
_DEEPEST = 2
_BEYOND = 1.5  # how far a tint reaches beyond its letters
_LANE_TOP, _LANE_STEP, _LANE_THICK = 5.0, 3.5, 2.0
_TICK = 3.0
_FILL_TOP, _FILL_BOTTOM = -15.8, 4.8
_LETTER_BASE = -14.8
_CARET_THICK = 2.0


@dataclass
class Overlays:
    """What lies over the text for the moment, besides its annotations; `offered` is what Enter accepts."""

    selection: Span | None = None
    target: Span | None = None
    offered: Span | None = None
    flash: Span | None = None
    found: StretchIndex[Span] = field(default_factory=StretchIndex)
    current: Span | None = None
    searched: StretchIndex[Span] = field(default_factory=StretchIndex)
    caret: int = 0


class LinePainter:
    """Paints one line at a time; made anew for each zoom, theme and resolution."""

    def __init__(self, theme: Theme, metrics: Metrics) -> None:
        self.theme = theme
        self.metrics = metrics
        self._letter_widths: dict[str, float] = {}
        self._signs: dict[str, QStaticText] = {}
        self._hint_font = reading_font(10 * metrics.scale, bold=True)
        self._hint_metrics = QFontMetricsF(self._hint_font)
        self._letter_metrics = QFontMetricsF(metrics.letter_font)

    def letter_width(self, text: str) -> float:
        width = self._letter_widths.get(text)
        if width is None:
            width = self._letter_widths[text] = self._letter_metrics.horizontalAdvance(text)
        return width

    def paint_line(
        self, painter: QPainter, layout: SegmentLayout, line: int, x: int, y: int, marks: LineMarks, over: Overlays
    ) -> None:
        """Paint line `line` of a segment whose lines begin at `x`; `y` is the line's own top."""
        base = y + self.metrics.baseline
        painter.setPen(Qt.PenStyle.NoPen)
        for mark in marks.tints:
            self._tint(painter, mark, x, base)
        self._fills(painter, layout, line, x, base, over)
        for mark in marks.outlines:
            self._outline(painter, mark, x, base)
        for mark in marks.tints:
            self._edge(painter, mark, x, base)
        painter.setPen(self.theme.color("text"))
        layout.draw_line(painter, line, x, y - layout.top(line))
        for mark in marks.lanes:
            self._lane(painter, mark, x, base)
        self._letters(painter, marks, x, base)
        if over.offered is not None:
            self._enter_sign(painter, layout, line, over.offered, x, base)
        if marks.hidden:
            self._hidden(painter, layout, line, marks, x, base)

    def paint_number(self, painter: QPainter, number: int, x: int, y: int, *, current: bool) -> None:
        """The paragraph's number, ending left of the text that begins at `x`."""
        font = self.metrics.number_font
        if current:
            font.setBold(True)
        painter.setFont(font)
        font.setBold(False)
        painter.setPen(self.theme.color("text" if current else "gutter"))
        right = x - 26 * self.metrics.scale
        box = QRectF(right - 60 * self.metrics.scale, y, 60 * self.metrics.scale, self.metrics.baseline)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, str(number))

    def paint_caret(self, painter: QPainter, x: float, y: int, *, active: bool) -> None:
        """A bar at `x` in the line whose top is `y`; paler when keys go elsewhere."""
        scale = self.metrics.scale
        thick = max(round(_CARET_THICK * scale), 2)
        base = y + self.metrics.baseline
        top = round(base + _FILL_TOP * scale)
        bottom = round(base + _FILL_BOTTOM * scale)
        painter.fillRect(
            round(x) - thick // 2, top, thick, bottom - top, self.theme.color("caret" if active else "gutter")
        )

    def paint_hint(self, painter: QPainter, text: str, x: float, y: int) -> float:
        """A badge with the letters to type above the character at `x`; returns where the next may begin."""
        scale, sign = self.metrics.scale, text.upper()
        width = self._hint_metrics.horizontalAdvance(sign) + 5 * scale
        box = QRectF(x - 2 * scale, y + self.metrics.baseline - 22 * scale, width, 12.5 * scale)
        painter.setPen(self.theme.color("paper"))
        painter.setBrush(self.theme.color("hint"))
        painter.drawRoundedRect(box, 3 * scale, 3 * scale)
        painter.setPen(self.theme.color("hint_text"))
        painter.setFont(self._hint_font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, sign)
        return box.right() + 3 * scale

    def _tint(self, painter: QPainter, mark: Mark, x: int, base: int) -> None:
        scale, depth = self.metrics.scale, min(mark.level, _DEEPEST)
        beyond = _BEYOND * scale if not depth else 0.0
        top = base + (_TINT_TOP + depth) * scale
        bottom = base + (_TINT_BOTTOM - depth * _DEPTH_STEP) * scale
        box = QRectF(QPointF(x + mark.left - beyond, top), QPointF(x + mark.right + beyond, bottom))
        painter.setBrush(self.theme.tint(mark.role))
        painter.drawRoundedRect(box, 2 * scale, 2 * scale)

    def _edge(self, painter: QPainter, mark: Mark, x: int, base: int) -> None:
        scale, depth = self.metrics.scale, min(mark.level, _DEEPEST)
        beyond = _BEYOND * scale if not depth else 0.0
        strong = self.theme.strong(mark.role)
        left, right = x + mark.left - beyond, x + mark.right + beyond
        top = round(base + (_EDGE_TOP - depth * _DEPTH_STEP) * scale)
        painter.fillRect(QRectF(left, top, right - left, _EDGE_THICK * scale), strong)
        if depth:  # so that an inner span of the same colour still shows where it begins
            height = 5.0 * scale
            for shown, at in ((mark.opens, left), (mark.closes, right - scale)):
                if shown:
                    painter.fillRect(QRectF(at, top - height, scale, height), strong)

    def _fills(
        self, painter: QPainter, layout: SegmentLayout, line: int, x: int, base: int, over: Overlays
    ) -> None:
        low, high = layout.line_span(line)
        for span in over.searched.overlapping(low, high):
            self._fill(painter, layout, line, span, x, base, "search", None)
        for span in over.found.overlapping(low, high):
            self._fill(painter, layout, line, span, x, base, "find", "find_edge")
        moments: tuple[tuple[Span | None, str, str | None], ...] = (
            (over.current, "find_current", "find_current_edge"),
            (over.offered, "accent_tint", None),
            (over.flash, "flash", None),
            (over.selection, "selection", None),
            (over.target, "target", "target_edge"),
        )
        for wanted, role, edge in moments:
            if wanted is not None and wanted.start < high and low < wanted.end:
                self._fill(painter, layout, line, wanted, x, base, role, edge)

    def _fill(
        self,
        painter: QPainter,
        layout: SegmentLayout,
        line: int,
        span: Span,
        x: int,
        base: int,
        role: str,
        edge: str | None,
    ) -> None:
        scale = self.metrics.scale
        top, bottom = round(base + _FILL_TOP * scale), round(base + _FILL_BOTTOM * scale)
        for left, right in layout.pieces(line, span.start, span.end):
            box = QRectF(QPointF(x + left - scale, top), QPointF(x + right + scale, bottom))
            painter.setBrush(self.theme.color(role))
            painter.drawRoundedRect(box, 2 * scale, 2 * scale)
            if edge is not None:
                painter.fillRect(
                    QRectF(box.left(), box.bottom() - scale, box.width(), scale), self.theme.color(edge)
                )

    def _enter_sign(
        self, painter: QPainter, layout: SegmentLayout, line: int, span: Span, x: int, base: int
    ) -> None:
        """The sign of the Enter key above the end of what it accepts."""
        low, high = layout.line_span(line)
        if not low <= span.end - 1 < high:
            return
        pieces = layout.pieces(line, span.end - 1, span.end)
        if not pieces:
            return
        scale = self.metrics.scale
        box = QRectF(x + pieces[-1][1] - 6 * scale, base - 21 * scale, 12 * scale, 9.5 * scale)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("accent"))
        painter.drawRoundedRect(box, 2 * scale, 2 * scale)
        painter.setPen(QPen(self.theme.color("accent_text"), 1.1 * scale))
        right, middle = box.right() - 3 * scale, box.top() + 5.8 * scale
        left = box.left() + 3 * scale
        painter.drawLine(QPointF(right, box.top() + 2.5 * scale), QPointF(right, middle))
        painter.drawLine(QPointF(right, middle), QPointF(left, middle))
        painter.drawLine(QPointF(left, middle), QPointF(left + 2 * scale, middle - 2 * scale))
        painter.drawLine(QPointF(left, middle), QPointF(left + 2 * scale, middle + 2 * scale))
        painter.setPen(Qt.PenStyle.NoPen)

    def _outline(self, painter: QPainter, mark: Mark, x: int, base: int) -> None:
        scale = self.metrics.scale
        pen = QPen(self.theme.strong(mark.role), 1.3 * scale)
        pen.setDashPattern([3.2, 2.0])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        top, bottom = base - 13.2 * scale, base + 4.2 * scale
        left, right = x + mark.left - 2 * scale, x + mark.right + 1.5 * scale
        if mark.opens and mark.closes:
            painter.drawRoundedRect(QRectF(QPointF(left, top), QPointF(right, bottom)), 3 * scale, 3 * scale)
        else:
            painter.drawLine(QPointF(left, top), QPointF(right, top))
            painter.drawLine(QPointF(left, bottom), QPointF(right, bottom))
            if mark.opens:
                painter.drawLine(QPointF(left, top), QPointF(left, bottom))
            if mark.closes:
                painter.drawLine(QPointF(right, top), QPointF(right, bottom))
        painter.setPen(Qt.PenStyle.NoPen)

    def _lane(self, painter: QPainter, mark: Mark, x: int, base: int) -> None:
        scale = self.metrics.scale
        strong = self.theme.strong(mark.role)
        thick = max(_LANE_THICK * scale, 1.0)
        top = base + (_LANE_TOP + mark.level * _LANE_STEP) * scale
        left, right = x + mark.left, x + mark.right
        if mark.is_suggested:
            self._dashes(painter, left, right, top, thick, strong)
        elif mark.dashes:
            step, share = ((13, 0.76), (5, 0.5))[min(mark.dashes, 2) - 1]
            self._dashes(painter, left, right, top, thick, strong, step, share)
        else:
            painter.fillRect(QRectF(left, top, right - left, thick), strong)
        height = _TICK * scale
        for shown, at in ((mark.opens, left), (mark.closes, right - thick * 0.75)):
            if shown:
                painter.fillRect(QRectF(at, top - height, thick * 0.75, height), strong)

    def _dashes(
        self,
        painter: QPainter,
        left: float,
        right: float,
        top: float,
        thick: float,
        color: QColor,
        step: float = 7,
        share: float = 0.6,
    ) -> None:
        step *= self.metrics.scale
        at = left
        while at < right:
            painter.fillRect(QRectF(at, top, min(share * step, right - at), thick), color)
            at += step

    def _letters(self, painter: QPainter, marks: LineMarks, x: int, base: int) -> None:
        if not marks.letters:
            return
        painter.setFont(self.metrics.letter_font)
        y = round(base + _LETTER_BASE * self.metrics.scale - self._letter_metrics.ascent())
        for letter in marks.letters:
            painter.setPen(self.theme.strong(letter.role))
            painter.drawStaticText(QPointF(x + letter.left, y), self._sign(letter.text))

    def _sign(self, text: str) -> QStaticText:
        """The letter laid out once and for all, because there may be a hundred of them on the screen."""
        sign = self._signs.get(text)
        if sign is None:
            sign = self._signs[text] = QStaticText(text)
            sign.setTextFormat(Qt.TextFormat.PlainText)
            sign.prepare(font=self.metrics.letter_font)
        return sign

    def _hidden(
        self, painter: QPainter, layout: SegmentLayout, line: int, marks: LineMarks, x: int, base: int
    ) -> None:
        scale = self.metrics.scale
        painter.setFont(self.metrics.letter_font)
        painter.setPen(self.theme.strong(marks.hidden_role))
        text = f"+{marks.hidden}"
        at = x + layout.line_right(line) + 5 * scale
        if layout.is_right_to_left:
            at = x + layout.line_left(line) - 5 * scale - self.letter_width(text)
        painter.drawText(QPointF(at, base + 13 * scale), text)

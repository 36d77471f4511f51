"""Layouts: where each character of a segment stands. Only here do code points meet UTF-16 units."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextLine, QTextOption

from annotator.domain.display import displayable
from annotator.domain.graphemes import is_boundary, next_boundary, previous_boundary
from annotator.domain.utf16 import Utf16Map
from annotator.ui.text_view.metrics import Metrics

if TYPE_CHECKING:
    from annotator.ui.text_view.marks import LineMarks

Piece = tuple[float, float]
"""Left and right edge of a stretch of a line."""

_KEPT_CHARACTERS = 150_000
_TOUCHING = 0.75
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


class SegmentLayout:
    """One segment in lines. Positions are those of the document, x and y those of the segment."""

    __slots__ = (
        "_edges",
        "_layout",
        "_lines",
        "_map",
        "_pieces",
        "_text",
        "_units",
        "end",
        "height",
        "is_plain",
        "is_right_to_left",
        "line_count",
        "marks",
        "metrics",
        "start",
        "stop",
    )

    def __init__(
        self, text: str, start: int, stop: int, *, ends: bool, right_to_left: bool, width: int, metrics: Metrics
    ) -> None:
        """`text` is the segment without its line break; it begins at `start`, and the next one at `stop`.

        `ends` says whether a paragraph ends here. `is_plain` is true where everything reads from left to right.
        """
        self._text = text
        self.start, self.end, self.stop = start, start + len(text), stop
        self.metrics = metrics
        self.is_right_to_left = right_to_left
        self.marks: list[LineMarks] | None = None
        self._map = Utf16Map(text)
        self.is_plain = not right_to_left and _RIGHT_TO_LEFT.search(text) is None
        self._pieces: dict[tuple[int, int, int], list[Piece]] = {}
        self._layout = _break_lines(displayable(text), metrics, width, right_to_left=right_to_left)
        self.line_count = self._layout.lineCount() if stop > start or ends else 0
        self._lines = [self._layout.lineAt(line) for line in range(self.line_count)]
        self._units = [line.textStart() for line in self._lines]
        self._edges = [start + self._map.from_utf16(unit) for unit in self._units]
        lines = self.line_count * metrics.pitch if text.strip() or not ends else metrics.blank
        self.height = lines + (metrics.gap if ends and self.line_count else 0)

    def line_at(self, position: int) -> int:
        """The line on which the caret stands for `position`."""
        return max(bisect_right(self._edges, position) - 1, 0)

    def line_at_y(self, y: int) -> int:
        return min(max(y // self.metrics.pitch, 0), max(self.line_count - 1, 0))

    def line_span(self, line: int) -> tuple[int, int]:
        """Start and end of a line in the document; the last line ends before the line break."""
        return self._edges[line], self._edges[line + 1] if line + 1 < self.line_count else self.end

    def top(self, line: int) -> int:
        return line * self.metrics.pitch

    def x_of(self, position: int) -> float:
        """The edge at which the character at `position` begins, or where the line ends."""
        line = self.line_at(position)
        local = min(position, self.end) - self.start
        if not self.is_plain and local < len(self._text):
            unit = self._map.to_utf16(local)
            end = self._map.to_utf16(next_boundary(self._text, local))
            for run in self._layout.glyphRuns(unit, end - unit):
                box = run.boundingRect()
                return box.right() if run.isRightToLeft() else box.left()
        return self._cursor_x(line, self._map.to_utf16(local))

    def pieces(self, line: int, start: int, end: int) -> list[Piece]:
        """Where on a line the characters of `[start, end)` stand, from left to right, neighbours joined."""
        low, high = self.line_span(line)
        first, last = max(start, low), min(end, high)
        if first >= last:
            return []
        key = (line, first, last)
        found = self._pieces.get(key)
        if found is None:
            found = self._pieces[key] = self._measure(line, first - self.start, last - self.start)
        return found

    def position_at(self, line: int, x: float, *, between: bool = False) -> int:
        """The character at `x`, or with `between` the nearest place between two; never inside a grapheme."""
        low, high = self.line_span(line)
        found = self._lines[line]
        mode = (
            QTextLine.CursorPosition.CursorBetweenCharacters
            if between
            else QTextLine.CursorPosition.CursorOnCharacter
        )
        unit = min(max(found.xToCursor(x, mode), 0), self._map.length)
        local = self._map.from_utf16(unit)
        written = found.naturalTextRect()
        if not between and (x <= written.left() if self.is_right_to_left else x >= written.right()):
            local = high - self.start
        if not is_boundary(self._text, local):
            local = previous_boundary(self._text, local)
        position = min(max(self.start + local, low), high)
        if position == high and line + 1 < self.line_count and not between:
            position = self.last_position(line)
        return position

    def last_position(self, line: int) -> int:
        """Where the caret stands at a line's end without slipping to the next one."""
        low, high = self.line_span(line)
        if line + 1 == self.line_count:
            return high
        return self.start + max(previous_boundary(self._text, high - self.start), low - self.start)

    def line_right(self, line: int) -> float:
        """The right edge of what is written on a line."""
        return self._lines[line].naturalTextRect().right()

    def line_left(self, line: int) -> float:
        return self._lines[line].naturalTextRect().left()

    def draw_line(self, painter: QPainter, line: int, x: float, y: float) -> None:
        """Draw the letters of a line, with the segment's top left corner at `x`, `y`."""
        self._lines[line].draw(painter, QPointF(x, y))

    def _measure(self, line: int, first: int, last: int) -> list[Piece]:
        unit, end = self._map.to_utf16(first), self._map.to_utf16(last)
        if self.is_plain:
            left = self._cursor_x(line, unit)
            line_end = self._units[line + 1] if line + 1 < self.line_count else self._map.length
            right = self._cursor_x(line, end) if end < line_end else self.line_right(line)
            return [(left, max(right, left))]
        pieces = []
        for run in self._layout.glyphRuns(unit, end - unit):
            box = run.boundingRect()
            pieces.append((box.left(), box.right()))
        return _joined(pieces)

    def _cursor_x(self, line: int, unit: int) -> float:
        found: tuple[float, int] = self._lines[line].cursorToX(unit)  # type: ignore[assignment]
        return found[0]


class LayoutCache:
    """The layouts made last, up to a number of characters: a long report costs no more than a short one."""

    def __init__(self, make: Callable[[int], SegmentLayout]) -> None:
        self._make = make
        self._kept: OrderedDict[int, SegmentLayout] = OrderedDict()
        self._characters = 0

    def __getitem__(self, segment: int) -> SegmentLayout:
        layout = self._kept.get(segment)
        if layout is not None:
            self._kept.move_to_end(segment)
            return layout
        layout = self._kept[segment] = self._make(segment)
        self._characters += _cost(layout)
        while self._characters > _KEPT_CHARACTERS and len(self._kept) > 1:
            self._characters -= _cost(self._kept.popitem(last=False)[1])
        return layout

    def __len__(self) -> int:
        return len(self._kept)

    def clear(self) -> None:
        self._kept.clear()
        self._characters = 0

    def forget_marks(self, start: int, end: int) -> None:
        """Have the marks of the layouts that touch `[start, end)` made anew."""
        for layout in self._kept.values():
            if layout.start < end and start < layout.stop:
                layout.marks = None


def _cost(layout: SegmentLayout) -> int:
    return layout.end - layout.start + 50


def _break_lines(text: str, metrics: Metrics, width: int, *, right_to_left: bool) -> QTextLayout:
    option = QTextOption(Qt.AlignmentFlag.AlignRight if right_to_left else Qt.AlignmentFlag.AlignLeft)
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTabStopDistance(4 * metrics.character)
    layout = QTextLayout(text, metrics.font)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    layout.beginLayout()
    top = 0
    line = layout.createLine()
    while line.isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0.0, top + metrics.baseline - line.ascent()))
        top += metrics.pitch
        line = layout.createLine()
    layout.endLayout()
    return layout


def _joined(pieces: list[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for left, right in sorted(pieces):
        if joined and left <= joined[-1][1] + _TOUCHING:
            joined[-1] = (joined[-1][0], max(joined[-1][1], right))
        elif right > left:
            joined.append((left, right))
    return joined

"""The caret in the text: where it stands, what is selected, and what line and page keys reach."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from annotator.domain.graphemes import is_boundary, previous_boundary
from annotator.domain.spans import Span
from annotator.ui.text_view.canvas import TextCanvas

_CONTEXT_LINES = 3


class CaretCanvas(TextCanvas):
    """Signals: `caret_moved(int)` and `selection_changed()`, each only on a change."""

    caret_moved = Signal(int)
    selection_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._anchor: int | None = None
        self._wanted_x: tuple[int, float] | None = None

    @property
    def caret(self) -> int:
        return self.over.caret

    @property
    def anchor(self) -> int | None:
        """The other end of the selection; None when nothing is being selected."""
        return self._anchor

    def selection(self) -> Span | None:
        """What is selected; None when nothing is."""
        return self.over.selection

    def set_caret(self, position: int, anchor: int | None = None, ensure_visible: bool = True) -> None:
        """Put the caret at `position`, with the text from `anchor` to it selected.

        A position inside a grapheme or beyond the text becomes the nearest one before it that is not.
        """
        position = min(max(position, 0), len(self.text))
        if not is_boundary(self.text, position):
            position = previous_boundary(self.text, position)
        before, was_selected = self.caret, self.over.selection
        selected = None if anchor in (None, position) else Span(min(anchor, position), max(anchor, position))
        self._anchor = anchor
        self.over.caret, self.over.selection = position, selected
        if position != before:
            self._update_caret(before, position)
        if selected != was_selected:
            self._update_difference(was_selected, selected)
        # A caret that only stays where the mouse put it must not make the text move under the mouse.
        if ensure_visible and (position != before or not self._shows(position, partly=True)):
            self.ensure_visible(position)
        if position != before:
            self.caret_moved.emit(position)
        if selected != was_selected:
            self.selection_changed.emit()

    def ensure_visible(self, position: int) -> None:
        """Scroll as little as gives the line of `position` a few lines around it; far jumps put it high up."""
        screen, pitch = self.viewport().height(), self.metrics.pitch
        context = self._context()
        place = self.place_of(position)
        if place is None or not -screen < place.y() < 2 * screen:
            self.bring(position, screen // 3)
        elif place.y() < context:
            self.scroll_by(place.y() - context)
        elif place.y() + pitch > screen - context:
            self.scroll_by(place.y() + pitch - screen + context)

    def vertical_move(self, lines: int) -> int:
        """The position so many lines below the caret, above when negative, at the x where the movement began.

        Beyond the first or last line it is the beginning or the end of the text.
        """
        layout, line = self.flow.step(self.caret, lines)
        x = self._x_to_keep()
        here = self.flow.step(self.caret, 0)
        if (layout.start, line) == (here[0].start, here[1]):
            return len(self.text) if lines > 0 else 0
        position = layout.position_at(line, x)
        self._wanted_x = (position, x)
        return position

    def line_edge(self, start: bool) -> int:
        """The beginning of the caret's line, or where the caret stands at its end."""
        layout, line = self.flow.step(self.caret, 0)
        return layout.line_span(line)[0] if start else layout.last_position(line)

    def page_move(self, pages: int) -> int:
        """Scroll on by pages, back when negative, so that one line stays on the screen; returns where the caret
        goes: as high on the screen as before, or to the text's end where it cannot go on.
        """
        x, screen, pitch = self._x_to_keep(), self.viewport().height(), self.metrics.pitch
        place = self.place_of(self.caret)
        context = self._context()
        y = min(max(place.y() if place is not None else context, context), screen - context - pitch)
        wanted = pages * max(screen - 2 * pitch, pitch)
        gone = self.scroll_by(wanted)
        if wanted and not gone:
            return len(self.text) if pages > 0 else 0
        layout, line = self.flow.line_at_y(y + wanted - gone + pitch // 2)
        position = layout.position_at(line, x)
        self._wanted_x = (position, x)
        return position

    def visible_range(self) -> Span:
        """The text on the screen: all lines of which at least half is seen."""
        half, screen = self.metrics.pitch // 2, self.viewport().height()
        start = end = -1
        for layout, y in self.flow.visible():
            for line in range(layout.line_count):
                if -half <= y + layout.top(line) <= screen - half:
                    low, high = layout.line_span(line)
                    start = low if start < 0 else start
                    end = high
        return Span(max(start, 0), max(end, start, 0))

    def at_end(self) -> bool:
        """Whether the last line of the text is on the screen."""
        return self.visible_range().end >= len(self.text.rstrip())

    def position_at(self, point: QPoint, between: bool = False) -> int:
        """The character under a point of the viewport, or the nearest; `between`: the nearest gap instead."""
        layout, line = self.flow.line_at_y(point.y())
        return layout.position_at(line, point.x() - self.left, between=between)

    def rect_of(self, position: int) -> QRect:
        """Where the caret would stand at `position`, in the viewport; an empty rectangle when far away."""
        return self.place_of(position) or QRect()

    def resizeEvent(self, event: QResizeEvent) -> None:
        showed = self._shows(self.caret)
        super().resizeEvent(event)
        if showed:
            self.ensure_visible(self.caret)

    def _shows(self, position: int, *, partly: bool = False) -> bool:
        place = self.place_of(position)
        spare = self.metrics.pitch - 1 if partly else 0
        return place is not None and -spare <= place.y() <= self.viewport().height() - self.metrics.pitch + spare

    def _context(self) -> int:
        return min(_CONTEXT_LINES * self.metrics.pitch, self.viewport().height() // 4)

    def _x_to_keep(self) -> float:
        if self._wanted_x is not None and self._wanted_x[0] == self.caret:
            return self._wanted_x[1]
        layout, _ = self.flow.step(self.caret, 0)
        return layout.x_of(self.caret) + 0.5

    def _update_caret(self, before: int, position: int) -> None:
        self.update_range(before, before)
        self.update_range(position, position)
        if self.segments.number_at(before) != self.segments.number_at(position):
            self.update_numbers()

    def _update_difference(self, before: Span | None, after: Span | None) -> None:
        if before is None or after is None or not before.overlaps(after):
            for span in (before, after):
                if span is not None:
                    self.update_range(span.start, span.end)
            return
        for one, other in ((before.start, after.start), (before.end, after.end)):
            if one != other:
                self.update_range(min(one, other), max(one, other))

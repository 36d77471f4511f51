"""The canvas: a scrolling surface that shows one text. What the keys and the mouse do is the view's business."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from annotator.domain.annotation_set import AnnotationSet
from annotator.domain.labels import LabelSchema
from annotator.domain.suggestions import Suggestion
from annotator.ui.text_view.arcs import Arc, ArcPainter
from annotator.ui.text_view.flow import Flow
from annotator.ui.text_view.layouts import SegmentLayout
from annotator.ui.text_view.marks import LineMarks, Looks, build_marks
from annotator.ui.text_view.metrics import LARGEST_ZOOM, SMALLEST_ZOOM, metrics_for
from annotator.ui.text_view.painting import LinePainter, Overlays
from annotator.ui.text_view.segments import Segments
from annotator.ui.text_view.stretch_index import StretchIndex
from annotator.ui.theme import Theme, load_theme

_WHEEL_NOTCH = 120
_LINES_A_NOTCH = 3
_ZOOM_A_NOTCH = 1.1
USUAL_LINE_WIDTH = 90


class TextCanvas(QAbstractScrollArea):
    """Signals: `viewport_changed()` when other text has come on the screen; `zoom_changed(float)` by the wheel."""

    viewport_changed = Signal()
    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.text = ""
        self.over = Overlays()
        self.hints: dict[int, str] | None = None
        self._annotations = AnnotationSet()
        self._suggestions: StretchIndex[Suggestion] = StretchIndex()
        self._looks: Looks | None = None
        self.segments = Segments("")
        self._theme = load_theme("light")
        self.metrics = metrics_for(1.0)
        self._line_width = USUAL_LINE_WIDTH
        self._line_painter = LinePainter(self._theme, self.metrics)
        self._arc_painter = ArcPainter(self._theme, self.metrics)
        self.arcs: list[Arc] = []
        self.left, width = self.metrics.column(self.viewport().width(), self._line_width)
        self.flow = Flow("", self.segments, self.metrics, width, self.viewport().height())
        self._bar_value = 0
        self._is_showing_bar = False

    @property
    def zoom(self) -> float:
        return self.metrics.scale

    def show_text(self, text: str, annotations: AnnotationSet, schema: LabelSchema | None) -> None:
        """Show another text from its beginning. The set is shared: who changes it calls `marks_changed`."""
        self.text = text
        self._annotations = annotations
        self._suggestions = StretchIndex()
        self._looks = Looks(schema) if schema is not None else None
        self.over = Overlays()
        self.hints = None
        self.arcs = []
        self.segments = Segments(text)
        self._lay_out_anew(0, None)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._line_painter = LinePainter(theme, self.metrics)
        self._arc_painter = ArcPainter(theme, self.metrics)
        self.viewport().update()

    def set_zoom(self, zoom: float) -> None:
        """Show the text larger or smaller; 1.0 is a text of 15 px. Values out of reach are brought within it."""
        zoom = min(max(round(zoom, 2), SMALLEST_ZOOM), LARGEST_ZOOM)
        if zoom != self.zoom:
            held = self._held()
            self.metrics = metrics_for(zoom)
            self._line_painter = LinePainter(self._theme, self.metrics)
            self._arc_painter = ArcPainter(self._theme, self.metrics)
            self._lay_out_anew(*held)

    def set_line_width(self, characters: int) -> None:
        """Limit lines to about so many characters; 0 lets them fill the window."""
        if characters != self._line_width:
            held = self._held()
            self._line_width = characters
            self._lay_out_anew(*held)

    def set_suggestions(self, suggestions: list[Suggestion]) -> None:
        """Replace the suggestions drawn; only what is different is drawn anew."""
        different = set(self._suggestions) ^ set(suggestions)
        self._suggestions = StretchIndex(suggestions)
        for suggestion in different:
            self.marks_changed(suggestion.start, suggestion.end)

    def marks_changed(self, start: int, end: int) -> None:
        """Draw the annotations and suggestions over `[start, end)` anew."""
        self.flow.layouts.forget_marks(start, end)
        self.update_range(start, end)

    def update_range(self, start: int, end: int) -> None:
        """Draw the lines anew that `[start, end)` touches, as far as they are on the screen."""
        metrics, width = self.metrics, self.viewport().width()
        for layout, y in self.flow.visible():
            if (layout.start < end and start < layout.stop) or layout.start <= start <= layout.end:
                first = layout.line_at(max(start, layout.start))
                last = layout.line_at(min(max(end - 1, start), layout.end))
                top = y + layout.top(first)
                self.viewport().update(0, top, width, (last - first + 1) * metrics.pitch + metrics.gap)

    def update_numbers(self) -> None:
        """Draw the paragraph numbers on the screen anew."""
        for layout, y in self.flow.visible():
            if self.segments.number(self.segments.at(layout.start)) is not None:
                self.viewport().update(0, y, self.left - 4, self.metrics.pitch)

    def scroll_by(self, distance: int) -> int:
        """Scroll the text up by pixels, down when negative; returns how far it went."""
        gone = self.flow.scroll_by(distance)
        if gone:
            self._scrolled(gone)
        return gone

    def bring(self, position: int, y: int) -> None:
        """Scroll so that the line of `position` begins `y` pixels below the top, as far as the text reaches."""
        before = self.flow.top
        self.flow.bring(position, y)
        self._scrolled(self.flow.top - before, jumped=True)

    def place_of(self, position: int) -> QRect | None:
        """Where the character at `position` begins on the screen or near it; None when it is far away."""
        found = self.flow.locate(position)
        if found is None:
            return None
        layout, _, y = found
        return QRect(self.left + round(layout.x_of(position)), y, 2, self.metrics.pitch)

    # Qt's own

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._theme.color("paper"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        region, pitch = event.region(), self.metrics.pitch
        width = self.viewport().width()
        caret_number = self.segments.number_at(self.over.caret)
        for layout, y in self.flow.visible():
            number = self.segments.number(self.segments.at(layout.start))
            for line in range(layout.line_count):
                top = y + layout.top(line)
                if not region.intersects(QRect(0, top, width, pitch)):
                    continue
                marks = self._marks(layout)[line]
                self._line_painter.paint_line(painter, layout, line, self.left, top, marks, self.over)
                if line == 0 and number is not None:
                    self._line_painter.paint_number(
                        painter, number, self.left, top, current=number == caret_number
                    )
            self._paint_caret(painter, layout, y)
        if self.arcs:
            self._arc_painter.paint(painter, self.arcs, self.place_of, self.viewport().rect())
        self._paint_hints(painter)
        painter.end()

    def resizeEvent(self, _: QResizeEvent) -> None:
        left, width = self.metrics.column(self.viewport().width(), self._line_width)
        if width != self.flow.width:
            self._lay_out_anew(*self._held())
        else:
            self.left = left
            self.flow.resize(self.viewport().height())
            self._show_bar()
        self.viewport().update()
        self.viewport_changed.emit()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        value = self.verticalScrollBar().value()
        if value != self._bar_value and not self._is_showing_bar:
            self.flow.scroll_to(value)
            self._bar_value = value
            self.viewport().update()
            self.viewport_changed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom * _ZOOM_A_NOTCH ** (turned / _WHEEL_NOTCH))
            self.zoom_changed.emit(self.zoom)
        else:
            pixels = event.pixelDelta().y()
            notch = _LINES_A_NOTCH * self.metrics.pitch
            self.scroll_by(-(pixels or round(turned / _WHEEL_NOTCH * notch)))
        event.accept()

    def _marks(self, layout: SegmentLayout) -> list[LineMarks]:
        if layout.marks is None:
            if self._looks is None:
                layout.marks = [LineMarks() for _ in range(layout.line_count)]
            else:
                layout.marks = build_marks(
                    layout, self._annotations, self._suggestions, self._looks, self._line_painter.letter_width
                )
        return layout.marks

    def _paint_caret(self, painter: QPainter, layout: SegmentLayout, y: int) -> None:
        caret = self.over.caret
        at_end = caret == layout.stop == len(self.text)
        if self._looks is not None and (layout.start <= caret < layout.stop or at_end):
            line = layout.line_at(caret)
            self._line_painter.paint_caret(
                painter, self.left + layout.x_of(caret), y + layout.top(line), active=self.hasFocus()
            )

    def _paint_hints(self, painter: QPainter) -> None:
        if not self.hints:
            return
        hints = sorted(self.hints)
        for layout, y in self.flow.visible():
            free: dict[int, float] = {}
            for position in hints[bisect_left(hints, layout.start) : bisect_left(hints, layout.stop)]:
                line = layout.line_at(position)
                x = max(self.left + layout.x_of(position), free.get(line, 0.0))
                free[line] = self._line_painter.paint_hint(painter, self.hints[position], x, y + layout.top(line))

    def _held(self) -> tuple[int, int | None]:
        """What the reader looks at and its y: the caret when it is on the screen, else the first line."""
        place = self.place_of(self.over.caret)
        if place is not None and 0 <= place.y() < self.viewport().height():
            return self.over.caret, place.y()
        visible = self.flow.visible()
        if not visible:
            return 0, None
        layout, y = visible[0]
        line = layout.line_at_y(-y)
        return layout.line_span(line)[0], y + layout.top(line)

    def _lay_out_anew(self, position: int, y: int | None) -> None:
        self.left, width = self.metrics.column(self.viewport().width(), self._line_width)
        self.flow = Flow(self.text, self.segments, self.metrics, width, self.viewport().height())
        if y is not None:
            self.flow.bring(position, y)
        self._show_bar()
        self.viewport().update()
        self.viewport_changed.emit()

    def _scrolled(self, distance: int, *, jumped: bool = False) -> None:
        self._show_bar()
        # Between whole device pixels there is nothing that could be moved.
        is_sharp = self.devicePixelRatioF().is_integer()
        if jumped or self.arcs or not is_sharp or abs(distance) >= self.viewport().height():
            self.viewport().update()
        else:
            self.viewport().scroll(0, -distance)
        self.viewport_changed.emit()

    def _show_bar(self) -> None:
        """Have the scroll bar tell where the screen is, without its scrolling anything."""
        self.flow.visible()
        bar = self.verticalScrollBar()
        self._bar_value = self.flow.top
        bar.setPageStep(max(self.viewport().height() - self.metrics.pitch, 1))
        bar.setSingleStep(self.metrics.pitch)
        self._is_showing_bar = True  # setting the range may move the value
        bar.setRange(0, max(self.flow.furthest, self._bar_value))
        bar.setValue(self._bar_value)
        bar.setEnabled(bar.maximum() > 0)
        self._is_showing_bar = False

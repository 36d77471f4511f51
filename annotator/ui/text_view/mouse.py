"""The mouse on the text: click, drag, double and triple click, and scrolling on while dragging outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from annotator.domain.sentences import sentence_at
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex

if TYPE_CHECKING:
    from annotator.ui.text_view.caret_canvas import CaretCanvas

_SCROLL_MS = 30


class MouseSelector:
    """Turns mouse events into selections; `selected(anchor, caret)` gets each one, with equal ends for a click."""

    def __init__(self, canvas: CaretCanvas, selected: Callable[[int, int], None]) -> None:
        self.snaps = True
        self.tokens = TokenIndex("")
        self._canvas = canvas
        self._selected = selected
        self._unit: Callable[[QPoint], Span] = self._token
        self._origin: Span | None = None
        self._pressed_at = QPoint()
        self._last = QPoint()
        self._is_dragging = False
        self._doubled: tuple[int, QPoint] | None = None
        self._scroll = QTimer(canvas, interval=_SCROLL_MS)
        self._scroll.timeout.connect(self._scroll_on)

    def handle(self, event: QMouseEvent) -> bool:
        """Take an event of the viewport; True when it is dealt with."""
        kind = event.type()
        if kind is QEvent.Type.MouseMove:
            return self._move(event)
        if event.button() is not Qt.MouseButton.LeftButton:
            return event.button() in (Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton)
        if kind is QEvent.Type.MouseButtonRelease:
            self.stop()
        elif kind is QEvent.Type.MouseButtonDblClick:
            self._doubled = (event.timestamp(), event.position().toPoint())
            self._begin(event, self._token, at_once=True)
        elif kind is QEvent.Type.MouseButtonPress:
            self._press(event)
        return True

    def stop(self) -> None:
        """Forget a drag that is under way."""
        self._scroll.stop()
        self._origin = None
        self._is_dragging = False

    def _press(self, event: QMouseEvent) -> None:
        if self._is_third(event):
            self._begin(event, self._sentence, at_once=True)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._extend(event)
        else:
            by_token = self.snaps and not event.modifiers() & Qt.KeyboardModifier.AltModifier
            self._begin(event, self._token if by_token else self._gap, at_once=False)
            place = self._canvas.position_at(self._pressed_at, between=not by_token)
            self._selected(place, place)

    def _begin(self, event: QMouseEvent, unit: Callable[[QPoint], Span], *, at_once: bool) -> None:
        self._pressed_at = self._last = event.position().toPoint()
        self._unit = unit
        self._origin = unit(self._pressed_at)
        self._is_dragging = at_once
        if at_once:
            self._selected(self._origin.start, self._origin.end)

    def _extend(self, event: QMouseEvent) -> None:
        by_token = self.snaps and not event.modifiers() & Qt.KeyboardModifier.AltModifier
        self._pressed_at = self._last = event.position().toPoint()
        self._unit = self._token if by_token else self._gap
        anchor = self._canvas.anchor if self._canvas.anchor is not None else self._canvas.caret
        self._origin = Span(anchor, anchor)
        self._is_dragging = True
        self._reach()

    def _move(self, event: QMouseEvent) -> bool:
        if self._origin is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return False
        self._last = event.position().toPoint()
        distance = (self._last - self._pressed_at).manhattanLength()
        if not self._is_dragging and distance < QApplication.startDragDistance():
            return True
        self._is_dragging = True
        is_outside = not 0 <= self._last.y() < self._canvas.viewport().height()
        if is_outside != self._scroll.isActive():
            if is_outside:
                self._scroll.start()
            else:
                self._scroll.stop()
        self._reach()
        return True

    def _reach(self) -> None:
        """Select from where the drag began to where the mouse is, in whole units."""
        if self._origin is None:
            return
        here = self._unit(self._last)
        if here.start < self._origin.start:
            self._selected(self._origin.end, here.start)
        else:
            self._selected(self._origin.start, max(here.end, self._origin.end))

    def _scroll_on(self) -> None:
        height = self._canvas.viewport().height()
        y = self._last.y()
        beyond = y if y < 0 else y - height
        limit = 4 * self._canvas.metrics.pitch
        self._canvas.scroll_by(min(max(beyond, -limit), limit))
        self._reach()

    def _is_third(self, event: QMouseEvent) -> bool:
        if self._doubled is None:
            return False
        (time, place), self._doubled = self._doubled, None
        near = (event.position().toPoint() - place).manhattanLength() < QApplication.startDragDistance()
        return near and event.timestamp() - time <= QApplication.doubleClickInterval()

    def _gap(self, point: QPoint) -> Span:
        place = self._canvas.position_at(point, between=True)
        return Span(place, place)

    def _token(self, point: QPoint) -> Span:
        place = self._canvas.position_at(point)
        if place >= len(self._canvas.text):
            return Span(place, place)
        return self.tokens.snap(Span(place, place + 1))

    def _sentence(self, point: QPoint) -> Span:
        return sentence_at(self._canvas.text, self._canvas.position_at(point))

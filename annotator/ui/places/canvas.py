"""The map itself: it moves by keys, mouse and wheel, and tells which place was chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from annotator.app.place_map import MapPlace, World
from annotator.domain.map_view import MapView, nearest
from annotator.ui.places.painting import (
    Discs,
    Towns,
    paint_credit,
    paint_graticule,
    paint_names,
    radius_of,
)
from annotator.ui.theme import Theme

_STEP, _ZOOM = 0.15, 1.5  # of the screen, and by how much, at one key
_REACH = 8.0  # pixels around a disc in which a click means it
_DRAGGED = 4.0  # pixels from which on a press is no click
_REST_MS = 70  # after the last move, before the towns are drawn anew
_NOTCH = 120.0  # of a wheel
_PAN = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class MapCanvas(QWidget):
    """Arrows move the map, + and - make it larger and smaller, 0 shows all places; n and p go from place to place.

    Signals: `chosen(number)` by a click, n or p; `entered()` by Enter; `leave()` by Esc.
    """

    chosen = Signal(int)
    entered = Signal()
    leave = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Map of linked places")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 180)
        self.view = MapView(240, 180).fitted(())
        self._theme: Theme | None = None
        self._discs: Discs | None = None
        self._world: World | None = None
        self._towns: Towns | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._sharpen)
        self._places: list[MapPlace] = []
        self._chosen: int | None = None
        self._pressed: QPointF | None = None
        self._is_dragged = False
        self._is_fitted = True  # until it was moved by hand

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._discs = Discs(theme, self.devicePixelRatioF())
        self._sharpen()

    def set_world(self, world: World) -> None:
        self._world = world
        self._towns = Towns(world)
        self._sharpen()

    @property
    def has_world(self) -> bool:
        return self._towns is not None

    def set_places(self, places: Sequence[MapPlace], *, fit: bool) -> None:
        """Show these; with `fit` all of them, as long as the map was not moved by hand or they are others."""
        self._places = list(places)
        self._chosen = None
        if fit:
            self.fit()
        self.update()

    def choose(self, number: int | None, *, into_view: bool = True) -> None:
        """Mark a place."""
        self._chosen = number
        if (
            number is not None
            and into_view
            and not self.view.shows(self._places[number].x, self._places[number].y, -24)
        ):
            self.view = self.view.centered(self._places[number].x, self._places[number].y)
        self.setAccessibleDescription(self._places[number].name if number is not None else "")
        self.update()

    def fit(self) -> None:
        """Show all places."""
        self._is_fitted = True
        self.view = self.view.fitted((place.x, place.y) for place in self._places)
        self.update()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Larger or smaller, around a point of the screen, or the chosen place, or the middle."""
        if at is None:
            left, top = self.view.width / 2, self.view.height / 2
            if self._chosen is not None:
                place = self._places[self._chosen]
                if self.view.shows(place.x, place.y):
                    left, top = self.view.to_screen(place.x, place.y)
            at = QPointF(left, top)
        self._is_fitted = False
        self.view = self.view.zoomed(factor, at.x(), at.y())
        self.update()

    def place_at(self, at: QPointF) -> int | None:
        """The place under a point of the screen."""
        points = [self.view.to_screen(place.x, place.y) for place in self._places]
        number = nearest(points, at.x(), at.y(), 20 + _REACH)
        if number is None:
            return None
        reach = radius_of(self._places[number].times) + _REACH
        return nearest(points, at.x(), at.y(), reach)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, typed = event.key(), event.text()
        if key in _PAN:
            right, down = _PAN[Qt.Key(key)]
            self._pan(right * self.view.width * _STEP, down * self.view.height * _STEP)
        elif typed in ("+", "=", "-"):
            self.zoom(1 / _ZOOM if typed == "-" else _ZOOM)
        elif typed == "0" or key == Qt.Key.Key_Home:
            self.fit()
        elif typed in ("n", "p") and self._places:
            step = 1 if typed == "n" else -1
            number = 0 if self._chosen is None else (self._chosen + step) % len(self._places)
            self.chosen.emit(number)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.leave.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / _NOTCH
        if notches:
            self.zoom(_ZOOM**notches, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._is_dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        moved = event.position() - self._pressed
        if self._is_dragged or moved.manhattanLength() > _DRAGGED:
            self._is_dragged = True
            self._pressed = event.position()
            self._pan(-moved.x(), -moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        self._pressed = None
        number = None if self._is_dragged else self.place_at(event.position())
        if number is not None:
            self.chosen.emit(number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.place_at(event.position()) is None:
            self.zoom(_ZOOM, event.position())
        else:
            self.entered.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.view = self.view.resized(self.width(), self.height())
        if self._is_fitted:
            self.fit()

    def paintEvent(self, _: QPaintEvent) -> None:
        theme = self._theme
        if theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("base"))
        painter.setFont(self.font())
        if self._towns is not None:
            if not self._towns.is_sharp(self.view, theme):
                self._rest.start()
            self._towns.paint(painter, self.view)
        paint_graticule(painter, self.view, theme)
        if self._discs is not None:
            self._discs.paint(painter, self.view, self._places, self._chosen)
        paint_names(painter, self.view, self._places, self._chosen, self._world, theme)
        paint_credit(painter, self.view, theme)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.color("accent"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _sharpen(self) -> None:
        """Draw the towns for the view as it is."""
        if self._towns is not None and self._theme is not None:
            self._towns.draw(self.view, self._theme, self.devicePixelRatioF())
        self.update()

    def _pan(self, right: float, down: float) -> None:
        self._is_fitted = False
        self.view = self.view.panned(right, down)
        self.update()

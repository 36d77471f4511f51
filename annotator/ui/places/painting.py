"""How the map looks: faint outlines of countries, faint towns, the graticule, places as discs by their number."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF, QTransform

from annotator.app.place_map import MapPlace, Names, World
from annotator.domain.map_view import MapView, degrees_words, project, spread
from annotator.domain.places import CREDIT
from annotator.ui.panels.painting import font_of
from annotator.ui.theme import Theme

_TINTS = ("label12", "label10", "label8", "label5", "label6")  # of neighbouring countries
_NAMES, _TOWNS = 120, 60  # that are written at most
_SEEN = 3_000  # of the largest towns that are considered for names
_EDGE = 6
_SPOT = 4  # pixels
_LINE = 1.3  # pixels of an outline
_AROUND = [QPointF(right, down) for right in (-1.2, 1.2) for down in (-1.2, 1.2)]  # the halo of a name
_CELLS = 40  # columns and rows of the world
_FINE = 1e7  # of the towns' coordinates: Qt draws a point as a line of a 63rd of a unit

_Box = tuple[float, float, float, float]
_Name = tuple[str, QPointF, QColor, bool]
"""A text, where it begins, its colour, and whether it is the chosen place's."""


class Backdrop:
    """Towns and outlines as Qt draws them fast: polygons of points for each tint and each cell of the world."""

    def __init__(self, world: World) -> None:
        self.world = world
        cells: dict[tuple[int, int, int], list[QPointF]] = {}
        for tint, points in enumerate(world.points):
            for x, y in points:
                cell = (tint, int(x * _CELLS), int(y * _CELLS))
                cells.setdefault(cell, []).append(QPointF(x * _FINE, y * _FINE))
        self._cells = {cell: QPolygonF(points) for cell, points in cells.items()}
        self._outlines = [QPolygonF([QPointF(x * _FINE, y * _FINE) for x, y in ring]) for ring in world.outlines]
        self._boxes = [outline.boundingRect() for outline in self._outlines]

    def visible(self, view: MapView) -> list[list[QPolygonF]]:
        """For each tint the polygons that reach the screen."""
        (left, top), (right, bottom) = view.to_world(0, 0), view.to_world(view.width, view.height)
        found: list[list[QPolygonF]] = [[] for _ in self.world.points]
        for (tint, column, row), points in self._cells.items():
            if left * _CELLS - 1 <= column <= right * _CELLS and top * _CELLS - 1 <= row <= bottom * _CELLS:
                found[tint].append(points)
        return found

    def visible_outlines(self, view: MapView) -> list[QPolygonF]:
        """Those that reach the screen."""
        (left, top), (right, bottom) = view.to_world(0, 0), view.to_world(view.width, view.height)
        screen = QRectF(QPointF(left, top) * _FINE, QPointF(right, bottom) * _FINE)
        return [line for line, box in zip(self._outlines, self._boxes, strict=True) if box.intersects(screen)]


def radius_of(times: int) -> float:
    """Pixels of a disc: its area grows with how often the place is linked, up to a bound."""
    return min(4.0 + 1.3 * math.sqrt(times - 1), 15.0)


def paint_backdrop(painter: QPainter, view: MapView, backdrop: Backdrop, theme: Theme) -> None:
    """The outlines, and the towns, larger where the map is."""
    size = min(3.6, 1.5 + math.log2(max(view.scale / 1_000, 1.0)) * 0.4)
    scale = view.scale / _FINE
    left, top = view.to_screen(0, 0)
    painter.save()
    painter.setTransform(QTransform(scale, 0, 0, scale, left, top), combine=True)
    faint = QColor(theme.color("disabled"))
    faint.setAlphaF(0.45)
    line = QPen(faint, _LINE)
    line.setCosmetic(True)
    line.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(line)
    for outline in backdrop.visible_outlines(view):
        painter.drawPolyline(outline)
    for polygons, role in zip(backdrop.visible(view), _TINTS, strict=True):
        color = QColor(theme.strong(role))
        color.setAlphaF(0.42 if theme.is_dark else 0.6)
        pen = QPen(color, size)
        pen.setCosmetic(True)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        for points in polygons:
            painter.drawPoints(points)
    painter.restore()


def paint_graticule(painter: QPainter, view: MapView, theme: Theme) -> None:
    """Lines of latitude and longitude with their degrees at the upper and left edge."""
    latitudes, longitudes = view.graticule()
    font = font_of(painter.font(), 0.8)
    height = QFontMetricsF(font).height()
    painter.setFont(font)
    color = QColor(theme.color("border"))
    color.setAlphaF(0.7)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)  # the lines are straight
    for latitude in latitudes:
        top = view.to_screen(0, project(latitude, 0)[1])[1]
        painter.setPen(QPen(color, 1))
        painter.drawLine(QPointF(0, top), QPointF(view.width, top))
        painter.setPen(theme.color("disabled"))
        painter.drawText(QPointF(_EDGE, top - 3), degrees_words(latitude, "NS"))
    for longitude in longitudes:
        left = view.to_screen(project(0, longitude)[0], 0)[0]
        painter.setPen(QPen(color, 1))
        painter.drawLine(QPointF(left, 0), QPointF(left, view.height))
        painter.setPen(theme.color("disabled"))
        painter.drawText(QPointF(left + 3, height), degrees_words(longitude, "EW"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


class Towns:
    """The towns as a picture of the view it was drawn for; a view that moves gets that picture moved along.

    The whole world takes some frames to draw, so it is drawn anew only once the map has come to rest.
    """

    def __init__(self, world: World) -> None:
        self._backdrop = Backdrop(world)
        self._drawn: tuple[MapView, Theme, QPixmap] | None = None

    def is_sharp(self, view: MapView, theme: Theme) -> bool:
        """Whether `paint` would show the towns exactly where they are."""
        return self._drawn is not None and self._drawn[0] == view and self._drawn[1] is theme

    def draw(self, view: MapView, theme: Theme, ratio: float) -> None:
        """Draw the picture for this view."""
        picture = QPixmap(round(view.width * ratio), round(view.height * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(theme.color("base"))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_backdrop(painter, view, self._backdrop, theme)
        painter.end()
        self._drawn = (view, theme, picture)

    def paint(self, painter: QPainter, view: MapView) -> None:
        if self._drawn is None:
            return
        before, _, picture = self._drawn
        left, top = view.to_screen(*before.to_world(0, 0))
        grown = view.scale / before.scale
        painter.drawPixmap(
            QRectF(left, top, before.width * grown, before.height * grown), picture, QRectF(picture.rect())
        )


class Discs:
    """The discs of places, each kind drawn once; thousands of them are then copied in some milliseconds."""

    def __init__(self, theme: Theme, ratio: float) -> None:
        self._theme = theme
        self._ratio = ratio
        self._drawn: dict[tuple[float, bool], QPixmap] = {}

    def paint(self, painter: QPainter, view: MapView, places: Sequence[MapPlace], chosen: int | None) -> None:
        """The frequent ones below the rare ones, hollow where only a region is meant, the chosen one last.

        Where several would lie at one spot, the most frequent stands for them.
        """
        taken: set[tuple[int, int]] = set()
        for number, place in enumerate(places):
            left, top = view.to_screen(place.x, place.y)
            spot = int(left // _SPOT), int(top // _SPOT)
            if number == chosen or spot in taken or not view.shows(place.x, place.y, 20):
                continue
            taken.add(spot)
            radius = round(radius_of(place.times) * 2) / 2
            disc = self._disc(radius, place.link.precision in ("region", "unclear"))
            painter.drawPixmap(QPointF(left - radius - 1, top - radius - 1), disc)
        if chosen is not None:
            place = places[chosen]
            center, radius = QPointF(*view.to_screen(place.x, place.y)), radius_of(place.times)
            painter.setPen(QPen(self._theme.color("text"), 1.6))
            painter.setBrush(self._theme.color("target_edge"))
            painter.drawEllipse(center, radius, radius)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(center, radius + 4, radius + 4)

    def _disc(self, radius: float, hollow: bool) -> QPixmap:
        disc = self._drawn.get((radius, hollow))
        if disc is None:
            side = math.ceil((2 * radius + 2) * self._ratio)
            disc = QPixmap(side, side)
            disc.setDevicePixelRatio(self._ratio)
            disc.fill(Qt.GlobalColor.transparent)
            accent = self._theme.color("accent")
            fill = QColor(accent)
            fill.setAlphaF(0.16 if hollow else 0.7)
            painter = QPainter(disc)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(accent, 1.3))
            painter.setBrush(fill)
            painter.drawEllipse(QPointF(radius + 1, radius + 1), radius, radius)
            painter.end()
            self._drawn[radius, hollow] = disc
        return disc


def paint_names(
    painter: QPainter,
    view: MapView,
    places: Sequence[MapPlace],
    chosen: int | None,
    world: World | None,
    theme: Theme,
) -> None:
    """Names of places, then of countries and towns as far as there is room, none over another."""
    plain, bold = font_of(painter.font(), 0.92), font_of(painter.font(), 0.95, bold=True)
    wanted: list[_Name] = []
    order = sorted(range(len(places)), key=lambda number: (number != chosen, number))
    taken = set()
    for number in order:
        place = places[number]
        if view.shows(place.x, place.y):
            right = radius_of(place.times) + (8 if number == chosen else 3)
            wanted.append(
                (place.name, _beside(view, place.x, place.y, right), theme.color("text"), number == chosen)
            )
            taken.add(place.link.name)
        if len(wanted) == _NAMES:
            break
    if world is not None:
        wanted += _background_names(view, world, taken, theme)
    kept_free = [_box_of_disc(view, places[chosen])] if chosen is not None else []
    for text, at, color, is_chosen in _with_room(wanted, plain, bold, kept_free):
        font = bold if is_chosen else plain
        painter.setFont(font)
        painter.setPen(theme.color("base"))
        for aside in _AROUND:
            painter.drawText(at + aside, text)
        painter.setPen(color)
        painter.drawText(at, text)


def paint_credit(painter: QPainter, view: MapView, theme: Theme) -> None:
    font = font_of(painter.font(), 0.85)
    metrics = QFontMetricsF(font)
    box = QRectF(0, 0, metrics.horizontalAdvance(CREDIT) + 12, metrics.height() + 4)
    box.moveBottomRight(QPointF(view.width, view.height))
    ground = QColor(theme.color("base"))
    ground.setAlphaF(0.85)
    painter.fillRect(box, ground)
    painter.setFont(font)
    painter.setPen(theme.color("muted"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, CREDIT)


def _background_names(view: MapView, world: World, taken: set[str], theme: Theme) -> list[_Name]:
    countries: Sequence[Names] = world.countries if view.scale < 12_000 else ()
    towns: Sequence[Names] = world.towns[:_SEEN] if view.scale > 4_000 else ()
    if view.scale > 12_000:
        towns = world.towns
    found = [
        (name.text, _beside(view, name.x, name.y, 0), theme.color("muted"), False)
        for name in countries
        if view.shows(name.x, name.y) and name.text not in taken
    ]
    for name in towns:
        if len(found) >= _TOWNS:
            break
        if view.shows(name.x, name.y) and name.text not in taken:
            found.append((name.text, _beside(view, name.x, name.y, 3), theme.color("disabled"), False))
    return found


def _beside(view: MapView, x: float, y: float, right: float) -> QPointF:
    left, top = view.to_screen(x, y)
    return QPointF(left + right, top + 4)


def _with_room(wanted: list[_Name], plain: QFont, bold: QFont, kept_free: list[_Box]) -> list[_Name]:
    """Those names that do not lie over one another."""
    metrics = {False: QFontMetricsF(plain), True: QFontMetricsF(bold)}
    boxes = list(kept_free)
    for text, at, _, strong in wanted:
        of = metrics[strong]
        boxes.append((at.x(), at.y() - of.ascent(), of.horizontalAdvance(text) + 6, of.height()))
    shown = spread(boxes, _NAMES + _TOWNS)
    return [wanted[number - len(kept_free)] for number in shown if number >= len(kept_free)]


def _box_of_disc(view: MapView, place: MapPlace) -> _Box:
    left, top = view.to_screen(place.x, place.y)
    radius = radius_of(place.times) + 4
    return left - radius, top - radius, 2 * radius, 2 * radius

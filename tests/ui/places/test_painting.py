"""What is drawn on the map, looked at by its pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from annotator.app.place_map import MapPlace, Names, World
from annotator.domain.map_view import MapView, project
from annotator.domain.places import PlaceLink
from annotator.ui.places.painting import (
    Backdrop,
    Discs,
    Towns,
    paint_backdrop,
    paint_credit,
    paint_graticule,
    paint_names,
    radius_of,
)
from annotator.ui.theme import Theme, load_theme

BEIRUT = project(33.89, 35.5)
WORLD = World(((BEIRUT,), (), (), (), ()), (Names("Beirut", *BEIRUT),), (Names("Lebanon", *BEIRUT),))
VIEW = MapView(400, 300).fitted([BEIRUT])


def place(times: int = 1, precision: str = "exact", name: str = "Beirut") -> MapPlace:
    return MapPlace(PlaceLink("5", name, "LB", 33.89, 35.5, precision), times, *BEIRUT)


class Canvas:
    """A picture to draw on, of one colour at first."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.image = QImage(400, 300, QImage.Format.Format_RGB32)
        self.image.fill(theme.color("base"))
        self.painter = QPainter(self.image)

    def at(self, left: float, top: float) -> QColor:
        return self.image.pixelColor(round(left), round(top))

    def drawn(self) -> int:
        """How many of the pixels are of another colour now, looked at in steps of two."""
        base = self.theme.color("base").rgb()
        return sum(self.image.pixel(x, y) != base for x in range(0, 400, 2) for y in range(0, 300, 2))


@pytest.fixture(params=["light", "dark"])
def canvas(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Canvas]:
    found = Canvas(load_theme(request.param))
    yield found
    found.painter.end()


def test_discs_grow_with_their_number_up_to_a_bound() -> None:
    sizes = [radius_of(times) for times in (1, 2, 10, 50, 1_000, 1_000_000)]
    assert sizes == sorted(sizes)
    assert sizes[0] == 4
    assert sizes[-1] == sizes[-2] == 15


def test_a_disc_stands_at_its_place_and_a_region_is_hollow(canvas: Canvas) -> None:
    discs = Discs(canvas.theme, 1.0)
    discs.paint(canvas.painter, VIEW, [place(30)], None)
    full = canvas.at(200, 150)
    assert full != canvas.theme.color("base")
    assert canvas.at(200, 180) == canvas.theme.color("base")
    canvas.image.fill(canvas.theme.color("base"))
    discs.paint(canvas.painter, VIEW, [place(30, "region")], None)
    hollow = canvas.at(200, 150)
    assert hollow not in (full, canvas.theme.color("base"))


def test_the_chosen_place_has_a_colour_of_its_own(canvas: Canvas) -> None:
    Discs(canvas.theme, 1.0).paint(canvas.painter, VIEW, [place(30), place(2)], 1)
    assert canvas.at(200, 150) == canvas.theme.color("target_edge")


def test_places_off_the_screen_are_not_drawn(canvas: Canvas) -> None:
    away = VIEW.centered(*project(-30, -60))
    Discs(canvas.theme, 1.0).paint(canvas.painter, away, [place(30)], None)
    assert canvas.drawn() == 0
    assert Backdrop(WORLD).visible(away) == [[], [], [], [], []]
    assert [len(points) for points in Backdrop(WORLD).visible(VIEW)] == [1, 0, 0, 0, 0]


def test_the_towns_are_drawn_where_they_are_and_move_along(canvas: Canvas) -> None:
    towns = Towns(WORLD)
    towns.paint(canvas.painter, VIEW)
    assert canvas.drawn() == 0
    towns.draw(VIEW, canvas.theme, 1.0)
    assert towns.is_sharp(VIEW, canvas.theme)
    towns.paint(canvas.painter, VIEW)
    assert canvas.at(200, 150) != canvas.theme.color("base")
    moved = VIEW.panned(50, 20)
    canvas.image.fill(canvas.theme.color("base"))
    towns.paint(canvas.painter, moved)
    assert canvas.at(150, 130) != canvas.theme.color("base")
    assert canvas.at(200, 150) == canvas.theme.color("base")
    assert not towns.is_sharp(moved, canvas.theme)


def test_outlines_are_lines_without_a_fill(canvas: Canvas) -> None:
    ring = tuple(VIEW.to_world(*corner) for corner in ((100, 100), (300, 100), (300, 200), (100, 200), (100, 100)))
    backdrop = Backdrop(replace(WORLD, points=((), (), (), (), ()), outlines=(ring,)))
    paint_backdrop(canvas.painter, VIEW, backdrop, canvas.theme)
    assert canvas.at(200, 100) != canvas.theme.color("base")
    assert canvas.at(200, 150) == canvas.theme.color("base")
    assert backdrop.visible_outlines(VIEW.centered(*project(-30, -60))) == []


def test_names_graticule_and_credit(canvas: Canvas) -> None:
    paint_graticule(canvas.painter, VIEW, canvas.theme)
    lines = canvas.drawn()
    assert lines > 0
    paint_names(canvas.painter, VIEW, [place(name="بيروت"), place(name="x" * 300)], 0, WORLD, canvas.theme)
    names = canvas.drawn()
    assert names > lines
    paint_names(canvas.painter, VIEW, [], None, None, canvas.theme)
    assert canvas.drawn() == names
    paint_credit(canvas.painter, VIEW, canvas.theme)
    assert canvas.drawn() > names

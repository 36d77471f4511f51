from __future__ import annotations

import pytest

from annotator.domain.map_view import MapView, degrees_words, nearest, project, spread, unproject

SCREEN = MapView(800, 600).fitted(())


@pytest.mark.parametrize("place", [(0.0, 0.0), (48.72, 37.56), (-33.9, 151.2), (81.9, -179.9), (-60.0, 179.0)])
def test_degrees_and_world_coordinates(place: tuple[float, float]) -> None:
    assert unproject(*project(*place)) == pytest.approx(place)


def test_the_poles_are_drawn_at_the_edge() -> None:
    assert project(90, 0) == project(82, 0)
    assert project(-90, 0) == project(-82, 0)
    assert project(0, -180)[0] == 0
    assert project(0, 180)[0] == 1


def test_screen_and_world() -> None:
    x, y = project(48.72, 37.56)
    assert SCREEN.to_world(*SCREEN.to_screen(x, y)) == pytest.approx((x, y))
    assert SCREEN.centered(x, y).to_screen(x, y) == pytest.approx((400, 300))


def test_without_places_the_whole_world_is_shown() -> None:
    assert SCREEN.shows(*project(-50, -70))
    assert SCREEN.shows(*project(60, 150))


def test_zooming_keeps_what_is_under_the_pointer() -> None:
    before = SCREEN.to_world(200, 250)
    assert SCREEN.zoomed(2, 200, 250).to_world(200, 250) == pytest.approx(before)


def test_zoom_has_bounds() -> None:
    near = SCREEN.zoomed(1e9, 400, 300)
    assert near.scale == near.zoomed(10, 400, 300).scale
    assert near.zoomed(1e-9, 400, 300).scale == SCREEN.scale


def test_panning_stays_on_the_world() -> None:
    assert SCREEN.zoomed(4, 400, 300).panned(80, 0).to_screen(0.5, 0.5)[0] == pytest.approx(
        SCREEN.zoomed(4, 400, 300).to_screen(0.5, 0.5)[0] - 80
    )
    far = SCREEN.panned(1e9, 1e9)
    assert far.x == 1
    assert far.shows(*project(-82, 180))


def test_all_places_fit_in() -> None:
    places = [project(33.9, 35.5), project(50.4, 30.5), project(-1.7, 29.2)]
    view = SCREEN.fitted(places)
    assert all(view.shows(*place, -40) for place in places)
    assert not view.zoomed(2, 400, 300).shows(*places[2])


def test_one_place_is_not_shown_too_large() -> None:
    view = SCREEN.fitted([project(33.9, 35.5)])
    assert view.scale == 12_000
    assert view.to_screen(*project(33.9, 35.5)) == pytest.approx((400, 300))


def test_another_size_keeps_the_middle() -> None:
    view = SCREEN.fitted([project(33.9, 35.5)]).resized(300, 900)
    assert view.to_screen(*project(33.9, 35.5)) == pytest.approx((150, 450))


def test_the_graticule_is_neither_dense_nor_empty() -> None:
    view = SCREEN
    for _ in range(20):
        latitudes, longitudes = view.graticule()
        assert 1 <= len(longitudes) <= 14
        assert len(latitudes) <= 14
        assert longitudes == sorted(set(longitudes))
        view = view.zoomed(1.5, 390, 310)


def test_degrees_in_words() -> None:
    assert degrees_words(30, "NS") == "30° N"
    assert degrees_words(-0.5, "EW") == "0.5° W"
    assert degrees_words(0, "NS") == "0°"


def test_the_nearest_place_within_reach() -> None:
    places = [(10.0, 10.0), (20.0, 10.0), (300.0, 300.0)]
    assert nearest(places, 17, 11, 8) == 1
    assert nearest(places, 100, 100, 8) is None
    assert nearest([], 0, 0, 8) is None


def test_boxes_are_spread_so_that_none_hides_another() -> None:
    boxes = [(0, 0, 50, 10), (40, 5, 50, 10), (60, 0, 50, 10), (0, 100, 10, 10), (-100, -5, 120, 10)]
    assert spread(boxes, 9) == [0, 2, 3]
    assert spread(boxes, 2) == [0, 2]
    assert spread([], 2) == []

"""What holds of every link, every text and every view."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.map_view import MapView, project, spread, unproject
from annotator.domain.places import PLACE_ATTRIBUTES, PlaceLink, coordinates_in, place_link_of, with_link

LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)
WORDS = st.text(min_size=1, max_size=20)
LINKS = st.builds(
    PlaceLink,
    WORDS.map(str.strip).filter(bool),
    WORDS,
    st.sampled_from(["", "UA", "LB"]),
    LATITUDES,
    LONGITUDES,
    st.sampled_from(["exact", "near", "region", "unclear"]),
)
VALUES = st.one_of(st.text(max_size=9), st.floats(), st.integers(), st.booleans())
VIEWS = st.builds(
    lambda width, height, scale, x, y: MapView(width, height, x, y, scale).panned(0, 0),
    st.floats(50, 3000),
    st.floats(50, 3000),
    st.floats(100, 300_000),
    st.floats(-1, 2),
    st.floats(-1, 2),
)


@given(LINKS, st.dictionaries(WORDS, VALUES))
def test_a_link_is_read_as_it_was_written(link: PlaceLink, others: dict[str, str | float | int | bool]) -> None:
    kept = {name: value for name, value in others.items() if name not in PLACE_ATTRIBUTES}
    attributes = with_link(others, link)
    assert place_link_of(attributes) == link
    assert with_link(attributes, None) == kept
    assert link.words()


@given(st.dictionaries(st.sampled_from(PLACE_ATTRIBUTES), VALUES))
def test_any_attributes_are_a_good_link_or_none(attributes: dict[str, str | float | int | bool]) -> None:
    link = place_link_of(attributes)
    if link is not None:
        assert -90 <= link.latitude <= 90
        assert -180 <= link.longitude <= 180
        assert place_link_of(with_link(attributes, link)) == link


@given(st.text(max_size=40))
def test_any_text_is_coordinates_or_not(text: str) -> None:
    link = coordinates_in(text)
    assert link is None or place_link_of(link.attributes()) == link


@given(st.floats(-82, 82), LONGITUDES)
def test_projecting_and_back(latitude: float, longitude: float) -> None:
    assert unproject(*project(latitude, longitude)) == pytest.approx((latitude, longitude), abs=1e-6)


@given(VIEWS, st.floats(0.01, 100), st.floats(0, 1), st.floats(0, 1))
def test_every_view_stays_on_the_world(view: MapView, factor: float, right: float, down: float) -> None:
    for moved in (
        view.zoomed(factor, right * view.width, down * view.height),
        view.panned(right * 1e6, -down * 1e6),
        view.resized(100 + 900 * right, 100 + 900 * down),
    ):
        assert 0 <= moved.x <= 1
        assert 0 < moved.y < 1
        assert moved.scale > 0
        assert moved.to_world(*moved.to_screen(0.3, 0.4)) == pytest.approx((0.3, 0.4), abs=1e-6)


BOXES = st.lists(
    st.tuples(st.integers(-90, 500), st.integers(-90, 500), st.integers(1, 200), st.integers(1, 30)), max_size=25
)


@given(BOXES)
def test_shown_boxes_never_overlap_and_hidden_ones_would(boxes: list[tuple[int, int, int, int]]) -> None:
    def overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
        beside = one[0] >= other[0] + other[2] or other[0] >= one[0] + one[2]
        return not (beside or one[1] >= other[1] + other[3] or other[1] >= one[1] + one[3])

    shown = spread(boxes, 99)
    for number in range(len(boxes)):
        before = [boxes[other] for other in shown if other < number]
        assert (number not in shown) == any(overlap(boxes[number], box) for box in before)

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.annotations import AttributeValue
from annotator.domain.places import (
    PLACE_ATTRIBUTES,
    PlaceLink,
    coordinates_in,
    distance,
    place_link_of,
    with_link,
    with_precision,
)

KRAMATORSK = PlaceLink("703846", "Kramatorsk", "UA", 48.72305, 37.55629)


def test_a_link_is_kept_as_attributes_and_read_back() -> None:
    attributes = KRAMATORSK.attributes()
    assert tuple(attributes) == PLACE_ATTRIBUTES
    assert place_link_of(attributes) == KRAMATORSK


def test_a_sea_has_no_country() -> None:
    sea = PlaceLink("own:Black Sea", "Black Sea", "", 43.0, 34.0, "region")
    assert "country" not in sea.attributes()
    assert place_link_of(sea.attributes()) == sea
    assert sea.words() == "Black Sea 43.00, 34.00 – region"


def test_one_line_says_it_all() -> None:
    assert KRAMATORSK.words() == "Kramatorsk, UA 48.72, 37.56 – exact"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lat", "north"), ("lat", 91), ("lat", float("nan")), ("lat", True),
        ("lon", -180.5), ("lon", float("inf")),
        ("place_id", ""), ("place_id", "  "),
    ],
)  # fmt: skip
def test_nonsense_is_no_link(name: str, value: AttributeValue) -> None:
    assert place_link_of({**KRAMATORSK.attributes(), name: value}) is None


@pytest.mark.parametrize("name", ["lat", "lon", "place_id"])
def test_what_lacks_makes_no_link(name: str) -> None:
    attributes = KRAMATORSK.attributes()
    del attributes[name]
    assert place_link_of(attributes) is None


def test_numbers_that_a_file_had_as_words_are_read() -> None:
    attributes = {"place_id": 703846, "lat": "48.72305", "lon": " 37.5 ", "country": "UA"}
    assert place_link_of(attributes) == PlaceLink("703846", "703846", "UA", 48.72305, 37.5, "")


def test_a_link_replaces_the_one_before_and_leaves_the_rest() -> None:
    sea = PlaceLink("own:Black Sea", "Black Sea", "", 43.0, 34.0, "region")
    before: dict[str, AttributeValue] = {"certainty": "low", **KRAMATORSK.attributes()}
    assert with_link(before, sea) == {"certainty": "low", **sea.attributes()}
    assert with_link(before, None) == {"certainty": "low"}


def test_precision_is_one_of_four() -> None:
    assert with_precision(KRAMATORSK, "near") == replace(KRAMATORSK, precision="near")
    with pytest.raises(ValueError, match="about"):
        with_precision(KRAMATORSK, "about")


@pytest.mark.parametrize(
    ("text", "latitude", "longitude"),
    [
        ("48.7389, 37.5848", 48.7389, 37.5848),
        ("46.2155, -31.5492", 46.2155, -31.5492),
        ("(48.7389,37.5848)", 48.7389, 37.5848),
        ("48.74° N 37.58° E", 48.74, 37.58),
        ("33.5 s, 70.6 w", -33.5, -70.6),
        ("48N 37E", 48.0, 37.0),
    ],
)
def test_coordinates_are_a_place(text: str, latitude: float, longitude: float) -> None:
    found = coordinates_in(text)
    assert found is not None
    assert (found.latitude, found.longitude) == (latitude, longitude)
    assert found.id.startswith("geo:")
    assert place_link_of(found.attributes()) == found


@pytest.mark.parametrize("text", ["Mosul", "12, 13", "99.5, 37.5", "48.7", "48.7, 190.1", "1.5, 2.5 etc.", ""])
def test_other_numbers_are_none(text: str) -> None:
    assert coordinates_in(text) is None


def test_distance_in_kilometres() -> None:
    assert distance(48.7, 37.6, 48.7, 37.6) == 0
    assert distance(0, 0, 0, 180) == pytest.approx(20_015, abs=1)
    assert distance(50.45, 30.52, 48.72, 37.56) == pytest.approx(544, abs=5)

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.assist.name_table import Place
from annotator.assist.place_ranking import MOST, Found, Surroundings, find, rank
from annotator.assist.training import Lists
from tests.places import PLACES, small_gazetteer

LIBYA, LEBANON = PLACES[0], PLACES[1]
BOTH = [Found(LIBYA), Found(LEBANON)]


def best(around: Surroundings) -> str:
    return rank(BOTH, around)[0].place.country


def test_the_larger_town_comes_first_when_nothing_is_known() -> None:
    assert best(Surroundings()) == "LY"


@pytest.mark.parametrize(
    "around",
    [
        Surroundings(countries={"LB": 2.0}),
        Surroundings(countries={"LB": 5.0, "LY": 1.0}),
        Surroundings(project={"LB": 40, "LY": 1}),
        Surroundings(linked={"2": 6}),
        Surroundings(nearby=[(33.89, 35.50)]),
        Surroundings(countries={"LY": 9.0}, same={"2": 1}),
    ],
)
def test_what_stands_around_decides(around: Surroundings) -> None:
    assert best(around) == "LB"


def test_what_is_linked_to_the_same_text_goes_before_everything() -> None:
    around = Surroundings({"LY": 50.0}, {"LY": 900}, {"1": 900}, [(32.9, 13.2)], {"2": 1})
    assert best(around) == "LB"


def test_a_country_goes_before_a_town_of_its_name() -> None:
    country = Place("10", "Georgia", "country", "GE", 41.7, 44.8, 3_700_000, "GeoNames")
    town = Place("11", "Georgia", "city", "US", 33.0, -84.0, 20_000, "GeoNames")
    assert rank([Found(town), Found(country)], Surroundings())[0].place is country


def test_each_place_comes_once_and_no_more_than_digits_can_choose() -> None:
    many = [
        Found(Place(str(n % 15), "San José", "city", "CR", 9.0, -84.0, 20_000 + n, "GeoNames")) for n in range(30)
    ]
    ranked = rank(many, Surroundings())
    assert len(ranked) == len({f.place.id for f in ranked}) == MOST


def test_the_order_is_kept_between_equals() -> None:
    alike = [Found(Place(str(n), "X", "city", "CR", 9.0, -84.0, 20_000, "GeoNames")) for n in range(5)]
    assert rank(alike, Surroundings()) == alike
    assert rank([], Surroundings()) == []


@pytest.mark.parametrize(
    ("text", "names", "precision"),
    [
        ("Mosul", ["Mosul"], "exact"),
        ("Mosul's", ["Mosul"], "exact"),
        ("Mosul’s", ["Mosul"], "exact"),
        ("the Bekaa", ["Bekaa"], "region"),
        ("city of Mosul", ["Mosul"], "exact"),
        ("Mosul, Libya", ["Mosul", "Libya"], "exact"),
        ("10 km north of Mosul", ["Mosul"], "near"),
        ("Mosul province", ["Mosul"], "region"),
        ("Libya", ["Libya"], "region"),
        ("mosul road", [], ""),
        ("nowhere", [], ""),
        ("", [], ""),
        ("?!", [], ""),
    ],
)
def test_names_within_a_text(tmp_path: Path, text: str, names: list[str], precision: str) -> None:
    found = find(small_gazetteer(tmp_path).look_up, text)
    assert [f.place.name for f in found] == names
    assert precision == (found[0].precision if found else "")


def test_a_town_with_its_country_is_the_town_there(tmp_path: Path) -> None:
    found = rank(find(small_gazetteer(tmp_path).look_up, "Tripoli, Lebanon"), Surroundings({"LY": 0.5}))
    assert [(f.place.name, f.place.country) for f in found[:2]] == [("Tripoli", "LB"), ("Tripoli", "LY")]


def test_a_long_text_is_read_at_its_beginning_only(tmp_path: Path) -> None:
    assert find(small_gazetteer(tmp_path).look_up, "word " * 50 + "Mosul") == []


def test_the_link_has_what_the_list_has() -> None:
    link = Found(LEBANON).link()
    assert (link.id, link.name, link.country, link.precision) == ("2", "Tripoli", "LB", "exact")


def test_a_large_town_is_meant_although_a_country_with_a_small_one_is_named_too() -> None:
    paris = Place("20", "Paris", "city", "FR", 48.85, 2.35, 2_138_551, "GeoNames")
    texas = Place("21", "Paris", "city", "US", 33.66, -95.55, 24_782, "GeoNames")
    often = Surroundings({"US": 6.0, "IQ": 9.0, "SY": 8.0})
    assert rank([Found(texas), Found(paris)], often)[0].place is paris
    assert rank([Found(texas), Found(paris)], Surroundings({"US": 6.0}))[0].place is texas


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [("Paris", "", "FR"), ("Paris", "US", "US"), ("Tripoli", "LB", "LB"), ("Aleppo, Syria", "", "SY")],
)
def test_the_list_of_the_program(lists: Lists, text: str, country: str, expected: str) -> None:
    around = Surroundings({country: 3.0} if country else {})
    assert rank(find(lists.gazetteer.look_up, text), around)[0].place.country == expected

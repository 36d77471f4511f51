from __future__ import annotations

from pathlib import Path

import pytest

from annotator.assist.gazetteer import Gazetteer, key_of, own_places, prepare
from annotator.assist.reading import read_sentences
from annotator.assist.training import Lists
from annotator.domain.tokens import TokenIndex
from tests.assist.conftest import LEXICONS
from tests.assist.teaching import found
from tests.places import small_gazetteer

OWN = LEXICONS / "places.txt"


@pytest.mark.parametrize(
    ("name", "place", "kind", "country"),
    [
        ("Mosul", "Mosul", "city", "IQ"),
        ("الموصل", "Mosul", "city", "IQ"),
        ("Сєвєродонецьк", "Siverskodonetsk", "city", "UA"),
        ("Kiev", "Kyiv", "city", "UA"),
        ("Deir ez-Zor", "Deir ez-Zor", "city", "SY"),
        ("Paris", "Paris", "city", "FR"),
        ("Donbas", "Donbas", "region", "UA"),
        ("Azovstal", "Azovstal", "site", "UA"),
        ("Black Sea", "Black Sea", "sea", ""),
        ("U.S.", "United States", "country", "US"),
        ("SYRIA", "Syria", "country", "SY"),
    ],
)
def test_places_by_their_names(lists: Lists, name: str, place: str, kind: str, country: str) -> None:
    best = lists.gazetteer.look_up(name)[0]
    assert (best.name, best.kind, best.country) == (place, kind, country)
    assert (best.latitude, best.longitude) != (0, 0)


@pytest.mark.parametrize("word", ["of", "us", "Police", "President", "Monday", "", "?!", "Qqqqq"])
def test_words_that_name_no_place(lists: Lists, word: str) -> None:
    assert lists.gazetteer.look_up(word) == []


def test_names_are_found_in_text_with_the_longest_first(lists: Lists) -> None:
    text = "Troops left Mosul for Deir ez-Zor, told us of Donetsk oblast and near the Black Sea."
    assert [part for part, _ in found(lists.gazetteer, text)] == [
        "Mosul",
        "Deir ez-Zor",
        "Donetsk oblast",
        "Black Sea",
    ]


def test_a_name_without_its_capital_is_a_word(lists: Lists) -> None:
    assert found(lists.gazetteer, "they read the nice reading about split mosul") == []


def test_a_piece_of_a_longer_name_is_hardly_a_place(lists: Lists) -> None:
    text = "Aleppo University closed. He went to Aleppo."
    piece, whole = lists.gazetteer.suggest(text, TokenIndex(text), 0, len(text))
    assert piece.score < 0.4 < whole.score


def test_the_reason_names_source_and_country(lists: Lists) -> None:
    text = "He went to Mosul, Syria and Azovstal."
    reasons = [each.reason for each in lists.gazetteer.suggest(text, TokenIndex(text), 0, len(text))]
    assert reasons == ["GeoNames: city in IQ", "GeoNames: country", "place list: site in UA"]


def test_marks_tell_the_kind(lists: Lists) -> None:
    text = "in Deir ez-Zor today"
    (sentence,) = read_sentences(text, TokenIndex(text), 0, len(text))
    assert lists.gazetteer.marks(sentence) == ["", "city", "+city", ""]


def test_the_table_is_made_once_and_again_when_damaged(lists: Lists, cache: Path, tmp_path: Path) -> None:
    path = prepare(cache, OWN)
    made = path.stat().st_mtime_ns
    assert prepare(cache, OWN) == path
    assert path.stat().st_mtime_ns == made
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes()[:-1])
    assert Gazetteer(prepare(tmp_path, OWN)).look_up("Mosul")
    assert copy.stat().st_size == path.stat().st_size


def test_our_own_places_are_well_formed() -> None:
    kinds = {"region", "sea", "lake", "river", "site", "country"}
    for place, names in own_places(OWN):
        assert place.kind in kinds, place
        assert len(place.country) in (0, 2), place
        assert abs(place.latitude) <= 90, place
        assert abs(place.longitude) <= 180, place
        assert all(names), place


@pytest.mark.parametrize(
    ("words", "key"), [(["US"], "US"), (["us"], "us"), (["Mosul"], "mosul"), (["MOSUL", "Dam"], "MOSUL dam")]
)
def test_short_words_in_capitals_keep_them(words: list[str], key: str) -> None:
    assert key_of(words) == key


def test_countries_that_a_text_names_or_has_towns_of(lists: Lists) -> None:
    text = "Kramatorsk was shelled. Ukraine blamed Russia. Nobody in Paris knew, said Syria. Kramatorsk burned."
    tokens = TokenIndex(text)
    named = lists.gazetteer.countries_named(text, tokens, 0, len(text))
    assert named["UA"] == 4  # the country counts twice, a town that is there alone once
    assert (named["RU"], named["SY"]) == (2, 2)
    assert "FR" not in named  # there is more than one Paris
    assert lists.gazetteer.countries_named(text, tokens, 0, 10) == {"UA": 1}


def test_cities_and_countries_are_told_apart(tmp_path: Path) -> None:
    gazetteer = small_gazetteer(tmp_path)
    assert [place.name for place in gazetteer.cities()] == ["Tripoli", "Tripoli", "Beirut", "Mosul"]
    assert [place.name for place in gazetteer.countries()] == ["Libya", "Lebanon"]


def test_each_place_of_our_own_list_is_one_place() -> None:
    places = [place for place, _ in own_places(OWN)]
    assert len({place.id for place in places}) == len(places)
    named = {name: place for place, known_as in own_places(OWN) for name in known_as}
    for one, other in (
        ("Homs province", "Hama province"),
        ("Fordow", "Bushehr"),
        ("Palmyra", "Krak des Chevaliers"),
    ):
        assert named[one] != named[other]
    assert all(abs(place.latitude) <= 90 and abs(place.longitude) <= 180 for place in places)

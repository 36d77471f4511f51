from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.repeats import Repeats, says_something

TEXTS = st.lists(st.sampled_from(["Kyiv", "kyiv", "the army", "they", "the Army of Kyiv", " ", ""]), max_size=12)


def test_the_longest_known_text_wins() -> None:
    repeats = Repeats(["Mosul", "Mosul Dam"])
    assert repeats.longest_at("in Mosul Dam now", 3, "Mosul") == 12
    assert repeats.longest_at("in Mosul Damage", 3, "Mosul") == 8
    assert repeats.longest_at("in Mosul", 3, "in") is None


def test_case_is_ignored_except_for_short_acronyms() -> None:
    repeats = Repeats(["US", "the group"])
    assert repeats.longest_at("THE Group", 0, "THE") == 9
    assert repeats.longest_at("us", 0, "us") is None
    assert repeats.longest_at("US", 0, "US") == 2


def test_a_text_is_forgotten_with_its_last_span() -> None:
    repeats = Repeats(["Kyiv", "Kyiv"])
    repeats.discard("Kyiv")
    assert repeats.longest_at("Kyiv", 0, "Kyiv") == 4
    repeats.discard("Kyiv")
    assert repeats.longest_at("Kyiv", 0, "Kyiv") is None
    repeats.discard("Kyiv")
    repeats.discard("never added")


def test_claims_are_too_long_to_be_kept() -> None:
    claim = "Kyiv " * 41
    repeats = Repeats([claim, "", "  "])
    assert repeats.longest_at(claim, 0, "Kyiv") is None


def test_the_habit_of_taking_articles_is_learned() -> None:
    repeats = Repeats(["Kyiv"] * 9)
    assert not Repeats().takes_determiners
    assert not repeats.takes_determiners
    repeats.add("The army")
    assert repeats.takes_determiners


def test_the_habit_of_labelling_names_only_shows_after_twenty_spans() -> None:
    repeats = Repeats(["Kyiv"] * 19)
    assert repeats.takes_common_words
    repeats.add("Kyiv")
    assert not repeats.takes_common_words
    repeats.add("soldiers")
    assert repeats.takes_common_words


@given(TEXTS, TEXTS)
def test_adding_and_discarding_leaves_nothing_behind(kept: list[str], passing: list[str]) -> None:
    repeats = Repeats([*kept, *passing])
    for text in passing:
        repeats.discard(text)
    plain = Repeats(kept)
    for text in {*kept, *passing} - {"", " "}:
        first = text.split()[0]
        assert repeats.longest_at(text, 0, first) == plain.longest_at(text, 0, first)
    assert repeats.takes_determiners == plain.takes_determiners


@pytest.mark.parametrize("text", [".", "the", "The", "of the", "“", "—", "and", "…"])
def test_what_says_nothing_is_not_kept(text: str) -> None:
    repeats = Repeats()
    repeats.add(text)
    assert not says_something(text)
    assert (repeats.version, repeats.takes_determiners) == (0, False)
    repeats.discard(text)
    assert repeats.longest_at(text, 0, text.split()[0]) is None


@pytest.mark.parametrize("text", ["it", "US", "IN", "9K720", "the army", "Київ", "عدن", "x" * 300])
def test_names_pronouns_and_numbers_say_something(text: str) -> None:
    assert says_something(text)

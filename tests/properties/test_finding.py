"""Finding text, titles and places, against looking at everything."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from annotator.app.finding import TextFinder, folded
from annotator.app.fuzzy import Titles
from annotator.app.operations.labelling import occurrences
from annotator.domain.spans import Span

ODD = st.text(st.sampled_from("abABsSſßİiıIΣσςµμ .\n💥"), max_size=24)
NEEDLES = st.text(st.sampled_from("abBsSİiΣςμ ."), max_size=3)
TITLES = st.lists(st.text(st.sampled_from("abcAB Ж"), max_size=8), max_size=12)


@given(st.text())
def test_folding_keeps_the_length_of_any_text(text: str) -> None:
    assert len(folded(text)) == len(text)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(ODD, NEEDLES)
def test_every_place_says_the_needle_but_for_case(text: str, needle: str) -> None:
    assert all(folded(span.of(text)) == folded(needle) for span in TextFinder(text).places(needle))


@given(ODD, NEEDLES)
def test_places_are_as_many_as_counted_and_never_overlap(text: str, needle: str) -> None:
    found = list(TextFinder(text).places(needle))
    assert TextFinder(text).count(needle) == len(found)
    assert not any(one.overlaps(other) for one, other in itertools.pairwise(found))


@given(ODD, st.data())
def test_every_stretch_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    needle = text[start : data.draw(st.integers(start, len(text)))]
    found = list(TextFinder(text).places(needle.upper() if needle.isascii() else needle))
    assert bool(found) == bool(needle)


@given(ODD, NEEDLES, st.integers(0, 30))
def test_the_next_place_is_the_nearest_at_or_behind_else_the_first(text: str, needle: str, position: int) -> None:
    size, wanted = len(needle), folded(needle)
    places = [at for at in range(len(text)) if needle and folded(text)[at : at + size] == wanted]
    expected = next((at for at in [at for at in places if at >= position] + places), None)
    found = TextFinder(text).next(needle, position)
    assert found == (None if expected is None else Span(expected, expected + size))


@given(ODD, NEEDLES, st.integers(0, 30))
def test_the_previous_place_ends_at_or_before_else_it_is_the_last(text: str, needle: str, position: int) -> None:
    size, wanted = len(needle), folded(needle)
    places = [at for at in range(len(text)) if needle and folded(text)[at : at + size] == wanted]
    before = [at for at in places if at + size <= position]
    found = TextFinder(text).previous(needle, position)
    assert (found.start if found else None) == ((before or places or [None])[-1])


@given(ODD, NEEDLES)
def test_occurrences_are_the_same_characters_and_no_part_of_a_word(text: str, needle: str) -> None:
    for span in occurrences(text, needle):
        assert span.of(text) == needle
        around = (text[max(span.start - 1, 0) : span.start], text[span.end : span.end + 1])
        assert not (needle[0].isalnum() and around[0].isalnum())
        assert not (needle[-1].isalnum() and around[1].isalnum())


@given(TITLES, st.text(st.sampled_from("abc "), max_size=4), st.integers(1, 9))
def test_titles_are_found_once_and_have_the_letters_typed(titles: list[str], typed: str, limit: int) -> None:
    found = Titles(titles).best(typed, limit)
    assert len(found) == len(set(found)) <= limit
    assert all(set(typed.replace(" ", "")) <= set(titles[place].casefold()) for place in found)


@given(TITLES, st.text(st.sampled_from("abc"), min_size=1, max_size=3))
def test_a_title_with_the_letters_as_typed_goes_before_one_with_gaps(titles: list[str], typed: str) -> None:
    whole = [typed in titles[place].casefold() for place in Titles(titles).best(typed)]
    assert whole == sorted(whole, reverse=True)
    assert sum(whole) == sum(typed in title.casefold() for title in titles)

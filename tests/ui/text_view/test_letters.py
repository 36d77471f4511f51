"""Letters above the text: side by side, never over one another."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.text_view.letters import MOST_TOGETHER, Letter, place_letters, shorten


def test_a_letter_stands_at_the_edge_of_its_span() -> None:
    assert place_letters([Letter(30.0, "A", "label1")], [6.0], 1.5) == [30.0]


def test_letters_of_one_place_stand_side_by_side() -> None:
    letters = [Letter(30.0, "A", "label1"), Letter(30.0, "C", "label4")]
    assert place_letters(letters, [6.0, 7.0], 1.5) == [30.0, 37.5]


def test_where_text_runs_to_the_left_they_end_at_the_edge() -> None:
    letters = [Letter(100.0, "A", "label1", True), Letter(100.0, "C", "label4", True)]
    assert place_letters(letters, [6.0, 7.0], 1.0) == [86.0, 93.0]


def test_a_near_letter_is_pushed_on() -> None:
    letters = [Letter(10.0, "A", "label1"), Letter(12.0, "C", "label4")]
    assert place_letters(letters, [6.0, 6.0], 2.0) == [10.0, 18.0]


@given(st.lists(st.tuples(st.floats(0, 500), st.booleans()), max_size=20))
def test_no_two_letters_touch(places: list[tuple[float, bool]]) -> None:
    letters = [Letter(x, "W", "label3", right_to_left) for x, right_to_left in sorted(places)]
    lefts = place_letters(letters, [8.0] * len(letters), 1.5)
    for before, after in itertools.pairwise(lefts):
        assert after >= before + 9.49


def test_few_letters_stay_as_they_are() -> None:
    letters = [Letter(0.0, "A", "label1")] * MOST_TOGETHER
    assert shorten(letters) == letters


def test_of_many_letters_the_rest_is_counted() -> None:
    shown = shorten([Letter(0.0, sign, "label1") for sign in "ABCDEFGH"])
    assert [letter.text for letter in shown] == ["A", "B", "C", "+5"]

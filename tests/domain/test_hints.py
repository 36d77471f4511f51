from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.hints import HOME_ROW_FIRST, hint_labels


@given(st.integers(0, 900), st.sampled_from(["ab", "asdf", HOME_ROW_FIRST]))
def test_no_hint_begins_another(count: int, alphabet: str) -> None:
    labels = hint_labels(count, alphabet)
    ordered = sorted(labels)
    assert len(labels) == count
    assert not any(second.startswith(first) for first, second in pairwise(ordered))


@given(st.integers(0, 900))
def test_the_first_hints_are_the_shortest(count: int) -> None:
    lengths = [len(label) for label in hint_labels(count)]
    assert lengths == sorted(lengths)


@given(st.integers(27, 26 * 26))
def test_as_many_hints_as_possible_have_one_letter(count: int) -> None:
    single = sum(len(label) == 1 for label in hint_labels(count))
    assert single + (26 - single) * 26 >= count > single + 1 + (26 - single - 1) * 26


def test_up_to_a_screenful_two_letters_are_enough() -> None:
    assert max(map(len, hint_labels(676))) == 2
    assert max(map(len, hint_labels(677))) == 3
    assert hint_labels(26) == list(HOME_ROW_FIRST)


def test_the_same_count_gives_the_same_hints() -> None:
    assert hint_labels(5, "abc") == hint_labels(5, "abc") == ["a", "b", "ca", "cb", "cc"]
    assert hint_labels(0) == hint_labels(-3) == []


@pytest.mark.parametrize("alphabet", ["", "a", "aab"])
def test_an_alphabet_without_two_different_letters_is_refused(alphabet: str) -> None:
    with pytest.raises(ValueError, match="two different letters"):
        hint_labels(3, alphabet)

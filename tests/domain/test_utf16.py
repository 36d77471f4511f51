from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.utf16 import Utf16Map

TEXTS = st.text(st.sampled_from("aЖ漢\u0301\ud83d\ude00\ud800😀𠀀\U0010ffff"), max_size=30)


def units(text: str) -> int:
    """Length in UTF-16 units, each lone surrogate counted as one."""
    return sum(2 if char > "\uffff" else 1 for char in text)


@given(TEXTS)
def test_each_position_is_the_length_of_what_stands_before_it(text: str) -> None:
    mapping = Utf16Map(text)
    assert mapping.length == units(text)
    assert [mapping.to_utf16(at) for at in range(len(text) + 1)] == [
        units(text[:at]) for at in range(len(text) + 1)
    ]


@given(TEXTS)
def test_there_and_back_is_the_same_position(text: str) -> None:
    mapping = Utf16Map(text)
    assert all(mapping.from_utf16(mapping.to_utf16(at)) == at for at in range(len(text) + 1))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_lengths_agree_with_the_encoder(text: str) -> None:
    assert Utf16Map(text).length == len(text.encode("utf-16-le")) // 2


def test_the_middle_of_a_pair_is_its_character() -> None:
    mapping = Utf16Map("a😀b")
    assert [mapping.from_utf16(offset) for offset in range(5)] == [0, 1, 1, 2, 3]


def test_astral_characters_are_found_far_into_a_long_text() -> None:
    text = "Ж" * 300_000 + "😀" + "x" * 300_000 + "😀"
    mapping = Utf16Map(text)
    assert mapping.length == len(text) + 2
    assert mapping.to_utf16(300_001) == 300_002
    assert mapping.from_utf16(len(text)) == len(text) - 1


@pytest.mark.parametrize("outside", [-1, 4])
def test_positions_outside_the_text_are_refused(outside: int) -> None:
    mapping = Utf16Map("abc")
    with pytest.raises(IndexError, match="outside a text of 3"):
        mapping.to_utf16(outside)
    with pytest.raises(IndexError, match="outside a text of 3"):
        mapping.from_utf16(outside)

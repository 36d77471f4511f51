from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.graphemes import graphemes, is_boundary, next_boundary, previous_boundary

PIECES = st.sampled_from(
    ["a", "\u0301", "\r", "\n", "👩", "\u200d", "🏽", "🇺", "\ufe0f", "1", "\u20e3",
     "ᄀ", "ᅡ", "ᆨ", "가", "क", "\u094d", "\u200c",
     "ำ", "\u0600", "\x00", "\U000e0067", "\ud800"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=30)


@pytest.mark.parametrize(
    "cluster",
    ["a", "\r\n", "e\u0301", "👍🏽", "👨\u200d👩\u200d👧\u200d👦", "👩🏽\u200d⚕️", "🇺🇦",
     "1️⃣", "❤️", "각", "\u1100\u1161\u11a8", "ᄀᄀ", "กำ", "क्ष", "क्षि",
     "\u0600١", "🏴\U000e0067\U000e0062\U000e007f", "a\u200d", "শ্র"],
)  # fmt: skip
def test_a_cluster_has_no_boundary_inside(cluster: str) -> None:
    assert list(graphemes(f"x{cluster}z")) == ["x", cluster, "z"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("\n\r", ["\n", "\r"]),
        ("\n\u0301", ["\n", "\u0301"]),
        ("🇺🇦🇷🇺🇬", ["🇺🇦", "🇷🇺", "🇬"]),
        ("👩👨", ["👩", "👨"]),
        ("a\u200d👩", ["a\u200d", "👩"]),
        ("क\u094d\u200cष", ["क\u094d\u200c", "ष"]),
        ("가가", ["가", "가"]),
        ("각가", ["각", "가"]),
        ("अइ", ["अ", "इ"]),
    ],
)
def test_neighbours_that_do_not_join_are_apart(text: str, parts: list[str]) -> None:
    assert list(graphemes(text)) == parts


@given(TEXTS)
def test_clusters_join_to_the_text(text: str) -> None:
    assert "".join(graphemes(text)) == text


@given(TEXTS)
def test_stepping_back_visits_the_same_boundaries(text: str) -> None:
    forward, backward = [0], [len(text)]
    while forward[-1] < len(text):
        forward.append(next_boundary(text, forward[-1]))
    while backward[-1] > 0:
        backward.append(previous_boundary(text, backward[-1]))
    assert forward == backward[::-1] == [at for at in range(len(text) + 1) if is_boundary(text, at)]


def test_the_ends_are_boundaries_and_what_is_outside_is_not() -> None:
    assert is_boundary("", 0)
    assert is_boundary("ab", 2)
    assert not is_boundary("ab", 3)
    assert not is_boundary("ab", -1)
    assert (next_boundary("ab", 2), previous_boundary("ab", 0)) == (2, 0)


def test_ten_thousand_marks_are_one_step() -> None:
    text = "a" + "\u0301" * 10_000 + "b"
    assert next_boundary(text, 0) == 10_001
    assert previous_boundary(text, 10_001) == 0


def test_a_long_row_of_flags_is_stepped_through_in_pairs() -> None:
    text = "🇺🇦" * 500
    assert previous_boundary(text, len(text)) == len(text) - 2
    assert next_boundary(text, 501) == 502

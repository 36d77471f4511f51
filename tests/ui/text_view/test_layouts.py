"""Layouts: the place of each character, in any script."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from annotator.domain.graphemes import is_boundary
from annotator.ui.text_view.layouts import LayoutCache, SegmentLayout
from annotator.ui.text_view.metrics import metrics_for

MIXED = "The army said القوات الروسية 24 moved near Kyiv"
ROCKETS = "\U0001f680\U0001f680 rockets near Київ"
TEXTS = st.text(st.sampled_from("ab \t\u0301\U0001f680שמ24قا的\u200d\x07\ufeff"), max_size=60)


def lay_out(text: str, width: int = 400, right_to_left: bool = False, start: int = 0) -> SegmentLayout:
    return SegmentLayout(
        text,
        start,
        start + len(text),
        ends=True,
        right_to_left=right_to_left,
        width=width,
        metrics=metrics_for(1.0),
    )


@pytest.fixture(autouse=True)
def fonts(qapp: QApplication) -> None:
    """Layouts need the application's fonts."""


def test_lines_share_out_the_text() -> None:
    text = "one two three four five six seven " * 10
    layout = lay_out(text, 200)
    spans = [layout.line_span(line) for line in range(layout.line_count)]
    assert spans[0][0] == 0
    assert spans[-1][1] == len(text)
    assert all(before[1] == after[0] for before, after in itertools.pairwise(spans))
    assert all(layout.line_at(low) == line for line, (low, _) in enumerate(spans))


def test_positions_count_from_the_documents_beginning() -> None:
    layout = lay_out("one two", start=100)
    assert layout.line_span(0) == (100, 107)
    assert layout.x_of(104) == lay_out("one two").x_of(4) > 0


def test_all_lines_have_the_same_pitch_whatever_the_script() -> None:
    metrics = metrics_for(1.0)
    for text in ("plain", MIXED, ROCKETS, "乌克兰军队", "e" + "\u0301" * 50):
        assert lay_out(text).height == metrics.pitch + metrics.gap == 42


def test_a_blank_line_is_lower() -> None:
    assert lay_out("").height < lay_out("a").height


@pytest.mark.parametrize("text", ["one two", ROCKETS, "乌克兰军队在基辅"])
def test_pieces_of_text_from_left_to_right_adjoin(text: str) -> None:
    layout = lay_out(text)
    ((_, right),) = layout.pieces(0, 0, 3)
    ((left, _),) = layout.pieces(0, 3, 6)
    assert right == pytest.approx(left, abs=0.02)
    assert left == pytest.approx(layout.x_of(3), abs=0.02)


def test_a_span_across_directions_is_one_stretch_when_it_looks_like_one() -> None:
    layout = lay_out(MIXED)
    start, end = MIXED.index("القوات"), MIXED.index(" near")
    assert len(layout.pieces(0, start, end)) == 1


def test_a_span_across_directions_is_two_stretches_when_torn() -> None:
    layout = lay_out(MIXED)
    start = MIXED.index("army")
    pieces = layout.pieces(0, start, MIXED.index("القوات") + 4)
    assert len(pieces) == 2
    assert pieces[0][1] < pieces[1][0]


def test_the_caret_stands_where_its_character_begins_to_be_read() -> None:
    layout = lay_out(MIXED)
    start = MIXED.index("القوات")
    ((left, right),) = layout.pieces(0, start, start + 1)
    assert layout.x_of(start) == pytest.approx(right)
    assert left < right


def test_text_from_right_to_left_stands_at_the_right() -> None:
    layout = lay_out("قالت القوات", right_to_left=True)
    assert layout.x_of(0) == pytest.approx(400, abs=1)
    assert layout.line_left(0) > 200
    assert layout.position_at(0, layout.line_left(0) - 10) == len("قالت القوات")


@pytest.mark.parametrize("text", ["one two three", "乌克兰军队在基辅", "\U0001f680 and \U0001f680"])
def test_the_character_under_a_point_is_found(text: str) -> None:
    layout = lay_out(text)
    for position in range(len(text) - 1):
        ((left, right),) = layout.pieces(0, position, position + 1)
        assert layout.position_at(0, (left + right) / 2) == position


def test_behind_the_last_line_is_the_end() -> None:
    assert lay_out("one").position_at(0, 399.0) == 3


def test_the_nearest_gap_is_found_between_characters() -> None:
    layout = lay_out("mmmm")
    ((left, right),) = layout.pieces(0, 1, 2)
    assert layout.position_at(0, left + 0.7 * (right - left), between=True) == 2
    assert layout.position_at(0, left + 0.7 * (right - left)) == 1


def test_the_end_of_a_wrapped_line_does_not_slip_to_the_next() -> None:
    layout = lay_out("one two three four five six seven " * 3, 150)
    assert layout.line_at(layout.last_position(0)) == 0
    assert layout.line_at(layout.position_at(0, 150.0)) == 0


@settings(max_examples=60)
@given(TEXTS, st.integers(30, 300), st.booleans())
def test_hostile_text_keeps_its_offsets(text: str, width: int, right_to_left: bool) -> None:
    layout = lay_out(text, width, right_to_left)
    assert layout.line_span(layout.line_count - 1)[1] == len(text)
    for line in range(layout.line_count):
        low, high = layout.line_span(line)
        for x in (-5.0, 10.0, width / 2, width + 5.0):
            found = layout.position_at(line, x)
            assert low <= found <= high
            assert is_boundary(text, found) or found == low
        for left, right in layout.pieces(line, low, high):
            assert left <= right


def test_ten_thousand_marks_on_one_letter_are_laid_out() -> None:
    layout = lay_out("e" + "\u0301" * 10_000 + " end")
    assert layout.line_span(layout.line_count - 1)[1] == 10_005


def test_the_cache_makes_each_layout_once() -> None:
    made: list[int] = []

    def make(segment: int) -> SegmentLayout:
        made.append(segment)
        return lay_out("text")

    cache = LayoutCache(make)
    assert cache[3] is cache[3]
    assert made == [3]


def test_the_cache_lets_go_of_what_was_used_longest_ago() -> None:
    cache = LayoutCache(lambda _: lay_out("x" * 1_400, 4_000))
    kept = cache[0]
    for segment in range(1, 200):
        assert cache[0] is kept
        assert cache[segment] is not None
    assert len(cache) < 120
    assert cache[0] is kept

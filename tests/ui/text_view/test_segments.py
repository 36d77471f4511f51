"""Segments: they cover the text, stay short, and never cut a character as readers see it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.graphemes import is_boundary
from annotator.ui.text_view.segments import LONGEST, Segments, find_cut, is_right_to_left

SENTENCES = "The town was shelled at dawn. Nobody was hurt, officials said. " * 200
FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
PIECES = ("a", "b ", ". ", "\n", "\r\n", "\r", "\u0301", FAMILY, "ש", "的", "\x0c", "\t")
HOSTILE = st.lists(st.sampled_from(PIECES)).map("".join)


def spans(text: str) -> list[tuple[int, int]]:
    segments = Segments(text)
    return [segments.span(number) for number in range(len(segments))]


def assert_whole(text: str) -> None:
    """The segments follow one another without a gap, and `at` finds each of them again."""
    segments = Segments(text)
    reached = 0
    for number in range(len(segments)):
        start, end = segments.span(number)
        assert start == reached <= end
        assert start <= segments.content_end(number) <= end
        assert start == end or segments.at(start) == segments.at(end - 1) == number
        assert is_boundary(text, start)
        reached = end
    assert reached == len(text)
    assert segments.at(len(text)) == len(segments) - 1


@given(HOSTILE)
def test_any_text_is_covered(text: str) -> None:
    assert_whole(text)


@given(HOSTILE, st.integers(1, 40))
def test_long_paragraphs_are_covered(text: str, times: int) -> None:
    assert_whole((text or "x") * times * 100)


@pytest.mark.parametrize(
    "text",
    ["x" * 10_000, "的" * 10_000, SENTENCES, "a\u0301" * 5_000, FAMILY * 2_000, "\n" * 50 + SENTENCES + "\n\nend"],
)
def test_segments_are_never_long(text: str) -> None:
    assert_whole(text)
    assert max(end - start for start, end in spans(text)) <= LONGEST


def test_no_text_is_one_empty_segment() -> None:
    assert spans("") == [(0, 0)]


def test_each_line_is_a_paragraph_and_a_break_at_the_end_opens_a_last_one() -> None:
    assert spans("one\ntwo\r\nthree\rfour\n") == [(0, 4), (4, 9), (9, 15), (15, 20), (20, 20)]


@pytest.mark.parametrize(
    ("text", "content"), [("one\n", 3), ("one\r\n", 3), ("one\r", 3), ("one", 3), ("\r\n", 0)]
)
def test_the_line_break_is_not_content(text: str, content: int) -> None:
    assert Segments(text).content_end(0) == content


def test_long_paragraphs_are_cut_behind_a_sentence() -> None:
    for start, _ in spans(SENTENCES)[1:]:
        assert SENTENCES[start - 2 : start] == ". "


def test_without_a_sentence_end_the_cut_is_behind_a_space() -> None:
    text = "word " * 1_000
    assert all(text[start - 1] == " " for start, _ in spans(text)[1:])


def test_a_heap_of_marks_stays_whole() -> None:
    text = "e" + "\u0301" * 10_000 + " and more text." * 300
    assert_whole(text)
    assert any(start == 0 and end > 10_000 for start, end in spans(text))


def test_a_heap_of_marks_beyond_all_measure_is_cut_like_other_text() -> None:
    text = "e" + "\u0301" * 45_000
    segments = Segments(text)
    assert all(end - start <= 25_000 for start, end in (segments.span(n) for n in range(len(segments))))


def test_the_order_of_questions_does_not_change_the_answer() -> None:
    forwards = spans(SENTENCES)
    segments = Segments(SENTENCES)
    numbers = list(range(len(segments)))
    random.Random(1).shuffle(numbers)
    assert {number: segments.span(number) for number in numbers} == dict(enumerate(forwards))


def test_only_written_paragraphs_are_numbered() -> None:
    segments = Segments("one\n\n  \ntwo\n")
    assert [segments.number(number) for number in range(len(segments))] == [1, None, None, 2, None]


def test_only_the_first_part_of_a_long_paragraph_shows_its_number() -> None:
    segments = Segments("short\n" + SENTENCES)
    numbers = [segments.number(number) for number in range(len(segments))]
    assert numbers[:3] == [1, 2, None]
    assert segments.number_at(len(SENTENCES)) == 2


def test_only_the_last_part_ends_the_paragraph() -> None:
    segments = Segments(SENTENCES)
    assert [segments.ends_paragraph(n) for n in range(len(segments))] == [False] * (len(segments) - 1) + [True]


def test_the_direction_of_the_paragraph_is_handed_on() -> None:
    segments = Segments("12, קול " + "word " * 500)
    assert len(segments) > 1
    assert all(segments.is_right_to_left(number) for number in range(len(segments)))


@pytest.mark.parametrize(
    ("text", "expected"), [("", False), ("abc", False), ("1) ש", True), ("«قالت", True), ("a ש", False)]
)
def test_direction_is_that_of_the_first_letter(text: str, expected: bool) -> None:
    assert is_right_to_left(text) is expected


def test_a_cut_is_looked_for_only_within_reach() -> None:
    assert find_cut("aaaa bbbb cccc", 6, 12, 14) == 10
    assert find_cut("aaaaaaaaaaaaaa", 6, 12, 14) == 12


def test_rough_starts_are_exact_where_nothing_is_cut() -> None:
    segments = Segments("one\ntwo\nthree")
    assert segments.rough_starts(0, 3) == [0, 4, 8, 13]
    assert segments.rough_length(1, 3) == 9


def test_rough_starts_of_cut_paragraphs_are_near() -> None:
    segments = Segments("one\n" + SENTENCES + "\nlast")
    rough = segments.rough_starts(0, len(segments))
    true = [segments.span(number)[0] for number in range(len(segments))]
    assert all(abs(a - b) <= 300 for a, b in zip(rough, true, strict=False))
    assert rough[-1] == len("one\n" + SENTENCES + "\nlast")

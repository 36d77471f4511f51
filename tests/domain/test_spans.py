from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.spans import Span

POSITIONS = st.integers(0, 12)
SPANS = st.tuples(POSITIONS, POSITIONS).map(lambda ends: Span(min(ends), max(ends)))
FILLED = SPANS.filter(bool)


def covered(span: Span) -> set[int]:
    return set(range(span.start, span.end))


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (4, 3), (-2, -1)])
def test_a_span_that_cannot_be_is_an_error(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"no such span: {start}-{end}"):
        Span(start, end)


@given(SPANS)
def test_a_span_covers_as_many_characters_as_it_is_long(span: Span) -> None:
    assert len(span) == len(covered(span)) == len(span.of("x" * 12))


@given(SPANS)
def test_only_an_empty_span_is_false(span: Span) -> None:
    assert bool(span) == bool(covered(span))


@given(SPANS, POSITIONS)
def test_a_span_holds_the_characters_it_covers(span: Span, position: int) -> None:
    assert span.holds(position) == (position in covered(span))


@given(FILLED, FILLED)
def test_spans_overlap_when_they_share_a_character(one: Span, other: Span) -> None:
    assert one.overlaps(other) == bool(covered(one) & covered(other))


@given(FILLED, FILLED)
def test_a_span_contains_another_when_it_covers_all_of_it(one: Span, other: Span) -> None:
    assert one.contains(other) == (covered(other) <= covered(one))


@given(SPANS, SPANS)
def test_overlapping_is_mutual(one: Span, other: Span) -> None:
    assert one.overlaps(other) == other.overlaps(one)


def test_touching_spans_do_not_overlap() -> None:
    assert not Span(0, 4).overlaps(Span(4, 8))


@given(SPANS, SPANS)
def test_spans_sort_by_start_then_by_end(one: Span, other: Span) -> None:
    assert (one < other) == ((one.start, one.end) < (other.start, other.end))


def test_a_span_counts_code_points() -> None:
    assert Span(1, 3).of("💥e\u0301!") == "e\u0301"

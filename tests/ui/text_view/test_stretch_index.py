"""Stretches found by place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.spans import Span
from annotator.ui.text_view.stretch_index import StretchIndex

SPANS = st.lists(st.tuples(st.integers(0, 100), st.integers(1, 20)).map(lambda pair: Span(pair[0], sum(pair))))


@given(SPANS, st.integers(0, 120), st.integers(1, 30))
def test_finds_what_a_search_through_all_finds(spans: list[Span], start: int, length: int) -> None:
    wanted = Span(start, start + length)
    found = StretchIndex(spans).overlapping(wanted.start, wanted.end)
    assert sorted(found) == sorted(span for span in spans if span.overlaps(wanted))


def test_nothing_is_found_among_nothing() -> None:
    index: StretchIndex[Span] = StretchIndex()
    assert index.overlapping(0, 10) == []
    assert len(index) == 0


def test_touching_is_not_overlapping() -> None:
    assert StretchIndex([Span(0, 5)]).overlapping(5, 9) == []

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotation_rows import AnnotationRows, Row
from annotator.domain.annotations import Annotation
from tests.domain.annotation_making import mark

ENDS = st.tuples(st.integers(0, 300), st.integers(1, 200)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def made(row: Row) -> Annotation:
    return mark(row[0], row[1])


def rows_of(pairs: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    return [(start, end, f"u{number}") for number, (start, end) in enumerate(sorted(pairs))]


@given(st.lists(ENDS, max_size=120), st.integers(0, 500), st.integers(0, 80))
def test_overlapping_finds_what_looking_at_every_row_finds(
    pairs: list[tuple[int, int]], start: int, length: int
) -> None:
    rows, end = rows_of(pairs), start + length
    expected = [index for index, row in enumerate(rows) if row[0] < end and row[1] > start]
    assert AnnotationRows(rows, made).overlapping(start, end) == expected


def test_a_long_row_is_found_from_regions_far_behind_its_start() -> None:
    pairs = [(0, 9_000), *((number, number + 1) for number in range(1, 3_000))]
    assert AnnotationRows(rows_of(pairs), made).overlapping(8_999, 9_001) == [0]


@given(st.lists(ENDS, max_size=40), st.integers(-1, 320))
def test_the_first_behind_and_the_first_at_are_bounds(pairs: list[tuple[int, int]], position: int) -> None:
    rows = AnnotationRows(rows_of(pairs), made)
    starts = [start for start, _ in sorted(pairs)]
    assert rows.first_behind(position) == sum(start <= position for start in starts)
    assert rows.first_at(position) == sum(start < position for start in starts)


def test_an_annotation_is_made_once_and_only_when_it_is_looked_at() -> None:
    looked_at: list[Row] = []
    rows = AnnotationRows(rows_of([(0, 2), (4, 6)]), lambda row: looked_at.append(row) or made(row))  # type: ignore[func-returns-value]
    rows.overlapping(0, 9)
    assert looked_at == []
    assert rows[1] is rows[1]
    assert looked_at == [(4, 6, "u1")]


def test_a_row_is_found_by_its_uid() -> None:
    rows = AnnotationRows(rows_of([(0, 2), (4, 6)]), made)
    assert (rows.find("u1"), rows.find("u2"), rows.start(1)) == (1, None, 4)

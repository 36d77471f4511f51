"""Lanes: overlapping claims never share one, inner ones are nearer the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.text_view.lanes import assign_lanes, depths

STRETCHES = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=12
)


def test_claims_apart_share_the_nearest_lane() -> None:
    assert assign_lanes([(0, 5), (5, 9), (20, 30)]) == [0, 0, 0]


def test_the_inner_claim_is_nearer() -> None:
    assert assign_lanes([(0, 50), (10, 20)]) == [1, 0]


def test_nested_claims_go_down_one_by_one() -> None:
    assert assign_lanes([(0, 50), (5, 40), (10, 20)]) == [2, 1, 0]


def test_crossing_claims_get_two_lanes() -> None:
    assert sorted(assign_lanes([(0, 20), (10, 40)])) == [0, 1]


def test_an_enclosing_claim_goes_below_all_it_holds() -> None:
    assert assign_lanes([(0, 100), (0, 10), (5, 30), (60, 70)]) == [2, 0, 1, 0]


@given(STRETCHES)
def test_overlapping_stretches_never_share_a_lane(stretches: list[tuple[int, int]]) -> None:
    lanes = assign_lanes(stretches)
    for i, (start, end) in enumerate(stretches):
        for j in range(i):
            if stretches[j][0] < end and start < stretches[j][1]:
                assert lanes[i] != lanes[j]


@given(STRETCHES)
def test_what_lies_inside_is_nearer_the_text(stretches: list[tuple[int, int]]) -> None:
    lanes = assign_lanes(stretches)
    for i, (start, end) in enumerate(stretches):
        for j, (other_start, other_end) in enumerate(stretches):
            is_inside = start <= other_start and other_end <= end
            if is_inside and (other_start, other_end) != (start, end):
                assert lanes[j] < lanes[i]


@given(STRETCHES.map(lambda found: list(dict.fromkeys(found))), st.randoms())
def test_the_order_of_the_stretches_does_not_matter(stretches: list[tuple[int, int]], random) -> None:
    expected = dict(zip(stretches, assign_lanes(stretches), strict=True))
    shuffled = list(stretches)
    random.shuffle(shuffled)
    assert dict(zip(shuffled, assign_lanes(shuffled), strict=True)) == expected


def test_depth_counts_what_encloses() -> None:
    assert depths([(0, 50), (10, 20), (12, 15), (60, 70)]) == [0, 1, 2, 0]


def test_equal_stretches_have_different_depths() -> None:
    assert sorted(depths([(0, 10), (0, 10), (0, 10)])) == [0, 1, 2]


def test_of_two_that_cross_the_shorter_is_inside() -> None:
    assert depths([(0, 20), (15, 25)]) == [0, 1]

"""Heights: guesses that are corrected keep all places consistent."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.text_view.heights import CHUNK, Heights


def make(count: int, each: int = 10, guess: int = 12) -> Heights:
    """`count` segments guessed as `guess` in bulk and `each` when looked at."""
    return Heights(count, lambda a, b: (b - a) * guess, lambda a, b: [each] * (b - a))


def test_the_total_is_the_rough_guess_at_first() -> None:
    assert make(1000).total == 12_000


def test_looking_at_one_refines_only_its_chunk() -> None:
    heights = make(3 * CHUNK)
    assert heights.height(CHUNK) == 10
    assert heights.total == 2 * CHUNK * 12 + CHUNK * 10


def test_a_correction_moves_what_comes_behind() -> None:
    heights = make(10)
    before = heights.top(5)
    assert heights.set(2, 50)
    assert heights.top(5) == before + 40
    assert heights.top(2) == 20
    assert not heights.set(2, 50)


def test_places_beyond_the_ends_belong_to_the_outermost() -> None:
    heights = make(10)
    assert heights.at(-5) == (0, 0)
    assert heights.at(10_000) == (9, 10)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=3 * CHUNK), st.data())
def test_at_finds_what_top_says(sizes: list[int], data: st.DataObject) -> None:
    heights = make(len(sizes))
    for segment, size in enumerate(sizes):
        heights.set(segment, size)
    segment = data.draw(st.integers(0, len(sizes) - 1))
    assert heights.total == sum(sizes)
    assert heights.top(segment) == sum(sizes[:segment])
    if sizes[segment]:
        assert heights.at(heights.top(segment)) == (segment, 0)

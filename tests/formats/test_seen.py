from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.seen import Seen, key_of


@given(st.lists(st.text(max_size=4)))
def test_what_has_come_before_is_known_and_nothing_else(texts: list[str]) -> None:
    seen, before = Seen(), set[str]()
    for text in texts:
        assert (key_of(text) in seen) == (text in before)
        seen.add(key_of(text))
        before.add(text)


def test_many_are_known_and_neighbours_are_told_apart() -> None:
    """Keys with the same lower half begin at the same place; none is lost when the array grows."""
    chance, seen = random.Random(1), Seen()
    keys = [chance.getrandbits(62) << 65 | 1 << 64 | n % 50 for n in range(5_000)]
    for key in keys:
        seen.add(key)
    assert all(key in seen for key in keys)
    assert not any((key ^ 1 << 70) in seen for key in keys)

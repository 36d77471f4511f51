from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.claims import is_place, says_who, sides


@pytest.mark.parametrize("name", ["said_by", "told by", "Speaker", "source", "ATTRIBUTED_BY"])
def test_relations_to_who_says_it(name: str) -> None:
    assert says_who(name)


@pytest.mark.parametrize("name", ["about", "disputes", "byline", "nearby place", ""])
def test_other_relations(name: str) -> None:
    assert not says_who(name)


def test_places_by_their_label() -> None:
    assert all(map(is_place, ("Location", "GPE", "loc")))
    assert not any(map(is_place, ("Actor", "Weapon", "Allocation")))


def test_a_dispute_is_named_by_its_smallest_claim() -> None:
    assert sides([(5, 3), (3, 9), (20, 10)]) == {5: 3, 3: 3, 9: 3, 20: 10, 10: 10}
    assert sides([]) == {}


PAIRS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=20)


@given(PAIRS)
def test_those_that_hang_together_share_a_number_and_no_others(pairs: list[tuple[int, int]]) -> None:
    found = sides(pairs)
    groups = {key: {key} for pair in pairs for key in pair}
    for one, other in pairs:
        joined = groups[one] | groups[other]
        for key in joined:
            groups[key] = joined
    assert {key: min(group) for key, group in groups.items()} == found

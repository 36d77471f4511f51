from __future__ import annotations

import pytest

from annotator.app.place_keys import Link, PlaceKeys
from annotator.app.places import Proposal
from annotator.domain.places import PlaceLink, with_precision
from tests.places import MOSUL

TRIPOLI = PlaceLink("2", "Tripoli", "LB", 34.43, 35.84)
PROPOSALS = [Proposal(TRIPOLI, "Tripoli, LB"), Proposal(MOSUL, "Mosul, IQ")]


def keys(linked: PlaceLink | None = None, repeats: int = 0) -> PlaceKeys:
    return PlaceKeys(PROPOSALS, linked, repeats)


def shown(of: PlaceKeys) -> list[str]:
    """Key and text of every option, with a tick where it is chosen."""
    return [f"{o.key} {o.text}{' ✓' if o.chosen else ''}" for group in of.groups() for o in group.options]


@pytest.mark.parametrize(("key", "link"), [("Enter", TRIPOLI), ("1", TRIPOLI), ("2", MOSUL)])
def test_enter_and_digits_take_a_place(key: str, link: PlaceLink) -> None:
    assert keys().press(key) == Link(link, repeats=False)


def test_tab_marks_the_next_and_shift_tab_the_one_before() -> None:
    these = keys()
    assert these.press("Tab") is None
    assert "2 Mosul, IQ ✓" in shown(these)
    assert these.press("Enter") == Link(MOSUL, repeats=False)
    these.press("Tab", shift=True)
    assert these.press("Enter") == Link(TRIPOLI, repeats=False)


def test_a_letter_sets_the_precision_of_what_is_taken() -> None:
    these = keys()
    assert these.press("n") is None
    assert "n near ✓" in shown(these)
    assert these.press("Enter") == Link(with_precision(TRIPOLI, "near"), repeats=False)


def test_a_letter_sets_the_precision_of_the_link_at_once() -> None:
    these = keys(MOSUL)
    assert "2 Mosul, IQ ✓" in shown(these)
    assert these.press("u") == Link(with_precision(MOSUL, "unclear"), repeats=False, goes_on=True)
    assert "u unclear ✓" in shown(these)


def test_shift_or_a_star_takes_the_repeats_too() -> None:
    assert keys(repeats=3).press("Enter", shift=True) == Link(TRIPOLI, repeats=True)
    these = keys(repeats=3)
    assert these.press("*") is None
    assert "* and 3 others of the text (Shift) ✓" in shown(these)
    assert these.press("2") == Link(MOSUL, repeats=True)


def test_backspace_takes_the_link_away() -> None:
    assert keys(MOSUL, 1).press("Backspace", shift=True) == Link(None, repeats=True)
    assert "⌫ no place" in shown(keys(MOSUL))
    assert not keys().knows("Backspace")


@pytest.mark.parametrize("key", ["0", "l", "Esc", "", "*", "Right"])
def test_other_keys_mean_nothing(key: str) -> None:
    assert not keys().knows(key)
    assert keys().press(key) is None


def test_without_proposals_a_name_is_typed() -> None:
    empty = PlaceKeys([], None, 0)
    for key in ("Enter", "1"):
        assert empty.knows(key)  # or it would accept a suggestion
        assert empty.press(key) is None
    assert empty.knows("/")
    assert empty.press("Tab") is None
    assert [text for text in shown(empty) if text.startswith("/")] == ["/ another name"]


def test_the_precision_that_the_text_suggests_is_ticked() -> None:
    near = PlaceKeys([Proposal(with_precision(MOSUL, "near"), "Mosul, IQ")], None, 0)
    assert "n near ✓" in shown(near)

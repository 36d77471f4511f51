from __future__ import annotations

import pytest

from annotator.app.colour_checks import colour_notes, contrast, difference, linear


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


def test_difference_is_none_between_the_same_and_large_between_black_and_white() -> None:
    assert difference("#123456", "#123456") == 0
    assert difference("#000000", "#ffffff") == pytest.approx(100, abs=0.1)


def test_red_and_green_are_alike_for_who_does_not_see_green() -> None:
    red, green = "#b05a3c", "#7d7a2c"
    assert difference(red, green) > 25
    assert difference(red, green, "deuteranopia") < difference(red, green) / 2


@pytest.mark.parametrize("color", ["red", "#12345", "#1234567", "123456", "#gggggg"])
def test_what_is_no_colour_is_refused(color: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        linear(color)


def test_notes_name_what_is_wrong() -> None:
    notes = colour_notes("#ffff66", "#222222", "#333333", "#ffffff", {"Actor": "#fffe60", "Place": "#0000ff"})
    assert notes[0].startswith("Text on it has a contrast of 1.")
    assert notes[1].startswith("Its line has a contrast of 1.1")
    assert notes[2:] == ["It looks like Actor."]


def test_well_chosen_colours_need_no_note() -> None:
    assert colour_notes("#0072b2", "#d9e9f5", "#1a1c20", "#ffffff", {"Weapon": "#c25100"}) == []

"""Themes: readable on every tint, complete, and alike in what they offer."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette

from annotator.ui.theme import Theme, load_theme

NAMES = ("light", "dark")
STRONG = {
    "light": ("#0072b2", "#00805d", "#c25100", "#a8477f"),
    "dark": ("#56b4e9", "#2fc79a", "#f08a3c", "#dd93bd"),
}


def luminance(color: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio as WCAG 2 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(params=NAMES)
def theme(request: pytest.FixtureRequest) -> Theme:
    return load_theme(request.param)


def test_text_on_every_tint_is_easy_to_read(theme: Theme) -> None:
    for role in theme.label_roles():
        assert contrast(theme.color("text"), theme.tint(role)) >= 9, role


@pytest.mark.parametrize("role", ["selection", "target", "flash", "find", "find_current", "search", "accent_tint"])
def test_text_on_highlights_is_easy_to_read(theme: Theme, role: str) -> None:
    assert contrast(theme.color("text"), theme.color(role)) >= 8


def test_letters_of_labels_stand_out_from_the_paper(theme: Theme) -> None:
    for role in theme.label_roles():
        assert contrast(theme.strong(role), theme.color("paper")) >= 4.5, role


@pytest.mark.parametrize("role", ["muted", "error", "warning", "ok", "accent", "caret", "gutter"])
def test_small_text_can_be_read(theme: Theme, role: str) -> None:
    assert contrast(theme.color(role), theme.color("paper")) >= 4.5


def test_hints_can_be_read_in_both_themes(theme: Theme) -> None:
    assert contrast(theme.color("hint"), theme.color("hint_text")) >= 9
    assert contrast(theme.color("hint"), theme.color("paper")) >= 9


def test_the_first_four_labels_have_the_agreed_colours(theme: Theme) -> None:
    assert tuple(theme.strong(role).name() for role in theme.label_roles()[:4]) == STRONG[theme.name]


def test_no_two_labels_share_a_colour(theme: Theme) -> None:
    strong = [theme.strong(role).name() for role in theme.label_roles()]
    assert len(set(strong)) == len(strong) == 12


def test_both_themes_have_the_same_roles() -> None:
    light, dark = (load_theme(name) for name in NAMES)
    assert light.roles() == dark.roles()
    assert light.label_roles() == dark.label_roles()
    assert dark.is_dark
    assert not light.is_dark


def test_a_label_colour_that_the_theme_lacks_is_grey(theme: Theme) -> None:
    assert theme.strong("no such role") == theme.strong("label12")
    assert theme.tint("") == theme.tint("label12")


def test_an_unknown_role_is_an_error(theme: Theme) -> None:
    with pytest.raises(KeyError):
        theme.color("no such role")


def test_an_unknown_theme_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        load_theme("no such theme")


def test_the_style_sheet_has_only_colours_of_the_theme(theme: Theme) -> None:
    sheet = theme.stylesheet()
    assert "$" not in sheet
    assert theme.color("border").name() in sheet


def test_the_palette_follows_the_theme(theme: Theme) -> None:
    palette = theme.qpalette()
    assert palette.color(QPalette.ColorRole.Base) == theme.color("base")
    assert palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text) == theme.color("disabled")


def test_a_role_without_its_paint_is_refused() -> None:
    table = {"title": "x", "dark": False, "colors": {}, "roles": {"text": "ink"}, "labels": {}}
    with pytest.raises(KeyError):
        Theme("x", table)

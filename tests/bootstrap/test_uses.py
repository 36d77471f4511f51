"""What a start is for."""

from __future__ import annotations

import pytest

from annotator.bootstrap.uses import Use, has_display, library_groups, use_of


@pytest.mark.parametrize(
    ("arguments", "use"),
    [
        ([], Use.WINDOW),
        (["work.annodb"], Use.WINDOW),
        (["/home/a b/Work"], Use.WINDOW),
        (["tour"], Use.OFFSCREEN),
        (["tour", "--out", "x"], Use.OFFSCREEN),
        (["export", "work.annodb"], Use.TERMINAL),
        (["formats"], Use.TERMINAL),
        (["--version"], Use.TERMINAL),
        (["work.annodb", "--help"], Use.TERMINAL),
        (["--unregister"], Use.REGISTRATION),
        (["--register"], Use.REGISTRATION),
    ],
)
def test_use_follows_the_arguments(arguments: list[str], use: Use) -> None:
    assert use_of(arguments, display=True) is use


def test_window_without_a_display_is_offscreen() -> None:
    assert use_of([], display=False) is Use.OFFSCREEN
    assert use_of(["stats", "x"], display=False) is Use.TERMINAL


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_each_variable_counts_as_a_display_unless_empty(name: str) -> None:
    assert has_display({name: "x"}, "linux")
    assert not has_display({name: ""}, "linux")


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_have_a_display(platform: str) -> None:
    assert has_display({}, platform)


@pytest.mark.parametrize(
    ("use", "environ", "groups"),
    [
        (Use.TERMINAL, {"DISPLAY": ":0"}, ()),
        (Use.OFFSCREEN, {"DISPLAY": ":0"}, ("offscreen",)),
        (Use.WINDOW, {"DISPLAY": ":0", "WAYLAND_DISPLAY": "w"}, ("offscreen", "x11")),
        (Use.WINDOW, {"WAYLAND_DISPLAY": "w"}, ("offscreen", "wayland")),
        (Use.WINDOW, {"QT_QPA_PLATFORM": "offscreen:size=1", "DISPLAY": ":0"}, ("offscreen",)),
        (Use.OFFSCREEN, {"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":0"}, ("offscreen", "x11")),
        (Use.WINDOW, {"QT_QPA_PLATFORM": "wayland-egl"}, ("offscreen", "wayland")),
    ],
)
def test_only_the_libraries_of_the_use_are_asked_for(
    use: Use, environ: dict[str, str], groups: tuple[str, ...]
) -> None:
    assert library_groups(use, environ, "linux") == groups
    assert library_groups(use, environ, "darwin") == ()

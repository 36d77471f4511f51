"""What a start is for, told from the command line and the environment alone."""

import enum
import os
import re
import sys
from collections.abc import Mapping, Sequence

REGISTRATION_OPTIONS = ("--register", "--unregister")


class Use(enum.Enum):
    """What a start needs: a display, Qt without a display, neither, or nothing that must be installed."""

    WINDOW = "window"
    OFFSCREEN = "offscreen"
    TERMINAL = "terminal"
    REGISTRATION = "registration"


def use_of(arguments: Sequence[str], display: bool) -> Use:
    """The use that the arguments of ``main.py`` ask for; a window without a display becomes OFFSCREEN."""
    if list(arguments[:1]) == ["tour"]:
        return Use.OFFSCREEN
    if len(arguments) == 1 and arguments[0] in REGISTRATION_OPTIONS:
        return Use.REGISTRATION
    if not asks_for_window(arguments):
        return Use.TERMINAL
    return Use.WINDOW if display else Use.OFFSCREEN


def asks_for_window(arguments: Sequence[str]) -> bool:
    """True for no argument, or for one that is a project rather than an option or a sub-command.

    Sub-commands are plain lower-case words; the path of a project has a dot in it.
    """
    if not arguments:
        return True
    return len(arguments) == 1 and re.fullmatch(r"-.*|[a-z]+(-[a-z]+)*", arguments[0]) is None


def has_display(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """True where Qt can open a window, or has been told what to do instead."""
    if platform in ("win32", "darwin"):
        return True
    return any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def library_groups(
    use: Use, environ: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> tuple[str, ...]:
    """The groups of system libraries that a use needs; none for a terminal, nor outside Linux.

    X11 is enough on a Wayland desktop that also serves X11: Qt falls back to it.
    """
    if platform != "linux" or use not in (Use.WINDOW, Use.OFFSCREEN):
        return ()
    chosen = environ.get("QT_QPA_PLATFORM", "")
    if chosen.startswith("xcb"):
        return ("offscreen", "x11")
    if chosen.startswith("wayland"):
        return ("offscreen", "wayland")
    if chosen or use is Use.OFFSCREEN:
        return ("offscreen",)
    return ("offscreen", "x11" if environ.get("DISPLAY") else "wayland")

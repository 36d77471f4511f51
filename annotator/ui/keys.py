"""From Qt's key events to chords."""

from __future__ import annotations

from collections.abc import Container

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

from annotator.commands.chords import NAMED_KEYS, Chord, Platform
from annotator.commands.layouts import Modifiers, chord_from_parts
from annotator.commands.table import COMMANDS, chords_of

_QT_NAMES = {"Esc": "Escape"}
_NAMED = {Qt.Key[f"Key_{_QT_NAMES.get(name, name)}"].value: name for name in NAMED_KEYS} | {
    Qt.Key.Key_Return.value: "Enter",
    Qt.Key.Key_Backtab.value: "Tab",
}
_FIRST_UNNAMED = 0x110000  # Qt's codes for keys without a character lie beyond Unicode
_PLATFORMS = {"windows": Platform.WINDOWS, "cocoa": Platform.MACOS}
_DEFAULT_BOUND = chords_of(COMMANDS)


def current_platform() -> Platform:
    """The platform whose scan codes the running application gets."""
    return _PLATFORMS.get(QGuiApplication.platformName(), Platform.LINUX)


def chord_from_event(event: QKeyEvent, bound: Container[Chord] = _DEFAULT_BOUND) -> Chord | None:
    """The chord of a key press; None for a modifier alone and for keys that type nothing.

    bound: chords that commands are bound to, Keymap.chords; a character in it counts as typed under every layout.
    """
    platform = current_platform()
    code = event.key()
    key = _NAMED.get(code) or (chr(code) if 0 < code < _FIRST_UNNAMED else "")
    scan_code = event.nativeVirtualKey() if platform is Platform.MACOS else event.nativeScanCode()
    modifiers = _modifiers(event.modifiers(), backtab=code == Qt.Key.Key_Backtab.value)
    return chord_from_parts(key, event.text(), scan_code, modifiers, platform, bound)


def _modifiers(held: Qt.KeyboardModifier, *, backtab: bool) -> Modifiers:
    names = Qt.KeyboardModifier
    return Modifiers(
        ctrl=bool(held & names.ControlModifier),
        alt=bool(held & names.AltModifier),
        shift=backtab or bool(held & names.ShiftModifier),
        meta=bool(held & names.MetaModifier),
        altgr=bool(held & names.GroupSwitchModifier),
    )

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from annotator.commands.chords import Platform
from annotator.commands.keymap import build_keymap
from annotator.commands.table import COMMANDS
from annotator.ui.keys import chord_from_event, current_platform

Key, Modifier = Qt.Key, Qt.KeyboardModifier
NONE, SHIFT, CTRL = Modifier.NoModifier, Modifier.ShiftModifier, Modifier.ControlModifier
KEYPAD = Modifier.KeypadModifier


def event(key: int, modifiers: Modifier = NONE, text: str = "", scan_code: int = 0) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, int(key), modifiers, scan_code, 0, 0, text)


@pytest.mark.parametrize(
    ("pressed", "chord"),
    [
        (event(Key.Key_L, NONE, "l"), "l"),
        (event(Key.Key_L, SHIFT, "L"), "Shift+L"),
        (event(Key.Key_K, CTRL, "\x0b"), "Ctrl+K"),
        (event(Key.Key_Return, NONE, "\r"), "Enter"),
        (event(Key.Key_Enter, KEYPAD, "\r"), "Enter"),
        (event(Key.Key_Backtab, SHIFT), "Shift+Tab"),
        (event(Key.Key_Backtab), "Shift+Tab"),
        (event(Key.Key_Escape, NONE, "\x1b"), "Esc"),
        (event(Key.Key_Space, NONE, " "), "Space"),
        (event(Key.Key_PageDown, CTRL), "Ctrl+PageDown"),
        (event(Key.Key_F3, SHIFT), "Shift+F3"),
        (event(Key.Key_5, KEYPAD, "5"), "5"),
        (event(Key.Key_Question, SHIFT, "?"), "?"),
        (event(Key.Key_BraceLeft, CTRL | SHIFT, "\x1b"), "Ctrl+{"),
        (event(Key.Key_Right, CTRL | Modifier.AltModifier), "Ctrl+Alt+Right"),
        (event(0x0414, NONE, "д", 46), "l"),
        (event(0x0414, CTRL, "", 46), "Ctrl+L"),
        (event(Key.Key_Ampersand, NONE, "&", 10), "1"),
        (event(0x0663, NONE, "٣", 12), "3"),
        (event(Key.Key_Comma, NONE, ",", 58), ","),
    ],
)
def test_key_events_become_chords(qapp: object, pressed: QKeyEvent, chord: str) -> None:
    assert str(chord_from_event(pressed)) == chord


@pytest.mark.parametrize(
    "key", [Key.Key_Shift, Key.Key_AltGr, Key.Key_CapsLock, Key.Key_Dead_Acute, Key.Key_unknown]
)
def test_keys_that_type_nothing_are_no_chords(qapp: object, key: Key) -> None:
    assert chord_from_event(event(key)) is None


def test_a_character_bound_by_the_user_counts_as_typed(qapp: object) -> None:
    keymap = build_keymap(COMMANDS, (), {"report.flag": ["ö"], "report.note": ["д"]})
    assert str(chord_from_event(event(0x0414, NONE, "д", 46), keymap.chords)) == "д"


def test_offscreen_and_x11_pass_scan_codes_of_linux(qapp: object) -> None:
    assert current_platform() is Platform.LINUX

"""Which chord a key press is, under any keyboard layout.

A Latin letter or a digit that is typed counts as typed. Else a character that some command is bound to counts as
typed. Else the place of the key counts: what a US keyboard has there, letters and digits, and punctuation only
with Ctrl and a letter of another script, which types nothing. Scan codes are those of evdev (plus 8, as X11 and
Wayland pass them on), set 1 on Windows, the virtual key codes of macOS.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container
from dataclasses import dataclass, replace

from annotator.commands.chords import NAMED_KEYS, Chord, Platform

_ROWS = ((2, "1234567890"), (16, "qwertyuiop"), (30, "asdfghjkl"), (44, "zxcvbnm"))
_SET_1 = {first + place: key for first, keys in _ROWS for place, key in enumerate(keys)}
_X11_OFFSET = 8
_MAC = dict(enumerate("asdfghzxcv")) | {
    11: "b", 12: "q", 13: "w", 14: "e", 15: "r", 16: "y", 17: "t", 18: "1", 19: "2", 20: "3", 21: "4", 22: "6",
    23: "5", 25: "9", 26: "7", 28: "8", 29: "0", 31: "o", 32: "u", 34: "i", 35: "p", 37: "l", 38: "j", 40: "k",
    45: "n", 46: "m",
}  # fmt: skip
US_KEYS = {
    Platform.LINUX: {code + _X11_OFFSET: key for code, key in _SET_1.items()},
    Platform.WINDOWS: _SET_1,
    Platform.MACOS: _MAC,
}
_SET_1_PUNCTUATION = {12: "-", 13: "=", 26: "[", 27: "]", 39: ";", 51: ",", 52: ".", 53: "/"}
_US_PUNCTUATION = {
    Platform.LINUX: {code + _X11_OFFSET: key for code, key in _SET_1_PUNCTUATION.items()},
    Platform.WINDOWS: _SET_1_PUNCTUATION,
    Platform.MACOS: {27: "-", 24: "=", 33: "[", 30: "]", 41: ";", 43: ",", 47: ".", 44: "/"},
}

_SHIFTED = {"[": "{", "]": "}"}  # with Ctrl some systems name the key and type nothing
_EQUIVALENTS = {
    "؟": "?", "،": ",", "؛": ";", "٪": "%", "٭": "*", "\u037e": ";", "。": ".", "、": ",",
    "\u00a0": " ", "\u202f": " ",
}  # fmt: skip
_WIDE, _WIDE_OFFSET = {chr(code) for code in range(0xFF01, 0xFF5F)}, 0xFEE0
_LETTERLIKE = range(0x2100, 0x2150)
_FIRST_NON_LATIN = 0x370


@dataclass(frozen=True)
class Modifiers:
    """Modifier keys held; `altgr` where the system tells it apart from Ctrl and Alt."""

    ctrl: bool = False
    alt: bool = False
    shift: bool = False
    meta: bool = False
    altgr: bool = False


def chord_from_parts(
    key: str,
    text: str,
    scan_code: int,
    modifiers: Modifiers,
    platform: Platform,
    bound: Container[Chord] = frozenset(),
) -> Chord | None:
    """The chord of a key press; None for a modifier alone, a dead key and other keys that type nothing.

    key: one of NAMED_KEYS, or the character that the toolkit names the key by, or empty.
    text: what the press types; may be empty or a control character, as with Ctrl.
    scan_code: the native one of the platform; 0 for unknown, except on macOS.
    bound: chords that commands are bound to.
    """
    modifiers = _without_altgr(text, modifiers, platform)
    if key in NAMED_KEYS:
        return _chord(key, modifiers)
    typed = _typed(key, text, modifiers)
    if typed == " ":
        return _chord("Space", modifiers)
    direct = _chord(typed, modifiers) if typed else None
    if direct is not None and (_is_latin_key(direct.key) or direct in bound):
        return direct
    place = "" if modifiers.altgr else US_KEYS[platform].get(scan_code, "")
    if place and _place_counts(place, typed, modifiers.shift):
        return _chord(place, modifiers)
    if modifiers.ctrl and typed and _is_other_script(typed):
        place = _US_PUNCTUATION[platform].get(scan_code, typed)
        return _chord(_SHIFTED.get(place, place) if modifiers.shift else place, modifiers)
    return direct


def _without_altgr(text: str, modifiers: Modifiers, platform: Platform) -> Modifiers:
    """AltGr arrives as Ctrl+Alt on Windows and as Alt on macOS, and types a character all the same."""
    types = len(text) == 1 and text.isprintable() and not text.isspace()
    windows = platform is Platform.WINDOWS and modifiers.ctrl and modifiers.alt and types
    # Option with a letter stays a chord: it types something under every layout, Option with a bracket under few.
    mac = platform is Platform.MACOS and modifiers.alt and not modifiers.ctrl and types
    if windows or (mac and text.isascii() and not text.isalnum()):
        return replace(modifiers, ctrl=False, alt=False, altgr=True)
    return modifiers


def _typed(key: str, text: str, modifiers: Modifiers) -> str:
    """The one character typed, or empty."""
    visible = text if len(text) == 1 and text.isprintable() else ""
    if modifiers.altgr:
        typed = visible or key
    elif len(key) == 1 and key.isascii() and key.isalnum():
        typed = key
    else:
        typed = visible or (key if len(key) == 1 else "")
        if not visible and modifiers.shift:
            typed = _SHIFTED.get(typed, typed)
    if not typed:
        return ""
    digit = unicodedata.decimal(typed, None)
    if digit is not None:
        return str(digit)
    return chr(ord(typed) - _WIDE_OFFSET) if typed in _WIDE else _EQUIVALENTS.get(typed, typed)


def _chord(key: str, modifiers: Modifiers) -> Chord | None:
    letter = len(key) == 1 and key.isalpha()
    if letter:
        key = key.lower()[0]
    elif len(key) == 1 and (key.isspace() or not key.isprintable()):
        return None
    shift = modifiers.shift and (letter or len(key) > 1)
    return Chord(key, ctrl=modifiers.ctrl, alt=modifiers.alt, shift=shift, meta=modifiers.meta)


def _is_latin_key(key: str) -> bool:
    return key.isascii() and key.isalnum()


def _place_counts(place: str, typed: str, shift: bool) -> bool:
    """Whether the place of the key says more than the character that nothing is bound to."""
    if place.isdigit():
        # AZERTY and others have the digit on Shift and something else without it; superscripts come from AltGr.
        return not shift and (not typed or unicodedata.category(typed) != "No")
    if typed == "'" and place == "w":
        return True  # the Hebrew layout
    return not typed or _is_other_script(typed)


def _is_other_script(typed: str) -> bool:
    """A letter or mark of another script than Latin; AltGr types €, µ and ł on letter keys, which are not."""
    if ord(typed) < _FIRST_NON_LATIN or ord(typed) in _LETTERLIKE:
        return False
    return unicodedata.category(typed)[0] in "LM" and not unicodedata.name(typed, "").startswith("LATIN")

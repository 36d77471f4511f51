"""Chords and sequences of chords: their text form, and the trie that finds the command of a sequence.

Text form: `l`, `Shift+L`, `Ctrl+Shift+Left`, `?`, `Ctrl++`; a sequence is chords with a space between (`; g`).
A letter is written without regard to case. Any other single character stands for itself as typed, whatever
Shift it took, so Shift goes only with letters and named keys.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

NAMED_KEYS = frozenset(
    {
        "Left", "Right", "Up", "Down", "Home", "End", "PageUp", "PageDown",
        "Tab", "Space", "Enter", "Backspace", "Delete", "Insert", "Esc", "Menu",
    }
    | {f"F{number}" for number in range(1, 25)}
)  # fmt: skip

_ALIASES = {
    "return": "Enter", "escape": "Esc", "del": "Delete", "ins": "Insert", "pgup": "PageUp",
    "pgdown": "PageDown", "pgdn": "PageDown",
}  # fmt: skip
_NAMES = {name.lower(): name for name in NAMED_KEYS} | _ALIASES
_MODIFIERS = {
    "ctrl": "ctrl", "control": "ctrl", "cmd": "ctrl", "command": "ctrl",
    "alt": "alt", "option": "alt", "shift": "shift", "meta": "meta", "win": "meta", "super": "meta",
}  # fmt: skip


class Platform(enum.Enum):
    """Where the key was pressed: it decides scan codes, the meaning of AltGr, and the names of modifiers."""

    LINUX = "linux"
    WINDOWS = "windows"
    MACOS = "macos"


class ChordError(ValueError):
    """A chord that cannot be; the message is a sentence for the user."""


def is_letter(key: str) -> bool:
    """A single letter of any script."""
    return len(key) == 1 and key.isalpha()


@dataclass(frozen=True)
class Chord:
    """One key press. `key` is a lower-case letter, another single character as typed, or one of NAMED_KEYS.

    `ctrl` is the Command key on macOS and `meta` the Control key there, as Qt has it.
    """

    key: str
    ctrl: bool = False
    alt: bool = False
    shift: bool = False
    meta: bool = False

    def __post_init__(self) -> None:
        if len(self.key) == 1 and (self.key.isspace() or not self.key.isprintable()):
            raise ChordError("A key must be a visible character or a key name.")
        if len(self.key) != 1 and self.key not in NAMED_KEYS:
            raise ChordError(f"There is no key called “{self.key}”.")
        if is_letter(self.key) and len(self.key.lower()) == 1:
            object.__setattr__(self, "key", self.key.lower())
        elif self.shift and len(self.key) == 1:
            raise ChordError(f"Write the character that Shift and “{self.key}” type, without Shift.")

    @property
    def is_bare(self) -> bool:
        """No Ctrl, Alt or Meta."""
        return not (self.ctrl or self.alt or self.meta)

    @property
    def is_plain(self) -> bool:
        """A key that a field or a list uses itself: no Ctrl, Alt or Meta, and neither Esc nor a function key."""
        is_function_key = len(self.key) > 1 and self.key[0] == "F"
        return self.is_bare and not is_function_key and self.key != "Esc"

    @property
    def digit(self) -> int | None:
        """0-9 for a bare digit key, else None."""
        return int(self.key) if self.is_bare and self.key in set("0123456789") else None

    def __str__(self) -> str:
        return "".join(f"{name}+" for name in self._modifier_names(_WORDS)) + self._key_text

    def display(self, platform: Platform) -> str:
        """The chord as the platform's own menus would write it."""
        if platform is not Platform.MACOS:
            text = str(self)
            return text.replace("Meta+", "Win+" if platform is Platform.WINDOWS else "Super+")
        return "".join(self._modifier_names(_MAC_SYMBOLS)) + self._key_text

    @property
    def _key_text(self) -> str:
        modified = self.shift or not self.is_bare
        capital = self.key.upper()
        return capital if modified and capital.lower() == self.key else self.key

    def _modifier_names(self, names: tuple[tuple[str, str], ...]) -> list[str]:
        return [name for field, name in names if getattr(self, field)]


_WORDS = (("meta", "Meta"), ("ctrl", "Ctrl"), ("alt", "Alt"), ("shift", "Shift"))
_MAC_SYMBOLS = (("meta", "⌃"), ("alt", "⌥"), ("shift", "⇧"), ("ctrl", "⌘"))

ChordSequence = tuple[Chord, ...]


def parse_chord(text: str) -> Chord:
    """The chord written as `text`. Raises ChordError with a sentence that says what is wrong with it."""
    head, plus, key = text.rpartition("+")
    if text == "+" or text.endswith("++"):
        head, plus, key = text[:-2], "+" if len(text) > 1 else "", "+"
    flags: dict[str, bool] = {}
    for word in head.split("+") if plus else []:
        field = _MODIFIERS.get(word.lower())
        if field is None or field in flags:
            raise ChordError(f"“{text}” is not a key: “{word}” is not a modifier that can stand there.")
        flags[field] = True
    name = key if len(key) == 1 else _NAMES.get(key.lower())
    if name is None:
        raise ChordError(f"“{text}” is not a key: there is no key called “{key}”.")
    return Chord(name, **flags)


def parse_sequence(text: str) -> ChordSequence:
    """The chords written in `text` with spaces between. Raises ChordError."""
    words = text.split()
    if not words:
        raise ChordError("A key is missing.")
    return tuple(parse_chord(word) for word in words)


def format_sequence(sequence: ChordSequence) -> str:
    """The text that parse_sequence reads back."""
    return " ".join(map(str, sequence))


def display_sequence(sequence: ChordSequence, platform: Platform) -> str:
    """The text to show to a user of the platform."""
    return " ".join(chord.display(platform) for chord in sequence)

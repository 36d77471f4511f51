"""docs/keys.md, made from the table of commands: `python -m annotator.commands.docs` prints it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.commands.chords import format_sequence, parse_sequence
from annotator.commands.table import COMMANDS, SECTIONS, Command, label_commands

_INTRODUCTION = """\
# Keys

The text is read-only, so every plain key is a command. What the next label key will take is always highlighted:
the selection if there is one; else the suggestion or candidate the caret jumped to; else the token at the caret.

* Single keys work only in the text, never while you type in a field. Keys with Ctrl work everywhere, except
  those that edit or move.
* A number typed first repeats: `3` `Right` moves by three tokens, `5` `l` labels five tokens from the caret. `Esc`
  drops the number. Who prefers digits as label keys switches numbers off in the preferences: then `1` is the
  first label, `2` the second.
* A label may take any letter and wins over the command that had it. `;` and the letter is always the command.
* Letters and digits work under any keyboard layout (Cyrillic, Arabic, Greek, AZERTY): where a layout types no
  Latin letter, the place of the key counts. Punctuation is the character typed, whatever keys it takes.
* Letters typed with AltGr are no commands.
"""

_CHANGING = """\
## Changing keys

Every command can be given other keys in the preferences, by the name in the last column. A key is written as
above: `l`, `Shift+L`, `Ctrl+Shift+Left`, `F3`, `?`; keys pressed one after another have a space between, such as
`g g`. Punctuation is written as typed, without Shift. When two commands want the same key, or a key begins a
longer sequence, the program names both, and only one of them has it. `;` and, while numbers are on, digits are
not free.
"""


@dataclass(frozen=True)
class _Example:
    name: str
    key: str


CONFLICT_LABELS = (
    _Example("Location", "l"),
    _Example("Actor", "a"),
    _Example("Weapon", "w"),
    _Example("Claim", "c"),
)


def keys_markdown(commands: Iterable[Command] = COMMANDS) -> str:
    """The page on keys, with the labels of the conflict schema for an example. Ends with a line end."""
    listed = [*label_commands(CONFLICT_LABELS), *commands]
    parts = [_INTRODUCTION]
    for title in SECTIONS:
        rows = [_row(command) for command in listed if command.section == title]
        if rows:
            head = f"## {title}\n\n| keys | number | does | name |\n|---|---|---|---|"
            parts.append("\n".join((head, *rows, "")))
    return "\n".join((*parts, _CHANGING))


def _row(command: Command) -> str:
    keys = ", ".join(f"`{format_sequence(parse_sequence(key))}`" for key in command.keys) or "menu"
    count = "yes" if command.repeatable else ""
    return f"| {keys} | {count} | {command.help} | `{command.id}` |"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(keys_markdown())

"""Giving commands other keys: what the user has chosen so far, and what stands in the way of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotator.commands.chords import format_sequence
from annotator.commands.keymap import Clash, Keymap, build_keymap
from annotator.commands.table import COMMANDS, Command, KeyedLabel


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A command with the keys that call it; `changed` when they are the user's own."""

    command: Command
    keys: tuple[str, ...]
    changed: bool
    troubled: bool


class KeyChoices:
    """The user's keys by command id, as they would be kept; every change shows its clashes at once."""

    def __init__(
        self, overrides: Mapping[str, Sequence[str]], labels: Sequence[KeyedLabel] = (), digits_label: bool = False
    ) -> None:
        self._labels = labels
        self.digits_label = digits_label
        self.overrides = {command: list(keys) for command, keys in overrides.items()}
        self.keymap = self._build()

    def rows(self) -> list[KeyRow]:
        """Every command, labels first, with its keys."""
        troubled = {command for clash in self.keymap.clashes for command in clash.commands}
        rows = []
        for command in self.keymap.commands.values():
            keys = tuple(format_sequence(keys) for keys in self.keymap.keys_for(command.id))
            rows.append(KeyRow(command, keys, command.id in self.overrides, command.id in troubled))
        return sorted(rows, key=lambda row: not row.command.id.startswith("label."))

    def set_key(self, command: str, key: str) -> None:
        """The command has this key and no other."""
        self._change(command, [key])

    def add_key(self, command: str, key: str) -> None:
        """The command has this key besides those it has."""
        wanted = self.overrides.get(command)
        keys = list(self.keymap.commands[command].keys) if wanted is None else list(wanted)
        if key not in keys:
            self._change(command, [*keys, key])

    def remove_keys(self, command: str) -> None:
        """No key calls the command; the palette and the menu still do."""
        self._change(command, [])

    def reset(self, command: str) -> None:
        """The command has its usual keys again."""
        self.overrides.pop(command, None)
        self.keymap = self._build()

    def reset_all(self) -> None:
        self.overrides.clear()
        self.keymap = self._build()

    def use_digits(self, digits_label: bool) -> None:
        """Digits are label keys, or counts."""
        self.digits_label = digits_label
        self.keymap = self._build()

    def troubles(self) -> list[str]:
        """What cannot be as it was chosen, a sentence each."""
        return [*(clash_sentence(clash, self.keymap) for clash in self.keymap.clashes), *self.keymap.problems]

    def _change(self, command: str, keys: list[str]) -> None:
        if keys == list(self.keymap.commands[command].keys):
            self.overrides.pop(command, None)
        else:
            self.overrides[command] = keys
        self.keymap = self._build()

    def _build(self) -> Keymap:
        return build_keymap(COMMANDS, self._labels, self.overrides, digits_label=self.digits_label)


def clash_sentence(clash: Clash, keymap: Keymap) -> str:
    """Both commands by name, and which one has the key."""
    titles = [f"“{keymap.commands[command].title}”" for command in clash.commands]
    others = " and ".join(titles[1:])
    return f"{clash.keys} is wanted by {titles[0]} and {others}; {titles[0]} has it."

"""From commands, labels and the user's own keys to one keymap, which says in words what is wrong or moved.

A label's letter wins over a command; a key set by the user wins over one from the table; else the earlier command
wins. What a label's letter took away stays reachable behind ESCAPE.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from annotator.commands.chords import Chord, ChordError, ChordSequence, format_sequence, is_letter, parse_sequence
from annotator.commands.table import (
    ADD_SECOND_LABEL,
    APPLY_LABEL,
    EVERYWHERE,
    IN_TEXT,
    TEXT,
    Command,
    KeyedLabel,
    label_commands,
)
from annotator.commands.trie import KeyTrie, Match

ESCAPE = Chord(";")


@dataclass(frozen=True)
class Clash:
    """Keys that several commands want. The first command has them, the others go without."""

    keys: str
    commands: tuple[str, ...]


@dataclass(frozen=True)
class Shadow:
    """Keys that a label took from a command, and the keys that call the command instead."""

    command: str
    keys: str
    label: str
    instead: str


@dataclass(frozen=True)
class Keymap:
    """Which keys call which command, per context. Made by build_keymap.

    counts: bare digits form a count; off when digits are label keys.
    problems: sentences for the user about overrides and label keys that could not be used.
    """

    commands: Mapping[str, Command]
    counts: bool
    clashes: tuple[Clash, ...]
    shadowed: tuple[Shadow, ...]
    problems: tuple[str, ...]
    chords: frozenset[Chord]
    _tries: Mapping[str, KeyTrie] = field(repr=False)
    _keys: Mapping[str, tuple[ChordSequence, ...]] = field(repr=False)

    def keys_for(self, command_id: str) -> tuple[ChordSequence, ...]:
        """The sequences that call the command, the one to show first; empty for an unknown id."""
        return self._keys.get(command_id, ())

    def command_for(self, sequence: ChordSequence, context: str = TEXT) -> str | None:
        """The command that the whole sequence calls where the focus is in `context`."""
        return self.match(sequence, context)[1]

    def match(self, sequence: ChordSequence, context: str) -> tuple[Match, str | None]:
        """How far the sequence has got in `context`, and the command id when it is complete."""
        return self._tries[context].match(sequence)

    def continuations(self, sequence: ChordSequence, context: str) -> tuple[tuple[ChordSequence, str], ...]:
        """What can follow the sequence: the chords still to press and the command they call."""
        return self._tries[context].continuations(sequence)


def build_keymap(
    commands: Iterable[Command],
    labels: Sequence[KeyedLabel],
    overrides: Mapping[str, Sequence[str]] | None = None,
    *,
    digits_label: bool = False,
) -> Keymap:
    """The keymap of `commands` and of the commands of `labels`.

    overrides: command id to all of its keys; an empty list takes the keys away.
    digits_label: no counts; 1-9 and 0 give the first ten labels by position.
    Never raises on what a user wrote: see Keymap.problems and Keymap.clashes.
    """
    builder = _Builder(counts=not digits_label)
    builder.add_commands((*commands, *label_commands(labels)))
    if digits_label:
        builder.add_digits(labels)
    builder.override(overrides or {})
    return builder.build()


class _Builder:
    def __init__(self, *, counts: bool) -> None:
        self._counts = counts
        self._commands: dict[str, Command] = {}
        self._wanted: dict[str, list[ChordSequence]] = {}
        self._overridden: set[str] = set()
        self._tries = {context: KeyTrie() for context in EVERYWHERE}
        self._placed: dict[str, list[ChordSequence]] = {}
        self._clashes: dict[Clash, None] = {}
        self._shadowed: dict[tuple[str, ChordSequence], str] = {}
        self._problems: list[str] = []

    def add_commands(self, commands: Iterable[Command]) -> None:
        for command in commands:
            if command.id in self._commands:
                self._problems.append(f"“{command.title}” is there twice; the second is left out.")
                continue
            self._commands[command.id] = command
            self._wanted[command.id] = self._parsed(command, command.keys)

    def add_digits(self, labels: Sequence[KeyedLabel]) -> None:
        taken = {label.key for label in labels}
        for digit, label in zip("1234567890", labels, strict=False):
            if digit not in taken:
                self._wanted[f"{APPLY_LABEL}:{label.name}"].append((Chord(digit),))

    def override(self, overrides: Mapping[str, Sequence[str]]) -> None:
        for command_id, keys in overrides.items():
            command = self._commands.get(command_id)
            if command is None:
                self._problems.append(f"There is no command “{command_id}”; its keys are left out.")
                continue
            parsed = self._parsed(command, [keys] if isinstance(keys, str) else keys)
            if parsed or not keys:
                self._wanted[command_id] = parsed
                self._overridden.add(command_id)

    def build(self) -> Keymap:
        for command in sorted(self._commands.values(), key=self._rank):
            for sequence in self._wanted[command.id]:
                self._place(command, sequence)
        self._add_escapes()
        return Keymap(
            commands=self._commands,
            counts=self._counts,
            clashes=tuple(self._clashes),
            shadowed=tuple(
                Shadow(command, format_sequence(keys), label, format_sequence((ESCAPE, *keys)))
                for (command, keys), label in self._shadowed.items()
            ),
            problems=tuple(self._problems),
            chords=frozenset(c for placed in self._placed.values() for keys in placed for c in keys) | {ESCAPE},
            _tries=self._tries,
            _keys={command_id: tuple(keys) for command_id, keys in self._placed.items()},
        )

    def _rank(self, command: Command) -> int:
        if _is_label(command):
            return 0
        return 1 if command.id in self._overridden else 2

    def _parsed(self, command: Command, keys: Iterable[str]) -> list[ChordSequence]:
        parsed: list[ChordSequence] = []
        for text in keys:
            problem = ""
            try:
                sequence = parse_sequence(text)
                problem = self._objection(command, sequence)
            except ChordError as error:
                problem = str(error)
            if problem:
                self._problems.append(f"A key of “{command.title}” is left out. {problem}")
            elif sequence not in parsed:
                parsed.append(sequence)
        return parsed

    def _objection(self, command: Command, sequence: ChordSequence) -> str:
        if sequence[0] == ESCAPE:
            return f"“{ESCAPE}” is kept for reaching commands whose letter a label took."
        if self._counts and sequence[0].digit is not None:
            return f"“{sequence[0]}” begins a count. Counts can be switched off in the preferences."
        if not _places(command, sequence):
            return f"“{format_sequence(sequence)}” works only in the text, this command only outside it."
        return ""

    def _place(self, command: Command, sequence: ChordSequence) -> None:
        reached = False
        for context in sorted(_places(command, sequence)):
            blocking = self._tries[context].add(sequence, command.id)
            reached = reached or not blocking
            label = next((other for other in blocking if _is_label(self._commands[other])), None)
            if label is not None and not _is_label(command):
                self._shadowed[command.id, sequence] = label
            elif blocking:
                self._clashes[Clash(format_sequence(sequence), (*blocking, command.id))] = None
        if reached:
            self._placed.setdefault(command.id, []).append(sequence)

    def _add_escapes(self) -> None:
        """Behind ESCAPE, every letter is the command's, whether or not a label took it."""
        for command in sorted(self._commands.values(), key=self._rank):
            for sequence in () if _is_label(command) else self._wanted[command.id]:
                shadowed = (command.id, sequence) in self._shadowed
                if TEXT not in _places(command, sequence) or not (shadowed or _starts_with_letter(sequence)):
                    continue
                blocking = self._tries[TEXT].add((ESCAPE, *sequence), command.id)
                if shadowed and not blocking:
                    self._placed.setdefault(command.id, []).append((ESCAPE, *sequence))


def _is_label(command: Command) -> bool:
    return command.base in (APPLY_LABEL, ADD_SECOND_LABEL)


def _places(command: Command, sequence: ChordSequence) -> frozenset[str]:
    """The contexts where the sequence may call the command: fields and lists keep their plain keys."""
    return command.contexts & IN_TEXT if sequence[0].is_plain else command.contexts


def _starts_with_letter(sequence: ChordSequence) -> bool:
    return sequence[0].is_bare and is_letter(sequence[0].key)

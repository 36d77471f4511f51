"""What the keys do just now: the rows of the cheat sheet, for what the caret is on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from annotator.commands.chords import Platform, display_sequence, parse_sequence
from annotator.commands.keymap import Keymap
from annotator.commands.table import ANNOTATION, SECTIONS, SUGGESTION, TEXT, Command

MOVED = "Moved by label letters"


@dataclass(frozen=True)
class Row:
    """A command with its keys as the platform writes them."""

    command: str
    title: str
    keys: tuple[str, ...]
    help: str


@dataclass(frozen=True)
class Section:
    """Rows under a heading; never empty."""

    title: str
    rows: tuple[Row, ...]


def cheat_sheet(
    keymap: Keymap,
    context: str = TEXT,
    caret_on: Collection[str] = frozenset(),
    platform: Platform = Platform.LINUX,
) -> tuple[Section, ...]:
    """Every command that a key calls in `context`.

    caret_on: which of ANNOTATION and SUGGESTION are at the caret; sections about them come first, and commands
    that need what is not there are left out.
    """
    about_caret: list[Section] = []
    others: list[Section] = []
    for title in SECTIONS:
        commands = [c for c in keymap.commands.values() if c.section == title and _fits(c, context, caret_on)]
        rows = tuple(row for command in commands if (row := _row(keymap, command, context, platform)).keys)
        if rows:
            near = any(command.needs in caret_on for command in commands)
            (about_caret if near else others).append(Section(title, rows))
    return (*about_caret, *others, *_moved(keymap, context, platform))


def _fits(command: Command, context: str, caret_on: Collection[str]) -> bool:
    there = command.needs not in (ANNOTATION, SUGGESTION) or command.needs in caret_on
    return there and context in command.contexts


def _row(keymap: Keymap, command: Command, context: str, platform: Platform) -> Row:
    keys = [k for k in keymap.keys_for(command.id) if keymap.command_for(k, context) == command.id]
    return Row(command.id, command.title, tuple(display_sequence(k, platform) for k in keys), command.help)


def _moved(keymap: Keymap, context: str, platform: Platform) -> tuple[Section, ...]:
    rows = tuple(
        Row(
            shadow.command,
            keymap.commands[shadow.command].title,
            (display_sequence(parse_sequence(shadow.instead), platform),),
            f"{shadow.keys} is now “{keymap.commands[shadow.label].title}”.",
        )
        for shadow in keymap.shadowed
        if context == TEXT
    )
    return (Section(MOVED, rows),) if rows else ()

from __future__ import annotations

from collections import Counter

import pytest

from annotator.commands.chords import parse_sequence
from annotator.commands.docs import CONFLICT_LABELS
from annotator.commands.keymap import build_keymap
from annotator.commands.table import (
    ANNOTATION,
    COMMANDS,
    EVERYWHERE,
    FIELD,
    MENUS,
    PROJECT,
    REPORT,
    SECTIONS,
    SUGGESTION,
    TEXT,
    Command,
    label_commands,
    label_keys,
    split_id,
)
from tests.commands.labels import CONFLICT, KeyLabel

ALL = (*COMMANDS, *label_commands(CONFLICT))
KEYMAP = build_keymap(COMMANDS, CONFLICT)

MOVES = {
    "next-token": ("Right", "Shift+Right"),
    "previous-token": ("Left", "Shift+Left"),
    "next-line": ("Down", "Shift+Down"),
    "previous-line": ("Up", "Shift+Up"),
    "line-start": ("Home", "Shift+Home"),
    "line-end": ("End", "Shift+End"),
    "next-page": ("PageDown", "Shift+PageDown"),
    "previous-page": ("PageUp", "Shift+PageUp"),
    "report-start": ("Ctrl+Home", "Ctrl+Shift+Home"),
    "report-end": ("Ctrl+End", "Ctrl+Shift+End"),
    "next-sentence": (".", ">"),
    "previous-sentence": (",", "<"),
}
KEYS_IN_TEXT = {
    **{move: f"move.{name}" for name, (move, _) in MOVES.items()},
    **{extend: f"extend.{name}" for name, (_, extend) in MOVES.items()},
    "Ctrl+Shift+Right": "extend.next-grapheme",
    "Ctrl+Shift+Left": "extend.previous-grapheme",
    "Tab": "move.next-candidate",
    "Shift+Tab": "move.previous-candidate",
    "f": "hint.jump",
    "Shift+F": "hint.extend",
    "/": "find.open",
    "F3": "find.next",
    "Shift+F3": "find.previous",
    "s": "select.sentence",
    "x": "span.widen",
    "Shift+X": "span.narrow",
    "l": "label.apply:Location",
    "a": "label.apply:Actor",
    "w": "label.apply:Weapon",
    "c": "label.apply:Claim",
    "Shift+L": "label.add-second:Location",
    "Shift+C": "label.add-second:Claim",
    "Enter": "suggestion.accept",
    "Ctrl+Enter": "suggestion.accept-all",
    "Backspace": "suggestion.reject",
    "Delete": "annotation.delete",
    "]": "edge.right-out",
    "[": "edge.right-in",
    "}": "edge.left-in",
    "{": "edge.left-out",
    "Alt+Right": "edge.right-out",
    "Alt+Left": "edge.right-in",
    "Alt+Shift+Right": "edge.left-in",
    "Alt+Shift+Left": "edge.left-out",
    "Ctrl+]": "edge.right-out-grapheme",
    "Ctrl+[": "edge.right-in-grapheme",
    "Ctrl+}": "edge.left-in-grapheme",
    "Ctrl+{": "edge.left-out-grapheme",
    "Ctrl+Alt+Right": "edge.right-out-grapheme",
    "Ctrl+Alt+Left": "edge.right-in-grapheme",
    "Ctrl+Alt+Shift+Right": "edge.left-in-grapheme",
    "Ctrl+Alt+Shift+Left": "edge.left-out-grapheme",
    "*": "occurrences.label-report",
    "n": "annotation.next",
    "p": "annotation.previous",
    "u": "history.undo",
    "Ctrl+Z": "history.undo",
    "Ctrl+Y": "history.redo",
    "Ctrl+Shift+Z": "history.redo",
    "Space": "read.on",
    "d": "report.done-and-next",
    "Ctrl+PageDown": "report.next",
    "Ctrl+PageUp": "report.previous",
    "g": "report.flag",
    "m": "annotation.note",
    "Ctrl+P": "go.report",
    "Ctrl+K": "help.palette",
    "?": "help.keys",
    "Ctrl+E": "project.export",
    "Ctrl+I": "project.import",
    "Ctrl+O": "project.open",
    "Ctrl+F": "search.corpus",
    "Ctrl+,": "app.preferences",
    "Ctrl+Q": "app.quit",
    "Ctrl+C": "edit.copy",
    "Ctrl+=": "view.zoom-in",
    "Ctrl+-": "view.zoom-out",
    "Ctrl+0": "view.zoom-reset",
    "F1": "help.guide",
    "F6": "panel.focus-next",
    "Shift+F6": "panel.focus-previous",
    "Esc": "select.drop",
}


def name(command: Command) -> str:
    return command.id


@pytest.mark.parametrize(("keys", "command"), KEYS_IN_TEXT.items())
def test_each_key_calls_its_command_in_the_text(keys: str, command: str) -> None:
    assert KEYMAP.command_for(parse_sequence(keys), TEXT) == command


def test_ids_and_titles_are_unique() -> None:
    assert [i for i, n in Counter(command.id for command in ALL).items() if n > 1] == []
    assert [t for t, n in Counter(command.title for command in ALL).items() if n > 1] == []


def test_no_two_commands_want_one_key() -> None:
    assert KEYMAP.clashes == ()
    assert KEYMAP.shadowed == ()
    assert KEYMAP.problems == ()


@pytest.mark.parametrize("command", ALL, ids=name)
def test_every_command_stands_in_a_menu_and_in_the_palette(command: Command) -> None:
    plain_movement = command.menu in ("Go/Step", "Go/Extend")
    assert command.menu.split("/")[0] in MENUS
    assert command.palette or plain_movement


@pytest.mark.parametrize("command", ALL, ids=name)
def test_every_command_is_described(command: Command) -> None:
    assert command.section in SECTIONS
    assert command.title[0].isupper()
    assert command.help[0].isupper()
    assert command.help.endswith(".")
    assert command.needs in ("", PROJECT, REPORT, ANNOTATION, SUGGESTION)
    assert command.contexts
    assert command.contexts <= EVERYWHERE


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_is_used(section: str) -> None:
    assert any(command.section == section for command in ALL)


@pytest.mark.parametrize(
    "key", ["l", "?", "Space", "Enter", "Left", "Tab", "Delete", "Ctrl+Z", "Ctrl+C", "Ctrl+Left"]
)
def test_a_field_keeps_the_keys_it_edits_with(key: str) -> None:
    assert KEYMAP.command_for(parse_sequence(key), FIELD) is None


@pytest.mark.parametrize("key", ["Ctrl+K", "Ctrl+P", "F6", "Ctrl+Q", "F3", "Ctrl+PageDown"])
def test_keys_of_the_program_work_while_typing_too(key: str) -> None:
    assert KEYMAP.command_for(parse_sequence(key), FIELD) is not None


def test_esc_leads_back_to_the_text() -> None:
    assert KEYMAP.command_for(parse_sequence("Esc"), FIELD) == "panel.focus-text"


def test_an_argument_may_hold_anything() -> None:
    assert split_id("label.apply:Armed group: north.") == ("label.apply", "Armed group: north.")
    assert split_id("move.next-token") == ("move.next-token", None)
    assert label_commands([KeyLabel("Armed group", "g")])[0].base == "label.apply"


@pytest.mark.parametrize(("key", "second"), [("l", ("Shift+l",)), ("", ()), ("3", ()), ("ж", ("Shift+ж",))])
def test_a_second_label_is_shift_and_the_letter(key: str, second: tuple[str, ...]) -> None:
    apply, add_second = label_commands([KeyLabel("Gun", key)])
    assert apply.keys == (key or "' a",)
    assert apply.repeatable
    assert add_second.keys == second


def test_the_labels_of_the_documentation_have_the_usual_keys() -> None:
    assert [(label.name, label.key) for label in CONFLICT_LABELS] == [
        (label.name, label.key) for label in CONFLICT
    ]


def test_sixty_labels_without_keys_get_two_letters_where_one_is_not_enough() -> None:
    labels = [KeyLabel(f"L{n}", "l" if n == 3 else "") for n in range(61)]
    keys = label_keys(labels)
    assert keys[3] == "l"
    assert len(set(keys)) == 61
    made = build_keymap(COMMANDS, labels)
    assert made.clashes == ()
    assert [made.command_for(parse_sequence(key)) for key in keys] == [f"label.apply:L{n}" for n in range(61)]


def test_five_hundred_labels_all_have_keys() -> None:
    keys = label_keys([KeyLabel(f"L{n}", "") for n in range(500)])
    assert len(set(keys)) == 500
    assert max(len(key.split()) for key in keys) == 3

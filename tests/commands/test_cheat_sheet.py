from __future__ import annotations

from annotator.commands.cheat_sheet import MOVED, Section, cheat_sheet
from annotator.commands.chords import Platform
from annotator.commands.keymap import build_keymap
from annotator.commands.table import ANNOTATION, COMMANDS, FIELD, SUGGESTION
from tests.commands.labels import CONFLICT, GUN

KEYMAP = build_keymap(COMMANDS, (*CONFLICT, GUN))


def commands_in(sections: tuple[Section, ...]) -> set[str]:
    return {row.command for section in sections for row in section.rows}


def section(title: str, sections: tuple[Section, ...]) -> Section:
    return next(section for section in sections if section.title == title)


def test_only_commands_with_keys_are_listed() -> None:
    sections = cheat_sheet(KEYMAP)
    assert all(row.keys for part in sections for row in part.rows)
    assert "report.note" not in commands_in(sections)


def test_what_the_caret_is_not_on_is_left_out() -> None:
    listed = commands_in(cheat_sheet(KEYMAP))
    assert "edge.left-in" not in listed
    assert "suggestion.accept" not in listed
    assert "label.apply:Location" in listed


def test_what_the_caret_is_on_comes_first() -> None:
    sections = cheat_sheet(KEYMAP, caret_on={SUGGESTION})
    assert sections[0].title == "Suggestions"
    sections = cheat_sheet(KEYMAP, caret_on={ANNOTATION})
    assert "Edges" in [part.title for part in sections[:3]]


def test_a_field_lists_only_its_own_keys() -> None:
    listed = commands_in(cheat_sheet(KEYMAP, FIELD))
    assert "help.palette" in listed
    assert not any(command.startswith(("move.", "label.")) for command in listed)


def test_keys_are_those_in_force() -> None:
    keymap = build_keymap(COMMANDS, CONFLICT, {"report.flag": ["F4"]})
    rows = section("Report state", cheat_sheet(keymap)).rows
    assert rows[0].keys == ("F4",)


def test_it_says_what_moved() -> None:
    (row,) = section(MOVED, cheat_sheet(KEYMAP)).rows
    assert (row.command, row.keys) == ("report.flag", ("; g",))
    assert row.help == "g is now “Label Gun”."
    assert MOVED not in [part.title for part in cheat_sheet(build_keymap(COMMANDS, CONFLICT))]


def test_keys_are_written_for_the_platform() -> None:
    rows = section("Find", cheat_sheet(KEYMAP, platform=Platform.MACOS)).rows
    assert ("⌘F",) in [row.keys for row in rows]

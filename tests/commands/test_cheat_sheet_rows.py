"""The cheat sheet against the keymap it describes, for any letters of labels."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from annotator.commands.cheat_sheet import MOVED, Row, cheat_sheet
from annotator.commands.keymap import Keymap, build_keymap
from annotator.commands.table import ANNOTATION, COMMANDS, SUGGESTION, TEXT
from annotator.domain.labels import Label

LETTERS = st.lists(st.sampled_from(string.ascii_lowercase), unique=True, max_size=8)
CARET_ON = st.frozensets(st.sampled_from([ANNOTATION, SUGGESTION]))


def keymap_with(letters: list[str]) -> Keymap:
    return build_keymap(COMMANDS, [Label(f"Label {letter}", letter, "label1") for letter in letters])


def rows_of(keymap: Keymap, caret_on: frozenset[str] = frozenset()) -> list[Row]:
    return [row for part in cheat_sheet(keymap, TEXT, caret_on) if part.title != MOVED for row in part.rows]


@given(LETTERS, CARET_ON)
def test_every_command_is_listed_once(letters: list[str], caret_on: frozenset[str]) -> None:
    listed = [row.command for row in rows_of(keymap_with(letters), caret_on)]
    assert len(listed) == len(set(listed))


@given(LETTERS)
def test_every_label_is_listed_with_its_letter(letters: list[str]) -> None:
    listed = {row.title: row.keys for row in rows_of(keymap_with(letters))}
    for letter in letters:
        assert any(letter in keys for title, keys in listed.items() if f"Label {letter}" in title)


@given(LETTERS)
def test_no_two_commands_are_listed_with_one_key(letters: list[str]) -> None:
    keys = [key for row in rows_of(keymap_with(letters)) for key in row.keys]
    assert len(keys) == len(set(keys))


@given(LETTERS, CARET_ON)
def test_more_under_the_caret_never_takes_a_command_away(letters: list[str], caret_on: frozenset[str]) -> None:
    keymap = keymap_with(letters)
    assert {row.command for row in rows_of(keymap)} <= {row.command for row in rows_of(keymap, caret_on)}


@given(LETTERS)
def test_the_sheet_says_of_every_moved_command_where_it_is_now(letters: list[str]) -> None:
    keymap = keymap_with(letters)
    moved = [row.command for part in cheat_sheet(keymap) if part.title == MOVED for row in part.rows]
    assert moved == [shadow.command for shadow in keymap.shadowed]

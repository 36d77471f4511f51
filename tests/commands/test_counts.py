from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.commands.chords import format_sequence, parse_chord, parse_sequence
from annotator.commands.counts import Invoke, KeyInput, Pending, Unbound
from annotator.commands.keymap import build_keymap
from annotator.commands.table import COMMANDS, FIELD, TEXT
from tests.commands.labels import CONFLICT, GUN

KEYMAP = build_keymap(COMMANDS, (*CONFLICT, GUN))
DIGITS = build_keymap(COMMANDS, CONFLICT, digits_label=True)


def typed(keys: str, keymap: object = KEYMAP) -> Pending | Invoke | Unbound:
    """What the last of the keys leads to."""
    machine = KeyInput(KEYMAP if keymap is KEYMAP else DIGITS)
    outcome: Pending | Invoke | Unbound = machine.pending
    for key in keys.split():
        outcome = machine.feed(parse_chord(key))
    return outcome


@pytest.mark.parametrize(
    ("keys", "command", "count"),
    [
        ("Right", "move.next-token", None),
        ("3 Right", "move.next-token", 3),
        ("1 2 Shift+Left", "extend.previous-token", 12),
        ("5 l", "label.apply:Location", 5),
        ("1 0 l", "label.apply:Location", 10),
        ("9 9 9 9 9 Right", "move.next-token", 999),
        ("3 ; n", "annotation.next", 3),
        ("; g", "report.flag", None),
        ("g", "label.apply:Gun", None),
        ("Shift+G", "label.add-second:Gun", None),
        ("5 s", "select.sentence", None),
        ("5 Esc l", "label.apply:Location", None),
        ("; Esc l", "label.apply:Location", None),
        ("Esc", "select.drop", None),
        ("0 l", "label.apply:Location", None),
        ("7 q l", "label.apply:Location", None),
        ("3 Right Right", "move.next-token", None),
        ("Ctrl+0", "view.zoom-reset", None),
        ("2 Ctrl+Z", "history.undo", 2),
    ],
)
def test_keys_call_commands_with_counts(keys: str, command: str, count: int | None) -> None:
    assert typed(keys) == Invoke(command, count)


def test_a_call_knows_its_handler_and_argument() -> None:
    invoke = Invoke("label.apply:Armed group", 2)
    assert (invoke.base, invoke.argument) == ("label.apply", "Armed group")
    assert Invoke("move.next-token").argument is None


def test_a_count_is_shown_with_what_it_can_repeat() -> None:
    pending = typed("4 2")
    assert isinstance(pending, Pending)
    assert (pending.count, pending.chords, pending.idle) == (42, (), False)
    commands = {command for _, command in pending.continuations}
    assert {"move.next-token", "label.apply:Actor"} <= commands
    assert "select.sentence" not in commands


def test_a_partial_sequence_is_shown_with_what_can_follow() -> None:
    pending = typed("2 ;")
    assert isinstance(pending, Pending)
    assert (pending.count, format_sequence(pending.chords)) == (2, ";")
    assert (parse_sequence("g"), "report.flag") in pending.continuations


@pytest.mark.parametrize("keys", ["5 Esc", ";  Esc", "2 ; Esc"])
def test_esc_drops_what_is_pending(keys: str) -> None:
    assert typed(keys) == Pending()


def test_an_unknown_key_drops_what_is_pending() -> None:
    assert typed("3 q") == Unbound(parse_sequence("q"), 3)
    assert typed("; q") == Unbound(parse_sequence("; q"))
    assert typed("0") == Unbound(parse_sequence("0"))


def test_digits_within_a_sequence_are_no_count() -> None:
    assert typed("; 3") == Unbound(parse_sequence("; 3"))


def test_digits_label_when_counts_are_off() -> None:
    assert typed("2", DIGITS) == Invoke("label.apply:Actor")
    assert typed("0", DIGITS) == Unbound(parse_sequence("0"))


def test_digits_outside_the_text_are_typed() -> None:
    machine = KeyInput(KEYMAP)
    assert machine.feed(parse_chord("5"), FIELD) == Unbound(parse_sequence("5"))


def test_a_change_of_focus_drops_what_is_pending() -> None:
    machine = KeyInput(KEYMAP)
    machine.feed(parse_chord("5"), TEXT)
    assert machine.feed(parse_chord("Ctrl+K"), FIELD) == Invoke("help.palette")
    assert machine.feed(parse_chord("l"), TEXT) == Invoke("label.apply:Location")


def test_another_keymap_drops_what_is_pending() -> None:
    machine = KeyInput(KEYMAP)
    machine.feed(parse_chord("5"))
    machine.use(DIGITS)
    assert machine.pending.idle
    assert machine.feed(parse_chord("1")) == Invoke("label.apply:Location")


@given(st.lists(st.sampled_from([*"019lgxsq;", "Esc", "Right", "Ctrl+Z", "Shift+F"]), max_size=12))
def test_esc_twice_always_leads_back_to_the_start(keys: list[str]) -> None:
    machine = KeyInput(KEYMAP)
    for key in [*keys, "Esc", "Esc"]:
        machine.feed(parse_chord(key))
    assert machine.pending == Pending()
    assert machine.feed(parse_chord("l")) == Invoke("label.apply:Location")


@given(st.integers(1, 999))
def test_every_count_arrives_as_typed(count: int) -> None:
    assert typed(" ".join((*str(count), "Right"))) == Invoke("move.next-token", count)

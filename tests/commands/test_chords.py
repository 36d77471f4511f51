from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.commands.chords import (
    NAMED_KEYS,
    Chord,
    ChordError,
    Platform,
    display_sequence,
    format_sequence,
    parse_chord,
    parse_sequence,
)

_CHARACTERS = st.characters(exclude_categories=("C", "Z")).filter(lambda char: not char.isspace())


@st.composite
def any_chord(draw: st.DrawFn) -> Chord:
    key = draw(st.sampled_from(sorted(NAMED_KEYS)) | st.sampled_from("abz059?+;*][") | _CHARACTERS)
    takes_shift = len(key) > 1 or (key.isalpha() and len(key.lower()) == 1)
    ctrl, alt, meta, shift = (draw(st.booleans()) for _ in range(4))
    return Chord(key, ctrl=ctrl, alt=alt, shift=shift and takes_shift, meta=meta)


@given(st.lists(any_chord(), min_size=1, max_size=3).map(tuple))
def test_what_is_written_reads_back(sequence: tuple[Chord, ...]) -> None:
    assert parse_sequence(format_sequence(sequence)) == sequence


@pytest.mark.parametrize(
    ("text", "chord"),
    [
        ("l", Chord("l")),
        ("L", Chord("l")),
        ("Shift+L", Chord("l", shift=True)),
        ("Ctrl+Shift+Left", Chord("Left", ctrl=True, shift=True)),
        ("shift+ctrl+left", Chord("Left", ctrl=True, shift=True)),
        ("Control+Return", Chord("Enter", ctrl=True)),
        ("Cmd+k", Chord("k", ctrl=True)),
        ("Super+Del", Chord("Delete", meta=True)),
        ("+", Chord("+")),
        ("Ctrl++", Chord("+", ctrl=True)),
        ("Ctrl+-", Chord("-", ctrl=True)),
        ("f3", Chord("F3")),
        ("f", Chord("f")),
        ("ж", Chord("ж")),
        ("Shift+Ж", Chord("ж", shift=True)),
        ("Shift+ß", Chord("ß", shift=True)),
    ],
)
def test_many_spellings_are_read(text: str, chord: Chord) -> None:
    assert parse_chord(text) == chord


@pytest.mark.parametrize(
    "text", ["", "Ctrl+", "++", "Hyper+L", "Ctrl+Ctrl+L", "ll", "F25", "Shift+?", "Ctrl+Shift+[", "Shift+5"]
)
def test_what_is_no_chord_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ChordError, match=r"\.$"):
        parse_chord(text)


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_sequence_is_refused(text: str) -> None:
    with pytest.raises(ChordError):
        parse_sequence(text)


@pytest.mark.parametrize("key", [" ", "\t", "\x1b", "\u200b", ""])
def test_a_key_is_visible(key: str) -> None:
    with pytest.raises(ChordError):
        Chord(key)


def test_digits_are_bare() -> None:
    assert Chord("7").digit == 7
    assert Chord("7", ctrl=True).digit is None
    assert Chord("l").digit is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        *((key, True) for key in ("l", "f", "Shift+L", "Enter", "Shift+Tab", "?")),
        *((key, False) for key in ("Esc", "F3", "Shift+F6", "Ctrl+K", "Alt+Left")),
    ],
)
def test_plain_keys_are_those_that_fields_and_lists_use(text: str, plain: bool) -> None:
    assert parse_chord(text).is_plain is plain


@pytest.mark.parametrize(
    ("text", "platform", "shown"),
    [
        ("Ctrl+Shift+Left", Platform.LINUX, "Ctrl+Shift+Left"),
        ("Meta+L", Platform.WINDOWS, "Win+L"),
        ("Meta+L", Platform.LINUX, "Super+L"),
        ("Ctrl+Shift+S", Platform.MACOS, "⇧⌘S"),
        ("; Shift+G", Platform.MACOS, "; ⇧G"),
        ("l", Platform.MACOS, "l"),
    ],
)
def test_keys_are_shown_as_the_platform_writes_them(text: str, platform: Platform, shown: str) -> None:
    assert display_sequence(parse_sequence(text), platform) == shown

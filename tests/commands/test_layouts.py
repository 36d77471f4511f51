"""Key presses as the systems report them under the layouts of the world."""

from __future__ import annotations

import pytest

from annotator.commands.chords import Chord, Platform, parse_chord
from annotator.commands.layouts import US_KEYS, Modifiers, chord_from_parts
from annotator.commands.table import COMMANDS, chords_of

BOUND = chords_of(COMMANDS) | {Chord(";")}
NONE, SHIFT, CTRL = Modifiers(), Modifiers(shift=True), Modifiers(ctrl=True)
LINUX, WINDOWS, MACOS = Platform.LINUX, Platform.WINDOWS, Platform.MACOS


def pressed(
    place: str, text: str, modifiers: Modifiers = NONE, platform: Platform = LINUX, key: str | None = None
) -> str | None:
    """The chord of the key at `place` of a US keyboard (empty: elsewhere), under a layout that types `text`."""
    codes = {name: code for code, name in US_KEYS[platform].items()}
    code = codes[place] if place else 999
    named = key if key is not None else text.upper()
    chord = chord_from_parts(named, text, code, modifiers, platform, BOUND)
    return None if chord is None else str(chord)


@pytest.mark.parametrize("platform", Platform)
def test_every_letter_and_digit_has_a_place_on_every_platform(platform: Platform) -> None:
    assert sorted(US_KEYS[platform].values()) == sorted("abcdefghijklmnopqrstuvwxyz0123456789")


@pytest.mark.parametrize(
    ("platform", "code", "key"),
    [
        *((LINUX, code, key) for code, key in ((38, "a"), (46, "l"), (58, "m"), (10, "1"), (19, "0"))),
        *((WINDOWS, code, key) for code, key in ((30, "a"), (38, "l"), (50, "m"), (2, "1"), (11, "0"))),
        *((MACOS, code, key) for code, key in ((0, "a"), (37, "l"), (46, "m"), (9, "v"), (18, "1"), (29, "0"))),
    ],
)
def test_places_are_those_the_systems_report(platform: Platform, code: int, key: str) -> None:
    assert US_KEYS[platform][code] == key


@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize(
    ("places", "typed"),
    [
        ("lawc", ["д", "ф", "ц", "с"]),  # Russian and Ukrainian
        ("lawcb", ["م", "ش", "ص", "ؤ", "لا"]),  # Arabic
        ("law", ["λ", "α", "ς"]),  # Greek
        ("law", ["ך", "ש", "'"]),  # Hebrew
    ],
    ids=["cyrillic", "arabic", "greek", "hebrew"],
)
def test_label_letters_work_by_place_where_no_latin_letter_is_typed(
    platform: Platform, places: str, typed: list[str]
) -> None:
    for place, text in zip(places, typed, strict=True):
        key = text.upper() if len(text) == 1 else ""
        assert pressed(place, text, platform=platform, key=key) == place


@pytest.mark.parametrize(("place", "text"), [("q", "a"), ("a", "q"), ("z", "w"), ("y", "z"), ("", "m")])
def test_a_latin_letter_counts_as_typed(place: str, text: str) -> None:
    assert pressed(place, text) == text


def test_capital_letters_take_shift_and_not_caps_lock() -> None:
    assert pressed("l", "L", SHIFT) == "Shift+L"
    assert pressed("l", "L", NONE) == "l"
    assert pressed("l", "Д", SHIFT) == "Shift+L"
    assert pressed("a", "\u0650", SHIFT) == "Shift+A"  # an Arabic vowel sign


@pytest.mark.parametrize(("place", "text"), [*zip("1234567890", "&é\"'(-è_çà", strict=True)])
def test_the_digit_row_of_azerty_types_digits(place: str, text: str) -> None:
    assert pressed(place, text) == place
    assert pressed(place, place, SHIFT) == place


@pytest.mark.parametrize(("place", "text"), [("2", "ě"), ("5", "ř"), ("1", "+"), ("1", "ą")])
def test_other_digit_rows_with_digits_on_shift(place: str, text: str) -> None:
    assert pressed(place, text) == place


@pytest.mark.parametrize(("text", "digit"), [("٣", "3"), ("۷", "7"), ("５", "5"), ("०", "0")])
def test_digits_of_all_scripts_count(text: str, digit: str) -> None:
    assert pressed("", text) == digit


@pytest.mark.parametrize(("place", "text", "chord"), [("1", "!", "!"), ("2", "@", "@"), ("8", "*", "*")])
def test_shift_and_a_digit_key_is_the_character(place: str, text: str, chord: str) -> None:
    assert pressed(place, text, SHIFT) == chord


@pytest.mark.parametrize(
    ("place", "text", "modifiers"),
    [
        ("7", "/", SHIFT),  # German
        ("", "?", SHIFT),
        ("", ".", NONE),  # Russian, on the key of the slash
        ("4", ";", SHIFT),  # Russian
        ("m", ",", NONE),  # AZERTY
        ("q", "/", NONE),  # Hebrew
        ("q", ";", NONE),  # Greek
        ("l", "/", SHIFT),  # Arabic
        ("9", "*", NONE),  # BÉPO
        ("", "*", NONE),  # keypad
    ],
)
def test_punctuation_counts_as_typed_whatever_keys_it_takes(place: str, text: str, modifiers: Modifiers) -> None:
    assert pressed(place, text, modifiers) == text


@pytest.mark.parametrize(("text", "chord"), [("؟", "?"), ("،", ","), ("؛", ";"), ("。", "."), ("？", "?")])
def test_punctuation_of_other_scripts_counts_as_its_latin_kin(text: str, chord: str) -> None:
    assert pressed("", text) == chord


def test_the_minus_of_azerty_is_a_six_alone_and_a_minus_with_ctrl() -> None:
    assert pressed("6", "-") == "6"
    assert pressed("6", "-", CTRL) == "Ctrl+-"
    assert pressed("0", "", CTRL, key="À") == "Ctrl+0"


def test_ctrl_and_a_letter_of_another_script() -> None:
    assert pressed("k", "\x0b", CTRL, key="K") == "Ctrl+K"
    assert pressed("k", "", CTRL, key="Л") == "Ctrl+K"
    assert pressed("k", "л", CTRL) == "Ctrl+K"
    assert pressed("z", "я", Modifiers(ctrl=True, shift=True)) == "Ctrl+Shift+Z"


@pytest.mark.parametrize(
    ("code", "text", "modifiers", "chord"),
    [
        (59, "б", CTRL, "Ctrl+,"),
        (34, "х", CTRL, "Ctrl+["),
        (34, "Х", Modifiers(ctrl=True, shift=True), "Ctrl+{"),
        (59, "б", NONE, "б"),
    ],
)
def test_punctuation_goes_by_place_only_with_ctrl(code: int, text: str, modifiers: Modifiers, chord: str) -> None:
    assert str(chord_from_parts(text.upper(), text, code, modifiers, LINUX, BOUND)) == chord


@pytest.mark.parametrize("key", ["{", "["])
def test_ctrl_and_a_brace_whichever_way_it_is_named(key: str) -> None:
    assert pressed("", "\x1b", Modifiers(ctrl=True, shift=True), key=key) == "Ctrl+{"
    assert pressed("", "\x1b", CTRL, key="[") == "Ctrl+["


@pytest.mark.parametrize(("place", "text", "chord"), [("8", "[", "["), ("7", "{", "{"), ("9", "]", "]")])
def test_altgr_types_brackets(place: str, text: str, chord: str) -> None:
    both = Modifiers(ctrl=True, alt=True)
    assert pressed(place, text, both, WINDOWS, key=place) == chord
    assert pressed(place, text, NONE, LINUX) == chord
    assert pressed(place, text, Modifiers(alt=True), MACOS, key=place) == chord


@pytest.mark.parametrize(
    ("place", "text"), [("e", "€"), ("l", "ł"), ("m", "µ"), ("q", "@"), ("2", "²"), ("s", "ß")]
)
def test_altgr_and_a_letter_is_no_command(place: str, text: str) -> None:
    both = Modifiers(ctrl=True, alt=True)
    assert pressed(place, text, both, WINDOWS, key=place.upper()) == text
    assert pressed(place, text) == text


def test_real_ctrl_alt_stays() -> None:
    both = Modifiers(ctrl=True, alt=True)
    assert pressed("", "", both, WINDOWS, key="Right") == "Ctrl+Alt+Right"
    assert pressed("k", "", both, WINDOWS, key="K") == "Ctrl+Alt+K"
    assert pressed("l", "¬", Modifiers(alt=True), MACOS, key="L") == "Alt+L"


@pytest.mark.parametrize(
    ("key", "text", "modifiers", "chord"),
    [
        ("Enter", "\r", NONE, "Enter"),
        ("Tab", "\t", SHIFT, "Shift+Tab"),
        ("Space", " ", NONE, "Space"),
        ("\u00a0", "\u00a0", SHIFT, "Shift+Space"),
        ("Esc", "\x1b", NONE, "Esc"),
        ("F3", "", SHIFT, "Shift+F3"),
        ("PageDown", "", CTRL, "Ctrl+PageDown"),
        ("Left", "", Modifiers(meta=True), "Meta+Left"),
    ],
)
def test_named_keys(key: str, text: str, modifiers: Modifiers, chord: str) -> None:
    assert pressed("", text, modifiers, key=key) == chord


def test_a_dead_key_of_the_digit_row_is_its_digit() -> None:
    assert pressed("7", "", key="") == "7"  # Vietnamese


@pytest.mark.parametrize(("key", "text"), [("", ""), ("", "ab"), ("\x01", "")])
def test_what_types_nothing_is_no_chord(key: str, text: str) -> None:
    assert pressed("", text, key=key) is None


def test_a_letter_that_is_bound_counts_as_typed() -> None:
    bound = {parse_chord("ж")}
    assert chord_from_parts("Ж", "ж", 47, NONE, LINUX, bound) == Chord("ж")


def test_turkish_capital_i_is_a_letter() -> None:
    assert pressed("", "İ", SHIFT) == "Shift+I"

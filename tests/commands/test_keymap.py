from __future__ import annotations

from annotator.commands.chords import Chord, format_sequence, parse_sequence
from annotator.commands.keymap import Clash, Keymap, Shadow, build_keymap
from annotator.commands.table import COMMANDS, FIELD, PANEL, TEXT
from tests.commands.labels import CONFLICT, GUN, KeyLabel


def keymap(*labels: KeyLabel, digits_label: bool = False, **overrides: list[str]) -> Keymap:
    named = {name.replace("__", ".").replace("_", "-"): keys for name, keys in overrides.items()}
    return build_keymap(COMMANDS, labels or CONFLICT, named, digits_label=digits_label)


def called(keymap: Keymap, keys: str, context: str = TEXT) -> str | None:
    return keymap.command_for(parse_sequence(keys), context)


def keys_of(keymap: Keymap, command: str) -> list[str]:
    return [format_sequence(keys) for keys in keymap.keys_for(command)]


def test_a_label_letter_wins_over_a_command() -> None:
    made = keymap(GUN)
    assert called(made, "g") == "label.apply:Gun"
    assert called(made, "; g") == "report.flag"
    assert keys_of(made, "report.flag") == ["; g"]
    assert made.shadowed == (Shadow("report.flag", "g", "label.apply:Gun", "; g"),)
    assert made.clashes == ()


def test_shift_and_a_label_letter_win_too() -> None:
    made = keymap(KeyLabel("Fire", "f"))
    assert called(made, "Shift+F") == "label.add-second:Fire"
    assert called(made, "; Shift+F") == "hint.extend"
    assert {shadow.command for shadow in made.shadowed} == {"hint.jump", "hint.extend"}


def test_the_escape_reaches_commands_that_kept_their_letter() -> None:
    assert called(keymap(), "; g") == "report.flag"
    assert keys_of(keymap(), "report.flag") == ["g"]


def test_the_escape_reaches_no_label() -> None:
    assert called(keymap(), "; l") is None


def test_a_label_may_take_punctuation() -> None:
    made = keymap(KeyLabel("Pause", "."))
    assert called(made, ".") == "label.apply:Pause"
    assert called(made, "; .") == "move.next-sentence"


def test_a_key_that_stays_is_shown_before_an_escape() -> None:
    made = keymap(KeyLabel("Unit", "u"))
    assert keys_of(made, "history.undo") == ["Ctrl+Z", "; u"]


def test_an_override_replaces_all_keys() -> None:
    made = keymap(report__flag=["q", "F4"])
    assert called(made, "q") == called(made, "F4") == "report.flag"
    assert called(made, "g") is None
    assert called(made, "; q") == "report.flag"
    assert (made.problems, made.clashes) == ((), ())


def test_an_empty_override_takes_the_keys_away() -> None:
    made = keymap(report__flag=[])
    assert called(made, "g") is None
    assert keys_of(made, "report.flag") == []
    assert made.problems == ()


def test_a_key_of_the_user_wins_and_the_clash_names_both() -> None:
    made = keymap(report__note=["g"])
    assert called(made, "g") == "report.note"
    assert made.clashes == (Clash("g", ("report.note", "report.flag")),)


def test_a_sequence_behind_a_bound_key_is_a_clash() -> None:
    made = keymap(report__note=["g n"])
    assert made.clashes == (Clash("g", ("report.note", "report.flag")),)
    assert called(made, "g n") == "report.note"


def test_a_sequence_behind_a_label_letter_moves_behind_the_escape() -> None:
    made = keymap(report__note=["l n"])
    assert called(made, "l") == "label.apply:Location"
    assert called(made, "; l n") == "report.note"
    assert made.shadowed == (Shadow("report.note", "l n", "label.apply:Location", "; l n"),)


def test_two_labels_with_one_letter_clash() -> None:
    made = keymap(KeyLabel("Gun", "g"), KeyLabel("Group", "g"))
    assert Clash("g", ("label.apply:Gun", "label.apply:Group")) in made.clashes
    assert called(made, "g") == "label.apply:Gun"


def test_a_label_can_be_given_other_keys() -> None:
    made = build_keymap(COMMANDS, CONFLICT, {"label.apply:Location": ["q"]})
    assert called(made, "q") == "label.apply:Location"
    assert called(made, "l") is None


def test_unknown_commands_are_told_and_the_others_apply() -> None:
    made = keymap(report__flagg=["q"], report__flag=["z"])
    assert called(made, "z") == "report.flag"
    (problem,) = made.problems
    assert "report.flagg" in problem


def test_keys_that_cannot_be_read_are_told_and_the_others_apply() -> None:
    made = keymap(report__flag=["Shift+?", "Hyper+Q", "z"])
    assert called(made, "z") == "report.flag"
    assert len(made.problems) == 2
    assert "Flag for later" in made.problems[0]


def test_a_command_keeps_its_keys_when_no_new_one_can_be_read() -> None:
    made = keymap(report__flag=["Hyper+Q"])
    assert called(made, "g") == "report.flag"


def test_the_escape_and_digits_are_not_free() -> None:
    made = keymap(report__flag=["; z", "5", "z"])
    assert len(made.problems) == 2
    assert keys_of(made, "report.flag") == ["z"]


def test_labels_with_keys_that_cannot_be_are_told() -> None:
    made = keymap(KeyLabel("Gun", "gun"), KeyLabel("Bomb", ";"), KeyLabel("Mine", "3"))
    assert len(made.problems) == 3
    assert keys_of(made, "label.apply:Gun") == []


def test_labels_with_the_same_name_are_told() -> None:
    made = keymap(GUN, KeyLabel("Gun", "q"))
    assert called(made, "g") == "label.apply:Gun"
    assert called(made, "q") is None
    assert len(made.problems) == 2


def test_single_keys_work_only_in_the_text_whoever_binds_them() -> None:
    made = keymap(app__quit=["q"])
    assert called(made, "q") == "app.quit"
    assert called(made, "q", PANEL) is None
    assert called(made, "q", FIELD) is None


def test_a_single_key_for_a_command_outside_the_text_is_told() -> None:
    made = keymap(panel__focus_text=["q"])
    assert len(made.problems) == 1
    assert called(made, "Esc", FIELD) == "panel.focus-text"


def test_digits_give_labels_by_position() -> None:
    made = keymap(digits_label=True)
    assert not made.counts
    assert [called(made, digit) for digit in "12345"] == [
        *(f"label.apply:{label.name}" for label in CONFLICT),
        None,
    ]
    assert called(made, "l") == "label.apply:Location"


def test_the_tenth_label_is_zero() -> None:
    labels = [KeyLabel(f"L{number}", "") for number in range(1, 13)]
    made = keymap(*labels, digits_label=True)
    assert called(made, "0") == "label.apply:L10"
    assert keys_of(made, "label.apply:L11") == ["' k"]


def test_a_label_with_a_digit_of_its_own_has_it() -> None:
    made = keymap(KeyLabel("One", "2"), KeyLabel("Two", "t"), digits_label=True)
    assert called(made, "2") == "label.apply:One"
    assert keys_of(made, "label.apply:Two") == ["t"]
    assert made.clashes == ()


def test_all_bound_chords_are_known() -> None:
    made = keymap(report__flag=["ж"])
    assert Chord("ж") in made.chords
    assert Chord(";") in made.chords
    assert Chord("-", ctrl=True) in made.chords
    assert Chord("-") not in made.chords


def test_without_labels_the_commands_work() -> None:
    made = build_keymap(COMMANDS, ())
    assert called(made, "g") == "report.flag"
    assert made.keys_for("no.such") == ()

from __future__ import annotations

import pytest

from annotator.app.key_choices import KeyChoices
from annotator.commands.table import COMMANDS
from tests.projects import CONFLICT


@pytest.fixture
def choices() -> KeyChoices:
    return KeyChoices({}, CONFLICT.labels)


def keys_of(choices: KeyChoices, command: str) -> tuple[str, ...]:
    return next(row.keys for row in choices.rows() if row.command.id == command)


def test_every_command_has_a_row_and_labels_come_first(choices: KeyChoices) -> None:
    rows = choices.rows()
    assert len(rows) == len(COMMANDS) + 2 * len(CONFLICT.labels)
    assert rows[0].command.id == "label.apply:Location"
    assert choices.troubles() == []


def test_a_key_can_be_set_added_taken_away_and_reset(choices: KeyChoices) -> None:
    choices.set_key("report.flag", "F9")
    assert keys_of(choices, "report.flag") == ("F9",)
    choices.add_key("report.flag", "F10")
    assert keys_of(choices, "report.flag") == ("F9", "F10")
    choices.remove_keys("report.flag")
    assert keys_of(choices, "report.flag") == ()
    assert choices.overrides == {"report.flag": []}
    choices.reset("report.flag")
    assert keys_of(choices, "report.flag") == ("g",)
    assert choices.overrides == {}


def test_the_usual_keys_are_not_kept_as_the_users_own(choices: KeyChoices) -> None:
    choices.set_key("report.flag", "F9")
    choices.set_key("report.flag", "g")
    assert choices.overrides == {}


def test_a_clash_names_both_commands_at_once(choices: KeyChoices) -> None:
    choices.set_key("report.flag", "n")
    (sentence,) = choices.troubles()
    assert "“Flag for later”" in sentence
    assert "“Next annotation”" in sentence
    assert {row.command.id for row in choices.rows() if row.troubled} == {"report.flag", "annotation.next"}


def test_digits_are_counts_until_they_are_label_keys(choices: KeyChoices) -> None:
    choices.set_key("report.flag", "7")
    assert "begins a count" in choices.troubles()[0]
    choices.use_digits(True)
    assert choices.troubles() == []
    choices.reset_all()
    assert keys_of(choices, "label.apply:Location") == ("l", "1")

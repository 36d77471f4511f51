from __future__ import annotations

import pytest

from annotator.commands.table import COMMANDS, label_commands
from annotator.ui.handlers.table import HANDLERS, handler_of
from tests.projects import CONFLICT


@pytest.mark.parametrize("command", [*COMMANDS, *label_commands(CONFLICT.labels)], ids=lambda command: command.id)
def test_every_command_has_a_handler(command) -> None:  # type: ignore[no-untyped-def]
    assert callable(handler_of(command.id))


def test_every_handler_belongs_to_a_command() -> None:
    assert set(HANDLERS) <= {command.id for command in COMMANDS}

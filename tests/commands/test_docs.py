from __future__ import annotations

from pathlib import Path

from annotator.commands.docs import keys_markdown
from annotator.commands.table import COMMANDS

ROOT = Path(__file__).resolve().parents[2]


def test_the_committed_page_is_up_to_date() -> None:
    page = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
    assert page == keys_markdown(), "run: python -m annotator.commands.docs > docs/keys.md"


def test_every_command_is_on_the_page_with_its_keys() -> None:
    page = keys_markdown()
    for command in COMMANDS:
        row = next(line for line in page.splitlines() if line.endswith(f"| `{command.id}` |"))
        assert all(f"`{key}`" in row for key in command.keys)
        assert row.count("|") == 5

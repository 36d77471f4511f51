"""The label schemas that come with the program read, have keys, colours and guidelines, and clash with nothing."""

from __future__ import annotations

import pytest

from annotator.app.projects import ready_schemas
from annotator.commands.keymap import build_keymap
from annotator.commands.table import COMMANDS
from annotator.formats.schema_toml import read_schema

SCHEMAS = [pytest.param(read_schema(path), id=path.stem) for path in ready_schemas()]


def test_there_are_four_and_the_usual_one_comes_first() -> None:
    assert [path.stem for path in ready_schemas()] == ["conflict", "claim-detection", "generic-ner", "re3d"]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_label_has_a_key_a_colour_of_its_own_and_a_guideline(schema) -> None:  # type: ignore[no-untyped-def]
    assert all(label.key and label.description and label.examples for label in schema.labels)
    colors = [label.color for label in schema.labels]
    assert len(colors) == len(set(colors))


@pytest.mark.parametrize("schema", SCHEMAS)
def test_no_keys_clash(schema) -> None:  # type: ignore[no-untyped-def]
    made = build_keymap(COMMANDS, schema.labels)
    assert made.clashes == ()
    assert made.problems == ()
    assert len({kind.key for kind in schema.relations}) == len(schema.relations)

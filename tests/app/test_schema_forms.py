from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.app.operations.schema import SchemaPlan
from annotator.app.schema_forms import apply_label, apply_relation
from annotator.app.schema_text import attributes_of
from annotator.domain.errors import SchemaRefused
from annotator.domain.labels import Label, LabelSchema, RelationType

CLAIM = Label("Claim", "c", "label4", "claim", attributes=attributes_of("stance: yes, no\nsure (s): flag"))
BY = RelationType("by", "b", ("Claim",), ("Actor",))
SCHEMA = LabelSchema("s", (CLAIM, Label("Actor", "a", "label2")), (BY,))


def steps(wanted: Label) -> list[str]:
    plan = SchemaPlan(SCHEMA)
    apply_label(plan, "Claim", wanted)
    assert plan.schema.label(wanted.name) == wanted
    return plan.steps


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("stance: yes, no\nsure (s): flag", []),
        ("position: yes, no\nsure (s): flag", ["rename Claim's stance to position"]),
        ("stance: yes, nay\nsure (s): flag", ["call no nay"]),
        ("stance: yes, no", ["delete Claim's sure"]),
        ("stance: yes, no, maybe\nsure (s): flag", ["change Claim"]),
        ("stance: text\nsure (s): flag", ["delete Claim's stance", "change Claim"]),
        ("sure (s): flag\nstance: yes, no", ["change Claim"]),
    ],
)
def test_what_was_typed_becomes_steps(lines: str, expected: list[str]) -> None:
    assert steps(replace(CLAIM, attributes=attributes_of(lines))) == expected


def test_a_name_and_the_rest_are_steps_of_their_own() -> None:
    assert steps(replace(CLAIM, name="Statement", key="t")) == ["rename Claim to Statement", "change Statement"]


def test_relations_are_added_renamed_and_changed() -> None:
    plan = SchemaPlan(SCHEMA)
    apply_relation(plan, None, RelationType("about", "a", ("Claim",), ("Actor",)))
    apply_relation(plan, "by", RelationType("said_by", "b", ("Claim",), ("Actor", "Claim")))
    assert plan.steps == ["add about", "rename by to said_by", "change said_by"]
    assert [kind.name for kind in plan.schema.relations] == ["said_by", "about"]


def test_what_cannot_be_is_refused() -> None:
    plan = SchemaPlan(SCHEMA)
    with pytest.raises(SchemaRefused, match="occurs twice"):
        apply_label(plan.copy(), "Claim", replace(CLAIM, key="a"))
    with pytest.raises(SchemaRefused, match="is empty"):
        apply_label(plan.copy(), "Claim", replace(CLAIM, name=" "))
    assert plan.operation() is None

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.app.projects import ready_schemas
from annotator.app.schema_text import attributes_of, attributes_text, examples_of, rules_of, rules_text
from annotator.domain.errors import SchemaRefused
from annotator.domain.labels import Attribute, AttributeValueChoice
from annotator.domain.rules import Rule, RuleKind
from annotator.formats.schema_toml import read_schema

WORDS = st.text(st.sampled_from("abc d-é🪖"), min_size=1, max_size=8).map(str.strip).filter(bool)
KEYS = st.sampled_from(["", "a", "ж", "1"])
VALUES = st.lists(st.builds(AttributeValueChoice, WORDS, KEYS), min_size=1, max_size=4, unique_by=lambda v: v.name)
CHOICES = st.builds(lambda n, k, v: Attribute(n, "choice", k, tuple(v)), WORDS, KEYS, VALUES).filter(
    lambda a: len(a.values) > 1 or a.values[0].name not in ("flag", "text", "number")
)
PLAIN = st.builds(Attribute, WORDS, st.sampled_from(["flag", "text", "number"]), KEYS)


@given(st.lists(CHOICES | PLAIN, max_size=4, unique_by=lambda a: a.name))
def test_attributes_come_back_from_their_lines(attributes: list[Attribute]) -> None:
    assert attributes_of(attributes_text(attributes)) == tuple(attributes)


@pytest.mark.parametrize("path", ready_schemas(), ids=lambda path: path.stem)
def test_the_ready_schemas_come_back(path) -> None:  # type: ignore[no-untyped-def]
    for label in read_schema(path).labels:
        assert attributes_of(attributes_text(label.attributes)) == label.attributes
        assert rules_of(rules_text(label.rules)) == label.rules


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("stance", 1), ("\n\nstance:", 3), (": a, b", 1), ("a: x, x", 1), ("a: flag\na: flag", 2),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_named(text: str, line: int) -> None:
    with pytest.raises(SchemaRefused, match=f"Line {line} of the attributes"):
        attributes_of(text)


@pytest.mark.parametrize(("text", "line"), [("nothing: x", 1), ("\nno leading:", 2), ("at most words: many", 1)])
def test_a_rule_that_cannot_be_read_is_named(text: str, line: int) -> None:
    with pytest.raises(SchemaRefused, match=f"Line {line} of the rules"):
        rules_of(text)


def test_rules_and_examples() -> None:
    assert rules_of("no trailing: . | ”\n\nat most words: 12") == (
        Rule(RuleKind.NO_TRAILING, (".", "”")), Rule(RuleKind.AT_MOST_WORDS, ("12",)),
    )  # fmt: skip
    assert examples_of(" one \n\n two\n") == ("one", "two")

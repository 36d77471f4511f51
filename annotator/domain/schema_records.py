"""The label schema as plain values that JSON can hold, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.domain.labels import Attribute, AttributeValueChoice, Label, LabelSchema, RelationType
from annotator.domain.rules import Rule, RuleKind


def schema_record(schema: LabelSchema) -> dict[str, Any]:
    """What `schema_of_record` reads back."""
    return {
        "name": schema.name,
        "description": schema.description,
        "labels": [_label_record(label) for label in schema.labels],
        "relations": [[r.name, r.key, list(r.heads), list(r.children), r.place] for r in schema.relations],
    }


def schema_of_record(record: Mapping[str, Any]) -> LabelSchema:
    return LabelSchema(
        record["name"],
        tuple(_label(label) for label in record["labels"]),
        tuple(RelationType(n, k, tuple(h), tuple(c), p) for n, k, h, c, p in record["relations"]),
        record["description"],
    )


def _label_record(label: Label) -> dict[str, Any]:
    return {
        "name": label.name,
        "key": label.key,
        "color": label.color,
        "layer": label.layer,
        "description": label.description,
        "examples": list(label.examples),
        "counter_examples": list(label.counter_examples),
        "attributes": [[a.name, a.kind, a.key, [[v.name, v.key] for v in a.values]] for a in label.attributes],
        "rules": [[rule.kind.value, *rule.values] for rule in label.rules],
    }


def _label(record: Mapping[str, Any]) -> Label:
    fields = dict(record)
    for name in ("examples", "counter_examples"):
        fields[name] = tuple(fields[name])
    fields["attributes"] = tuple(
        Attribute(name, kind, key, tuple(AttributeValueChoice(*value) for value in values))
        for name, kind, key, values in fields["attributes"]
    )
    fields["rules"] = tuple(Rule(RuleKind(kind), tuple(values)) for kind, *values in fields["rules"])
    return Label(**fields)

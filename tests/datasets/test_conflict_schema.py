"""The default label schema is sound and covers the sample corpus."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = tomllib.loads((ROOT / "resources" / "schemas" / "conflict.toml").read_text(encoding="utf-8"))
LABELS: dict[str, Any] = {label["name"]: label for label in SCHEMA["labels"]}
RELATIONS: dict[str, Any] = {relation["name"]: relation for relation in SCHEMA["relations"]}
CORPUS = (ROOT / "datasets" / "sample.jsonl").read_text(encoding="utf-8")
DOCUMENTS = [json.loads(line) for line in CORPUS.split("\n") if line]


def test_labels_have_their_keys_in_the_order_shown() -> None:
    shown = [(label["name"], label["key"], label["layer"]) for label in SCHEMA["labels"]]
    assert shown == [
        ("Location", "l", "entity"),
        ("Actor", "a", "entity"),
        ("Weapon", "w", "entity"),
        ("Claim", "c", "claim"),
    ]
    assert len({label["color"] for label in SCHEMA["labels"]}) == len(LABELS)


def test_every_label_explains_itself() -> None:
    for label in SCHEMA["labels"]:
        assert label["examples"]
        assert label["counter_examples"]
        assert "article" in label["description"]
        assert "\n" not in label["description"]


def test_one_press_is_enough_to_set_any_attribute_of_a_claim() -> None:
    keys = []
    for attribute in LABELS["Claim"]["attributes"]:
        keys += [attribute["key"], *(value["key"] for value in attribute.get("values", []))]
    assert len(set(keys)) == len(keys)


def test_relations_lead_between_known_labels_by_different_keys() -> None:
    assert len({relation["key"] for relation in RELATIONS.values()}) == len(RELATIONS)
    for relation in RELATIONS.values():
        assert {*relation["from"], *relation["to"]} <= set(LABELS)


def test_sample_uses_only_labels_and_attributes_of_the_schema() -> None:
    for span in (span for document in DOCUMENTS for span in document["spans"]):
        known = {a["name"]: a for a in LABELS[span["label"]].get("attributes", [])}
        for name, value in span.get("attributes", {}).items():
            if known[name]["kind"] == "flag":
                assert isinstance(value, bool)
            else:
                assert value in [choice["name"] for choice in known[name]["values"]]


def test_sample_relations_join_the_labels_that_the_schema_allows() -> None:
    for document in DOCUMENTS:
        label_of = {span["id"]: span["label"] for span in document["spans"]}
        for relation in document["relations"]:
            allowed = RELATIONS[relation["type"]]
            assert label_of[relation["head"]] in allowed["from"]
            assert label_of[relation["child"]] in allowed["to"]

from __future__ import annotations

import pytest

from annotator.domain.errors import SchemaRefused
from annotator.domain.labels import Label, LabelSchema, RelationType

ACTOR, CLAIM = Label("Actor", "a", "label1"), Label("Claim", "c", "label2", "claim")


@pytest.mark.parametrize(
    ("labels", "relations", "sentence"),
    [
        ((), (), "The label schema “conflict” has no label."),
        ((ACTOR, Label("Actor", "b", "label2")), (), "The label “Actor” occurs twice."),
        ((ACTOR, Label("Place", "a", "label2")), (), "The label key “a” occurs twice."),
        ((Label(" ", "b", "label2"),), (), "A label is empty."),
        ((Label("Place", " ", "label2"),), (), "A label key is empty."),
        (
            (ACTOR,),
            (RelationType("r", "", (), ()), RelationType("r", "", (), ())),
            "The relation “r” occurs twice.",
        ),
        ((ACTOR,), (RelationType("r", "", ("Foe",), ()),), "The relation “r” names the unknown label “Foe”."),
        ((ACTOR,), (RelationType("r", "", (), ("Foe",)),), "The relation “r” names the unknown label “Foe”."),
    ],
)
def test_a_schema_that_cannot_be_is_refused_with_a_sentence(
    labels: tuple[Label, ...], relations: tuple[RelationType, ...], sentence: str
) -> None:
    with pytest.raises(SchemaRefused) as refusal:
        LabelSchema("conflict", labels, relations)
    assert str(refusal.value) == sentence


def test_labels_without_keys_do_not_clash() -> None:
    assert len(LabelSchema("s", (Label("A", "", "label1"), Label("B", "", "label2"))).labels) == 2


def test_names_that_differ_in_case_are_two_labels() -> None:
    assert LabelSchema("s", (ACTOR, Label("actor", "A", "label2"))).names() == ("Actor", "actor")


def test_names_come_in_the_order_in_which_they_are_shown() -> None:
    assert LabelSchema("s", (CLAIM, ACTOR)).names() == ("Claim", "Actor")


def test_a_label_is_found_by_its_name() -> None:
    assert LabelSchema("s", (ACTOR, CLAIM)).label("Claim") is CLAIM


def test_an_unknown_label_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="Weapon"):
        LabelSchema("s", (ACTOR,)).label("Weapon")

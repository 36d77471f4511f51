from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from annotator.domain.errors import SchemaRefused
from annotator.domain.labels import Attribute, AttributeValueChoice, Label, LabelSchema, RelationType
from annotator.storage.store import Store, open_store
from tests.projects import CONFLICT

STANCE = Attribute(
    "stance", "choice", "t", (AttributeValueChoice("asserts", "a"), AttributeValueChoice("заперечує"))
)
RICH = Label(
    "Заява", "z", "label9", "claim", "What somebody says.", ("«Ми не стріляли»",), ("a fact 💥",),
    (STANCE, Attribute("doubtful", "flag")),
)  # fmt: skip


def test_a_schema_comes_back_as_it_was_written(store: Store) -> None:
    assert store.labels.read_schema() == CONFLICT


def test_a_new_label_comes_behind_the_others_with_all_that_belongs_to_it(store: Store) -> None:
    store.labels.write_schema(replace(CONFLICT, labels=(RICH, *CONFLICT.labels)))
    assert store.labels.read_schema().labels == (*CONFLICT.labels, RICH)


def test_adding_takes_nothing_away_and_renames_nothing(store: Store) -> None:
    store.labels.write_schema(LabelSchema("other", (Label("Actor", "x", "label7"),), (), "Other."))
    assert store.labels.read_schema() == CONFLICT


def test_a_new_relation_comes_behind_the_others(store: Store) -> None:
    near = RelationType("near", "n", ("Location",), ("Location", "Actor"))
    store.labels.write_schema(replace(CONFLICT, relations=(near,)))
    assert store.labels.read_schema().relations == (*CONFLICT.relations, near)


def test_numbers_and_names_of_labels_belong_together(store: Store) -> None:
    names = store.labels.label_names()
    assert [names[store.labels.label_id(name)] for name in CONFLICT.names()] == list(CONFLICT.names())


def test_an_unknown_label_or_relation_is_a_key_error(store: Store) -> None:
    with pytest.raises(KeyError):
        store.labels.label_id("Foe")
    with pytest.raises(KeyError):
        store.labels.relation_id("near")


def test_an_annotator_keeps_the_number_given_at_first(store: Store) -> None:
    with store.writing():
        ada, bo = store.labels.annotator_id("ada"), store.labels.annotator_id("bo")
    assert (store.labels.annotator_id("ada"), store.labels.annotator_names()) == (ada, {ada: "ada", bo: "bo"})


def test_numbers_given_in_a_transaction_that_failed_are_forgotten(store: Store) -> None:
    with suppress(RuntimeError), store.writing():
        store.labels.annotator_id("ada")
        raise RuntimeError
    assert store.labels.annotator_names() == {}


def test_annotators_are_known_when_the_project_is_opened_again(store: Store) -> None:
    with store.writing():
        number = store.labels.annotator_id("Ольга")
    store.close()
    with open_store(store.path) as again:
        assert again.labels.annotator_names() == {number: "Ольга"}


def test_a_file_without_labels_is_refused(store: Store) -> None:
    store._db.execute("DELETE FROM relation_types")
    store._db.execute("DELETE FROM labels")
    with pytest.raises(SchemaRefused, match="has no label"):
        store.labels.read_schema()

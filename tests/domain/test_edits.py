from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotations import Origin, Relation
from annotator.domain.changes import changes_of
from annotator.domain.documents import Facts, State
from annotator.domain.edits import (
    AnnotationAdded,
    AnnotationChanged,
    AnnotationRemoved,
    DocumentChanged,
    DocumentStatus,
    Edit,
    Operation,
    Place,
    RelationAdded,
    RelationRemoved,
    edit_from_record,
    edit_to_record,
)
from tests.domain.annotation_making import annotations, mark

WORDS = st.text(max_size=6)
RELATIONS = st.builds(Relation, WORDS, st.integers(1, 9), WORDS, WORDS, WORDS, WORDS)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(WORDS, inner, max_size=2)),
    max_leaves=4,
)
FACTS = st.builds(Facts, WORDS, WORDS, WORDS, WORDS, WORDS, st.dictionaries(WORDS, JSON, max_size=2))
STATUSES = st.builds(DocumentStatus, st.sampled_from(State), st.booleans(), WORDS, FACTS)
EDITS: dict[str, st.SearchStrategy[Edit]] = {
    "annotation added": st.builds(AnnotationAdded, annotations()),
    "annotation removed": st.builds(AnnotationRemoved, annotations()),
    "annotation changed": st.builds(AnnotationChanged, annotations(), annotations()),
    "relation added": st.builds(RelationAdded, RELATIONS),
    "relation removed": st.builds(RelationRemoved, RELATIONS),
    "document changed": st.builds(DocumentChanged, st.integers(1, 9), STATUSES, STATUSES),
}
ANY = st.one_of(*EDITS.values())
PLACES = st.one_of(
    st.none(), st.builds(Place, st.integers(1, 9), st.integers(0, 99), st.none() | st.integers(0, 9))
)
OPERATIONS = st.builds(Operation, WORDS, st.lists(ANY, max_size=4).map(tuple), PLACES, PLACES)
STATUS = DocumentStatus(State.OPEN, False, "", Facts())


@pytest.mark.parametrize("kind", EDITS)
@given(data=st.data())
def test_an_edit_comes_back_from_its_record(kind: str, data: st.DataObject) -> None:
    edit = data.draw(EDITS[kind])
    _, record = edit_to_record(edit)
    assert edit_from_record(kind, json.loads(json.dumps(record))) == edit


@given(ANY)
def test_every_edit_has_a_kind_that_can_be_read(edit: Edit) -> None:
    assert edit_to_record(edit)[0] in EDITS


@given(ANY)
def test_the_inverse_of_the_inverse_is_the_edit(edit: Edit) -> None:
    assert edit.inverse().inverse() == edit


@given(OPERATIONS)
def test_the_inverse_of_the_inverse_is_the_operation(operation: Operation) -> None:
    assert operation.inverse().inverse() == operation


def test_an_operation_is_taken_back_from_its_end() -> None:
    one, two = mark(0, 4), mark(6, 9)
    operation = Operation("t", (AnnotationAdded(one), AnnotationRemoved(two)), Place(1, 2), Place(1, 9))
    assert operation.inverse() == Operation(
        "t", (AnnotationAdded(two), AnnotationRemoved(one)), Place(1, 9), Place(1, 2)
    )


@pytest.mark.parametrize(
    "origin", [Origin("manual", "conll"), Origin("manual", "", 0.5), Origin("imported", "csv")]
)
def test_an_origin_that_says_anything_is_kept(origin: Origin) -> None:
    edit = AnnotationRemoved(replace(mark(0, 4), origin=origin))
    assert edit_from_record(*edit_to_record(edit)) == edit


def test_an_unknown_kind_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="unknown kind of edit: report burnt"):
        edit_from_record("report burnt", {})


def test_a_plain_annotation_has_a_short_record() -> None:
    _, record = edit_to_record(AnnotationAdded(mark(0, 4)))
    assert set(record["annotation"]) == {"uid", "document", "label", "start", "end", "annotator", "created"}


@given(OPERATIONS)
def test_taking_back_adds_what_was_removed_and_removes_what_was_added(operation: Operation) -> None:
    done, undone = changes_of(operation), changes_of(operation.inverse())
    assert (undone.added, undone.removed) == (done.removed[::-1], done.added[::-1])
    assert undone.documents == done.documents


@given(OPERATIONS)
def test_every_report_of_a_changed_annotation_is_concerned(operation: Operation) -> None:
    change = changes_of(operation)
    assert {a.document for a in (*change.added, *change.removed)} <= change.documents


def test_a_changed_annotation_is_removed_and_added() -> None:
    change = changes_of(Operation("t", (AnnotationChanged(mark(0, 4), mark(0, 6)),)))
    assert (change.removed, change.added) == ((mark(0, 4),), (mark(0, 6),))


def test_a_changed_report_is_concerned() -> None:
    assert changes_of(Operation("t", (DocumentChanged(7, STATUS, STATUS),))).documents == frozenset({7})


def test_the_caret_goes_where_the_operation_ended() -> None:
    assert changes_of(Operation("t", (), Place(1, 0), Place(2, 5))).go_to == Place(2, 5)

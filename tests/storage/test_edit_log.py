from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from annotator.domain.annotations import Annotation, Relation, new_annotation
from annotator.domain.edits import (
    AnnotationAdded,
    AnnotationChanged,
    AnnotationRemoved,
    Operation,
    Place,
    RelationAdded,
    RelationRemoved,
)
from annotator.domain.spans import Span
from annotator.storage.store import Store, open_store


def added(start: int, end: int, label: str = "Actor") -> Annotation:
    return new_annotation(1, label, Span(start, end), "ada")


def do(store: Store, title: str, *edits: object) -> None:
    store.apply(Operation(title, edits, Place(1, 0), Place(1, 5)), "ada")  # type: ignore[arg-type]


def spans(store: Store) -> list[tuple[int, int, str]]:
    return [(a.start, a.end, a.label) for a in store.annotations.of_document(1)]


def test_undo_and_redo_go_back_and_forth(filled: Store) -> None:
    do(filled, "one", AnnotationAdded(added(0, 6)))
    do(filled, "two", AnnotationAdded(added(15, 20, "Location")))
    assert filled.log.undoable() == "two"
    undone = filled.undo()
    assert undone is not None
    assert undone.after == Place(1, 0)
    assert spans(filled) == [(0, 6, "Actor")]
    assert filled.log.redoable() == "two"
    redone = filled.redo()
    assert redone is not None
    assert redone.after == Place(1, 5)
    assert spans(filled) == [(0, 6, "Actor"), (15, 20, "Location")]


def test_a_new_step_drops_what_was_undone_but_keeps_it_as_history(filled: Store) -> None:
    do(filled, "one", AnnotationAdded(added(0, 6)))
    filled.undo()
    do(filled, "two", AnnotationAdded(added(15, 20)))
    assert filled.redo() is None
    states = filled._db.execute("SELECT title, state FROM operations ORDER BY id").fetchall()
    assert states == [("one", "dropped"), ("two", "done")]


def test_undo_reaches_across_a_restart(filled: Store) -> None:
    for start in range(5):
        do(filled, f"step {start}", AnnotationAdded(added(start, start + 3)))
    filled.undo()
    filled.close()
    with open_store(filled.path) as again:
        assert again.log.redoable() == "step 4"
        while again.undo() is not None:
            pass
        assert spans(again) == []
        while again.redo() is not None:
            pass
        assert len(spans(again)) == 5


def test_an_annotation_comes_back_with_all_that_belonged_to_it(filled: Store) -> None:
    rich = replace(added(0, 6), attributes={"stance": "denies", "evidence": True}, note="see p. 3", flagged=True)
    do(filled, "add", AnnotationAdded(rich))
    do(filled, "remove", AnnotationRemoved(rich))
    filled.undo()
    assert filled.annotations.of_document(1) == [rich]


def test_a_relation_goes_and_comes_with_its_annotations(filled: Store) -> None:
    claim, actor = added(0, 20, "Claim"), added(22, 31)
    relation = Relation("r1", 1, "said_by", claim.uid, actor.uid, "ada")
    do(filled, "add", AnnotationAdded(claim), AnnotationAdded(actor), RelationAdded(relation))
    do(filled, "remove", RelationRemoved(relation), AnnotationRemoved(claim))
    assert filled.annotations.relations_of_document(1) == []
    filled.undo()
    assert filled.annotations.relations_of_document(1) == [relation]
    assert filled.faults() == []


def test_counts_in_the_queue_follow(filled: Store) -> None:
    one = added(0, 6)
    do(filled, "add", AnnotationAdded(one))
    do(filled, "move", AnnotationChanged(one, replace(one, end=14)))
    assert filled.documents.summaries([1])[0].annotations == 1
    filled.undo()
    filled.undo()
    assert filled.documents.summaries([1])[0].annotations == 0


def test_a_failing_edit_leaves_nothing_of_the_operation(filled: Store) -> None:
    one = added(0, 6)
    do(filled, "one", AnnotationAdded(one))
    twin = AnnotationAdded(replace(added(0, 6), uid=one.uid))
    with pytest.raises(sqlite3.IntegrityError):
        do(filled, "two", AnnotationAdded(added(8, 12)), twin)
    assert spans(filled) == [(0, 6, "Actor")]
    assert filled.log.undoable() == "one"

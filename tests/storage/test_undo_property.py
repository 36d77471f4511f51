"""Whatever was done to two reports, in whatever order: undone completely, the tables are as they were."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotations import Annotation, Origin, Relation
from annotator.domain.documents import Facts, State
from annotator.domain.edits import (
    AnnotationAdded,
    AnnotationChanged,
    AnnotationRemoved,
    DocumentChanged,
    DocumentStatus,
    Edit,
    Operation,
    RelationAdded,
    RelationRemoved,
)
from annotator.storage.store import Store, create_store, open_store
from tests.projects import CONFLICT, new_report

TABLES = {
    "documents": "SELECT * FROM documents ORDER BY id",
    "texts": "SELECT * FROM texts ORDER BY document_id",
    "annotations": (  # a row that comes back has another number
        "SELECT document_id, start, end, label_id, annotator_id, uid, attributes, note, flagged, origin,"
        " origin_source, origin_score, created_at FROM annotations ORDER BY document_id, uid"
    ),
    "relations": (
        "SELECT r.document_id, r.uid, r.type_id, h.uid, c.uid, r.annotator_id FROM relations r"
        " JOIN annotations h ON h.id = r.head_id JOIN annotations c ON c.id = r.child_id ORDER BY 1, 2"
    ),
    "labels": "SELECT * FROM labels ORDER BY id",
    "annotators": "SELECT * FROM annotators ORDER BY id",
}
LABELS = CONFLICT.names()
ORIGINS = (Origin(), Origin("suggested", "memory", 0.5), Origin("imported", "conll"))
STEPS = st.tuples(
    st.sampled_from(["add", "remove", "change", "relate", "status"]),
    st.sampled_from([1, 2]),
    st.integers(0, 20),
    st.integers(0, 20),
)
Step = tuple[str, int, int, int]
Dump = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two reports, some annotations and a relation in each."""
    path = tmp_path_factory.mktemp("undo") / "p.annodb"
    with create_store(path, CONFLICT) as store:
        with store.writing():
            list(store.bulk_writer().add(new_report(f"Rebels shelled Mosul, {n} officials said.") for n in "ab"))
        for document in (1, 2):
            for number, label in enumerate(LABELS):
                do(store, AnnotationAdded(made(document, f"old{number}", number, label)))
            do(store, RelationAdded(Relation("r-old", document, "said_by", "old3", "old1", "ada")))
        store._db.execute("DELETE FROM operations")
    return path


def made(document: int, uid: str, start: int, label: str) -> Annotation:
    return Annotation(uid, document, label, start, start + 5, "ada", created=1.5)


def do(store: Store, *edits: Edit) -> None:
    store.apply(Operation("step", edits), "ada")


def dump(store: Store) -> Dump:
    return {table: store._db.execute(statement).fetchall() for table, statement in TABLES.items()}


def edits_of(store: Store, number: int, step: Step) -> list[Edit]:
    """What the step means in the project as it is; nothing where it cannot be done."""
    kind, document, one, other = step
    there = store.annotations.of_document(document)
    taken = {(a.start, a.end, a.label) for a in there}
    if kind == "add":
        new = replace(made(document, f"new{number}", one, LABELS[other % 4]), origin=ORIGINS[other % 3])
        return [] if (new.start, new.end, new.label) in taken else [AnnotationAdded(new)]
    if kind == "status":
        return [_status_edit(store, document, one, other)]
    if not there:
        return []
    first, second = there[one % len(there)], there[other % len(there)]
    if kind == "relate":
        return [RelationAdded(Relation(f"r{number}", document, "said_by", first.uid, second.uid, "ada"))]
    if kind == "change":
        after = replace(first, end=first.start + 1 + other, note=f"n{one}", flagged=bool(other % 2))
        free = (after.start, after.end, after.label) not in taken - {(first.start, first.end, first.label)}
        return [AnnotationChanged(first, after)] if free else []
    related = [r for r in store.annotations.relations_of_document(document) if first.uid in (r.head, r.child)]
    return [*map(RelationRemoved, related), AnnotationRemoved(first)]


def _status_edit(store: Store, document: int, one: int, other: int) -> Edit:
    now = store.documents.read(document)
    before = DocumentStatus(now.state, now.flagged, now.note, now.facts)
    facts = Facts(f"Title {one}", more={"n": other}) if one % 2 else now.facts
    return DocumentChanged(document, before, DocumentStatus(list(State)[other % 4], bool(one % 3), "note", facts))


def work(store: Store, steps: list[Step]) -> list[Dump]:
    """Do the steps; how the tables were before each of them."""
    seen = []
    for number, step in enumerate(steps):
        if edits := edits_of(store, number, step):
            seen.append(dump(store))
            do(store, *edits)
    return seen


@settings(max_examples=40)
@given(steps=st.lists(STEPS, max_size=12))
def test_every_undo_brings_back_the_tables_before_the_step_and_every_redo_those_behind(
    template: Path, steps: list[Step]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(template, folder))
        with open_store(path) as store:
            before = work(store, steps)
            end = dump(store)
            for earlier in reversed(before):
                store.undo()
                assert dump(store) == earlier
            assert store.undo() is None
            while store.redo() is not None:
                pass
            assert dump(store) == end


@settings(max_examples=15)
@given(steps=st.lists(STEPS, min_size=1, max_size=12), undone=st.integers(0, 12))
def test_what_was_done_and_partly_undone_agrees_with_itself(
    template: Path, steps: list[Step], undone: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, open_store(Path(shutil.copy(template, folder))) as store:
        work(store, steps)
        for _ in range(undone):
            store.undo()
        assert store.faults() == []
        for document, counted in store._db.execute("SELECT id, annotation_count FROM documents").fetchall():
            assert counted == len(store.annotations.of_document(document))


def test_steps_in_two_reports_are_undone_in_the_order_in_which_they_were_done(
    template: Path, tmp_path: Path
) -> None:
    with open_store(Path(shutil.copy(template, tmp_path))) as store:
        for number, document in enumerate((1, 2, 1, 2)):
            do(store, AnnotationAdded(made(document, f"n{number}", 10 + number, "Claim")))
        undone = [store.undo() for _ in range(4)]
        documents = [step.edits[0].annotation.document for step in undone if step]  # type: ignore[union-attr]
        assert documents == [2, 1, 2, 1]

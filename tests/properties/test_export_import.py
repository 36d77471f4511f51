"""A project that is exported and imported anew is the same project."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.app.exporting import ExportOptions, run_export
from annotator.app.importing import run_import
from annotator.domain.annotations import Origin, Relation
from annotator.domain.documents import Facts, NewAnnotation, NewDocument, State, text_digest
from annotator.storage.store import Store, create_store
from tests.projects import CONFLICT

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
TEXTS = st.text(
    st.one_of(st.sampled_from("ab \n\r💥е́"), st.characters(exclude_categories=["Cs"])), min_size=1, max_size=30
)
NAMES = st.sampled_from(["ada", "bo", "Ольга"])
VALUES = st.one_of(WORDS.filter(bool), st.integers(-9, 9), st.booleans(), st.just(0.5))
FACTS = st.builds(
    Facts,
    st.just("Title"),
    WORDS,
    WORDS,
    WORDS,
    WORDS,
    st.dictionaries(st.sampled_from("xyz"), VALUES, max_size=2),
)


@st.composite
def marks_of(draw: st.DrawFn, text: str) -> tuple[NewAnnotation, ...]:
    count = draw(st.integers(0, 3))
    found: dict[tuple[int, int, str, str], NewAnnotation] = {}
    for number in range(count):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        label, annotator = draw(st.sampled_from(CONFLICT.names())), draw(NAMES)
        found[start, end, label, annotator] = NewAnnotation(
            f"a{number}", label, start, end, annotator,
            draw(st.dictionaries(st.sampled_from(["stance", "sure"]), VALUES, max_size=2)),
            draw(WORDS), draw(st.booleans()),
            draw(st.sampled_from([Origin(), Origin("suggested", "memory", 0.5), Origin("imported", "conll")])),
        )  # fmt: skip
    return tuple(found.values())


@st.composite
def reports(draw: st.DrawFn) -> list[NewDocument]:
    found = []
    for number, text in enumerate(draw(st.lists(TEXTS, min_size=1, max_size=3, unique=True))):
        marks = draw(marks_of(text))
        related = draw(st.booleans()) and len(marks) > 1
        relations = (Relation("r1", 0, "said_by", marks[0].uid, marks[1].uid, draw(NAMES)),) if related else ()
        state = draw(st.sampled_from([State.DONE, State.SET_ASIDE, State.IN_PROGRESS if marks else State.OPEN]))
        found.append(
            NewDocument(
                f"d{number}",
                text,
                text_digest(text),
                draw(FACTS),
                state,
                draw(st.booleans()),
                draw(WORDS),
                marks,
                relations,
            )
        )
    return found


def contents(store: Store) -> list[tuple[Any, ...]]:
    """All that a project holds, apart from row numbers and when things were made."""
    return [
        (
            replace(document, key=0, caret=0),
            sorted((mark._replace(created=0.0) for mark in marks), key=lambda mark: mark.uid),
            [replace(relation, document=0) for relation in relations],
        )
        for document, marks, relations in store.bulk_reader().read(frozenset(State))
    ]


def filled(path: Path, documents: list[NewDocument]) -> Store:
    store = create_store(path, CONFLICT)
    with store.writing():
        list(store.bulk_writer().add(documents))
    return store


@settings(max_examples=25)
@given(documents=reports())
def test_an_export_imported_anew_gives_the_same_project(documents: list[NewDocument]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with filled(folder / "p.annodb", documents) as one, create_store(folder / "q.annodb", CONFLICT) as other:
            run_export(one, folder / "out.jsonl", ExportOptions(all_reports=True))
            run_import(other, [folder / "out.jsonl"])
            assert contents(other) == contents(one)


@settings(max_examples=8)
@given(documents=reports())
def test_an_export_of_what_was_imported_is_the_same_file(documents: list[NewDocument]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with filled(folder / "p.annodb", documents) as one, create_store(folder / "q.annodb", CONFLICT) as other:
            run_export(one, folder / "first.jsonl", ExportOptions(all_reports=True))
            run_import(other, [folder / "first.jsonl"])
            run_export(other, folder / "second.jsonl", ExportOptions(all_reports=True))
            assert (folder / "second.jsonl").read_bytes() == (folder / "first.jsonl").read_bytes()

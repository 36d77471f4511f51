from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.app.checking import check
from annotator.app.operations import labelling
from annotator.domain.documents import State
from annotator.domain.errors import Cancelled, ProjectRefused
from annotator.domain.spans import Span
from annotator.storage.store import open_store
from tests.projects import SHORT, new_session


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "p.annodb"
    session = new_session(path, SHORT, "Second report.")
    labelling.label_span(session, Span(15, 20), "Location", 0)
    labelling.label_span(session, Span(0, 6), "Actor", 0)
    labelling.remove_annotations(session, session.desk.annotations.exactly(Span(0, 6)), 0)  # type: ignore[union-attr]
    session.close()
    return path


def harm(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute(statement)
        db.commit()


def test_a_sound_project_has_no_problems_and_is_left_as_it_was(project: Path) -> None:
    before = project.read_bytes()
    assert check(project) == []
    assert project.read_bytes() == before


def test_an_open_project_can_be_checked(tmp_path: Path) -> None:
    session = new_session(tmp_path / "p.annodb")
    labelling.label_span(session, Span(15, 20), "Location", 0)
    assert check(session.store) == []
    session.close()


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE texts SET text = 'x' WHERE document_id = 2", "characters instead of 14"),
        ("UPDATE texts SET text = 'Sfcond report.' WHERE document_id = 2", "not the one that was imported"),
        ("UPDATE texts SET text = 'Sfcond report.' WHERE document_id = 2", "search index"),
        ("DELETE FROM texts WHERE document_id = 2", "has no text"),
        ("UPDATE annotations SET end = 9999", "the text ends at"),
        ("UPDATE annotations SET start = 20", "the text ends at"),
        ("UPDATE annotations SET start = 14", "not as the history left it"),
        ("DELETE FROM annotations", "tells of 1 annotations and has 0"),
        ("UPDATE edits SET record = '{}' WHERE id = 2", "Step 2 of the history cannot be read"),
        ("UPDATE annotations SET label_id = 77", "points to a labels row"),
    ],
)
def test_each_contradiction_is_told(project: Path, statement: str, sentence: str) -> None:
    harm(project, statement)
    assert sentence in " ".join(check(project))


def test_a_relation_without_its_ends_is_told(project: Path) -> None:
    harm(
        project,
        "INSERT INTO relations (document_id, uid, type_id, head_id, child_id, annotator_id)"
        " VALUES (2, 'r', 1, 1, 1, 1)",
    )
    assert "the relation r leads to an annotation that is not there" in " ".join(check(project))


def test_what_is_no_project_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.annodb").write_bytes(b"hello")
    with pytest.raises(ProjectRefused):
        check(tmp_path / "x.annodb")


def test_facts_and_attributes_that_are_no_json_are_told(project: Path) -> None:
    harm(project, "UPDATE documents SET meta = '{oops' WHERE id = 1")
    harm(project, "UPDATE annotations SET attributes = '[1]'")
    facts, attributes = check(project)
    assert facts.endswith(": the facts cannot be read.")
    assert "the attributes of annotation" in attributes


def test_a_report_with_damaged_facts_is_refused_and_stays_in_the_queue(project: Path) -> None:
    harm(project, "UPDATE documents SET meta = '{oops' WHERE id = 1")
    with open_store(project) as store:
        assert [summary.key for summary in store.documents.summaries([1, 2])] == [1, 2]
        with pytest.raises(ProjectRefused, match="is damaged"):
            store.documents.read(1)
        with pytest.raises(ProjectRefused, match="is damaged"):
            list(store.bulk_reader().read(frozenset(State)))


def test_counts_that_are_kept_are_compared_with_what_is_counted(tmp_path: Path) -> None:
    session = new_session(tmp_path / "p.annodb", SHORT)
    labelling.label_span(session, Span(0, 6), "Actor", 0)
    with session.store.writing() as db:
        db.execute("UPDATE report_totals SET number = 7 WHERE state = 'in progress'")
        db.execute("UPDATE span_totals SET number = 3 WHERE number > 0")
    assert check(session.store) == [
        "The project tells of 7 reports that are in progress and has 1.",
        "The project tells of 3 annotations with the label Actor and has 1.",
    ]
    session.close()


@pytest.mark.parametrize("questions", [1, 2])
def test_a_check_can_be_stopped(tmp_path: Path, questions: int) -> None:
    session = new_session(tmp_path / "p.annodb", SHORT)
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) >= questions

    with pytest.raises(Cancelled):
        check(session.store, stop)
    labelling.label_span(session, Span(0, 6), "Actor", 0)
    session.close()

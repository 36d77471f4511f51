"""Taking reports out of a project: what hangs on them goes, what stays agrees with itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.app.checking import check
from annotator.app.operations import labelling
from annotator.app.operations.reports import set_state
from annotator.app.operations.reviewing import relabel_lines
from annotator.app.review import read_lines
from annotator.app.session import Session
from annotator.domain.annotations import Annotation, Relation
from annotator.domain.documents import State
from annotator.domain.edits import Operation, RelationAdded
from annotator.domain.spans import Span
from annotator.storage.leaving import done_reports, keys_of, remove_reports
from tests.projects import SHORT, new_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Three reports, each with an Actor and a Claim; all of them are done."""
    opened = new_session(tmp_path / "p.annodb", SHORT, "Two. " + SHORT, "Three. " + SHORT)
    for key in (1, 2, 3):
        desk = opened.open_report(key)
        start = desk.text.index("Rebels")
        labelling.label_span(opened, Span(start, start + 6), "Actor", 0)
        labelling.label_span(opened, Span(start, start + 20), "Claim", 0)
        set_state(opened, State.DONE, 0)
    yield opened
    opened.close()
    assert check(tmp_path / "p.annodb") == []


def remove(session: Session, *keys: int) -> None:
    with session.store.writing():
        remove_reports(session.store, keys)
    session.store.labels.forget()


def marked(session: Session, key: int, label: str) -> Annotation:
    return next(a for a in session.store.annotations.of_document(key) if a.label == label)


def test_reports_that_are_led_to_or_lead_elsewhere_stay(session: Session) -> None:
    assert list(done_reports(session.store)) == [1, 2, 3]
    head, child = marked(session, 1, "Claim"), marked(session, 3, "Actor")
    relation = Relation("between", 1, "said_by", head.uid, child.uid, "ada", child_document=3)
    session.perform(Operation("Relate", (RelationAdded(relation),)))
    assert list(done_reports(session.store)) == [2]
    remove(session, 2)
    assert list(session.store.documents.keys()) == [1, 3]
    session.undo()
    assert list(done_reports(session.store)) == [1, 3]


def test_counts_and_lists_follow(session: Session) -> None:
    remove(session, 1, 3)
    assert session.store.documents.count_by_state()[State.DONE] == 1
    assert session.store.bulk_reader().count_by_label(frozenset(State)) == {"Actor": 1, "Claim": 1}
    assert [line.document for line in read_lines(session, "", "")] == [2, 2]


def test_a_step_over_several_reports_keeps_what_stays_of_it(session: Session) -> None:
    relabel_lines(session, read_lines(session, "Actor", ""), "Weapon")
    remove(session, 1, 3)
    assert marked(session, 2, "Weapon")
    session.undo()
    assert marked(session, 2, "Actor")
    assert check(session.store) == []
    session.redo()
    assert marked(session, 2, "Weapon")


def test_steps_of_reports_that_are_gone_are_not_undone(session: Session) -> None:
    remove(session, 2, 3)
    steps = 0
    while session.undo() is not None:
        steps += 1
    assert steps == 3
    assert session.store.annotations.of_document(1) == []
    for _ in range(steps):
        session.redo()
    assert len(session.store.annotations.of_document(1)) == 2


def test_what_was_undone_before_does_not_come_back(session: Session) -> None:
    session.open_report(3)
    session.undo()
    session.undo()
    remove(session, 3)
    assert session.redo() is None


def test_all_reports_can_leave_and_the_project_takes_new_ones(session: Session) -> None:
    remove(session, 1, 2, 3)
    assert session.first_report() is None
    assert keys_of(session.store, ["nothing"]) == []
    assert session.undo() is None

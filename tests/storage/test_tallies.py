"""Counts that are kept follow every change of the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app.operations import labelling, reports
from annotator.app.operations.attributes import set_attribute
from annotator.app.operations.schema import SchemaPlan, change_schema
from annotator.app.session import Session
from annotator.domain.annotations import Origin
from annotator.domain.documents import Facts, NewAnnotation, State
from annotator.domain.labels import Attribute, AttributeValueChoice
from annotator.domain.spans import Span
from annotator.storage.store import create_store, open_store
from tests.projects import CONFLICT, new_report
from tests.storage.counting import refuse_wrong_counts

_STANCES = (AttributeValueChoice("asserts", "a"), AttributeValueChoice("denies", "d"))
_SAID = (Attribute("stance", "choice", "s", _STANCES), Attribute("evidence", "flag", "e"))
SCHEMA = replace(CONFLICT, labels=(*CONFLICT.labels[:3], replace(CONFLICT.label("Claim"), attributes=_SAID)))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    store = create_store(tmp_path / "p.annodb", SCHEMA)
    marked = (
        NewAnnotation("a1", "Actor", 0, 6, "bo"),
        NewAnnotation("a2", "Claim", 0, 20, "bo", {"stance": "denies", "evidence": True}, "ask again"),
        NewAnnotation("a3", "Location", 15, 20, "eve", origin=Origin("suggested", "memory", 0.5)),
    )
    first = new_report("Rebels shelled Mosul, officials said.", annotations=marked)
    second = replace(
        new_report("Officials denied it."), facts=Facts("T", "Reuters", "2022-06-24", "en"), note="odd"
    )
    with store.writing():
        list(store.bulk_writer().add([first, second]))
    session = Session(store, "ada")
    session.open_report(1)
    yield session
    session.close()


def test_reports_that_came_in_are_counted(session: Session) -> None:
    refuse_wrong_counts(session.store)
    reader = session.store.bulk_reader()
    assert session.store.documents.count_by_state()[State.OPEN] == 2
    assert reader.count_by_label(frozenset(State)) == {"Location": 1, "Actor": 1, "Claim": 1}
    assert reader.count_by_label(frozenset({State.DONE})) == {}
    assert reader.count_by_annotator(frozenset(State)) == {"bo": 2, "eve": 1}
    assert reader.count_by_value() == [("Claim", "evidence", "yes", 1), ("Claim", "stance", "denies", 1)]
    assert reader.count_annotations(frozenset({State.OPEN})) == 3


def test_counts_follow_what_is_done_and_taken_back(session: Session) -> None:
    desk = session.open_report(1)
    claim = next(a for a in desk.annotations if a.label == "Claim")
    labelling.label_span(session, Span(22, 31), "Actor", 0)
    labelling.label_span(session, Span(15, 20), "Weapon", 0)
    claim = next(a for a in desk.annotations if a.label == "Claim")
    set_attribute(session, claim, "stance", "asserts", 0)
    claim = next(a for a in desk.annotations if a.label == "Claim")
    labelling.annotate_annotation(session, claim, 0, note="another note")
    refuse_wrong_counts(session.store)
    reports.set_state(session, State.DONE, 0)
    reports.set_note(session, "look again", 0)
    reports.set_facts(session, replace(desk.document.facts, source="AP", language="uk"), 0)
    refuse_wrong_counts(session.store)
    assert session.store.bulk_reader().count_by_label(frozenset({State.DONE}))["Actor"] == 2
    labelling.remove_annotations(session, list(desk.annotations), 0)
    refuse_wrong_counts(session.store)
    while session.undo():
        refuse_wrong_counts(session.store)
    while session.redo():
        pass
    refuse_wrong_counts(session.store)


def test_counts_follow_changes_of_the_schema(session: Session) -> None:
    for change in ("merge", "clear", "value"):
        plan = SchemaPlan(session.schema)
        if change == "merge":
            plan.merge_labels("Actor", "Location")
        elif change == "clear":
            plan.delete_label("Location")
        else:
            plan.rename_value("Claim", "stance", "denies", "rejects")
        change_schema(session, plan)
        refuse_wrong_counts(session.store)
    for _ in range(3):
        session.undo()
        refuse_wrong_counts(session.store)


def test_counts_follow_a_report_that_goes(session: Session) -> None:
    with session.store.writing() as db:
        db.execute("DELETE FROM documents WHERE id = 1")
    refuse_wrong_counts(session.store)
    assert session.store.bulk_reader().count_annotations(frozenset(State)) == 0


def test_what_breaks_off_an_import_leaves_counts_and_triggers(session: Session) -> None:
    def failing() -> Iterator[object]:
        yield new_report("Another report.", annotations=(NewAnnotation("b1", "Actor", 0, 7, "bo"),))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), session.store.writing():
        list(session.store.bulk_writer().add(failing()))  # type: ignore[arg-type]
    refuse_wrong_counts(session.store)
    labelling.label_span(session, Span(22, 31), "Actor", 0)
    refuse_wrong_counts(session.store)


def test_an_earlier_project_is_counted_when_it_is_opened(tmp_path: Path) -> None:
    kept = Path(__file__).parents[1] / "migrations" / "version-8.annodb"
    project = tmp_path / "old.annodb"
    project.write_bytes(kept.read_bytes())
    with open_store(project) as store:
        refuse_wrong_counts(store)
        assert store.bulk_reader().count_by_value() == [
            ("Claim", "evidence", "yes", 1),
            ("Claim", "stance", "denies", 1),
        ]

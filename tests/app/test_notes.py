"""Facts and notes are found by the queue's search, and notes and flags are listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app.notes import words_of
from annotator.app.operations import labelling, reports
from annotator.app.report_queue import search_reports
from annotator.app.session import Session
from annotator.domain.edits import AnnotationChanged, Operation
from annotator.domain.spans import Span
from tests.projects import new_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = new_session(tmp_path / "p.annodb", "Rebels shelled Mosul.", "A quiet day in Kyiv.", "Mosul again.")
    for key, source in ((1, "Agency"), (2, "Київ Пост"), (3, "Other")):
        desk = opened.open_report(key)
        facts = replace(
            desk.document.facts,
            source=source,
            date=f"2022-06-2{key}",
            url=f"https://x.example/{key}a",
            language="en",
        )
        reports.set_facts(opened, facts, 0)
    yield opened
    opened.close()


def test_what_is_said_of_an_annotation_is_found(session: Session) -> None:
    session.open_report(1)
    claim = labelling.label_span(session, Span(0, 20), "Claim", 0).added[0]
    said = replace(claim, attributes={"stance": "denies", "dead": 14})
    session.perform(Operation("Say", (AnnotationChanged(claim, said),)))
    for typed, keys in (
        ("stance:denies", {1}),
        ("Stance:DEN* mosul", {1}),
        ("dead:14", {1}),
        ("stance:asserts", set()),
    ):
        assert set(search_reports(session.store, typed).keys or ()) == keys


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("agency", {1}),
        ("AGEN", {1}),
        ("київ", {2}),
        ("2022-06", {1, 2, 3}),
        ("example/3a", {3}),
        ("agency mosul", {1}),
        ("mosul agency", {1}),
        ("agency kyiv", set()),
        ("mosul", {1, 3}),
        ("gency", set()),
        ("en", set()),
        ("language:en", {1, 2, 3}),
        ("100%", set()),
        ('"', set()),
    ],
)
def test_facts_are_found_alone_and_together_with_words_of_the_text(
    session: Session, typed: str, keys: set[int]
) -> None:
    assert set(search_reports(session.store, typed).keys or ()) == keys


def test_the_line_shown_is_the_fact_with_the_word_pointed_out(session: Session) -> None:
    hit = search_reports(session.store, "example/3").hits[3]
    assert (hit.before, hit.match, hit.behind) == ("https://x.", "example/3", "a")


def test_notes_on_reports_and_annotations_are_found_and_listed(session: Session) -> None:
    assert session.store.notes.noted(10) == []
    session.open_report(3)
    reports.set_note(session, "Ask the Stringer", 0)
    made = labelling.label_span(session, Span(0, 5), "Location", 0).added[0]
    labelling.annotate_annotation(session, made, 0, note="which Mosul? Verify")
    session.open_report(1)
    flagged = labelling.label_span(session, Span(0, 6), "Actor", 0).added[0]
    labelling.annotate_annotation(session, flagged, 0, flagged=True)
    assert set(search_reports(session.store, "stringer").keys or ()) == {3}
    assert set(search_reports(session.store, "verify").keys or ()) == {3}
    assert set(search_reports(session.store, "verify again").keys or ()) == {3}
    listed = session.store.notes.noted(10)
    assert [words_of(noted) for noted in listed] == [
        ("Ask the Stringer", "Report “Mosul again.”", ""),
        ("Flagged", "Actor “Rebels” in “Rebels shelled Mosul”", "⚑"),
        ("which Mosul? Verify", "Location “Mosul” in “Mosul again.”", ""),
    ]
    assert [(n.document, n.start, n.end) for n in listed] == [(3, 0, 0), (1, 0, 6), (3, 0, 5)]
    assert len(session.store.notes.noted(2)) == 2
    session.undo()
    assert len(session.store.notes.noted(10)) == 2


def test_the_list_reads_only_what_is_noted(session: Session) -> None:
    plan = session.store._db.execute(
        "EXPLAIN QUERY PLAN SELECT document_id FROM annotations WHERE note <> '' OR flagged = 1"
        " ORDER BY document_id, start LIMIT 5"
    ).fetchall()
    assert any("annotations_noted" in row[-1] for row in plan)

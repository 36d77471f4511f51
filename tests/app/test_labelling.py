from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.app.operations import labelling, reports
from annotator.app.session import Session
from annotator.domain.documents import State
from annotator.domain.errors import SpanRefused
from annotator.domain.spans import Span
from tests.projects import SHORT, new_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = new_session(tmp_path / "p.annodb", SHORT, "Second report.")
    yield opened
    opened.close()


def labelled(session: Session) -> list[tuple[str, str]]:
    assert session.desk is not None
    in_memory = [(session.desk.text_of(a), a.label) for a in session.desk.annotations]
    in_file = [(session.desk.text_of(a), a.label) for a in session.store.annotations.of_document(session.desk.key)]
    assert in_memory == in_file
    return in_memory


def test_labelling_puts_the_caret_behind_and_starts_the_report(session: Session) -> None:
    change = labelling.label_span(session, Span(0, 6), "Actor", 0)
    assert labelled(session) == [("Rebels", "Actor")]
    assert change.go_to is not None
    assert change.go_to.caret == 6
    assert session.desk is not None
    assert session.desk.document.state is State.IN_PROGRESS


def test_undoing_the_first_label_makes_the_report_open_again(session: Session) -> None:
    labelling.label_span(session, Span(0, 6), "Actor", 3)
    change = session.undo()
    assert change is not None
    assert change.go_to is not None
    assert change.go_to.caret == 3
    assert labelled(session) == []
    assert session.store.documents.count_by_state()[State.OPEN] == 2


def test_a_label_on_exactly_an_annotation_changes_it(session: Session) -> None:
    labelling.label_span(session, Span(15, 20), "Actor", 15)
    labelling.label_span(session, Span(15, 20), "Location", 15)
    assert labelled(session) == [("Mosul", "Location")]


def test_a_second_label_is_added(session: Session) -> None:
    labelling.label_span(session, Span(15, 20), "Actor", 15)
    labelling.label_span(session, Span(15, 20), "Location", 15, second=True)
    assert labelled(session) == [("Mosul", "Actor"), ("Mosul", "Location")]


@pytest.mark.parametrize("span", [Span(3, 3), Span(0, 100_000)])
def test_impossible_spans_are_refused(session: Session, span: Span) -> None:
    with pytest.raises(SpanRefused):
        labelling.label_span(session, span, "Actor", 0)


def test_the_same_label_twice_is_refused(session: Session) -> None:
    labelling.label_span(session, Span(15, 20), "Location", 15)
    with pytest.raises(SpanRefused, match="already"):
        labelling.label_span(session, Span(15, 20), "Location", 15)


def test_all_other_occurrences_are_one_step(session: Session) -> None:
    labelling.label_span(session, Span(15, 20), "Location", 15)
    assert session.desk is not None
    change = labelling.label_occurrences(session, next(iter(session.desk.annotations)), 20)
    assert change is not None
    assert change.title == "Label 2 more “Mosul” Location"
    assert labelled(session) == [("Mosul", "Location")] * 3
    session.undo()
    assert len(labelled(session)) == 1
    session.redo()
    assert labelling.label_occurrences(session, next(iter(session.desk.annotations)), 20) is None


@pytest.mark.parametrize(
    ("text", "wanted", "starts"),
    [
        ("Iran and Iranian, Iran", "Iran", [0, 18]),
        ("a.b a.b axb", "a.b", [0, 4]),
        ("💥💥 x 💥", "💥", [0, 1, 5]),
        ("القوات و القوات", "القوات", [0, 9]),
        ("aaa", "", []),
    ],
)
def test_occurrences_are_whole_words_and_literal(text: str, wanted: str, starts: list[int]) -> None:
    assert [span.start for span in labelling.occurrences(text, wanted)] == starts


def test_removing_and_resizing_follow_in_the_file(session: Session) -> None:
    labelling.label_span(session, Span(0, 6), "Actor", 0)
    assert session.desk is not None
    annotation = next(iter(session.desk.annotations))
    change = labelling.resize_annotation(session, annotation, Span(0, 14), 6)
    assert labelled(session) == [("Rebels shelled", "Actor")]
    assert change.go_to is not None
    assert change.go_to.caret == 14
    labelling.remove_annotations(session, list(session.desk.annotations), 14)
    assert labelled(session) == []


def test_a_note_and_a_flag_are_kept(session: Session) -> None:
    labelling.label_span(session, Span(0, 6), "Actor", 0)
    assert session.desk is not None
    annotation = next(iter(session.desk.annotations))
    labelling.annotate_annotation(session, annotation, 6, note="which ones?")
    labelling.annotate_annotation(session, next(iter(session.desk.annotations)), 6, flagged=True)
    kept = session.store.annotations.of_document(1)[0]
    assert (kept.note, kept.flagged) == ("which ones?", True)


def test_states_flags_and_notes_of_reports_can_be_undone(session: Session) -> None:
    reports.set_state(session, State.DONE, 0)
    reports.set_flag(session, True, 0)
    reports.set_note(session, "check the date", 0)
    assert reports.set_flag(session, True, 0) is None
    assert session.store.documents.summaries([1])[0].note == "check the date"
    for _ in range(3):
        session.undo()
    summary = session.store.documents.summaries([1])[0]
    assert (summary.state, summary.flagged, summary.note) == (State.OPEN, False, "")


def test_memory_follows_labelling_and_undo(session: Session) -> None:
    labelling.label_span(session, Span(15, 20), "Location", 15)
    suggestion = session.memory.suggestion(SHORT, Span(38, 43))
    assert suggestion is not None
    assert (suggestion.label, suggestion.reason) == ("Location", "seen once as Location")
    session.undo()
    assert session.memory.suggestion(SHORT, Span(38, 43)) is None


def test_the_next_unfinished_report_and_the_first(session: Session) -> None:
    assert session.next_unfinished() == 2
    session.remember_place(9)
    assert session.first_report() == 1
    reports.set_state(session, State.DONE, 0)
    session.open_report(2)
    assert session.next_unfinished() is None

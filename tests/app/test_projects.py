from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.app.landmarks import DeskLandmarks
from annotator.app.operations import labelling, reports
from annotator.app.operations.suggestions import reject
from annotator.app.projects import faults_of, labelled_before, make_project, open_session, ready_schemas
from annotator.app.session import Session, on_desk
from annotator.app.statistics import statistics
from annotator.domain.documents import State
from annotator.domain.errors import ProjectRefused, Refusal, StorageFailed
from annotator.domain.spans import Span
from tests.projects import SHORT, new_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = new_session(tmp_path / "p.annodb", SHORT, "Second report.")
    yield opened
    opened.close()


def label(session: Session, text: str, name: str) -> None:
    start = SHORT.index(text)
    labelling.label_span(session, Span(start, start + len(text)), name, 0)


def test_a_new_project_gets_its_suffix_its_folder_and_the_usual_labels(tmp_path: Path) -> None:
    path = make_project(tmp_path / "new" / "Iraq 2016.v2")
    assert path.name == "Iraq 2016.v2.annodb"
    opened = open_session(path, "ada")
    assert "Location" in opened.schema.names()
    opened.close()


def test_a_new_project_never_takes_the_place_of_another(tmp_path: Path) -> None:
    path = make_project(tmp_path / "p")
    before = path.read_bytes()
    with pytest.raises(ProjectRefused, match="left untouched"):
        make_project(path)
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refusal, match="cannot be made"):
        make_project(tmp_path / "file" / "p")


def test_the_usual_schema_comes_first() -> None:
    assert ready_schemas()[0].stem == "conflict"


def test_a_project_that_is_only_read_takes_no_label(session: Session) -> None:
    session.close()
    reading = open_session(session.path, "ada", read_only=True)
    reading.open_report(1)
    with pytest.raises(StorageFailed, match="reading only"):
        label(reading, "Rebels", "Actor")
    assert len(on_desk(reading).annotations) == 0
    reading.close()


def test_the_place_of_reading_is_not_kept_when_only_reading(session: Session) -> None:
    session.close()
    reading = open_session(session.path, "ada", read_only=True)
    reading.open_report(2)
    reading.remember_place(5)
    assert reading.store.documents.read(2).caret == 0
    reading.close()


def test_a_session_comes_back_to_the_report_left_last(session: Session) -> None:
    session.open_report(2)
    session.remember_place(5)
    assert (session.first_report(), session.store.documents.read(2).caret) == (2, 5)


def test_without_a_report_on_the_desk_nothing_can_be_done(session: Session) -> None:
    session.desk = None
    with pytest.raises(Refusal, match="No report is open"):
        reports.set_flag(session, True, 0)
    assert session.next_unfinished() is None


def test_undo_of_another_report_leaves_the_one_on_the_desk(session: Session) -> None:
    label(session, "Rebels", "Actor")
    session.open_report(2)
    change = session.undo()
    assert change is not None
    assert (change.documents, on_desk(session).document.state) == (frozenset({1}), State.OPEN)


def test_entities_labelled_before_are_remembered_and_claims_are_not(session: Session) -> None:
    label(session, "Rebels", "Actor")
    label(session, "Rebels shelled Mosul", "Claim")
    assert labelled_before(session) == [("Rebels", "Actor")]


def test_an_open_project_is_sound_until_something_harms_it(session: Session) -> None:
    assert faults_of(session) == []
    session.close()
    with closing(sqlite3.connect(session.path)) as db:
        db.execute("UPDATE documents SET length = 3 WHERE id = 2")
        db.commit()
    again = open_session(session.path, "ada")
    assert faults_of(again) == ["The text of “Second report.” has 14 characters instead of 3."]
    again.close()


def test_statistics_count_states_labels_and_annotators(session: Session) -> None:
    label(session, "Rebels", "Actor")
    found = statistics(session.store)
    assert (found.reports[State.IN_PROGRESS], found.reports[State.OPEN]) == (1, 1)
    assert found.labels == {"Location": 0, "Actor": 1, "Weapon": 0, "Claim": 0}
    assert found.annotators == {"ada": 1}


@pytest.fixture
def landmarks(session: Session) -> DeskLandmarks:
    label(session, "Mosul", "Location")
    return DeskLandmarks(on_desk(session), session.assistance)


AGAIN = Span(SHORT.rindex("Mosul"), SHORT.rindex("Mosul") + 5)


def test_a_text_labelled_before_is_suggested_where_it_stands_again(landmarks: DeskLandmarks) -> None:
    suggestion = landmarks.suggestion_at(AGAIN)
    assert suggestion is not None
    assert (suggestion.label, suggestion.span) == ("Location", AGAIN)


def test_what_is_labelled_is_not_suggested(landmarks: DeskLandmarks) -> None:
    assert landmarks.suggestion_at(Span(15, 20)) is None


def test_a_rejected_suggestion_does_not_come_again(landmarks: DeskLandmarks, session: Session) -> None:
    suggestion = landmarks.suggestion_at(AGAIN)
    assert suggestion is not None
    reject(session, suggestion, 0)
    assert landmarks.suggestion_at(AGAIN) is None
    assert AGAIN not in [suggestion.span for suggestion in landmarks.suggestions_in(0, len(SHORT))]


def test_without_suggesting_candidates_stay(landmarks: DeskLandmarks) -> None:
    landmarks.suggesting = False
    assert (landmarks.suggestion_at(AGAIN), landmarks.suggestions_in(0, len(SHORT))) == (None, [])
    assert landmarks.around(AGAIN.start) == AGAIN


def test_nothing_is_suggested_for_no_span(landmarks: DeskLandmarks) -> None:
    assert landmarks.suggestion_at(None) is None

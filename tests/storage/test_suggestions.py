"""Predictions and decisions in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app.intake import Intake
from annotator.app.label_names import LabelNames
from annotator.app.operations.schema import SchemaPlan, change_schema
from annotator.app.session import Session
from annotator.domain.annotations import MANUAL
from annotator.domain.decisions import Outcome, decided
from annotator.domain.documents import NewDocument, NewPrediction
from annotator.domain.edits import DecisionMade, Operation, edit_from_record, edit_to_record
from annotator.domain.errors import FileRefused
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.formats.base import PredictionRecord, ReportRecord, Where
from annotator.formats.report import Notices
from annotator.storage.store import create_store, open_store
from tests.projects import CONFLICT, SHORT, new_report

PREDICTIONS = (NewPrediction(15, 20, "Location", "m1", 0.83), NewPrediction(0, 6, "Actor"))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    store = create_store(tmp_path / "p.annodb", CONFLICT)
    with store.writing():
        list(store.bulk_writer().add([replace(new_report(SHORT), predictions=PREDICTIONS)]))
    opened = Session(store, "ada")
    opened.open_report(1)
    yield opened
    opened.close()


def test_predictions_come_back_by_their_start(session: Session) -> None:
    assert session.desk is not None
    assert session.desk.predictions == [
        Suggestion(0, 6, "Actor", "prediction", 0.5, "proposed by the imported file"),
        Suggestion(15, 20, "Location", "prediction:m1", 0.83, "m1 .83"),
    ]
    assert len(session.desk.annotations) == 0


def test_predictions_follow_a_rename_and_go_with_their_label(session: Session) -> None:
    plan = SchemaPlan(session.schema)
    plan.rename_label("Actor", "Party")
    plan.delete_label("Location")
    change_schema(session, plan)
    assert [p.label for p in session.store.suggestions.predictions_of(1)] == ["Party"]
    session.undo()
    assert [p.label for p in session.store.suggestions.predictions_of(1)] == ["Actor", "Location"]


def test_a_decision_is_made_taken_back_and_kept_over_a_restart(session: Session, tmp_path: Path) -> None:
    decision = decided(1, Suggestion(15, 20, "Location", "m1", 0.83), Outcome.REJECTED)
    session.perform(Operation("Reject", (DecisionMade(decision),)))
    assert session.desk is not None
    assert session.desk.rejected[Span(15, 20)] == 1
    session.undo()
    assert session.desk.rejected[Span(15, 20)] == 0
    assert list(session.store.suggestions.decisions()) == []
    session.redo()
    session.close()
    with open_store(tmp_path / "p.annodb") as store:
        assert list(store.suggestions.decisions()) == [decision]
        assert [(row[0], *row[2:]) for row in store.suggestions.outcomes_by_day()] == [("m1", "rejected", 1)]
        desk = Session(store, "ada").open_report(1)
        assert desk.rejected[Span(15, 20)] == 1


def test_a_decision_survives_its_record() -> None:
    edit = DecisionMade(decided(1, Suggestion(0, 6, "Actor", "memory", 0.7), Outcome.CORRECTED))
    assert edit_from_record(*edit_to_record(edit)) == edit
    assert edit_from_record(*edit_to_record(edit.inverse())) == edit.inverse()


def taken(*predictions: PredictionRecord) -> object:
    names = LabelNames(CONFLICT, {"LOC": "Location", "X": ""})
    record = ReportRecord(SHORT, predictions=predictions, where=Where(Path("in.jsonl"), 3))
    return Intake(names, None, "ada", Notices()).take(record, MANUAL)


def test_labels_of_predictions_are_mapped_and_left_out_like_others() -> None:
    found = taken(
        PredictionRecord(start=15, end=20, label="LOC", source="m"), PredictionRecord(start=0, end=6, label="X")
    )
    assert isinstance(found, NewDocument)
    assert found.predictions == (NewPrediction(15, 20, "Location", "m", None),)
    assert found.annotations == ()


def test_a_prediction_outside_the_text_is_refused_with_its_line() -> None:
    with pytest.raises(FileRefused, match="prediction is empty or not within") as refused:
        taken(PredictionRecord(start=15, end=2000, label="LOC"))
    assert refused.value.line == 3

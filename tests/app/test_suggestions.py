"""Suggestions of several sources for one report, and what accepting, correcting and rejecting leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app.landmarks import DeskLandmarks
from annotator.app.operations import suggestions as ops
from annotator.app.session import Session
from annotator.domain.annotations import MANUAL, Origin
from annotator.domain.decisions import Outcome, decided
from annotator.domain.documents import NewPrediction
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.domain.tokens import TokenIndex
from annotator.storage.store import create_store
from tests.projects import CONFLICT, SHORT, new_report

MOSUL, REBELS, CLAIM = Span(15, 20), Span(0, 6), Span(0, 20)


class Fixed:
    """A suggester that always says the same."""

    def __init__(self, name: str, *found: Suggestion) -> None:
        self.name, self.found, self.asked = name, found, 0

    def suggest(self, _text: str, _tokens: TokenIndex, start: int, end: int) -> list[Suggestion]:
        self.asked += 1
        return [one for one in self.found if start <= one.start < end]


def model(span: Span, label: str, score: float, source: str = "model") -> Suggestion:
    return Suggestion(span.start, span.end, label, source, score, f"{source} {score}")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    store = create_store(tmp_path / "p.annodb", CONFLICT)
    predictions = (
        NewPrediction(15, 20, "Location", "theirs", 0.9),
        NewPrediction(70, 79, "Weapon", "theirs", 0.1),
    )
    with store.writing():
        list(store.bulk_writer().add([replace(new_report(SHORT), predictions=predictions)]))
    opened = Session(store, "ada")
    opened.open_report(1)
    yield opened
    opened.close()


@pytest.fixture
def landmarks(session: Session) -> DeskLandmarks:
    assert session.desk is not None
    return DeskLandmarks(session.desk, session.assistance)


def shown(landmarks: DeskLandmarks) -> list[tuple[int, int, str, str]]:
    return [(s.start, s.end, s.label, s.source) for s in landmarks.suggestions_in(0, len(SHORT))]


def outcomes(session: Session) -> list[tuple[str, str]]:
    return [(d.source, d.outcome.value) for d in session.store.suggestions.decisions()]


def test_one_suggestion_for_each_place_of_a_layer_and_the_rest_behind_it(
    session: Session, landmarks: DeskLandmarks
) -> None:
    session.assistance.put(Fixed("model", model(MOSUL, "Actor", 0.8), model(REBELS, "Actor", 0.7)))
    session.assistance.put(Fixed("claim model", model(CLAIM, "Claim", 0.6, "claim model")))
    session.assistance.put(Fixed("gazetteer", model(REBELS, "Location", 0.6, "gazetteer")))
    session.assistance.put(Fixed("lexicon", model(Span(12, 20), "Weapon", 0.99, "lexicon")))
    assert shown(landmarks) == [
        (0, 20, "Claim", "claim model"),
        (0, 6, "Actor", "model"),
        (15, 20, "Location", "prediction:theirs"),
    ]
    assert [s.label for s in landmarks.alternatives(MOSUL)] == ["Actor"]
    assert [s.label for s in landmarks.alternatives(REBELS)] == ["Location"]


def test_tab_goes_into_a_claim_and_past_a_name(session: Session, landmarks: DeskLandmarks) -> None:
    session.assistance.put(Fixed("claim model", model(CLAIM, "Claim", 0.6, "claim model")))
    stops = [landmarks.behind(0)]
    while len(stops) < 4:
        stops.append(landmarks.behind(stops[-1].start, stops[-1]))  # type: ignore[union-attr]
    assert stops[:2] == [CLAIM, REBELS]
    assert MOSUL in stops
    assert landmarks.before(15) in (REBELS, CLAIM)
    assert landmarks.around(16) == MOSUL
    assert landmarks.around(8) == CLAIM


def test_turning_shows_each_alternative_once(session: Session, landmarks: DeskLandmarks) -> None:
    session.assistance.put(Fixed("model", model(MOSUL, "Actor", 0.8)))
    assert landmarks.turn(MOSUL)
    assert [s.label for s in landmarks.suggestions_in(15, 16)] == ["Actor"]
    suggestion = landmarks.suggestion_at(MOSUL)
    assert suggestion is not None
    assert suggestion.label == "Actor"
    assert not landmarks.turn(MOSUL)


def test_the_threshold_and_switching_off_hide_and_show(session: Session, landmarks: DeskLandmarks) -> None:
    weapon = (70, 79, "Weapon", "prediction:theirs")
    assert weapon not in shown(landmarks)
    before = session.assistance.version
    session.assistance.set_threshold(0.05)
    assert session.assistance.version != before
    assert weapon in shown(landmarks)
    session.assistance.switch("prediction:theirs", on=False)
    assert shown(landmarks) == []
    session.assistance.switch("prediction:theirs", on=True)
    assert weapon in shown(landmarks)


def test_a_suggester_is_asked_once_for_a_place_until_something_changes(
    session: Session, landmarks: DeskLandmarks
) -> None:
    fixed = Fixed("model", model(MOSUL, "Actor", 0.8))
    session.assistance.put(fixed)
    for _ in range(5):
        shown(landmarks)
    assert fixed.asked == 1
    session.memory.add("anything", "Actor")
    shown(landmarks)
    assert fixed.asked == 1
    session.assistance.set_threshold(0.5)
    shown(landmarks)
    assert fixed.asked == 2


def test_accepting_keeps_the_origin_and_logs_it_as_one_step(session: Session, landmarks: DeskLandmarks) -> None:
    change = ops.accept(session, landmarks.suggestions_in(0, len(SHORT)), 0, 20)
    assert change is not None
    assert change.title == "Accept “Mosul” Location"
    assert session.desk is not None
    (made,) = session.desk.annotations
    assert made.origin == Origin("suggested", "prediction:theirs", 0.9)
    assert outcomes(session) == [("prediction:theirs", "accepted")]
    assert ops.accept(session, [model(MOSUL, "Location", 0.9)], 0, 20) is None
    session.undo()
    assert outcomes(session) == []
    assert len(session.desk.annotations) == 0


@pytest.mark.parametrize(
    ("span", "label", "outcome", "origin"),
    [
        (MOSUL, "Location", [("prediction:theirs", "accepted")], Origin("suggested", "prediction:theirs", 0.9)),
        (MOSUL, "Actor", [("prediction:theirs", "corrected")], MANUAL),
        (Span(7, 20), "Location", [("prediction:theirs", "corrected")], MANUAL),
        (MOSUL, "Claim", [], MANUAL),
        (REBELS, "Actor", [], MANUAL),
    ],
)
def test_a_label_by_hand_says_what_it_means_for_the_suggestions_there(
    session: Session,
    landmarks: DeskLandmarks,
    span: Span,
    label: str,
    outcome: list[tuple[str, str]],
    origin: Origin,
) -> None:
    change = ops.label_over_suggestions(session, landmarks.suggestions_in(0, len(SHORT)), span, label, 0)
    assert outcomes(session) == outcome
    assert change.added[0].origin == origin


def test_other_edges_correct_a_suggestion(session: Session, landmarks: DeskLandmarks) -> None:
    (suggestion,) = landmarks.suggestions_in(0, len(SHORT))
    ops.accept_with_edges(session, suggestion, Span(7, 20), 15)
    assert outcomes(session) == [("prediction:theirs", "corrected")]
    assert session.desk is not None
    assert [(a.start, a.end, a.label) for a in session.desk.annotations] == [(7, 20, "Location")]


def test_what_was_shown_and_left_is_ignored(session: Session) -> None:
    shown_then = [model(MOSUL, "Location", 0.9), model(REBELS, "Actor", 0.7), model(REBELS, "Actor", 0.7)]
    ops.label_over_suggestions(session, shown_then, MOSUL, "Location", 0)
    left = ops.ignored(session, shown_then)
    assert [(d.span, d.outcome) for d in left] == [(REBELS, Outcome.IGNORED)]
    ops.reject(session, shown_then[1], 0)
    assert ops.ignored(session, shown_then) == []


def test_scores_are_calibrated_once_there_are_enough_decisions(session: Session, landmarks: DeskLandmarks) -> None:
    def decisions(number: int, good: int) -> Iterator[object]:
        for n in range(number):
            outcome = Outcome.ACCEPTED if n < good else Outcome.REJECTED
            yield decided(1, model(MOSUL, "Actor", 0.8), outcome)

    session.assistance.put(Fixed("model", model(REBELS, "Actor", 0.8)))
    session.assistance.learn_from(decisions(100, 20))  # type: ignore[arg-type]
    assert not session.assistance.is_calibrated("model")
    assert (0, 6, "Actor", "model") in shown(landmarks)
    session.assistance.learn_from(decisions(250, 50))  # type: ignore[arg-type]
    assert session.assistance.is_calibrated("model")
    assert (0, 6, "Actor", "model") not in shown(landmarks)
    session.assistance.set_threshold(0.2)
    assert (0, 6, "Actor", "model") in shown(landmarks)
    (seen,) = [s for s in landmarks.suggestions_in(0, 6) if s.source == "model"]
    assert seen.score == pytest.approx(0.2)
    assert decided(1, seen, Outcome.ACCEPTED).score == 0.8  # what is learned from next

"""All occurrences of a text in the corpus: found with their words, labelled as one step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.app.checking import check
from annotator.app.occurrences import find_occurrences, label_lines, occurrences_beside
from annotator.app.operations.labelling import label_span
from annotator.app.session import Session
from annotator.domain.edits import MANY_EDITS
from annotator.domain.errors import Cancelled, Refusal
from annotator.domain.spans import Span
from tests.projects import SHORT, new_session

TEXTS = (
    SHORT,
    "Mosul fell. In Mosul-Tal Afar and in Mosuls nothing moved.",
    "🪖 Nothing here.",
    'The "Islamic State" left Mosul; MOSUL is quiet.',
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = new_session(tmp_path / "p.annodb", *TEXTS)
    label_span(opened, Span(15, 20), "Location", 0)
    yield opened
    opened.close()
    assert check(tmp_path / "p.annodb") == []


def found(session: Session, text: str = "Mosul", label: str = "Location") -> list[tuple[int, int, str]]:
    lines = occurrences_beside(session, text, label, lambda *_: None, lambda: False)
    return [(line.document, line.start, line.before) for line in lines]


def test_all_but_the_labelled_and_parts_of_words_are_found_in_order(session: Session) -> None:
    assert found(session) == [
        (1, 38, SHORT[:38]),
        (1, 60, SHORT[:60]),
        (2, 0, ""),
        (2, 15, TEXTS[1][:15]),
        (4, 25, TEXTS[3][:25]),
    ]


def test_another_layer_does_not_stand_in_the_way(session: Session) -> None:
    assert len(found(session, label="Claim")) == 6
    label_span(session, Span(38, 43), "Claim", 0)
    assert len(found(session)) == 5


def test_quotation_marks_are_no_syntax_and_signs_alone_are_refused(session: Session) -> None:
    assert [line[0] for line in found(session, '"Islamic State"')] == [4]
    with pytest.raises(Refusal, match="no word"):
        found(session, "🪖")


def test_labelling_is_one_step_over_reports_and_comes_back(session: Session) -> None:
    lines = find_occurrences(session.store, "Mosul", "Location", session.assistance.layers)
    change = label_lines(session, lines[1:], 3)
    assert change is not None
    assert change.title == "Label 4 more “Mosul” Location in 3 reports"
    assert [a.start for a in session.store.annotations.of_document(2)] == [0, 15]
    assert len(found(session)) == 1
    session.undo()
    assert len(found(session)) == 5
    session.redo()
    assert len(found(session)) == 1
    assert label_lines(session, [], 0) is None


def test_looking_can_be_stopped(session: Session) -> None:
    with pytest.raises(Cancelled):
        occurrences_beside(session, "Mosul", "Location", lambda *_: None, lambda: True)


def test_very_many_are_handed_on_to_long_work(tmp_path: Path) -> None:
    session = new_session(tmp_path / "q.annodb", "Mosul " * (MANY_EDITS + 2))
    asked: list[str] = []
    at_once = session.long_work
    session.long_work = lambda title, act: asked.append(title) or at_once(title, act)  # type: ignore[func-returns-value]
    lines = find_occurrences(session.store, "Mosul", "Location", session.assistance.layers)
    label_lines(session, lines, 0)
    assert asked == [f"Label {MANY_EDITS + 2:,} more “Mosul” Location in 1 report"]
    assert session.desk is not None
    assert len(session.desk.annotations) == MANY_EDITS + 2
    session.undo()
    assert len(session.desk.annotations) == 0
    session.close()

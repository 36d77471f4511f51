"""Going through spans of the whole corpus: found by label and text, relabelled and removed in one step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app.checking import check
from annotator.app.operations import labelling, reports
from annotator.app.operations.relations import relate
from annotator.app.operations.reviewing import label_lines, relabel_lines, remove_lines
from annotator.app.review import read_lines, read_unlabelled
from annotator.app.session import Session
from annotator.domain.documents import State
from annotator.domain.span_lines import SpanLine
from annotator.domain.spans import Span
from tests.projects import new_session

FIRST = "Wagner took Soledar, said Wagner. " + "x " * 60
SECOND = "WAGNER denied it: Soledar held. 💥 Wagnerites left."


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = new_session(tmp_path / "p.annodb", FIRST, SECOND)
    for key, text, spans in (
        (1, FIRST, (("Wagner", 0, "Actor"), ("Soledar", 0, "Location"), ("Wagner", 20, "Location"))),
        (2, SECOND, (("WAGNER", 0, "Actor"), ("Soledar", 0, "Actor"), ("Wagnerites", 0, "Actor"))),
    ):
        opened.open_report(key)
        for marked, near, label in spans:
            start = text.index(marked, near)
            labelling.label_span(opened, Span(start, start + len(marked)), label, 0)
    yield opened
    opened.close()
    assert check(tmp_path / "p.annodb") == []


def found(session: Session, label: str, text: str) -> list[tuple[str, str, int]]:
    return [(line.text, line.label, line.document) for line in read_lines(session, label, text)]


def test_spans_are_found_by_text_whatever_its_case(session: Session) -> None:
    assert found(session, "", "wagner") == [
        ("Wagner", "Actor", 1),
        ("Wagner", "Location", 1),
        ("WAGNER", "Actor", 2),
    ]
    assert found(session, "Location", "wagner") == [("Wagner", "Location", 1)]
    assert len(found(session, "", "")) == 6
    assert found(session, "Weapon", "") == []


def test_a_line_has_the_words_around_it(session: Session) -> None:
    line = read_lines(session, "", "Wagnerites")[0]
    assert (line.before, line.behind) == (SECOND[: line.start], " left.")
    assert SECOND[line.start : line.end] == line.text
    first = read_lines(session, "", "soledar")[0]
    assert (first.before, len(first.behind)) == ("Wagner took ", 60)


def test_many_get_another_label_in_one_step(session: Session) -> None:
    lines = read_lines(session, "", "soledar")
    done = relabel_lines(session, lines, "Location")
    assert done.passed_over == 1
    assert done.change is not None
    assert done.change.title == "Relabel 1 annotation Location"
    assert {label for _, label, _ in found(session, "", "soledar")} == {"Location"}
    session.undo()
    assert {label for _, label, _ in found(session, "", "soledar")} == {"Location", "Actor"}


def test_a_span_is_never_labelled_twice(session: Session) -> None:
    session.open_report(1)
    labelling.label_span(session, Span(0, 6), "Weapon", 0, second=True)
    done = relabel_lines(session, read_lines(session, "Actor", "wagner"), "Weapon")
    assert done.passed_over == 1
    assert found(session, "Actor", "wagner") == [("Wagner", "Actor", 1)]


def test_relations_that_the_label_forbids_go_along(session: Session) -> None:
    session.open_report(1)
    claim = labelling.label_span(session, Span(0, 19), "Claim", 0).added[0]
    assert session.desk is not None
    actor = session.desk.annotations.exactly(Span(0, 6))[0]
    relate(session, claim, actor, "said_by", 0)
    relabel_lines(session, read_lines(session, "Actor", "wagner"), "Location")
    assert session.store.annotations.relations_of_document(1) == []
    session.undo()
    assert len(session.store.annotations.relations_of_document(1)) == 1


def test_many_are_removed_in_one_step(session: Session) -> None:
    done = remove_lines(session, read_lines(session, "", "wagner"))
    assert done.change is not None
    assert done.change.documents == {1, 2}
    assert len(found(session, "", "")) == 3
    session.undo()
    assert len(found(session, "", "")) == 6


def test_lines_whose_annotation_is_gone_are_passed_over(session: Session) -> None:
    lines = read_lines(session, "", "wagner")
    remove_lines(session, lines)
    assert relabel_lines(session, lines, "Weapon") == replace(remove_lines(session, lines), passed_over=3)
    nobody = SpanLine(1, "none", 0, 1, "Actor", "", "", "", "")
    assert remove_lines(session, [nobody]).change is None


def finish(session: Session, *keys: int) -> None:
    for key in keys:
        session.open_report(key)
        reports.set_state(session, State.DONE, 0)


def test_places_without_a_label_are_found_in_finished_reports_alone(session: Session) -> None:
    assert read_unlabelled(session, "x") == []
    finish(session, 1, 2)
    assert read_unlabelled(session, "wagner") == []  # all labelled; Wagnerites is another word
    lines = read_unlabelled(session, "SAID")
    assert [(line.document, line.uid, line.label, line.text, line.before[-2:]) for line in lines] == [
        (1, "", "", "said", ", "),
    ]
    assert len(read_unlabelled(session, "x")) == 60
    assert [read_unlabelled(session, odd) for odd in ("", " ", '"', "(", "no such", "\0")] == [[]] * 6


def test_such_places_are_labelled_in_one_step_and_once(session: Session) -> None:
    finish(session, 1, 2)
    lines = read_unlabelled(session, "held") + read_unlabelled(session, "said")
    done = label_lines(session, [*lines, lines[0]], "Weapon")
    assert done.change is not None
    assert (done.change.title, done.passed_over) == ("Label 2 places Weapon", 1)
    assert found(session, "Weapon", "") == [("said", "Weapon", 1), ("held", "Weapon", 2)]
    assert label_lines(session, lines, "Weapon").change is None
    session.undo()
    assert found(session, "Weapon", "") == []
    with pytest.raises(KeyError):
        label_lines(session, lines, "Nothing")

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.app.open_document import OpenDocument
from annotator.domain.annotation_rows import AnnotationRows
from annotator.domain.annotations import Annotation
from annotator.domain.changes import ChangeSet
from annotator.domain.documents import Document
from annotator.domain.spans import Span
from tests.domain.annotation_making import mark

TEXT = "Rebels shelled Mosul, officials said."
CLAIM, ACTOR, PLACE = mark(0, 20, "Claim"), mark(0, 6), mark(15, 20, "Location")
PLACES = st.tuples(st.integers(0, 20), st.integers(1, 10)).map(lambda pair: mark(pair[0], sum(pair)))
MARKS = st.lists(PLACES, max_size=6, unique_by=lambda a: a.uid)


def desk_with(*marks: Annotation) -> OpenDocument:
    return OpenDocument(Document(1, "u", TEXT), list(marks), [])


@pytest.mark.parametrize(
    ("caret", "found"),
    [(0, ACTOR), (5, ACTOR), (6, CLAIM), (17, PLACE), (20, PLACE), (21, None), (len(TEXT), None)],
)
def test_keys_act_on_the_innermost_at_the_caret_or_one_that_ends_there(
    caret: int, found: Annotation | None
) -> None:
    assert desk_with(CLAIM, ACTOR, PLACE).annotation_at(caret) == found


@given(MARKS, st.integers(0, 32))
def test_the_annotation_at_the_caret_is_the_first_of_those_there(marks: list[Annotation], caret: int) -> None:
    desk = desk_with(*marks)
    assert desk.annotation_at(caret) == next(iter(desk.annotations_at(caret)), None)


@given(MARKS, MARKS)
def test_a_change_taken_and_taken_back_leaves_everything_as_it_was(
    there: list[Annotation], others: list[Annotation]
) -> None:
    desk = desk_with(*there)
    known = {a.uid for a in there}
    new, gone = tuple(a for a in others if a.uid not in known), tuple(there[::2])
    desk.take(ChangeSet("do", new, gone, frozenset({1})))
    desk.take(ChangeSet("undo", gone, new, frozenset({1})))
    assert list(desk.annotations) == sorted(there, key=Annotation.order)


def test_changes_of_other_reports_are_passed_over() -> None:
    desk = OpenDocument(Document(2, "u", TEXT), [], [])
    desk.take(ChangeSet("do", (ACTOR,), (), frozenset({1})))
    assert len(desk.annotations) == 0


def test_rows_that_were_read_serve_as_annotations() -> None:
    desk = OpenDocument(Document(1, "u", TEXT), AnnotationRows([(0, 6, ACTOR.uid)], lambda _: ACTOR), [])
    assert desk.annotation_at(3) is ACTOR


def test_the_text_of_a_span_and_of_an_annotation_is_the_same() -> None:
    desk = desk_with(PLACE)
    assert desk.text_of(PLACE) == desk.text_of(Span(15, 20)) == "Mosul"

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.annotation_rows import AnnotationRows
from annotator.domain.annotation_set import AnnotationSet
from annotator.domain.annotations import Annotation
from annotator.domain.errors import SpanRefused
from annotator.domain.spans import Span
from tests.domain.annotation_making import mark

WHOLE, INNER, TWIN, LATER = mark(0, 20, "Claim"), mark(0, 6), mark(0, 6, "Location"), mark(2_000, 5_000)
ALL = [WHOLE, INNER, TWIN, LATER]


def as_rows(annotations: list[Annotation]) -> AnnotationRows:
    by_uid = {a.uid: a for a in annotations}
    rows = sorted((a.start, a.end, a.uid) for a in annotations)
    return AnnotationRows(rows, lambda row: by_uid[row[2]])


@pytest.fixture(params=["read", "added"])
def marks(request: pytest.FixtureRequest) -> AnnotationSet:
    """The same four annotations, read with the document or added since."""
    return AnnotationSet(rows=as_rows(ALL)) if request.param == "read" else AnnotationSet(ALL)


def test_annotations_come_in_the_order_of_export(marks: AnnotationSet) -> None:
    assert list(marks) == [WHOLE, INNER, TWIN, LATER]


def test_the_innermost_comes_first_at_a_position(marks: AnnotationSet) -> None:
    assert marks.at(3) == [INNER, TWIN, WHOLE]


def test_the_end_is_not_covered(marks: AnnotationSet) -> None:
    assert marks.at(20) == []


def test_only_the_very_span_is_found_exactly(marks: AnnotationSet) -> None:
    assert marks.exactly(Span(0, 6)) == [INNER, TWIN]


def test_an_empty_span_carries_nothing(marks: AnnotationSet) -> None:
    assert marks.exactly(Span(3, 3)) == []


@pytest.mark.parametrize(
    ("label", "annotator", "known"),
    [("Actor", "ada", True), ("Actor", "bo", False), ("Weapon", "ada", False)],
)
def test_has_asks_for_label_and_annotator(marks: AnnotationSet, label: str, annotator: str, known: bool) -> None:
    assert marks.has(Span(0, 6), label, annotator) is known


def test_a_long_annotation_is_found_in_its_middle(marks: AnnotationSet) -> None:
    assert marks.overlapping(3_500, 3_501) == [LATER]


def test_of_those_that_start_together_the_longest_is_the_next(marks: AnnotationSet) -> None:
    assert marks.next_from(-1) == WHOLE


def test_of_those_that_start_together_the_longest_is_the_previous(marks: AnnotationSet) -> None:
    assert marks.previous_from(2_000) == WHOLE


def test_nothing_lies_behind_the_last_or_before_the_first(marks: AnnotationSet) -> None:
    assert (marks.next_from(2_000), marks.previous_from(0)) == (None, None)


def test_an_annotation_is_known_by_its_uid(marks: AnnotationSet) -> None:
    assert marks.get(LATER.uid) == LATER


@pytest.mark.parametrize("act", [AnnotationSet.get, AnnotationSet.remove])
def test_an_unknown_uid_is_a_key_error(marks: AnnotationSet, act: object) -> None:
    with pytest.raises(KeyError):
        act(marks, "gone")  # type: ignore[operator]


def test_what_was_removed_is_gone_from_every_question(marks: AnnotationSet) -> None:
    marks.remove(LATER.uid)
    assert LATER.uid not in marks
    assert (marks.at(3_000), marks.next_from(20), len(marks), list(marks)) == ([], None, 3, [WHOLE, INNER, TWIN])


def test_removing_twice_is_a_key_error(marks: AnnotationSet) -> None:
    marks.remove(INNER.uid)
    with pytest.raises(KeyError):
        marks.remove(INNER.uid)


def test_what_was_removed_can_come_back(marks: AnnotationSet) -> None:
    marks.add(marks.remove(INNER.uid))
    assert list(marks) == ALL


def test_the_same_label_on_the_same_span_is_refused(marks: AnnotationSet) -> None:
    with pytest.raises(SpanRefused, match="This text is labelled Actor already"):
        marks.add(replace(INNER, uid="another"))


def test_another_annotator_may_say_the_same(marks: AnnotationSet) -> None:
    marks.add(mark(0, 6, "Actor", "bo"))
    assert len(marks.exactly(Span(0, 6))) == 3


def test_a_replaced_annotation_is_found_at_its_new_place_only(marks: AnnotationSet) -> None:
    moved = replace(LATER, start=30, end=40)
    marks.replace(moved)
    assert (marks.at(35), marks.at(3_000)) == ([moved], [])


def test_a_refused_replacement_leaves_the_old_one(marks: AnnotationSet) -> None:
    with pytest.raises(SpanRefused):
        marks.replace(replace(INNER, label="Location"))
    assert list(marks) == ALL


def test_an_empty_set_answers_every_question() -> None:
    nothing = AnnotationSet()
    assert (len(nothing), list(nothing), nothing.at(0), nothing.next_from(-1), nothing.previous_from(9)) == (
        0, [], [], None, None,
    )  # fmt: skip

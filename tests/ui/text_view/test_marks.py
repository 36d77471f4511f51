"""Marks: what is drawn for the annotations of a segment, line by line."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from annotator.domain.annotation_set import AnnotationSet
from annotator.domain.annotations import Annotation
from annotator.domain.suggestions import Suggestion
from annotator.ui.text_view.layouts import SegmentLayout
from annotator.ui.text_view.marks import LineMarks, Looks, build_marks, cluster
from annotator.ui.text_view.metrics import metrics_for
from annotator.ui.text_view.segments import is_right_to_left
from annotator.ui.text_view.stretch_index import StretchIndex
from tests.ui.text_view.conftest import SCHEMA, mark

TEXT = "The army said that Russian forces had shelled Old Harsk with mortars on Sunday."


@pytest.fixture(autouse=True)
def fonts(qapp: QApplication) -> None:
    """Layouts need the application's fonts."""


def lay_out(text: str, width: int = 900) -> SegmentLayout:
    return SegmentLayout(
        text,
        0,
        len(text),
        ends=True,
        right_to_left=is_right_to_left(text),
        width=width,
        metrics=metrics_for(1.0),
    )


def marks_of(
    layout: SegmentLayout, *annotations: Annotation, suggested: list[Suggestion] | None = None
) -> list[LineMarks]:
    return build_marks(
        layout,
        AnnotationSet(annotations),
        StretchIndex(suggested or []),
        Looks(SCHEMA),
        lambda text: 7.0 * len(text),
    )


def test_an_entity_is_a_tint_over_its_words() -> None:
    layout = lay_out(TEXT)
    found = mark(TEXT, "Actor", "Russian forces")
    (line,) = marks_of(layout, found)
    (tint,) = line.tints
    assert (tint.left, tint.right) == layout.pieces(0, found.start, found.end)[0]
    assert tint.role == "label2"
    assert not line.lanes


def test_a_claim_is_a_lane_below() -> None:
    (line,) = marks_of(lay_out(TEXT), mark(TEXT, "Claim", "Russian forces had shelled Old Harsk"))
    (lane,) = line.lanes
    assert (lane.level, lane.role, lane.opens, lane.closes) == (0, "label4", True, True)
    assert not line.tints


def test_a_span_over_two_lines_opens_on_the_first_and_closes_on_the_last() -> None:
    layout = lay_out(TEXT, 200)
    marks = marks_of(layout, mark(TEXT, "Claim", "Russian forces had shelled Old Harsk with mortars"))
    lanes = [line.lanes[0] for line in marks if line.lanes]
    assert len(lanes) >= 2
    assert [lane.opens for lane in lanes] == [True] + [False] * (len(lanes) - 1)
    assert [lane.closes for lane in lanes] == [False] * (len(lanes) - 1) + [True]


def test_in_a_paragraph_from_right_to_left_a_span_opens_at_the_right() -> None:
    text = "قالت القوات الأوكرانية إن صواريخ دمرت مستودعا في المدينة يوم الأحد قبل الفجر"
    layout = lay_out(text, 200)
    lanes = [line.lanes[0] for line in marks_of(layout, mark(text, "Claim", text)) if line.lanes]
    assert lanes[0].closes
    assert not lanes[0].opens
    assert lanes[-1].opens


def test_each_start_has_its_letter() -> None:
    (line,) = marks_of(lay_out(TEXT), mark(TEXT, "Actor", "Russian forces"), mark(TEXT, "Location", "Old Harsk"))
    assert [(letter.text, letter.role) for letter in line.letters] == [("A", "label2"), ("L", "label1")]


def test_letters_at_one_place_name_the_entity_first() -> None:
    (line,) = marks_of(lay_out(TEXT), mark(TEXT, "Claim", "Russian forces had"), mark(TEXT, "Actor", "Russian"))
    assert [letter.text for letter in line.letters] == ["A", "C"]
    assert line.letters[0].left < line.letters[1].left


def test_a_suggestion_is_told_apart_without_colour() -> None:
    suggestion = Suggestion(4, 8, "Actor", "lexicon", 0.9)
    (line,) = marks_of(lay_out(TEXT), suggested=[suggestion])
    assert [outline.role for outline in line.outlines] == ["label2"]
    assert [letter.text for letter in line.letters] == ["A?"]
    assert not line.tints


def test_a_suggested_claim_is_a_lane_of_its_own() -> None:
    start = TEXT.index("Russian")
    (line,) = marks_of(
        lay_out(TEXT),
        mark(TEXT, "Claim", "forces had shelled"),
        suggested=[Suggestion(start, start + 40, "Claim", "cue", 0.5)],
    )
    assert sorted((lane.level, lane.is_suggested) for lane in line.lanes) == [(0, False), (1, True)]


def test_more_than_three_lanes_are_counted() -> None:
    ends = [TEXT.index(word) for word in ("said", "that", "forces", "had", "Old", "with")]
    claims = [Annotation(str(end), 1, "Claim", 0, end, "ada") for end in ends]
    (line,) = marks_of(lay_out(TEXT), *claims)
    assert {lane.level for lane in line.lanes} == {0, 1, 2}
    assert line.hidden == 3
    assert line.hidden_role == "label4"


def test_nested_entities_differ_in_depth_and_the_outer_is_painted_first() -> None:
    (line,) = marks_of(lay_out(TEXT), mark(TEXT, "Location", "Harsk"), mark(TEXT, "Location", "Old Harsk"))
    assert [tint.level for tint in line.tints] == [0, 1]
    assert line.tints[0].right - line.tints[0].left > line.tints[1].right - line.tints[1].left


def test_a_label_that_the_schema_lacks_is_still_drawn() -> None:
    (line,) = marks_of(lay_out(TEXT), mark(TEXT, "Unknown", "mortars"))
    assert [letter.text for letter in line.letters] == ["U"]
    assert len(line.tints) == 1


def test_a_claim_keeps_its_lane_over_several_segments() -> None:
    first, second = "The army said that it had shelled\n", "Old Harsk with mortars on Sunday."
    text = first + second
    annotations = AnnotationSet(
        [
            mark(text, "Claim", "it had shelled\nOld Harsk with mortars"),
            mark(text, "Claim", "shelled\nOld"),
        ]
    )
    lanes = []
    for start, part in ((0, first.rstrip()), (len(first), second)):
        layout = SegmentLayout(
            part, start, start + len(part), ends=True, right_to_left=False, width=900, metrics=metrics_for(1.0)
        )
        (line,) = build_marks(layout, annotations, StretchIndex(), Looks(SCHEMA), lambda _: 7.0)
        lanes.append(sorted((lane.right - lane.left, lane.level) for lane in line.lanes))
    assert [[level for _, level in found] for found in lanes] == [[0, 1], [0, 1]]


def test_a_cluster_follows_overlaps_but_not_for_ever() -> None:
    chain = [Annotation(str(n), 1, "Claim", n * 80, n * 80 + 100, "ada") for n in range(1_000)]
    found = cluster(AnnotationSet(chain), 40_000, 40_010)
    assert len(chain) // 10 < len(found) < len(chain) // 5


def test_a_span_on_the_line_break_alone_is_drawn_nowhere() -> None:
    text = "one\ntwo"
    layout = SegmentLayout("one", 0, 4, ends=True, right_to_left=False, width=900, metrics=metrics_for(1.0))
    (line,) = build_marks(
        layout,
        AnnotationSet([Annotation("x", 1, "Actor", 3, 4, "ada")]),
        StretchIndex(),
        Looks(SCHEMA),
        lambda _: 7.0,
    )
    assert text[3] == "\n"
    assert not line.tints

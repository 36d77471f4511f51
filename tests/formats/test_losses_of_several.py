from __future__ import annotations

import pytest

from annotator.formats.base import CONTENT, Format, Holds, RelationRecord, ReportRecord
from annotator.formats.losses import Fitter, LossRefused, OnLoss, Policy
from tests.formats.reading import span

TEXT = "Rebels shelled Mosul."
SPANS = (
    span(TEXT, 0, 6, uid="a"),
    span(TEXT, 0, 6, uid="b", annotator="grace"),
    span(TEXT, 15, 20, "Location", uid="c"),
)
RELATIONS = (
    RelationRecord(uid="r1", type="in", head="a", child="c"),
    RelationRecord(uid="r2", type="in", head="b", child="c"),
    RelationRecord(uid="r3", type="same_as", head="b", child="z", child_document="doc-2"),
)
RECORD = ReportRecord(TEXT, spans=SPANS, relations=RELATIONS)


class _Form(Format):
    name = "some"

    def __init__(self, *without: Holds) -> None:
        self.holds = frozenset(Holds) - set(without)


def test_without_annotators_the_same_annotation_twice_is_one_and_relations_follow() -> None:
    fitter = Fitter(_Form(Holds.ANNOTATORS, Holds.NOTES), Policy(OnLoss.DROP))
    (fitted,) = fitter.fit(RECORD).values()
    assert [one.uid for one in fitted.spans] == ["a", "c"]
    assert [(one.uid, one.head, one.child) for one in fitted.relations] == [("r1", "a", "c"), ("r3", "a", "z")]
    assert "1 annotations that another annotator made alike: left out" in map(str, fitter.losses)
    assert "1 relations that became the same as others: joined with them" in map(str, fitter.losses)


@pytest.mark.parametrize("without", [Holds.ANNOTATORS, Holds.LINKS])
def test_both_stand_against_an_export_until_the_user_has_chosen(without: Holds) -> None:
    fitter = Fitter(_Form(without), Policy())
    fitter.fit(RECORD)
    refusal = fitter.refusal()
    assert isinstance(refusal, LossRefused)
    assert [loss.count for loss in refusal.losses] == [1]


def test_relations_to_other_reports_are_left_out() -> None:
    fitter = Fitter(_Form(Holds.LINKS), Policy(OnLoss.DROP))
    (fitted,) = fitter.fit(RECORD).values()
    assert [one.uid for one in fitted.relations] == ["r1", "r2"]
    assert Holds.LINKS in CONTENT

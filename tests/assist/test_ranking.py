"""Merging what several suggesters say."""

from __future__ import annotations

from annotator.assist.ranking import Ranked, merge
from annotator.domain.suggestions import Suggestion

_RANKS = {"model": 0, "memory": 1}


def _said(start: int, end: int, label: str, source: str, score: float) -> Suggestion:
    return Suggestion(start, end, label, source, score, "")


def test_the_better_source_has_the_place() -> None:
    model, memory = _said(0, 4, "Actor", "model", 0.5), _said(2, 9, "Location", "memory", 0.9)
    assert merge([memory, model], _RANKS) == [Ranked(model, ())]


def test_of_one_span_the_likelier_label_is_shown_and_the_other_kept() -> None:
    model, memory = _said(0, 4, "Actor", "model", 0.5), _said(0, 4, "Location", "memory", 0.9)
    assert merge([model, memory], _RANKS) == [Ranked(memory, (model,))]


def test_below_the_threshold_nothing_is_shown() -> None:
    assert merge([_said(0, 4, "Actor", "model", 0.39)], _RANKS) == []


def test_unknown_sources_come_last_and_the_order_is_that_of_the_text() -> None:
    late, early = _said(10, 14, "Actor", "model", 0.6), _said(0, 4, "Actor", "else", 0.6)
    over = _said(12, 20, "Actor", "else", 1.0)
    assert [each.best for each in merge([late, early, over], _RANKS)] == [early, late]

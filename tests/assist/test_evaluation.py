"""Scores of predicted spans against the gold."""

from __future__ import annotations

import pytest

from annotator.assist.evaluation import Score, score_labels


def test_exact_matching_wants_edges_and_label() -> None:
    gold = [(0, 5, "Actor"), (10, 15, "Location"), (20, 25, "Actor")]
    scores = score_labels(gold, [(0, 5, "Actor"), (10, 15, "Actor"), (20, 24, "Actor")])
    assert scores == {"Actor": Score(1, 3, 2), "Location": Score(0, 0, 1)}
    assert scores["Actor"].precision == pytest.approx(1 / 3)
    assert scores["Actor"].recall == 0.5
    assert scores["Actor"].f1 == pytest.approx(0.4)


def test_overlap_pairs_each_span_once() -> None:
    scores = score_labels([(0, 10, "Claim")], [(0, 6, "Claim"), (1, 10, "Claim")], 0.5)
    assert scores == {"Claim": Score(1, 2, 1)}


def test_a_long_gold_span_is_still_met_behind_a_short_one() -> None:
    scores = score_labels([(0, 100, "Claim"), (5, 7, "Claim")], [(20, 100, "Claim")], 0.5)
    assert scores["Claim"].right == 1


def test_too_little_overlap_does_not_fit() -> None:
    assert score_labels([(0, 10, "Claim")], [(8, 18, "Claim")], 0.5)["Claim"].right == 0


def test_empty_reports_score_nothing() -> None:
    assert score_labels([], []) == {}
    assert (Score().precision, Score().recall, Score().f1) == (0.0, 0.0, 0.0)


def test_scores_add_up() -> None:
    assert Score(1, 2, 3) + Score(1, 1, 1) == Score(2, 3, 4)

"""Isotonic calibration of scores."""

from __future__ import annotations

import random

import pytest

from annotator.assist.calibration import Calibration


def many(score: float, right: int, wrong: int) -> list[tuple[float, bool]]:
    return [(score, True)] * right + [(score, False)] * wrong


def test_without_decisions_there_is_no_probability() -> None:
    assert Calibration([]).probability(0.9) is None


def test_violators_are_pooled() -> None:
    told = Calibration([*many(0.2, 0, 50), *many(0.4, 50, 0), *many(0.6, 0, 50), *many(0.8, 50, 0)])
    low, pooled, high = 10 / 70, 0.5, 60 / 70  # each with twenty decisions of the mean, one half
    found = [told.probability(score) for score in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)]
    assert found == pytest.approx([low, low, pooled, pooled, high, high])


def test_equal_scores_are_one_step() -> None:
    assert Calibration(many(0.5, 20, 20)).probability(0.5) == 0.5


def test_few_decisions_are_no_step_of_their_own() -> None:
    told = Calibration([*many(0.3, 15, 25), *many(0.9, 5, 0)])
    assert told.probability(0.3) == told.probability(0.9)


def test_what_was_decided_long_ago_counts_no_more() -> None:
    told = Calibration([*many(0.5, 0, 400), *many(0.5, 400, 0)])
    assert told.probability(0.5) == 1


def test_never_falls_and_mends_too_sure_scores() -> None:
    draw = random.Random(5)
    scores = [draw.random() for _ in range(500)]
    told = Calibration([(score, draw.random() < score / 2) for score in scores])
    shares = [told.probability(step / 100) or 0.0 for step in range(101)]
    assert shares == sorted(shares)
    assert 0.1 < sum(shares) / len(shares) < 0.4

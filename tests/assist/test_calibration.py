"""Isotonic calibration of scores."""

from __future__ import annotations

import random

from annotator.assist.calibration import Calibration


def test_without_decisions_there_is_no_probability() -> None:
    assert Calibration([]).probability(0.9) is None


def test_violators_are_pooled() -> None:
    told = Calibration([(0.2, False), (0.4, True), (0.6, False), (0.8, True)])
    assert [told.probability(score) for score in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)] == [0, 0, 0.5, 0.5, 1, 1]


def test_equal_scores_are_one_step() -> None:
    assert Calibration([(0.5, True), (0.5, False)]).probability(0.5) == 0.5


def test_never_falls_and_mends_too_sure_scores() -> None:
    draw = random.Random(5)
    scores = [draw.random() for _ in range(500)]
    told = Calibration([(score, draw.random() < score / 2) for score in scores])
    shares = [told.probability(step / 100) or 0.0 for step in range(101)]
    assert shares == sorted(shares)
    assert 0.1 < sum(shares) / len(shares) < 0.4

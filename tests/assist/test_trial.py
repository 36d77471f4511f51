from __future__ import annotations

from pathlib import Path

import pytest

from annotator.assist.crf import Taught
from annotator.assist.evaluation import Score
from annotator.assist.training import Lists
from annotator.assist.trial import Trial, add_scores, curve_sizes, held_out, suggesters_of
from tests.assist.teaching import REPORTS, taught

LAYERS = {"Actor": "entity", "Location": "entity", "Weapon": "entity", "Claim": "claim"}
MANY = (REPORTS * 3)[:14]


@pytest.mark.parametrize(
    ("reports", "sizes"),
    [
        (2, [1]),
        (4, [1, 2, 3]),
        (8, [5, 6]),
        (10, [5, 7]),
        (69, [5, 10, 20, 48]),
        (143, [5, 10, 20, 50, 100]),
        (5_000, [5, 10, 20, 50, 100, 200, 400]),
    ],
)
def test_sizes_of_the_curve(reports: int, sizes: list[int]) -> None:
    assert curve_sizes(reports) == sizes
    assert max(sizes) + held_out(reports) <= reports


def test_every_report_is_tried_once(lists: Lists) -> None:
    exact, loose = Trial(LAYERS, lists).by_label(MANY, 0.5)
    assert {label: score.support for label, score in exact.items()} == {"Actor": 14, "Location": 28, "Weapon": 14}
    assert exact["Actor"].f1 > 0.9
    assert all(loose[label].right >= exact[label].right for label in exact)


def test_more_reports_are_tried_on_the_same_others(lists: Lists) -> None:
    points = Trial(LAYERS, lists, shuffles=2).curve(MANY)
    assert [point.reports for point in points] == [5, 10]
    assert len({point.score.support for point in points}) == 1
    assert points[-1].score.f1 > 0.8


def test_a_seed_gives_the_same_figures_again(lists: Lists) -> None:
    first, again = (Trial(LAYERS, lists, shuffles=1, seed=7).curve(MANY) for _ in range(2))
    assert first == again


def test_its_steps_are_told(lists: Lists) -> None:
    steps: list[tuple[int, int]] = []
    trial = Trial(LAYERS, lists, folds=2, shuffles=2, step=lambda done, total: steps.append((done, total)))
    trial.by_label(REPORTS, 0.5)
    trial.curve(REPORTS)
    assert steps == [(0, 2), (1, 2), *((done, 6) for done in range(6))]


def test_two_reports_are_enough_and_labels_used_once_no_hindrance(lists: Lists) -> None:
    exact, _ = Trial(LAYERS, lists).by_label([REPORTS[0], taught("A tank came.", ("tank", "Weapon"))], 0.5)
    assert exact["Weapon"].support == 2


def test_labels_that_the_project_lacks_do_not_count(lists: Lists) -> None:
    exact, _ = Trial({"Actor": "entity"}, lists).by_label(MANY, 0.5)
    assert set(exact) == {"Actor"}


def test_a_layer_without_spans_has_no_model(lists: Lists, tmp_path: Path) -> None:
    names = [each.name for each in suggesters_of(REPORTS, LAYERS, lists, tmp_path)]
    assert names == ["memory", "gazetteer", "lexicon", "lexicon", "model"]
    assert len(suggesters_of([Taught("Nothing.", ())], LAYERS, lists, tmp_path)) == 4


def test_scores_add_up() -> None:
    scores = {"a": Score(1, 2, 3)}
    add_scores(scores, {"a": Score(1, 1, 1), "b": Score(0, 1, 0)})
    assert scores == {"a": Score(2, 3, 4), "b": Score(0, 1, 0)}

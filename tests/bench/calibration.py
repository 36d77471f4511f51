"""What scores are worth: re3d is gone through report by report, and what is shown is decided by the gold.

After 500 decisions, scores and outcomes of what is shown are compared: the expected calibration error is the mean
distance between them over ten equal bins of the score, by how many fall into each.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from annotator.app import paths
from annotator.app.assistance import Assistance
from annotator.assist.base import Suggester
from annotator.assist.crf import Taught
from annotator.assist.memory import LabelMemory
from annotator.assist.merge import merge_layers
from annotator.assist.training import Lists, read_lists
from annotator.assist.trial import suggesters_of
from annotator.domain.decisions import Decision, Outcome, decided
from annotator.domain.suggestions import Suggestion
from annotator.domain.tokens import TokenIndex
from tests.bench.assist import LAYERS, SHUFFLES
from tests.bench.documents import DATA
from tests.bench.effort import re3d_gold
from tests.bench.figures import Figures

_BEFORE = 500  # decisions
_BINS = 10
_EACH, _STEP = 10, 5  # the first reports are learned from one by one, later ones five at a time
Judged = tuple[float, bool]
"""The score that was shown, and whether the suggestion was right."""


def measure(folder: Path, figures: Figures) -> None:
    if not (DATA / "re3d").exists():
        print("  re3d is not here")
        return
    figures.section(
        f"Calibration: re3d, {SHUFFLES} orders, what is shown after {_BEFORE} decisions, least score .4"
    )
    lists = read_lists(paths.resources() / "lexicons", folder / "cache")
    reports = [Taught(gold.text, gold.spans) for gold in re3d_gold()]
    judged: list[Judged] = []
    for seed in range(SHUFFLES):
        order = random.Random(seed).sample(reports, len(reports))
        found = list(_judged(order, lists, folder))
        figures.add(f"order {seed}, {len(found)} suggestions: expected calibration error", error_of(found), "ECE")
        judged += found
    figures.add(f"all {len(judged)}: expected calibration error", error_of(judged), "ECE", 0.05)
    figures.add("share that was right", sum(right for _, right in judged) / len(judged), "")


def error_of(judged: Iterable[Judged]) -> float:
    """The expected calibration error; 0 for none."""
    bins: dict[int, list[Judged]] = {}
    for score, right in judged:
        bins.setdefault(min(_BINS - 1, int(score * _BINS)), []).append((score, right))
    total = sum(map(len, bins.values()))
    distances = (abs(sum(score - right for score, right in each)) for each in bins.values())
    return sum(distances) / total if total else 0.0


def _judged(order: Sequence[Taught], lists: Lists, folder: Path) -> Iterator[Judged]:
    assistance = Assistance(LabelMemory(), LAYERS)
    asked: list[Suggester] = [lists.gazetteer, lists.weapons, lists.actors]
    decisions: list[Decision] = []
    for number, report in enumerate(order):
        if number and (number <= _EACH or number % _STEP == 0):
            asked = suggesters_of(order[:number], LAYERS, lists, folder)
            assistance.learn_from(decisions)
        gold = {(span.start, span.end, label) for span, label in report.spans}
        fresh = len(decisions) >= _BEFORE
        for shown in _shown(report.text, asked, assistance):
            right = (shown.start, shown.end, shown.label) in gold
            decisions.append(decided(number, shown, Outcome.ACCEPTED if right else Outcome.IGNORED))
            if fresh:
                yield shown.score, right


def _shown(text: str, asked: Iterable[Suggester], assistance: Assistance) -> list[Suggestion]:
    tokens = TokenIndex(text)
    told = [assistance.believed(s) for suggester in asked for s in suggester.suggest(text, tokens, 0, len(text))]
    return [ranked.best for ranked in merge_layers(told, LAYERS, {}, assistance.threshold)]

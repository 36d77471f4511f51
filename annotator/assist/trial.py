"""How well suggestions would do: taught with some finished reports and tried on others."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.assist.base import Suggester
from annotator.assist.crf import Taught
from annotator.assist.evaluation import Marked, Score, score_labels
from annotator.assist.merge import merge_layers
from annotator.assist.ranking import THRESHOLD
from annotator.assist.spacy_names import SpacySuggester
from annotator.assist.training import (
    LEARNED,
    Lists,
    load_entities,
    load_layer,
    memory_of,
    model_file,
    of_layer,
    teach_layer,
)
from annotator.domain.errors import Refusal
from annotator.domain.labels import ENTITY_LAYER
from annotator.domain.tokens import TokenIndex

SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 400)
_FEWEST = 5  # the curve begins here, where there are so many
Step = Callable[[int, int], None]
"""Called with how many rounds are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Point:
    """What was found after so many finished reports, over all labels."""

    reports: int
    score: Score


@dataclass(frozen=True, slots=True)
class Trial:
    """Tries suggesters on reports. `layers` has the layer of each label; `least_overlap`: see evaluation."""

    layers: Mapping[str, str]
    lists: Lists
    least_overlap: float = 1.0
    threshold: float = THRESHOLD
    folds: int = 5
    shuffles: int = 3
    seed: int = 0
    step: Step = field(default=lambda *_: None)
    spacy: SpacySuggester | None = None

    def by_label(self, reports: Sequence[Taught], loose: float) -> tuple[dict[str, Score], dict[str, Score]]:
        """Cross-validated: every report is tried once, by what the other folds teach. Needs two reports.

        The scores by label, and those that an overlap of `loose` instead of `least_overlap` gives.
        """
        order = self._shuffled(reports, self.seed)
        folds = min(self.folds, len(order))
        found: dict[str, Score] = {}
        loosely: dict[str, Score] = {}
        for fold in range(folds):
            self.step(fold, folds)
            taught = [report for number, report in enumerate(order) if number % folds != fold]
            for gold, guesses in self._tries(taught, order[fold::folds]):
                add_scores(found, score_labels(gold, guesses, self.least_overlap))
                add_scores(loosely, score_labels(gold, guesses, loose))
        return dict(sorted(found.items())), dict(sorted(loosely.items()))

    def curve(self, reports: Sequence[Taught]) -> list[Point]:
        """What more reports bring: the same held-out third is tried after 5, 10, 20 ... of the rest."""
        sizes = curve_sizes(len(reports))
        totals = dict.fromkeys(sizes, Score())
        for shuffle in range(self.shuffles):
            order = self._shuffled(reports, self.seed + shuffle)
            held = order[: held_out(len(order))]
            rest = order[len(held) :]
            for number, size in enumerate(sizes):
                self.step(shuffle * len(sizes) + number, self.shuffles * len(sizes))
                totals[size] = sum(self.tried(rest[:size], held).values(), totals[size])
        return [Point(size, score) for size, score in totals.items()]

    def tried(self, taught: Sequence[Taught], held: Sequence[Taught]) -> dict[str, Score]:
        """The scores by label on the held-out reports."""
        found: dict[str, Score] = {}
        for gold, guesses in self._tries(taught, held):
            add_scores(found, score_labels(gold, guesses, self.least_overlap))
        return found

    def _tries(
        self, taught: Sequence[Taught], held: Sequence[Taught]
    ) -> Iterator[tuple[list[Marked], list[Marked]]]:
        """What is right and what is guessed in each held-out report."""
        with tempfile.TemporaryDirectory() as folder:
            suggesters = suggesters_of(taught, self.layers, self.lists, Path(folder), self.spacy)
            for report in held:
                gold = [(span.start, span.end, label) for span, label in report.spans if label in self.layers]
                yield gold, self.guesses(report.text, suggesters)

    def guesses(self, text: str, suggesters: Iterable[Suggester]) -> list[Marked]:
        """What would be shown in a report without any mark."""
        tokens = TokenIndex(text)
        if self.spacy is not None:
            self.spacy.parses.load(text)
        told = [each for suggester in suggesters for each in suggester.suggest(text, tokens, 0, len(text))]
        shown = merge_layers(told, self.layers, {}, self.threshold)
        return [(each.best.start, each.best.end, each.best.label) for each in shown]

    @staticmethod
    def _shuffled(reports: Sequence[Taught], seed: int) -> list[Taught]:
        order = list(reports)
        random.Random(seed).shuffle(order)
        return order


def add_scores(scores: dict[str, Score], more: Mapping[str, Score]) -> None:
    """Count these scores in."""
    for label, score in more.items():
        scores[label] = scores.get(label, Score()) + score


def suggesters_of(
    taught: Sequence[Taught],
    layers: Mapping[str, str],
    lists: Lists,
    folder: Path,
    spacy: SpacySuggester | None = None,
) -> list[Suggester]:
    """All suggesters as these finished reports teach them; model files are written into the folder.

    The parses that `spacy` serves from must be there.
    """
    memory = memory_of(of_layer(taught, layers, ENTITY_LAYER))
    found: list[Suggester] = [memory, lists.gazetteer, lists.weapons, lists.actors]
    parses = spacy.parses if spacy is not None else None
    if spacy is not None:
        spacy.parses.are_learned = False
        found.append(spacy)
    for layer in LEARNED:
        path = model_file(folder, layer)
        model: Suggester | None
        try:
            teach_layer(layer, of_layer(taught, layers, layer), lists, path, parses)
        except Refusal:  # nothing is labelled in this layer yet
            continue
        if layer == ENTITY_LAYER:
            model = load_entities(path, lists, memory, parses)
        else:
            model = load_layer(layer, path, lists, memory)
        if model is not None:
            found.append(model)
    return found


def held_out(reports: int) -> int:
    """How many of so many reports the curve is tried on: three in ten, one at least and 200 at most."""
    return min(max(1, round(0.3 * reports)), 200)


def curve_sizes(reports: int) -> list[int]:
    """After how many of so many reports it is tried: 5, 10, 20, 50 ... and all that are not held out."""
    rest = reports - held_out(reports)
    sizes = [size for size in SIZES if size <= rest and (size >= _FEWEST or rest < _FEWEST)]
    return sizes if not sizes or sizes[-1] == rest or rest > SIZES[-1] else [*sizes, rest]

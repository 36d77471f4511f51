"""How well predicted spans fit the gold: precision, recall and F1 for each label, exact or by overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Marked = tuple[int, int, str]
"""Start, end (code points, half open) and label."""


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one label or of all: predictions that are right, all predictions, all gold spans."""

    right: int = 0
    predicted: int = 0
    support: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.predicted + other.predicted, self.support + other.support)

    @property
    def precision(self) -> float:
        """0 where nothing was predicted."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """0 where there is nothing to be found."""
        return self.right / self.support if self.support else 0.0

    @property
    def f1(self) -> float:
        """From 0 to 1; 0 where there is neither a prediction nor a gold span."""
        both = self.predicted + self.support
        return 2 * self.right / both if both else 0.0


def score_labels(
    gold: Iterable[Marked], predicted: Iterable[Marked], least_overlap: float = 1.0
) -> dict[str, Score]:
    """The scores of one report by label; each gold span answers for one prediction at most.

    `least_overlap`: shared characters / covered characters from which a pair fits, above 0; 1 is exact matching.
    """
    gold_spans, guesses = sorted(set(gold)), sorted(set(predicted))
    scores: dict[str, Score] = {}
    for label in sorted({each[2] for each in (*gold_spans, *guesses)}):
        ours = [each for each in gold_spans if each[2] == label]
        theirs = [each for each in guesses if each[2] == label]
        scores[label] = Score(_pairs(ours, theirs, least_overlap), len(theirs), len(ours))
    return scores


def _pairs(gold: Sequence[Marked], predicted: Sequence[Marked], least_overlap: float) -> int:
    """How many pairs fit, the best overlap first."""
    if least_overlap >= 1:
        return len(set(gold) & set(predicted))
    fits: list[tuple[float, int, int]] = []
    first = 0
    longest = max((end - start for start, end, _ in gold), default=0)
    for guess, (start, end, _) in enumerate(predicted):
        while first < len(gold) and gold[first][0] + longest <= start:
            first += 1
        for place in range(first, len(gold)):
            low, high, _ = gold[place]
            if low >= end:
                break
            shared = min(end, high) - max(start, low)
            if shared > 0 and shared / (max(end, high) - min(start, low)) >= least_overlap:
                fits.append((-shared / (max(end, high) - min(start, low)), place, guess))
    places: set[int] = set()
    guesses: set[int] = set()
    for _, place, guess in sorted(fits):
        if place not in places and guess not in guesses:
            places.add(place)
            guesses.add(guess)
    return len(places)

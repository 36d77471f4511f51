"""One suggestion for each place of a layer, out of what several suggesters say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotator.domain.suggestions import Suggestion

THRESHOLD = 0.4


@dataclass(frozen=True, slots=True)
class Ranked:
    """The suggestion to be shown, and what else was said of exactly this span, the likelier label first."""

    best: Suggestion
    others: tuple[Suggestion, ...]


def merge(
    suggestions: Iterable[Suggestion], ranks: Mapping[str, int], threshold: float = THRESHOLD
) -> list[Ranked]:
    """The suggestions of one layer without overlaps, in the order of the text.

    `ranks` orders the sources, 0 before 1; a source that is missing comes last. The better source has the place;
    among equals the higher score, then the longer span. A label is listed once for a span.
    """
    last = max(ranks.values(), default=0) + 1
    told = [each for each in suggestions if each.score >= threshold]
    told.sort(key=lambda s: (ranks.get(s.source, last), -s.score, s.start - s.end, s.start, s.label))
    same: dict[tuple[int, int], dict[str, Suggestion]] = {}
    for each in told:
        same.setdefault((each.start, each.end), {}).setdefault(each.label, each)
    kept: list[Ranked] = []
    reached = _Places()
    for (start, end), labels in same.items():
        if reached.take(start, end):
            best, *others = sorted(labels.values(), key=lambda s: -s.score)
            kept.append(Ranked(best, tuple(others)))
    return sorted(kept, key=lambda each: each.best.start)


class _Places:
    """What is taken, by character: spans are short, and the caller asks for a screenful."""

    def __init__(self) -> None:
        self._taken: set[int] = set()

    def take(self, start: int, end: int) -> bool:
        """False, and nothing taken, when something stands there already."""
        places = range(start, end)
        if not self._taken.isdisjoint(places):
            return False
        self._taken.update(places)
        return True

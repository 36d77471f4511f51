"""What is shown of all that the suggesters say: one suggestion for each place of a layer, the rest behind it.

A person's marks always win; then, in this order: the user's own patterns, the learned model, imported predictions,
memory, spaCy, the gazetteer and the lists of words. Measured on conflict reports, lists before or behind the model
come out alike, so what a user wrote down goes first; memory before the model costs .03 to .05 of F1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from annotator.assist.ranking import THRESHOLD, Ranked, merge
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion

ORDER = ("pattern", "claim model", "model", "prediction", "memory", "spacy", "gazetteer", "lexicon")
LEAST = {"memory": 0.5}
"""From which score on a source is heard beside the others."""


def merge_layers(
    suggestions: Iterable[Suggestion],
    layers: Mapping[str, str],
    taken: Mapping[str, Sequence[Span]],
    threshold: float = THRESHOLD,
) -> list[Ranked]:
    """The suggestions of all layers in the order of the text, without overlap inside a layer.

    `layers` gives the layer of each label; other labels are left out. `taken` are a person's marks, and what was
    rejected, by layer: nothing is proposed over them. `threshold`: the least score that is shown, from 0 to 1.
    """
    by_layer: dict[str, list[Suggestion]] = {}
    for each in suggestions:
        if each.label in layers and each.score >= LEAST.get(kind_of(each.source), 0.0):
            by_layer.setdefault(layers[each.label], []).append(each)
    shown: list[Ranked] = []
    for layer, told in by_layer.items():
        marked = _Covered(taken.get(layer, ()))
        free = [each for each in told if not marked.touches(each.start, each.end)]
        shown += merge(free, {each.source: _rank(each.source) for each in free}, threshold)
    return sorted(shown, key=lambda each: (each.best.start, -each.best.end, each.best.label))


def kind_of(source: str) -> str:
    """`pattern` of `pattern:brigades`: a source may name itself behind a colon."""
    return source.partition(":")[0]


def _rank(source: str) -> int:
    kind = kind_of(source)
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


class _Covered:
    """The characters under some spans."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = sorted(spans)
        self._reach: list[int] = []  # how far the spans up to each one reach
        far = 0
        for span in self._spans:
            far = max(far, span.end)
            self._reach.append(far)

    def touches(self, start: int, end: int) -> bool:
        """Whether a span shares a character with `[start, end)`."""
        low, high = 0, len(self._spans)
        while low < high:  # the last span that starts before `end`
            middle = (low + high) // 2
            if self._spans[middle].start < end:
                low = middle + 1
            else:
                high = middle
        return low > 0 and self._reach[low - 1] > start

"""The suggesters of a session, and what they propose for the report on the desk: one suggestion for each place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from annotator.app.open_document import OpenDocument
from annotator.assist.base import Suggester
from annotator.assist.calibration import Calibration
from annotator.assist.memory import LabelMemory
from annotator.assist.ranking import THRESHOLD, Ranked, merge
from annotator.domain.decisions import Decision, Outcome
from annotator.domain.labels import ENTITY_LAYER
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion

MEMORY = "memory"
_ORDER = ("model", "claims", "patterns", MEMORY, "spacy", "gazetteer", "lexicon")
_BLOCK = 512  # code points that a suggester is asked for at a time
_AROUND = 96  # code points on either side, in which something may overlap what is asked for
_ENOUGH = 200  # decisions on a source, from which on its scores are calibrated
_GOOD = frozenset({Outcome.ACCEPTED})


class Assistance:
    """Which suggesters there are and how far they are believed. `version` grows when any answer may be another.

    `threshold` is the score, 0..1, below which nothing is shown; sources in `off` are not asked.
    """

    def __init__(self, memory: LabelMemory, layers: Mapping[str, str]) -> None:
        self.memory = memory
        self.layers = dict(layers)
        self.threshold = THRESHOLD
        self.off: frozenset[str] = frozenset()
        self.suggesters: dict[str, Suggester] = {}
        self._calibrations: dict[str, Calibration] = {}
        self._own_version = 0

    @property
    def version(self) -> tuple[int, int]:
        return self._own_version, self.memory.version

    @property
    def steady_version(self) -> int:
        """As `version`, without what every label changes."""
        return self._own_version

    def put(self, suggester: Suggester) -> None:
        """Ask this suggester from now on, in place of the one of its name."""
        self.suggesters[suggester.name] = suggester
        self._own_version += 1

    def take(self, name: str) -> None:
        """Ask the suggester of that name no more."""
        if self.suggesters.pop(name, None) is not None:
            self._own_version += 1

    def set_threshold(self, threshold: float) -> None:
        self.threshold = min(max(round(threshold, 2), 0.0), 0.95)
        self._own_version += 1

    def switch(self, source: str, *, on: bool) -> None:
        """Ask a source, or leave it out."""
        self.off = self.off - {source} if on else self.off | {source}
        self._own_version += 1

    def learn_from(self, decisions: Iterable[Decision]) -> None:
        """Calibrate the scores of every source with enough decisions; ignored suggestions count as wrong."""
        found: dict[str, list[tuple[float, bool]]] = {}
        for decision in decisions:
            found.setdefault(decision.source, []).append((decision.score, decision.outcome in _GOOD))
        self._calibrations = {s: Calibration(pairs) for s, pairs in found.items() if len(pairs) >= _ENOUGH}
        self._own_version += 1

    def is_calibrated(self, source: str) -> bool:
        return source in self._calibrations

    def believed(self, suggestion: Suggestion) -> Suggestion:
        """The suggestion with its calibrated score."""
        calibration = self._calibrations.get(suggestion.source)
        score = calibration.probability(suggestion.score) if calibration is not None else None
        return suggestion if score is None else replace(suggestion, score=score)

    def ranks(self) -> dict[str, int]:
        """The sources, the most reliable first; predictions that came with the report before all of them."""
        return {name: place for place, name in enumerate(_ORDER, start=1)}


class DeskSuggestions:
    """What is proposed in one report, around the place that is asked for.

    `candidates_in` gives the stretches among which the memory looks; `is_taken` says whether an annotation of a
    layer, or a rejection, stands against a suggestion.
    """

    def __init__(
        self,
        desk: OpenDocument,
        assistance: Assistance,
        candidates_in: Callable[[int, int], Iterable[Span]],
        is_taken: Callable[[Span, str], bool],
    ) -> None:
        self._desk = desk
        self._assistance = assistance
        self._candidates_in = candidates_in
        self._is_taken = is_taken
        self._blocks: dict[tuple[str, int], list[Suggestion]] = {}
        self._seen = -1
        self._starts = [prediction.start for prediction in desk.predictions]

    def ranked_in(self, start: int, end: int) -> list[Ranked]:
        """The suggestions that start in `[start, end)`, each with what else was said of its span."""
        if start >= end:
            return []
        low, high = max(0, start - _AROUND), min(len(self._desk.text), end + _AROUND)
        layers: dict[str, list[Suggestion]] = {}
        for suggestion in self._all(low, high):
            layer = self._assistance.layers.get(suggestion.label)
            if layer is not None and not self._is_taken(suggestion.span, layer):
                layers.setdefault(layer, []).append(suggestion)
        ranks, threshold = self._ranks(), self._assistance.threshold
        merged = [ranked for found in layers.values() for ranked in merge(found, ranks, threshold)]
        within = [ranked for ranked in merged if start <= ranked.best.start < end]
        return sorted(within, key=lambda ranked: (ranked.best.start, -ranked.best.end))

    def ranked_at(self, span: Span) -> Ranked | None:
        """What is proposed for exactly this span; of two layers the entities' one."""
        found = [r for r in self.ranked_in(span.start, span.start + 1) if r.best.span == span]
        found.sort(key=lambda r: self._assistance.layers.get(r.best.label) != ENTITY_LAYER)
        return found[0] if found else None

    def _ranks(self) -> dict[str, int]:
        imported = {prediction.source: 0 for prediction in self._desk.predictions}
        return {**self._assistance.ranks(), **imported}

    def _all(self, start: int, end: int) -> Iterator[Suggestion]:
        assistance = self._assistance
        if self._seen != assistance.steady_version:
            self._blocks.clear()
            self._seen = assistance.steady_version
        if MEMORY not in assistance.off:
            spans = (span for span in self._candidates_in(start, end) if span.start >= start)
            yield from map(assistance.believed, assistance.memory.suggestions(self._desk.text, spans))
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
        yield from (p for p in self._desk.predictions[low:high] if p.source not in assistance.off)
        for name in assistance.suggesters:
            if name not in assistance.off:
                for block in range(start // _BLOCK, -(-end // _BLOCK)):
                    yield from self._of_block(name, block)

    def _of_block(self, name: str, block: int) -> list[Suggestion]:
        found = self._blocks.get((name, block))
        if found is None:
            low, desk, assistance = block * _BLOCK, self._desk, self._assistance
            high = min(low + _BLOCK, len(desk.text))
            told = assistance.suggesters[name].suggest(desk.text, desk.tokens, low, high)
            found = self._blocks[name, block] = [assistance.believed(suggestion) for suggestion in told]
        return found

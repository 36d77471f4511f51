"""The suggesters of a session, and what they propose for the report on the desk: one suggestion for each place."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from annotator.app.open_document import OpenDocument
from annotator.assist.base import Suggester
from annotator.assist.calibration import Calibration
from annotator.assist.memory import SOURCE as MEMORY
from annotator.assist.memory import LabelMemory
from annotator.assist.merge import kind_of, merge_layers
from annotator.assist.parses import Parses
from annotator.assist.ranking import THRESHOLD, Ranked
from annotator.domain.decisions import Decision, Outcome
from annotator.domain.labels import ENTITY_LAYER
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.storage.store import Store

OFF = "sources_off"  # the setting of the project
_BLOCK = 512  # code points that a suggester is asked for at a time
_AROUND = 96  # code points on either side, in which something may overlap what is asked for
_ENOUGH = 200  # decisions on a source, from which on its scores are calibrated
_GOOD = frozenset({Outcome.ACCEPTED})


class Assistance:
    """Which suggesters there are and how far they are believed. `version` grows when any answer may be another.

    `threshold` is the score, 0..1, below which nothing is shown; suggesters, and single sources such as
    `pattern:brigades`, in `off` are not asked. `parses` are those of the spaCy pipeline that was chosen, if any.
    """

    def __init__(self, memory: LabelMemory, layers: Mapping[str, str]) -> None:
        self.memory = memory
        self.layers = dict(layers)
        self.threshold = THRESHOLD
        self.off: frozenset[str] = frozenset()
        self.parses: Parses | None = None
        self.suggesters: dict[str, Suggester] = {}
        self._calibrations: dict[str, Calibration] = {}
        self._own_version = 0

    @property
    def version(self) -> tuple[int, int]:
        return self._own_version, self.memory.version

    def version_of(self, name: str) -> int:
        """Grows when that suggester's answers may be others; the memory's do with almost every label."""
        return self._own_version + (self.memory.version << 32 if name == MEMORY else 0)

    def put(self, suggester: Suggester) -> None:
        """Ask this suggester from now on, in place of the one of its name."""
        self.suggesters[suggester.name] = suggester
        self._own_version += 1

    def put_all(self, suggesters: Iterable[Suggester]) -> None:
        """Ask these from now on, in place of those of their names."""
        fresh: dict[str, Suggester] = {}
        for suggester in suggesters:
            name = suggester.name if suggester.name not in fresh else f"{suggester.name} {len(fresh)}"
            fresh[name] = suggester  # several lists are one source
        self.suggesters.update(fresh)
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

    def is_on(self, source: str) -> bool:
        return source not in self.off and kind_of(source) not in self.off

    def learn_from(self, decisions: Iterable[Decision]) -> None:
        """Calibrate the scores of every source with enough decisions; ignored suggestions count as wrong."""
        found: dict[str, list[tuple[float, bool]]] = {}
        for decision in decisions:
            found.setdefault(kind_of(decision.source), []).append((decision.score, decision.outcome in _GOOD))
        self._calibrations = {s: Calibration(pairs) for s, pairs in found.items() if len(pairs) >= _ENOUGH}
        self._own_version += 1

    def is_calibrated(self, source: str) -> bool:
        return source in self._calibrations

    def believed(self, suggestion: Suggestion) -> Suggestion:
        """The suggestion with its calibrated score."""
        calibration = self._calibrations.get(kind_of(suggestion.source))
        score = calibration.probability(suggestion.score) if calibration is not None else None
        return suggestion if score is None else replace(suggestion, score=score, told=suggestion.score)


def sources_off(store: Store) -> frozenset[str]:
    """The sources that are switched off in a project; nonsense in the setting is passed over."""
    try:
        found = json.loads(store.setting(OFF, "[]"))
    except ValueError:
        return frozenset()
    return frozenset(map(str, found)) if isinstance(found, list) else frozenset()


class DeskSuggestions:
    """What is proposed in one report, around the place that is asked for; nothing where it is settled already."""

    def __init__(self, desk: OpenDocument, assistance: Assistance) -> None:
        self._desk = desk
        self._assistance = assistance
        self._blocks: dict[tuple[str, int], tuple[int, list[Suggestion]]] = {}
        self._starts = [prediction.start for prediction in desk.predictions]

    def ranked_in(self, start: int, end: int) -> list[Ranked]:
        """The suggestions that start in `[start, end)`, each with what else was said of its span."""
        if start >= end:
            return []
        low, high = max(0, start - _AROUND), min(len(self._desk.text), end + _AROUND)
        assistance = self._assistance
        told = [suggestion for suggestion in self._all(low, high) if not self.is_rejected(suggestion.span)]
        merged = merge_layers(told, assistance.layers, self._taken(low, high), assistance.threshold)
        return [ranked for ranked in merged if start <= ranked.best.start < end]

    def ranked_at(self, span: Span) -> Ranked | None:
        """What is proposed for exactly this span; of two layers the entities' one."""
        found = [r for r in self.ranked_in(span.start, span.start + 1) if r.best.span == span]
        found.sort(key=lambda r: self._assistance.layers.get(r.best.label) != ENTITY_LAYER)
        return found[0] if found else None

    def is_rejected(self, span: Span) -> bool:
        return self._desk.rejected[span] > 0

    def _taken(self, start: int, end: int) -> dict[str, list[Span]]:
        taken: dict[str, list[Span]] = {}
        for annotation in self._desk.annotations.overlapping(start, end):
            layer = self._assistance.layers.get(annotation.label, "")
            taken.setdefault(layer, []).append(annotation.span)
        return taken

    def _all(self, start: int, end: int) -> Iterator[Suggestion]:
        assistance = self._assistance
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
        yield from (p for p in self._desk.predictions[low:high] if assistance.is_on(p.source))
        for name, suggester in ((MEMORY, assistance.memory), *assistance.suggesters.items()):
            if assistance.is_on(suggester.name):
                for block in range(start // _BLOCK, -(-end // _BLOCK)):
                    yield from self._of_block(name, suggester, block)

    def _of_block(self, name: str, suggester: Suggester, block: int) -> list[Suggestion]:
        assistance, desk = self._assistance, self._desk
        version = assistance.version_of(name)
        known = self._blocks.get((name, block))
        if known is not None and known[0] == version:
            return known[1]
        low = block * _BLOCK
        told = suggester.suggest(desk.text, desk.tokens, low, min(low + _BLOCK, len(desk.text)))
        found = [assistance.believed(suggestion) for suggestion in told if assistance.is_on(suggestion.source)]
        self._blocks[name, block] = version, found
        return found

"""Statistics of what the spans say: the most frequent texts, and those that are labelled now so, now otherwise."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import chain, pairwise

from annotator.app.sources import Progress, no_progress, raise_when
from annotator.domain.documents import State
from annotator.domain.figures import Figure, Work
from annotator.domain.labels import ENTITY_LAYER
from annotator.storage.span_texts import SpanTexts
from annotator.storage.store import Store

_LONGEST = 200  # characters; longer spans hardly ever come twice
_FREQUENT = 30  # of each label
_TORN = 300
_LOOKED_FOR = 300
_SHORTEST = 3
_AT_ONCE = 50_000  # texts counted in memory
_STEP = 200

_WORD = re.compile(r"\w+")
_Spoken = tuple[str, str, str, str]  # case-folded text, text, label and layer of a span
_Report = tuple[bool, str, list[_Spoken]]  # whether it is done, its text and its spans
_Counts = dict[tuple[str, str, str], tuple[str, int, int, int]]


def text_figures(
    store: Store, progress: Progress = no_progress, cancelled: Callable[[], bool] = lambda: False
) -> list[Figure]:
    """Frequent texts, texts with several labels, and texts labelled here but not there. Raises Cancelled."""
    with SpanTexts() as texts:
        for counts in _batches(store, progress, cancelled):
            texts.add(counts)
        return [
            _frequent(store, texts),
            _torn(texts),
            _missing(store, texts, progress, cancelled),
        ]


def _reports(store: Store, progress: Progress, cancelled: Callable[[], bool], begin: float) -> Iterator[_Report]:
    """Reports that are done or have annotations, for one of two readings; `begin` is the share done before it."""
    labels = store.figures.labels()
    total = sum(store.documents.count_by_state().values())
    spans = store.figures.spans()
    span = next(spans, None)
    for number, (key, done, text) in enumerate(store.figures.texts()):
        if number % _STEP == 0:
            raise_when(cancelled)
            progress(int(total * begin) + number // 2, total, "Reading spans")
        found: list[_Spoken] = []
        while span is not None and span[0] <= key:
            if span[0] == key and span[2] - span[1] <= _LONGEST:
                shown = " ".join(text[span[1] : span[2]].split())
                found.append((shown.casefold(), shown, *labels[span[3]]))
            span = next(spans, None)
        yield done, text, found


def _batches(store: Store, progress: Progress, cancelled: Callable[[], bool]) -> Iterator[_Counts]:
    counts: _Counts = {}
    for done, _, spans in _reports(store, progress, cancelled, 0):
        seen: set[tuple[str, str, str]] = set()
        for folded, shown, label, layer in spans:
            place = (folded, layer, label)
            first = place not in seen
            seen.add(place)
            old = counts.get(place, (shown, 0, 0, 0))
            counts[place] = (old[0], old[1] + 1, old[2] + first, old[3] + (first and done))
        if len(counts) >= _AT_ONCE:
            yield counts
            counts = {}
    yield counts


def _reports_without(
    store: Store, texts: set[str], progress: Progress, cancelled: Callable[[], bool]
) -> Counter[str]:
    """In how many finished reports each of these case-folded texts stands, as whole words, without any label."""
    by_start: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for text in texts:
        words = _WORD.findall(text)
        if words:
            by_start[tuple(words[:2])].append((text, f" {' '.join(words)} "))
    without: Counter[str] = Counter()
    for done, text, spans in _reports(store, progress, cancelled, 0.5) if by_start else ():
        if done:
            words = _WORD.findall(text.casefold())
            present = by_start.keys() & chain(zip(words), pairwise(words))
            joined = f" {' '.join(words)} " if present else ""
            labelled = {span[0] for span in spans} if present else ()
            for start in present:
                without.update(key for key, run in by_start[start] if key not in labelled and run in joined)
    return without


def _frequent(store: Store, texts: SpanTexts) -> Figure:
    rows, works = [], []
    for label in store.labels.read_schema().names():
        for shown, spans, reports in texts.frequent(label, _FREQUENT):
            rows.append((label, shown, spans, reports))
            works.append(Work(label, shown))
    sentence = f"The {_FREQUENT} most frequent texts of each label." if rows else "No annotation yet."
    heads = ("Label", "Text", "Spans", "Reports")
    return Figure("frequent", "Frequent spans", sentence, heads, tuple(rows), works=tuple(works))


def _torn(texts: SpanTexts) -> Figure:
    rows, works = [], []
    for shown, by_label, spans, others in texts.torn(_TORN):
        parts = sorted(json.loads(by_label).items(), key=lambda part: -part[1])
        rows.append((shown, ", ".join(f"{name} {number:,}" for name, number in parts), spans, others))
        works.append(Work("", shown))
    more = "+" if len(rows) == _TORN else ""
    sentence = (
        f"{len(rows):,}{more} texts have several labels of one layer." if rows else "No text has two labels."
    )
    heads = ("Text", "Labels", "Spans", "Not as most")
    return Figure("torn", "Inconsistent labels", sentence, heads, tuple(rows), works=tuple(works))


def _missing(store: Store, texts: SpanTexts, progress: Progress, cancelled: Callable[[], bool]) -> Figure:
    frequent = [row for row in texts.done(ENTITY_LAYER, _LOOKED_FOR) if len(row[0]) >= _SHORTEST]
    without = _reports_without(store, {row[0] for row in frequent}, progress, cancelled)
    found = [
        (without[folded], shown, label, spans, labelled)
        for folded, shown, label, spans, labelled in frequent
        if without[folded]
    ]
    found.sort(key=lambda row: (-row[0], row[1]))
    rows = tuple((shown, label, spans, labelled, missing) for missing, shown, label, spans, labelled in found)
    if rows:
        sentence = (
            "Texts with a label in some finished reports that stand without one in others; reports are counted."
        )
    elif store.documents.count_by_state()[State.DONE]:
        sentence = "No frequent text was found that is labelled in some finished reports and not in others."
    else:
        sentence = "No report is finished yet."
    heads = ("Text", "Label", "Spans", "Labelled in", "Missing in")
    works = tuple(Work(str(row[1]), str(row[0]), missing=True) for row in rows)
    return Figure("missing", "Missing labels", sentence, heads, rows, works=works)

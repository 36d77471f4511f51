"""Keys for a claim with its speaker, stance and certainty, over the gold of the sample corpus in the real window.

The policy: spans are labelled in reading order (annotator/ui/typist.py). A claim just labelled gets `e`, the keys
of values that are not the usual ones, and Enter for the rest where the strip names the right speaker; else those
of all values. A speaker that Enter did not give: `r` and the relation's key, from the speaker's end where that is
labelled later; when the strip proposes another end, Tab before it, four times at most, else Shift and the hint.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from pathlib import Path

from annotator.app import paths
from annotator.app.operations.completing import completion
from annotator.domain.annotations import Annotation
from annotator.domain.documents import NewDocument, text_digest
from annotator.domain.hints import hint_labels
from annotator.domain.relation_targets import RelationChoice, targets
from annotator.domain.spans import Span
from annotator.formats.base import ReportRecord, SpanRecord
from annotator.formats.jsonl import read_jsonl
from annotator.ui.main_window import MainWindow
from annotator.ui.typist import Typist
from tests.bench.figures import Figures
from tests.bench.window import close_window, make_filled_project, open_window, settle

_CLAIM, _SAID = "Claim", "said_by"
_TRIES = 4


def measure(folder: Path, figures: Figures) -> None:
    figures.section("Keys for a claim with speaker, stance and certainty, sample corpus")
    records = list(read_jsonl(paths.datasets() / "sample.jsonl"))
    documents = [NewDocument(str(r.uid), r.text, text_digest(r.text)) for r in records]
    window = open_window(folder, make_filled_project(folder / "claims.annodb", documents), repeats=False)
    costs: list[int] = []
    for number, record in enumerate(records, start=1):
        assert window.bench is not None
        window.bench.open_report(number)
        settle()
        costs += _Annotator(window, record).annotate()
    close_window(window)
    figures.add(f"claims {len(costs)}, keys: median", statistics.median(costs), "keys", 8)
    figures.add("mean", statistics.mean(costs), "keys")
    figures.add("share of claims with at most 8", 100 * sum(cost <= 8 for cost in costs) / len(costs), "%")


class _Annotator:
    """One report, annotated by keys; what stands in the file afterwards must be the gold."""

    def __init__(self, window: MainWindow, record: ReportRecord) -> None:
        self._window, self._record = window, record
        self._typist = Typist(window)
        self._spans = {str(span.uid): span for span in record.spans}
        self._speakers: dict[str, list[str]] = {}
        for relation in record.relations:
            if relation.type == _SAID:
                self._speakers.setdefault(relation.head, []).append(relation.child)
        self._costs = dict.fromkeys((uid for uid, span in self._spans.items() if span.label == _CLAIM), 0)

    def annotate(self) -> Iterable[int]:
        done: set[str] = set()
        for span in sorted(self._record.spans, key=lambda s: (s.start, -s.end)):
            uid, before = str(span.uid), self._typist.keys
            self._typist.label([(Span(span.start, span.end), span.label)])
            if span.label == _CLAIM:
                speakers = [s for s in self._speakers.get(uid, []) if s in done]
                given = self._describe(span, speakers)
                for speaker in [s for s in speakers if s != given]:
                    self._relate(self._spans[speaker])
                self._costs[uid] += self._typist.keys - before
            for claim in [c for c in done if uid in self._speakers.get(c, []) and c in self._costs]:
                before = self._typist.keys
                self._relate(self._spans[claim])
                self._costs[claim] += self._typist.keys - before
            done.add(uid)
        self._refuse_differences()
        return self._costs.values()

    def _describe(self, span: SpanRecord, speakers: list[str]) -> str | None:
        """Returns the speaker that Enter has given."""
        bench = self._window.bench
        assert bench is not None
        desk, claim = bench.desk, bench.annotation()
        assert desk is not None
        assert claim is not None
        lacking = completion(desk, bench.session.schema, claim)
        offered = lacking.relations.get(_SAID)
        given = next((s for s in speakers if offered and self._is(offered[0], self._spans[s])), None)
        enter = given is not None or (not offered and not speakers)
        self._typist.press("e")
        for name, usual in lacking.attributes.items():
            wanted = span.attributes.get(name)
            if wanted is not None and not (enter and wanted == usual):
                attribute = next(a for a in bench.session.schema.label(_CLAIM).attributes if a.name == name)
                self._typist.press(next(v.key for v in attribute.values if v.name == wanted))
        if enter:
            self._typist.press("Enter")
        return given

    @staticmethod
    def _is(annotation: Annotation, span: SpanRecord) -> bool:
        return (annotation.start, annotation.end, annotation.label) == (span.start, span.end, span.label)

    def _relate(self, other: SpanRecord) -> None:
        bench = self._window.bench
        assert bench is not None
        desk, annotation = bench.desk, bench.annotation()
        assert desk is not None
        assert annotation is not None
        kind = next(kind for kind in bench.session.schema.relations if kind.name == _SAID)
        choice = RelationChoice(kind, outward=annotation.label == _CLAIM)
        found = targets(desk.text, desk.annotations, desk.relations, annotation, choice)
        place = next(n for n, target in enumerate(found) if self._is(target, other))
        hints = [a for a in found if a.start in range(*self._on_screen())]
        self._typist.press("r")
        if place <= _TRIES or found[place] not in hints:
            for key in ["Tab"] * place + ["s"]:
                self._typist.press(key)
            return
        self._typist.press("Shift+s")
        for letter in hint_labels(len(hints))[hints.index(found[place])]:
            self._typist.press(letter)

    def _on_screen(self) -> tuple[int, int]:
        visible = self._window.text.visible_range()
        return visible.start, visible.end

    def _refuse_differences(self) -> None:
        desk = self._window.bench.session.desk  # type: ignore[union-attr]
        store = self._window.bench.session.store  # type: ignore[union-attr]
        places = {a.uid: (a.start, a.end, a.label) for a in store.annotations.of_document(desk.key)}
        self._refuse_other_values(store.annotations.of_document(desk.key))
        found = {(places[r.head], places[r.child]) for r in store.annotations.relations_of_document(desk.key)}
        gold = {uid: (s.start, s.end, s.label) for uid, s in self._spans.items()}
        wanted = {(gold[head], gold[child]) for head, children in self._speakers.items() for child in children}
        if found != wanted or set(places.values()) != set(gold.values()):
            raise AssertionError(f"{self._record.uid}: {sorted(found ^ wanted)[:4]}")

    def _refuse_other_values(self, annotations: Iterable[Annotation]) -> None:
        gold = {(s.start, s.end, s.label): s.attributes for s in self._spans.values() if s.label == _CLAIM}
        for claim in annotations:
            if claim.label != _CLAIM:
                continue
            wanted = gold[claim.start, claim.end, claim.label]
            if any(claim.attributes.get(name) != wanted.get(name) for name in ("stance", "certainty")):
                raise AssertionError(f"{self._record.uid}: {claim} is not {wanted}")

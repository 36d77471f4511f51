"""Keys per span: a habitual user labels gold reports in the real window (policy: annotator/ui/typist.py)."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annotator.app import learning, paths
from annotator.app.operations.reports import set_state
from annotator.domain.documents import NewDocument, State, text_digest
from annotator.domain.spans import Span
from annotator.formats.jsonl import read_jsonl
from annotator.ui.typist import Typist
from tests.bench.documents import DATA
from tests.bench.figures import Figures
from tests.bench.window import close_window, make_filled_project, open_window, settle

RE3D = {
    "Organisation": "Actor", "Person": "Actor", "Nationality": "Actor",
    "Location": "Location",
    "Weapon": "Weapon", "MilitaryPlatform": "Weapon", "Vehicle": "Weapon",
}  # fmt: skip
_EACH, _STEP = 10, 5  # the first reports are learned from one by one, later ones five at a time


@dataclass(frozen=True)
class GoldReport:
    uid: str
    text: str
    spans: tuple[tuple[Span, str], ...]


def sample_gold() -> list[GoldReport]:
    records = read_jsonl(paths.datasets() / "sample.jsonl")
    return [
        GoldReport(str(r.uid), r.text, tuple((Span(s.start, s.end), s.label) for s in r.spans)) for r in records
    ]


def re3d_gold() -> Iterator[GoldReport]:
    """The re3d reports with the annotations that the crowd upheld, mapped to our labels."""
    for folder in sorted(p for p in (DATA / "re3d").iterdir() if (p / "documents.json").exists()):
        spans: dict[str, set[tuple[Span, str]]] = {}
        for line in (folder / "entities.json").read_text(encoding="utf-8").splitlines():
            entity = json.loads(line)
            label = RE3D.get(entity["type"])
            if label is not None and entity["confidence"] >= 0.5:
                spans.setdefault(entity["documentId"], set()).add((Span(entity["begin"], entity["end"]), label))
        for line in (folder / "documents.json").read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            found = sorted(spans.get(record["_id"], set()))
            if found:
                yield GoldReport(record["_id"], record["text"], tuple(found))


def measure(folder: Path, figures: Figures) -> None:
    keys = spans = 0
    for name, gold in (("re3d", _re3d()), ("sample corpus", sample_gold())):
        figures.section(f"Keys per span, {name}, without suggestions")
        if not gold:
            print("  the reports are not here")
            continue
        pressed, labelled = _label_all(folder, name, gold)
        figures.add(f"reports {len(gold)}, spans {labelled}, keys {pressed}", pressed / labelled, "keys a span")
        keys, spans = keys + pressed, spans + labelled
    figures.add("both together", keys / spans, "keys a span", 3.6)
    if gold := _re3d():
        _measure_learning(folder, figures, gold)


def _measure_learning(folder: Path, figures: Figures, gold: list[GoldReport]) -> None:
    """The same with suggestions, each report finished and learned from before the next, in a random order."""
    figures.section("Keys per span, re3d in random order, with suggestions that learn")
    costs: list[tuple[int, int]] = []
    order = random.Random(7).sample(gold, len(gold))
    for keys, spans in _label_learning(folder, order):
        costs.append((keys, spans))
    for name, part, most in (
        ("the first 10 reports", costs[:10], 2.4), ("reports 11 to 50", costs[10:50], None),
        ("after 50 reports", costs[50:], 1.9), ("all", costs, None),
    ):  # fmt: skip
        keys, spans = sum(k for k, _ in part), sum(s for _, s in part)
        figures.add(f"{name}: spans {spans}, keys {keys}", keys / max(spans, 1), "keys a span", most)


def _label_learning(folder: Path, gold: list[GoldReport]) -> Iterator[tuple[int, int]]:
    documents = [NewDocument(g.uid, g.text, text_digest(g.text)) for g in gold]
    window = open_window(folder, make_filled_project(folder / "learning.annodb", documents), repeats=True)
    assert window.bench is not None
    session = window.bench.session
    learned = learning.load(session, _never)
    assert learned is not None
    learning.install(session, learned)
    for number, report in enumerate(gold, start=1):
        window.bench.open_report(number)
        settle()
        typist = Typist(window, suggestions=True)
        typist.label(report.spans)
        _refuse_differences(session.store, number, report)
        yield typist.keys, len(report.spans)
        set_state(session, State.DONE, 0)
        finished = learning.finished_on_desk(session)
        assert finished is not None
        learning.remember_finished(session, finished)
        if number <= _EACH or number % _STEP == 0:
            job = learning.prepare_job(session, _never)
            assert job is not None
            assert learning.learn(job, _never)
            learned = learning.load(session, _never, evidence=False)
            assert learned is not None
            learning.install(session, learned)
    close_window(window)


def _never() -> bool:
    return False


def _re3d() -> list[GoldReport]:
    return list(re3d_gold()) if (DATA / "re3d").exists() else []


def _label_all(folder: Path, name: str, gold: list[GoldReport]) -> tuple[int, int]:
    """Keys pressed and spans labelled."""
    documents = [NewDocument(g.uid, g.text, text_digest(g.text)) for g in gold]
    project = make_filled_project(folder / f"{name}.annodb", documents)
    window = open_window(folder, project, repeats=False)
    assert window.bench is not None
    keys = 0
    for number, report in enumerate(gold, start=1):
        window.bench.open_report(number)
        settle()
        typist = Typist(window)
        typist.label(report.spans)
        _refuse_differences(window.bench.session.store, number, report)
        keys += typist.keys
    close_window(window)
    return keys, sum(len(report.spans) for report in gold)


def _refuse_differences(store: object, key: int, report: GoldReport) -> None:
    stored = {(a.span, a.label) for a in store.annotations.of_document(key)}  # type: ignore[attr-defined]
    if stored != set(report.spans):
        raise AssertionError(f"{report.uid}: {sorted(stored ^ set(report.spans))[:4]}")

"""Keys per span: a habitual user labels gold reports in the real window (policy: annotator/ui/typist.py)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annotator.app import paths
from annotator.domain.documents import NewDocument, text_digest
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

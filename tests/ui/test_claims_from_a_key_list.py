"""A report with thirteen claims, annotated by the keys that `thread-claims.keys` lists and by nothing else."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator.app import paths
from annotator.app.checking import check
from annotator.app.exporting import ExportOptions, run_export
from annotator.app.importing import ImportOptions, run_import
from annotator.formats.base import ReportRecord
from annotator.formats.jsonl import read_jsonl
from annotator.formats.schema_toml import read_schema
from annotator.storage.store import Store, create_store, open_store
from tests.projects import CONFLICT, new_report
from tests.ui.windows import press, window_on

Row = tuple[str, str, str, str]


@pytest.fixture
def gold() -> ReportRecord:
    (record,) = [r for r in read_jsonl(paths.datasets() / "sample.jsonl") if r.facts.title.startswith("Thread")]
    return record


def wanted(record: ReportRecord) -> list[Row]:
    """Claim, stance, certainty and speaker, in the order of the text."""
    texts = {span.uid: " ".join(record.text[span.start : span.end].split()) for span in record.spans}
    speakers = {r.head: texts[r.child] for r in record.relations if r.type == "said_by"}
    return [
        (texts[s.uid], str(s.attributes["stance"]), str(s.attributes["certainty"]), speakers.get(s.uid or "", ""))
        for s in sorted(record.spans, key=lambda s: (s.start, -s.end))
        if s.label == "Claim"
    ]


def exported(store: Store, path: Path) -> list[Row]:
    run_export(store, path, ExportOptions("claims", all_reports=True))
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(" ".join(r["claim"].split()), r["stance"], r["certainty"], r["speakers"]) for r in rows]


def test_the_list_of_keys_gives_the_gold_and_all_of_it_comes_back(
    qapp: QApplication, tmp_path: Path, gold: ReportRecord
) -> None:
    keys = Path(__file__).with_name("thread-claims.keys").read_text(encoding="utf-8").splitlines()
    schema = read_schema(paths.resources() / "schemas" / "conflict.toml")
    with create_store(tmp_path / "p.annodb", schema) as store, store.writing():
        list(store.bulk_writer().add([new_report(gold.text, gold.facts.title)]))
    with window_on(tmp_path / "p.annodb") as window:
        window.settings.set("repeats", False)
        window.apply_settings()
        assert window.bench is not None
        window.bench.open_report(1)
        window.bench.cursor.move_to(0)  # type: ignore[union-attr]
        for line in keys:
            if not line.startswith("#"):
                press(window, line)
        window.close()
        with open_store(tmp_path / "p.annodb") as store:
            table = wanted(gold)
            assert len(table) == 13
            assert exported(store, tmp_path / "claims.csv") == table
            run_export(store, tmp_path / "all.jsonl", ExportOptions(all_reports=True))
            assert check(store) == []
    with create_store(tmp_path / "again.annodb", CONFLICT) as again:
        run_import(again, [tmp_path / "all.jsonl"], ImportOptions(keep_labels=True))
        assert exported(again, tmp_path / "again.csv") == table

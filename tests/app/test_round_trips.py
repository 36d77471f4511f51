"""A project that goes out in a format that holds all and comes in again is the same project."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.app.exporting import ExportOptions, run_export
from annotator.app.importing import import_into
from annotator.domain.annotations import MANUAL, Origin
from annotator.domain.documents import State
from annotator.formats.export import export_reports
from annotator.formats.jsonl import read_jsonl
from annotator.formats.losses import OnLoss, Policy
from annotator.formats.registry import format_named
from annotator.storage.store import open_store
from tests.formats.conformance import sample
from tests.formats.reading import full_record

EVERYTHING = ExportOptions(all_reports=True)


@pytest.mark.parametrize("name", ["w3c", "uima-json", "uima-xmi"])
def test_a_project_comes_back_as_it_was(name: str, tmp_path: Path) -> None:
    form = format_named(name)
    whole = [record for record in sample() if "\0" not in record.text]  # which XML cannot hold
    whole.append(replace(full_record(), text=full_record().text.replace("\0", "")))
    export_reports(whole, tmp_path / "first.jsonl", format_named("jsonl"))
    import_into(tmp_path / "one.annodb", [tmp_path / "first.jsonl"])
    out = tmp_path / ("out" if form.is_folder else f"out{form.suffixes[0]}")
    with open_store(tmp_path / "one.annodb") as store:
        run_export(store, out, ExportOptions(name, all_reports=True, policy=Policy(OnLoss.DROP)))
        run_export(store, tmp_path / "one.jsonl", EVERYTHING)
    outcome = import_into(tmp_path / "two.annodb", [out])
    assert outcome.notices == []
    with open_store(tmp_path / "two.annodb") as store:
        run_export(store, tmp_path / "two.jsonl", EVERYTHING)
        origins = {mark.origin for _, marks, _ in store.bulk_reader().read(frozenset(State)) for mark in marks}
    assert origins == {MANUAL, Origin("suggested", "repeats", 0.5)}
    assert list(read_jsonl(tmp_path / "two.jsonl")) == list(read_jsonl(tmp_path / "one.jsonl"))


def test_what_another_program_wrote_is_imported(tmp_path: Path) -> None:
    (tmp_path / "a.jsonld").write_text(
        '{"@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation",'
        '"body": {"type": "TextualBody", "value": "Actor", "purpose": "tagging"},'
        '"target": {"source": {"id": "urn:x:1", "value": "Rebels fled."},'
        '"selector": {"type": "TextQuoteSelector", "exact": "Rebels"}}}',
        encoding="utf-8",
    )
    import_into(tmp_path / "one.annodb", [tmp_path / "a.jsonld"])
    with open_store(tmp_path / "one.annodb") as store:
        ((_, (mark,), _),) = store.bulk_reader().read(frozenset(State))
    assert mark.origin == Origin("imported", "w3c")

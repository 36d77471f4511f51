"""The program links no annotation to itself; what files say of that kind is left out and told, in every format."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.app.importing import ImportOptions, ImportOutcome, run_import
from annotator.formats.base import Format, Holds, RelationRecord, ReportRecord
from annotator.formats.export import export_reports
from annotator.formats.registry import FORMATS, format_named
from annotator.storage.store import create_store
from tests.formats.conformance import DROPPING
from tests.formats.reading import span
from tests.projects import CONFLICT

TEXT = "Rebels shelled Mosul."
TOLD = "A relation of an annotation to itself was left out."
RECORD = ReportRecord(
    TEXT,
    uid="d",
    spans=(span(TEXT, 0, 6, uid="T1"), span(TEXT, 15, 20, "Location", uid="T2")),
    relations=(
        RelationRecord(uid="r1", type="near", head="T1", child="T1"),
        RelationRecord(uid="r2", type="near", head="T1", child="T2"),
        RelationRecord(uid="r3", type="near", head="T2", child="T1"),  # a circle is nothing to object to
    ),
)
WRITTEN = [
    pytest.param(form, id=form.name)
    for form in FORMATS
    if form.reads and form.writes and not form.is_view and Holds.RELATIONS in form.holds
]


def imported(path: Path, form: Format, **options: object) -> tuple[ImportOutcome, list[tuple[str, str]]]:
    """What was said of the import, and the texts at both ends of each relation."""
    with create_store(path.with_name("project.annodb"), CONFLICT) as store:
        outcome = run_import(store, [path], ImportOptions(format=form.name, keep_labels=True, **options))
        marks = {mark.uid: TEXT[mark.start : mark.end] for mark in store.annotations.of_document(1)}
        relations = store.annotations.relations_of_document(1)
        return outcome, sorted((marks[one.head], marks[one.child]) for one in relations)


@pytest.mark.parametrize("form", WRITTEN)
def test_it_is_left_out_and_told(form: Format, tmp_path: Path) -> None:
    path = tmp_path / f"in{form.suffixes[0]}"
    export_reports([RECORD], path, form, policy=DROPPING)
    outcome, relations = imported(path, form)
    assert relations == [("Mosul", "Rebels"), ("Rebels", "Mosul")]
    (notice,) = [notice for notice in outcome.notices if TOLD in notice]
    assert notice.startswith("000001" if form.is_folder else path.name)


def gate_xml(folder: Path) -> Path:
    path = folder / "x.xml"
    path.write_text(
        '<GateDocument><TextWithNodes><Node id="0"/>Rebels<Node id="6"/> shelled Mosul.</TextWithNodes>'
        '<AnnotationSet><Annotation Id="1" Type="Actor" StartNode="0" EndNode="6"></Annotation></AnnotationSet>'
        '<RelationSet><Relation Id="2" Type="near" Members="1;1"></Relation></RelationSet></GateDocument>'
    )
    return path


def lighttag(folder: Path) -> Path:
    mark = {"start": 0, "end": 6, "tag": "Actor", "value": "Rebels", "tagged_token_id": "a"}
    nodes = [
        {"id": 1, "tagged_token_id": "a", "parent_id": None},
        {"id": 2, "tagged_token_id": "a", "parent_id": 1, "relation_type": "near"},
    ]
    path = folder / "x.lighttag.json"
    path.write_text(
        json.dumps({"examples": [{"content": TEXT, "metadata": {}, "annotations": [mark]}], "relations": nodes})
    )
    return path


_ENDS = ("Begin", "End", "")


def re3d(folder: Path) -> Path:
    place = {"begin": 0, "end": 6, "value": "Rebels", "documentId": "d", "confidence": 1}
    ends = {f"{end}{what}": place[what.lower() or "value"] for end in ("source", "target") for what in _ENDS}
    for name, row in (
        ("documents", {"_id": "d", "text": TEXT}),
        ("entities", {"_id": "e", "type": "Actor", **place}),
        ("relations", {"_id": "r", "documentId": "d", "type": "near", "confidence": 1, **ends}),
    ):
        (folder / f"{name}.json").write_text(json.dumps(row) + "\n")
    return folder / "documents.json"


@pytest.mark.parametrize(("name", "write"), [("gate", gate_xml), ("lighttag", lighttag), ("re3d", re3d)])
def test_formats_that_are_only_read(name: str, write: Callable[[Path], Path], tmp_path: Path) -> None:
    outcome, relations = imported(write(tmp_path), format_named(name))
    assert relations == []
    assert any(TOLD in notice for notice in outcome.notices)


def test_annotations_that_a_mapping_makes_one_are_not_related(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    spans = (span(TEXT, 0, 6, uid="a"), span(TEXT, 0, 6, "ORG", uid="b"))
    relations = (RelationRecord(uid="r", type="near", head="a", child="b"),)
    export_reports([ReportRecord(TEXT, uid="d", spans=spans, relations=relations)], path, format_named("jsonl"))
    outcome, found = imported(path, format_named("jsonl"), labels={"ORG": "Actor"})
    assert found == []
    told = "A relation between annotations that became one was left out."
    assert any(told in notice for notice in outcome.notices)


def test_a_relation_that_leads_to_its_own_report_by_its_id_is_one_of_these(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    link = RelationRecord(uid="r", type="near", head="a", child="a", child_document="d")
    record = ReportRecord(TEXT, uid="d", spans=(span(TEXT, 0, 6, uid="a"),), relations=(link,))
    export_reports([record], path, format_named("jsonl"))
    outcome, found = imported(path, format_named("jsonl"))
    assert found == []
    assert any(TOLD in notice for notice in outcome.notices)

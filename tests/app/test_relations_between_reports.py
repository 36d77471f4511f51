"""A claim of one report disputes a claim of another: in memory, in the file, out and in again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from annotator.app.annotation_words import relation_words
from annotator.app.checking import check
from annotator.app.exporting import ExportOptions, run_export
from annotator.app.importing import import_into
from annotator.app.operations import labelling, reports
from annotator.app.session import Session
from annotator.domain.annotations import Annotation, Relation
from annotator.domain.documents import State
from annotator.domain.edits import Operation, RelationAdded
from annotator.domain.labels import RelationType
from annotator.domain.spans import Span
from annotator.storage.store import create_store, open_store
from tests.projects import CONFLICT, new_report

SCHEMA = replace(CONFLICT, relations=(*CONFLICT.relations, RelationType("disputes", "d", ("Claim",), ("Claim",))))
NOW = datetime(2022, 6, 20)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    store = create_store(tmp_path / "p.annodb", SCHEMA)
    with store.writing():
        list(
            store.bulk_writer().add([new_report("The army fled, they say.", "One"), new_report("It held.", "Two")])
        )
    opened = Session(store, "ada")
    yield opened
    opened.close()


def claim(session: Session, key: int, start: int, end: int) -> Annotation:
    session.open_report(key)
    return labelling.label_span(session, Span(start, end), "Claim", 0).added[0]


def disputed(session: Session) -> tuple[Annotation, Annotation]:
    """A claim of the first report, and one of the second that disputes it; the second is on the desk."""
    first, second = claim(session, 1, 0, 13), claim(session, 2, 0, 7)
    relation = Relation("r", 2, "disputes", second.uid, first.uid, "ada", child_document=1)
    change = session.perform(Operation("Dispute", (RelationAdded(relation),)))
    assert change.documents == {1, 2}
    return first, second


def words(session: Session, annotation: Annotation) -> list[str]:
    assert session.desk is not None
    return [words for _, words in relation_words(session.desk, annotation)]


def test_both_reports_know_of_it_in_words(session: Session) -> None:
    first, second = disputed(session)
    assert words(session, second) == ["disputes Claim “The army fled” in “One”"]
    session.open_report(2)
    assert words(session, second) == ["disputes Claim “The army fled” in “One”"]
    session.open_report(1)
    assert words(session, first) == ["Claim “It held” in “Two” disputes this"]


@pytest.mark.parametrize("key", [1, 2])
def test_removing_either_end_takes_it_along_and_undo_brings_it_back(session: Session, key: int) -> None:
    ends = disputed(session)
    desk = session.open_report(key)
    change = labelling.remove_annotations(session, [ends[key - 1]], 0)
    assert change is not None
    assert change.title.endswith("and 1 relation")
    assert not desk.relations
    assert session.store.annotations.relations_of_document(3 - key) == []
    session.undo()
    assert len(desk.relations) == 1
    assert [r.type for r in session.store.annotations.relations_of_document(3 - key)] == ["disputes"]
    assert check(session.store) == []


def test_it_comes_back_from_an_export_in_either_order(session: Session, tmp_path: Path) -> None:
    disputed(session)
    run_export(session.store, tmp_path / "out.jsonl", ExportOptions(all_reports=True))
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    reports = {json.loads(line)["meta"]["title"]: json.loads(line) for line in lines}
    assert reports["One"]["relations"] == []
    assert reports["Two"]["relations"][0]["child_document"] == reports["One"]["id"]
    for name, order in (("same", lines), ("other", lines[::-1])):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(order) + "\n", encoding="utf-8")
        project = tmp_path / f"{name}.annodb"
        outcome = import_into(project, [tmp_path / f"{name}.jsonl"])
        assert outcome.relations == 1
        assert outcome.notices == []
        with open_store(project) as store:
            run_export(store, tmp_path / f"{name}-again.jsonl", ExportOptions(all_reports=True))
        again = (tmp_path / f"{name}-again.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line) for line in again] == [json.loads(line) for line in order]
        assert check(project) == []


def test_one_that_leads_nowhere_is_told_and_left_out(session: Session, tmp_path: Path) -> None:
    disputed(session)
    run_export(session.store, tmp_path / "out.jsonl", ExportOptions(all_reports=True))
    line = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()[1]
    (tmp_path / "two.jsonl").write_text(line + "\n", encoding="utf-8")
    outcome = import_into(tmp_path / "two.annodb", [tmp_path / "two.jsonl"])
    assert outcome.relations == 0
    assert len(outcome.notices) == 1
    assert outcome.notices[0].startswith("The relation r was left out: nothing is there in report")


def test_of_many_that_lead_nowhere_some_are_named_and_the_others_counted(tmp_path: Path) -> None:
    links = [
        {"id": f"r{n}", "type": "disputes", "head": "s", "child": "there", "child_document": f"gone {n}"}
        for n in range(205)
    ]
    record = {
        "id": "one",
        "text": "Rebels shelled Mosul.",
        "spans": [{"id": "s", "start": 0, "end": 20, "label": "Claim"}],
        "relations": links,
    }
    (tmp_path / "one.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    outcome = import_into(tmp_path / "one.annodb", [tmp_path / "one.jsonl"])
    assert outcome.relations == 0
    assert len(outcome.notices) == 201
    assert outcome.notices[-1] == "5 other relations to what is not there were left out as well."
    with open_store(tmp_path / "one.annodb") as store:
        assert store._db.table_names().count("links_waiting") == 0
    assert check(tmp_path / "one.annodb") == []


def test_an_export_without_the_other_report_says_so(session: Session, tmp_path: Path) -> None:
    disputed(session)
    session.open_report(2)
    reports.set_state(session, State.DONE, 0)
    report = run_export(session.store, tmp_path / "out.jsonl", ExportOptions())
    assert [str(notice) for notice in report.notices] == [
        "1 relation leads to reports that are not in this export."
    ]
    assert "not in this export" in (tmp_path / "out.manifest.json").read_text(encoding="utf-8")
    everything = run_export(session.store, tmp_path / "all.jsonl", ExportOptions(all_reports=True))
    assert list(everything.notices) == []

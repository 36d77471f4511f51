from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.app import paths
from annotator.app.exporting import ExportOptions, export_sentence, plan_export, run_export, with_suffix_of
from annotator.app.importing import run_import
from annotator.app.records import record_of
from annotator.domain.annotations import Origin, Relation
from annotator.domain.documents import Facts, NewAnnotation, State
from annotator.domain.errors import Cancelled, FileRefused, Refusal
from annotator.formats.schema_toml import read_schema
from annotator.storage.store import Store, create_store
from tests.projects import CONFLICT, new_report

TEXT = "💥 Rebels shelled Mosul, officials said."
MARKS = (
    NewAnnotation("a2", "Actor", 24, 33, "bo", note="which?"),
    NewAnnotation("c1", "Claim", 2, 22, "ada", {"stance": "asserts", "evidence": True}),
    NewAnnotation("a1", "Actor", 2, 8, "ada", origin=Origin("suggested", "repeats", 0.5), flagged=True),
)
FACTS = Facts("Mosul", "Agency", "2022-06-20", "en", "https://example.org", {"desk": 7})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    relation = Relation("r1", 0, "said_by", "c1", "a2", "ada")
    done = replace(
        new_report(TEXT),
        facts=FACTS,
        state=State.DONE,
        annotations=MARKS,
        relations=(relation,),
        note="n",
        flagged=True,
    )
    with create_store(tmp_path / "p.annodb", CONFLICT) as opened:
        with opened.writing():
            aside = replace(new_report("Weather report."), state=State.SET_ASIDE)
            started = replace(new_report("Mosul."), state=State.IN_PROGRESS)
            list(opened.bulk_writer().add([done, aside, started, new_report("Grad.")]))
        yield opened


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_finished_reports_are_written_and_the_others_only_when_asked_for(store: Store, tmp_path: Path) -> None:
    report = run_export(store, tmp_path / "out.jsonl")
    assert [record["answer"] for record in lines(tmp_path / "out.jsonl")] == ["accept", "ignore"]
    assert export_sentence(report) == f"Exported 2 reports with 3 annotations to {tmp_path / 'out.jsonl'}."
    run_export(store, tmp_path / "out.jsonl", ExportOptions(all_reports=True))
    assert [record["answer"] for record in lines(tmp_path / "out.jsonl")] == ["accept", "ignore", "", ""]


def test_the_record_is_as_documented(store: Store, tmp_path: Path) -> None:
    run_export(store, tmp_path / "out.jsonl")
    record = lines(tmp_path / "out.jsonl")[0]
    assert [span["text"] for span in record["spans"]] == ["Rebels shelled Mosul", "Rebels", "officials"]
    assert all(TEXT[span["start"] : span["end"]] == span["text"] for span in record["spans"])
    assert record["annotator"] == "ada"
    assert record["spans"][2]["annotator"] == "bo"
    assert record["meta"]["desk"] == 7
    assert record["offset_unit"] == "codepoint"


def test_a_new_project_gets_back_everything_that_was_exported(store: Store, tmp_path: Path) -> None:
    run_export(store, tmp_path / "out.jsonl", ExportOptions(all_reports=True))
    with create_store(tmp_path / "again.annodb", CONFLICT) as again:
        run_import(again, [tmp_path / "out.jsonl"])
        everything = frozenset(State)
        before, after = (list(s.bulk_reader().read(everything)) for s in (store, again))
    assert [record_of(*entry) for entry in after] == [record_of(*entry) for entry in before]
    assert [document.state for document, _, _ in after] == [State.DONE, State.SET_ASIDE, State.OPEN, State.OPEN]


def test_the_plan_counts_and_shows_the_first_record_exactly(store: Store, tmp_path: Path) -> None:
    plan = plan_export(store)
    assert (plan.reports, plan.left_out) == (2, 2)
    assert plan.labels == {"Actor": 2, "Claim": 1}
    run_export(store, tmp_path / "out.jsonl")
    assert plan.preview == (tmp_path / "out.jsonl").read_text(encoding="utf-8").split("\n")[0]


def test_the_plan_of_a_page_shows_the_report_without_its_frame(store: Store) -> None:
    preview = plan_export(store, ExportOptions("html")).preview
    assert preview.startswith('<article id="r1">')
    assert preview.endswith("</article>")


def test_a_split_puts_every_report_on_one_side(store: Store, tmp_path: Path) -> None:
    report = run_export(store, tmp_path / "out.jsonl", ExportOptions(all_reports=True, split=(80, 10, 10)))
    assert [file.path.name for file in report.files] == ["out.train.jsonl", "out.dev.jsonl", "out.test.jsonl"]
    assert sum(len(lines(file.path)) for file in report.files) == 4


def test_a_folder_gets_a_file_with_the_projects_name(store: Store, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    run_export(store, tmp_path / "out")
    assert (tmp_path / "out" / "p.jsonl").exists()
    run_export(store, tmp_path / "bare")
    assert (tmp_path / "bare.jsonl").exists()


def test_the_project_itself_is_never_overwritten(store: Store, tmp_path: Path) -> None:
    before = store.path.read_bytes()
    for name in ("p.annodb", "other.annodb"):
        with pytest.raises(FileRefused, match="project"):
            run_export(store, tmp_path / name)
    assert store.path.read_bytes() == before


def test_what_cannot_be_exported_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="no such folder"):
        run_export(store, tmp_path / "gone" / "out.jsonl")
    with pytest.raises(Refusal, match="only read"):
        run_export(store, tmp_path / "out", ExportOptions(format="txt"))
    with (
        create_store(tmp_path / "empty.annodb", CONFLICT) as empty,
        pytest.raises(Refusal, match="none is done yet"),
    ):
        run_export(empty, tmp_path / "out.jsonl")


def test_cancelling_leaves_no_file_behind(store: Store, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Cancelled):
        run_export(store, tmp_path / "out.jsonl", cancelled=lambda: True)
    assert sorted(tmp_path.iterdir()) == before


def test_the_report_lists_the_broken_rules_of_the_guideline(tmp_path: Path) -> None:
    schema = read_schema(paths.resources() / "schemas" / "conflict.toml")
    with create_store(tmp_path / "g.annodb", schema) as store:
        mark = NewAnnotation("a1", "Actor", 0, 10, "ada")
        with store.writing():
            list(store.bulk_writer().add([new_report("The rebels fled.", "One", (mark,))]))
        report = run_export(store, tmp_path / "out.jsonl", ExportOptions(all_reports=True))
    (notice,) = [str(notice) for notice in report.notices]
    assert notice.startswith("Guideline: Actor: no leading determiners – broken 1 time.")
    assert "Guideline: Actor" in (tmp_path / "out.manifest.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "suffix", "expected"),
    [
        ("a.jsonl", ".gliner.json", "a.gliner.json"),
        ("a.gliner.json", ".spacy", "a.spacy"),
        ("a.b.ents.spacy", ".jsonl", "a.b.jsonl"),
        ("a.b", "", "a"),
        ("a", ".csv", "a.csv"),
        (".jsonl", ".csv", ".jsonl.csv"),
    ],
)
def test_a_suffix_of_two_parts_gives_way_as_one(name: str, suffix: str, expected: str) -> None:
    assert with_suffix_of(Path("x") / name, suffix) == Path("x") / expected


def test_a_search_narrows_what_is_written(store: Store, tmp_path: Path) -> None:
    report = run_export(store, tmp_path / "out.jsonl", ExportOptions(all_reports=True, where="mosul"))
    assert report.counts.documents == 2
    assert run_export(store, tmp_path / "done.jsonl", ExportOptions(where="actor:rebels")).counts.documents == 1
    plan = plan_export(store, ExportOptions(all_reports=True, where="actor:rebels"))
    assert (plan.reports, plan.left_out, dict(plan.labels)) == (1, 3, {"Actor": 2, "Claim": 1})
    assert plan_export(store, ExportOptions(where="  ")).reports == 2


def test_a_search_that_finds_nothing_or_is_not_understood_writes_nothing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="none of them is found by “kyiv”"):
        run_export(store, tmp_path / "out.jsonl", ExportOptions(where="kyiv"))
    with pytest.raises(Refusal, match="no field, label or attribute"):
        run_export(store, tmp_path / "out.jsonl", ExportOptions(where="actr:x"))
    assert list(tmp_path.glob("out*")) == []

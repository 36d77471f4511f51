"""The table of claims: safe cells, both kinds of file, and what disputes what across reports and exports."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from annotator.app.exporting import ExportOptions, plan_export, run_export
from annotator.app.importing import import_into
from annotator.domain.errors import FileRefused
from annotator.formats import claims as module
from annotator.formats.base import RelationRecord, ReportRecord, SpanRecord
from annotator.formats.claims import ClaimsFormat, ClaimsWriter, safe_cell
from annotator.formats.export import export_reports
from annotator.storage.store import open_store
from tests.claims_project import CLAIMS, claims_in, claims_session, ledger_of

OPTIONS = ExportOptions(format="claims", all_reports=True)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", '=HYPERLINK("x")'])
def test_what_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "1", " =1", "'x", "دولنا"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


def exported(tmp_path: Path, name: str) -> Path:
    session = claims_session(tmp_path / "p.annodb")
    run_export(session.store, tmp_path / name, OPTIONS)
    session.close()
    return tmp_path / name


def test_the_csv_is_the_expected_table(tmp_path: Path) -> None:
    path = exported(tmp_path, "claims.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,report,title,")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["claim"]: row for row in csv.DictReader(stream)}
    assert len(rows) == len(CLAIMS)
    for facts, expected in CLAIMS:
        row = rows[safe_cell(expected.text)]
        assert (row["title"], row["source"], row["date"], row["url"]) == (
            facts.title,
            facts.source,
            facts.date,
            facts.url,
        )
        assert (row["speakers"], row["stance"], row["certainty"]) == (
            expected.speaker,
            expected.stance,
            expected.certainty,
        )
        assert row["disputes_text"] == "; ".join(expected.disputes)
        against = [other for _, other in CLAIMS if expected.text in other.disputes]
        assert row["disputed_by_text"] == "; ".join(other.text for other in against)
        assert row["disputed_by"] == "; ".join(rows[other.text]["id"] for other in against)
        assert row["annotator"] == "ada"
    assert rows["Mortars hit the school in Harsk"]["about"] == "Weapon: Mortars; Location: Harsk"
    assert "'=HYPERLINK was found on a drone" in rows


def test_the_json_lines_are_the_expected_table(tmp_path: Path) -> None:
    path = exported(tmp_path, "claims.jsonl")
    rows = {row["claim"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    for _, expected in CLAIMS:
        row = rows[expected.text]
        assert row["speakers"] == ([expected.speaker] if expected.speaker else [])
        assert [name for names in row["about"].values() for name in names] == list(expected.about)
        assert row["attributes"].get("stance", "") == expected.stance
        assert row["disputes_text"] == list(expected.disputes)
        assert row["end"] - row["start"] == len(expected.text)


def test_the_preview_and_the_losses_are_told_before(tmp_path: Path) -> None:
    session = claims_session(tmp_path / "p.annodb")
    plan = plan_export(session.store, OPTIONS)
    assert plan.preview.startswith(
        "id,report,title,source,date,url,label,claim,start,end,stance,certainty,evidence,"
    )
    assert "annotations that are not claims" in plan.losses
    session.close()


def test_a_dispute_with_a_report_that_is_not_exported_keeps_the_id(tmp_path: Path) -> None:
    record = ReportRecord(
        "It held.",
        uid="two",
        spans=(SpanRecord(uid="c", start=0, end=7, label="Claim"),),
        relations=(RelationRecord(uid="r", type="disputes", head="c", child="x", child_document="one"),),
    )
    export_reports([record], tmp_path / "c.jsonl", ClaimsFormat())
    row = json.loads((tmp_path / "c.jsonl").read_text(encoding="utf-8"))
    assert (row["disputes"], row["disputes_text"]) == (["x"], [""])


def test_a_file_that_is_not_what_was_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoilt(self: ClaimsWriter, path: Path, reports: int) -> None:
        path.write_bytes(path.read_bytes().replace(b"held", b"fell"))
        module.ClaimsWriter.check(self, path, reports)  # type: ignore[attr-defined]

    monkeypatch.setattr(ClaimsWriter, "check", ClaimsWriter.verify, raising=False)
    monkeypatch.setattr(ClaimsWriter, "verify", spoilt)
    record = ReportRecord("It held.", uid="two", spans=(SpanRecord(uid="c", start=0, end=7, label="Claim"),))
    with pytest.raises(FileRefused, match="not the one that was written"):
        export_reports([record], tmp_path / "c.csv", ClaimsFormat())
    assert not (tmp_path / "c.csv").exists()


def test_claims_out_and_in_again_by_our_jsonl_are_the_same_ledger(tmp_path: Path) -> None:
    session = claims_session(tmp_path / "p.annodb")
    before = claims_in(ledger_of(session))
    run_export(session.store, tmp_path / "all.jsonl", ExportOptions(all_reports=True))
    run_export(session.store, tmp_path / "one.csv", OPTIONS)
    session.close()
    outcome = import_into(tmp_path / "again.annodb", [tmp_path / "all.jsonl"])
    assert outcome.notices == []
    with open_store(tmp_path / "again.annodb") as store:
        with store.writing():
            while store.claims.catch_up():
                pass
        again = {
            row.uid: row
            for row in store.claims.rows([key for (key,) in store._db.execute("SELECT annotation_id FROM claims")])
        }
        run_export(store, tmp_path / "two.csv", OPTIONS)
    assert {claim.uid: (claim.text, claim.speakers, claim.about, claim.attributes) for claim in before} == {
        uid: (claim.text, claim.speakers, claim.about, claim.attributes) for uid, claim in again.items()
    }
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()

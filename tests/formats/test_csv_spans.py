"""The table of annotations: its bytes, safe cells, attributes as columns, and what becomes of it when imported."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from annotator.app.exporting import ExportOptions, run_export
from annotator.domain.documents import Facts
from annotator.domain.errors import FileRefused
from annotator.domain.labels import Attribute, Label, LabelSchema
from annotator.formats.base import RelationRecord, ReportRecord, SpanRecord
from annotator.formats.claims import ClaimsFormat
from annotator.formats.csv_spans import BEFORE, CsvSpanWriter
from annotator.formats.csv_table import CsvFormat
from annotator.formats.export import export_reports
from annotator.formats.registry import recognise
from annotator.storage.store import open_store
from tests.formats.conformance import sample
from tests.formats.reading import plain_record, read_all, span

CSV = CsvFormat()
TEXT = "Rebels shelled Mosul, officials said."
REPORT = ReportRecord(
    TEXT,
    Facts("=A1", "Wire", "2022-06-20"),
    "doc-1",
    (
        span(TEXT, 0, 20, "Claim", uid="c1", attributes={"stance": "asserts", "evidence": True}, note="a,\r\nb"),
        span(TEXT, 0, 6, uid="a1", annotator="grace", flagged=True),
    ),
    (RelationRecord(type="about", head="c1", child="a1"),),
    annotator="ada",
)


def rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def test_the_bytes_are_these(tmp_path: Path) -> None:
    export_reports([REPORT, plain_record(2)], tmp_path / "t.csv", CSV)
    assert (tmp_path / "t.csv").read_bytes() == (
        b"\xef\xbb\xbfreport,title,source,date,id,start,end,label,text,stance,evidence,annotator,note,flagged\r\n"
        b'doc-1,\'=A1,Wire,2022-06-20,c1,0,20,Claim,Rebels shelled Mosul,asserts,yes,ada,"a,\r\nb",\r\n'
        b"doc-1,'=A1,Wire,2022-06-20,a1,0,6,Actor,Rebels,,,grace,,yes\r\n"
        b"doc-2,,,,s1,0,6,Actor,Report,,,ada,,\r\n"
    )


@pytest.mark.parametrize("suffix", [".tsv", ".tab", ".TSV"])
def test_the_suffix_says_that_tabs_part_the_cells(tmp_path: Path, suffix: str) -> None:
    text = 'a\tb "c"'
    export_reports([ReportRecord(text, uid="d", spans=(span(text, 0, 7),))], tmp_path / f"t{suffix}", CSV)
    (row,) = rows(tmp_path / f"t{suffix}", "\t")
    assert row["text"] == text


def test_every_annotation_of_the_sample_has_its_row(tmp_path: Path) -> None:
    records = [*sample(), plain_record(9, "\0\x01 \0"), plain_record(10, "=1+1\r\n@x")]
    export_reports(records, tmp_path / "t.csv", CSV)
    found = rows(tmp_path / "t.csv")
    expected = [(record.uid, s) for record in records for s in sorted(record.spans, key=SpanRecord.order)]
    assert [(row["report"], row["start"], row["end"], row["label"]) for row in found] == [
        (uid, str(s.start), str(s.end), s.label) for uid, s in expected
    ]
    texts = [row["text"] for row in found]
    assert texts[-1] == "'=1+1\r\n"
    assert texts[:-1] == [s.text for _, s in expected][:-1]


def test_no_cell_is_a_formula_whatever_labels_and_attributes_are_named(tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://x")'
    marked = span(TEXT, 0, 6, evil, uid=evil, attributes={evil: evil, "@n": -5}, note=evil, annotator=evil)
    record = ReportRecord(TEXT, Facts(evil, evil, evil), evil, (marked,))
    export_reports([record], tmp_path / "t.csv", CSV)
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert cells.count(f"'{evil}") == 10
    assert "'-5" in cells


def test_the_schemas_attributes_have_columns_and_others_follow(tmp_path: Path) -> None:
    label = Label("Actor", "a", "label1", attributes=(Attribute("side", "text"), Attribute("note", "text")))
    marked = span(TEXT, 0, 6, attributes={"rank": 2, "note": "mine", "sure": False})
    record = ReportRecord(TEXT, uid="d", spans=(marked,))
    export_reports([record], tmp_path / "t.csv", CSV, schema=LabelSchema("s", (label,)))
    (row,) = rows(tmp_path / "t.csv")
    assert list(row)[len(BEFORE) :] == ["side", "note (attribute)", "rank", "sure", "annotator", "note", "flagged"]
    assert (row["side"], row["note (attribute)"], row["rank"], row["sure"], row["note"]) == (
        "", "mine", "2", "no", "",
    )  # fmt: skip


def test_relations_are_counted_as_not_in_the_table(tmp_path: Path) -> None:
    report = export_reports([REPORT], tmp_path / "t.csv", CSV)
    assert "1 relations: not in this format" in [str(loss) for loss in report.losses]
    assert CSV.loses()[:2] == ("the texts of the reports", "relations")


def test_a_table_larger_than_the_buffer_is_whole(tmp_path: Path) -> None:
    text = "ab " * 100_000
    small = (span(text, at, at + 2) for at in range(0, 120_000, 3))
    spans = (*small, span(text, 0, len(text), "Claim"))
    export_reports([ReportRecord(text, uid="d", spans=spans)], tmp_path / "t.csv", CSV)
    csv.field_size_limit(1 << 30)
    assert len(rows(tmp_path / "t.csv")) == 40_001
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_split_has_a_table_for_each_side(tmp_path: Path) -> None:
    source = tmp_path / "p.jsonl"
    source.write_text("".join(f'{{"text": "Report {n}.", "answer": "accept"}}\n' for n in range(3)))
    from annotator.app.importing import import_into

    import_into(tmp_path / "p.annodb", [source])
    with open_store(tmp_path / "p.annodb") as store:
        options = ExportOptions("csv", split=(1, 1, 1))
        report = run_export(store, tmp_path / "t.csv", options)
    assert [file.path.name for file in report.files] == ["t.train.csv", "t.dev.csv", "t.test.csv"]
    header = ",".join(BEFORE)
    assert all(file.path.read_text(encoding="utf-8-sig").startswith(header) for file in report.files)


@pytest.mark.parametrize(
    "spoil", [(b"doc-2", b"doc-3"), (b"doc-2,", b"doc-2,,"), (b"ada,,\r\n", b"ada,,\r\nx\r\n")]
)
def test_a_table_that_is_not_what_was_written_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: tuple[bytes, bytes]
) -> None:
    verify = CsvSpanWriter.verify

    def spoilt(self: CsvSpanWriter, path: Path, reports: int) -> None:
        path.write_bytes(path.read_bytes().replace(*spoil))
        verify(self, path, reports)

    monkeypatch.setattr(CsvSpanWriter, "verify", spoilt)
    with pytest.raises(FileRefused, match="Read again"):
        export_reports([plain_record(2)], tmp_path / "t.csv", CSV)
    assert list(tmp_path.iterdir()) == []


def test_half_a_surrogate_pair_is_refused(tmp_path: Path) -> None:
    record = ReportRecord(TEXT, uid="d", spans=(span(TEXT, 0, 6, note="\ud800"),))
    with pytest.raises(FileRefused, match="half of a surrogate pair"):
        export_reports([record], tmp_path / "t.csv", CSV)


@pytest.mark.parametrize(("form", "what"), [(CSV, "annotations"), (ClaimsFormat(), "claims")])
@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
def test_our_own_tables_are_refused_when_imported(
    tmp_path: Path, form: CsvFormat | ClaimsFormat, what: str, suffix: str
) -> None:
    export_reports([REPORT], tmp_path / f"t{suffix}", form)
    assert recognise(tmp_path / f"t{suffix}").name == "csv"
    with pytest.raises(FileRefused) as refused:
        read_all(CSV, tmp_path / f"t{suffix}")
    assert refused.value.reason == (
        f"This is a table of {what} that was exported; the texts of the reports are not in it. "
        "Import an export in a format that has them, such as jsonl."
    )

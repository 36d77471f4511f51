from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from annotator.domain.documents import Facts
from annotator.domain.errors import FileRefused
from annotator.formats.base import RelationRecord, ReportRecord
from annotator.formats.doccano import EXTRA, NUMBERED, DoccanoFormat
from annotator.formats.export import export_reports
from annotator.formats.foreign_json import TWICE
from annotator.formats.losses import LossRefused
from annotator.formats.registry import recognise
from annotator.formats.same_text import JOINED
from tests.formats.damaged import damaged, read_damaged
from tests.formats.reading import RELATED, read_all, read_or_refused, span

FORM = DoccanoFormat()
SAMPLES = RELATED / "formats" / "doccano"
TEXT = "Rebels shelled Mosul, officials said."
FLAT = (
    b'{"id":1,"text":"Rebels shelled Mosul, officials said.","label":[[0,6,"Actor"],[15,20,"Location"]],'
    b'"Comments":[]}\n'
)
WITH_RELATIONS = (
    b'{"id":1,"text":"Rebels shelled Mosul, officials said.","entities":[{"id":1,"label":"Claim","start_offset":0,'
    b'"end_offset":20},{"id":2,"label":"Actor","start_offset":22,"end_offset":31}],"relations":[{"id":1,"from_id":1,'
    b'"to_id":2,"type":"said_by"}],"Comments":[]}\n'
)
CLAIM, SPEAKER = span(TEXT, 0, 20, "Claim", uid="c"), span(TEXT, 22, 31, uid="a")
SAID = RelationRecord(type="said_by", head="c", child="a")


def read(folder: Path, *lines: object) -> tuple[list[ReportRecord], list[str]]:
    path = folder / "x.doccano.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return read_all(FORM, path)


def marks(record: ReportRecord) -> list[tuple[str, str]]:
    return [(one.label, record.text[one.start : one.end]) for one in record.spans]


def written(folder: Path, *records: ReportRecord) -> bytes:
    export_reports(records, folder / "out.doccano.jsonl", FORM)
    return (folder / "out.doccano.jsonl").read_bytes()


def test_the_documented_bytes(tmp_path: Path) -> None:
    flat = ReportRecord(TEXT, spans=(span(TEXT, 15, 20, "Location"), span(TEXT, 0, 6)))
    assert written(tmp_path, flat) == FLAT
    assert written(tmp_path, ReportRecord(TEXT, spans=(CLAIM, SPEAKER), relations=(SAID,))) == WITH_RELATIONS
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.doccano.jsonl", "out.doccano.manifest.json"]


def test_a_file_is_of_one_variant_whichever_report_has_relations(tmp_path: Path) -> None:
    plain = ReportRecord(TEXT, spans=(span(TEXT, 0, 6),))
    related = ReportRecord(TEXT + " ", spans=(CLAIM, SPEAKER), relations=(SAID,))
    lines = [json.loads(line) for line in written(tmp_path, plain, related, plain).splitlines()]
    assert all("entities" in line and "label" not in line for line in lines)
    assert [entity["id"] for line in lines for entity in line["entities"]] == [1, 2, 3, 4]
    assert lines[1]["relations"] == [{"id": 1, "from_id": 2, "to_id": 3, "type": "said_by"}]


def test_notes_and_flags_are_comments_that_people_can_read_and_come_back(tmp_path: Path) -> None:
    spans = (
        span(TEXT, 0, 6, "A] [0-6 B", note="who?", flagged=True),
        span(TEXT, 0, 6, "B", note="[flagged] twice"),
        span(TEXT, 15, 20, flagged=True),
        span(TEXT, 22, 31, note=" spaced\nlines "),
    )
    record = ReportRecord(TEXT, spans=spans, note="[0-6 B] is not meant", flagged=True)
    data = written(tmp_path, record)
    assert json.loads(data)["Comments"] == [
        "[flagged] [note] [0-6 B] is not meant",
        "[0-6 A] [0-6 B] [flagged] who?",
        "[0-6 B] [note] [flagged] twice",
        "[15-20 Actor] [flagged]",
        "[22-31 Actor]  spaced\nlines ",
    ]
    assert read_all(FORM, tmp_path / "out.doccano.jsonl")[0] == [record]


def test_comments_of_people_are_the_note_of_the_report(tmp_path: Path) -> None:
    comments = ["first", {"text": "second", "username": "ada"}, {"text": "third"}, "[0-6 Nothing] here", 5]
    (record,), notices = read(tmp_path, {"text": TEXT, "label": [], "Comments": comments})
    assert record.note == "first\nada: second\nthird\n[0-6 Nothing] here"
    assert notices == ["A comment that is not a text was left out."]


def test_both_spellings_and_objects_without_relations(tmp_path: Path) -> None:
    entity = {"id": 9, "label": "Actor", "start_offset": 0, "end_offset": 6, "score": 1}
    records, notices = read(
        tmp_path,
        {"text": TEXT, "labels": [[0, 6, "Actor"], [0, 6, "Actor"]]},
        {"text": TEXT, "entities": [entity]},
        {"text": TEXT, "entities": [[0, 6, "Actor"]], "cats": ["news"]},
        {"text": "", "label": []},
    )
    assert [marks(record) for record in records] == [[("Actor", "Rebels")]] * 3
    assert records[2].facts == Facts(more={"cats": ["news"]})
    assert notices == [
        TWICE,
        EXTRA,
        "What stands under “cats” was kept as a fact; it makes no annotations.",
        "A report without text was left out.",
    ]


def test_meta_and_other_columns_are_facts(tmp_path: Path) -> None:
    line = {"id": 77, "text": TEXT, "label": [], "meta": {"source": "Wire", "n": 1}, "n": 2, "language": "en"}
    (record,), _ = read(tmp_path, line)
    assert record.facts == Facts(source="Wire", language="en", more={"n": 1, "id": 77, "n (2)": 2})
    assert record.uid is None
    assert read(tmp_path, {"id": "r-1", "text": TEXT, "label": []})[0][0].uid == "r-1"


def test_an_array_is_read_like_lines(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    lines = [{"text": TEXT, "labels": [[0, 6, "Actor"]]}, {"text": "Other.", "labels": []}]
    path.write_text(json.dumps(lines, indent=1), encoding="utf-8")
    assert recognise(path).name == "doccano"
    records, notices = read_all(FORM, path)
    assert ([marks(record) for record in records], notices) == ([[("Actor", "Rebels")], []], [])
    path.write_text(json.dumps([*lines, {"text": TEXT, "labels": [[9, 9, "A"]]}], indent=1), encoding="utf-8")
    with pytest.raises(FileRefused, match="line 16: Span 1 is empty"):
        read_all(FORM, path)


def test_classes_of_whole_texts_stay_facts(tmp_path: Path) -> None:
    (record,), _ = read(tmp_path, {"text": TEXT, "label": ["war"]})
    assert (record.spans, record.facts.more) == ((), {"label": ["war"]})


def test_relations_follow_spans_that_were_joined(tmp_path: Path) -> None:
    entities = [{"id": n, "label": "A", "start_offset": s, "end_offset": 6} for n, s in ((1, 0), (2, 0), (3, 3))]
    relations = [{"from_id": 2, "to_id": 3, "type": "x"}, {"from_id": 1, "to_id": 3, "type": "x"}]
    (record,), notices = read(tmp_path, {"text": TEXT, "entities": entities, "relations": relations})
    assert [(one.head, one.child) for one in record.relations] == [("1", "3")]
    assert notices == [TWICE]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"label": []}, "The record has no “text”; its keys are: “label”."),
        ({"text": 1, "label": []}, "“text” is not a text."),
        ({"text": TEXT, "label": [[0, 99, "A"]]}, "Span 1: 0 to 99 is not in the text of 37 characters."),
        ({"text": TEXT, "label": [[0, 1, "A"], [4, 4, "A"]]}, "Span 2 is empty: it starts and ends at 4."),
        ({"text": TEXT, "label": [[0, "x", "A"]]}, "Span 1: “end_offset” is not a whole number."),
        ({"text": TEXT, "label": [[0, 1]]}, "Span 1 has 2 parts; it needs a start, an end and a label."),
        ({"text": TEXT, "label": [[0, 1, ""]]}, "Span 1 has no label."),
        ({"text": TEXT, "label": [7]}, "Span 1 is not an object."),
        ({"text": TEXT, "Comments": {}}, "“Comments” is not a list."),
        ({"text": TEXT, "relations": [7]}, "Relation 1 is not an object."),
        (
            {"text": TEXT, "relations": [{"from_id": 1, "to_id": 2, "type": "x"}]},
            "Relation 1: its from_id is “1”, but no span has this id.",
        ),
    ],
)
def test_faults_name_their_line(tmp_path: Path, line: object, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, {"text": TEXT, "label": []}, line)
    assert (refused.value.reason, refused.value.line) == (reason, 2)


def test_two_spans_with_one_id_are_refused(tmp_path: Path) -> None:
    entity = {"id": 1, "label": "A", "start_offset": 0, "end_offset": 6}
    with pytest.raises(FileRefused, match="Span 2 has the id “1”, which another one has"):
        read(tmp_path, {"text": TEXT, "entities": [entity, entity]})


def test_what_it_cannot_hold_stands_against_an_export(tmp_path: Path) -> None:
    marked = span(TEXT, 0, 6, attributes={"stance": "asserts"})
    elsewhere = RelationRecord(type="x", head="c", child="z", child_document="doc-2")
    alike = (CLAIM, span(TEXT, 0, 20, "Claim", uid="d", annotator="grace"))
    for record in (
        ReportRecord(TEXT, spans=(marked,)),
        ReportRecord(TEXT, spans=(CLAIM,), relations=(elsewhere,)),
        ReportRecord(TEXT, spans=alike),
    ):
        with pytest.raises(LossRefused):
            written(tmp_path, record)


def test_a_relation_of_nothing_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="leads to “a”, but no span has this id"):
        written(tmp_path, ReportRecord(TEXT, spans=(CLAIM,), relations=(SAID,)))


@pytest.mark.parametrize("text", ["half \ud800", "x"])
def test_what_json_does_not_know_is_not_written(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileRefused, match="cannot be written"):
        written(tmp_path, ReportRecord(text, Facts(more={"n": float("nan")})))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ({"text": TEXT, "label": []}, "doccano"),
        ({"text": TEXT, "labels": [[0, 6, "A"]]}, "doccano"),
        ({"text": TEXT, "annotations": [{"label": 1, "start_offset": 0, "end_offset": 3}]}, "doccano"),
        ({"text": TEXT, "label": [[0, 6, "A"]] * 9_000}, "doccano"),
        ({"text": TEXT, "label": ["war"]}, "jsonl"),
        ({"text": TEXT, "label": "war"}, "jsonl"),
        ({"text": TEXT, "spans": [], "relations": []}, "jsonl"),
        ({"text": TEXT}, "jsonl"),
    ],
)
def test_recognition_by_content(tmp_path: Path, line: object, name: str) -> None:
    (tmp_path / "x").write_text(json.dumps(line), encoding="utf-8")
    assert recognise(tmp_path / "x").name == name


def zipped(path: Path, **files: list[object]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, lines in files.items():
            archive.writestr(f"{name}.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    return path


def test_a_zip_of_several_annotators_is_one_set_of_reports(tmp_path: Path) -> None:
    rebels, mosul = [0, 6, "Actor"], [15, 20, "Location"]
    path = zipped(
        tmp_path / "export.zip",
        ada=[
            {"id": 7, "text": TEXT, "label": [rebels, mosul], "Comments": ["one"]},
            {"text": "Other.", "label": []},
        ],
        grace=[{"id": 7, "text": TEXT, "label": [rebels], "Comments": ["[0-6 Actor] two"]}],
    )
    assert recognise(path).name == "doccano"
    (record, other), notices = read_all(FORM, path)
    assert [(one.label, one.annotator, one.note) for one in record.spans] == [
        ("Actor", "", ""),
        ("Location", "", ""),
        ("Actor", "grace", "two"),
    ]
    assert (record.annotator, record.note, record.facts.more, other.text) == ("ada", "one", {"id": 7}, "Other.")
    assert notices == [JOINED]
    shared = zipped(tmp_path / "all.zip", all=[{"text": TEXT, "label": [rebels]}])
    assert read_all(FORM, shared)[0][0].annotator == ""


def test_faults_in_a_zip_name_the_file_in_it(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", ada=[{"text": TEXT, "label": []}, {"text": TEXT, "label": [[0, 99, "A"]]}])
    with pytest.raises(FileRefused) as refused:
        read_all(FORM, path)
    assert refused.value.reason.startswith("ada.jsonl: Span 1: 0 to 99 is not in the text")
    assert refused.value.line == 2
    for data in damaged(path.read_bytes()):
        path.write_bytes(data)
        read_or_refused(FORM, path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["x.zip"]


@pytest.mark.parametrize("name", ["../../a.jsonl", "/tmp/a.jsonl", "..\\a.jsonl", "C:/a.jsonl"])
def test_a_zip_that_names_files_outside_itself_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, json.dumps({"text": TEXT, "label": [[0, 6, "Actor"]]}))
    assert recognise(path).name == "doccano"
    with pytest.raises(FileRefused, match="names a file outside itself"):
        read_all(FORM, path)
    assert [one.name for one in tmp_path.iterdir()] == ["x.zip"]


@pytest.mark.parametrize("files", [{}, {"a": ["x"]}, {"a": [{"text": TEXT, "spans": []}]}])
def test_other_zips_are_not_taken(tmp_path: Path, files: dict[str, list[object]]) -> None:
    path = zipped(tmp_path / "x.zip", **files)
    assert FORM.recognise(path.read_bytes(), path) == 0
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("picture.png", b"")
    assert FORM.recognise(path.read_bytes(), path) == 0


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the checkout")
@pytest.mark.parametrize(
    ("name", "reports", "spans", "relations"),
    [
        ("data_import/pipeline/examples/relation_extraction/example.jsonl", 1, 4, 3),
        ("data_import/tests/data/relation_extraction/example.jsonl", 1, 4, 3),
        ("data_import/pipeline/examples/intent_detection/example.jsonl", 2, 3, 0),
        ("data_export/pipeline/examples/sequence_labeling/example.jsonl", 3, 4, 0),
        ("transformer/labeling.jsonl", 2, 16, 0),
    ],
)
def test_samples(tmp_path: Path, name: str, reports: int, spans: int, relations: int) -> None:
    path = SAMPLES / name
    assert recognise(path).name == "doccano"
    records, notices = read_all(FORM, path)
    assert len(records) == reports
    assert (sum(len(r.spans) for r in records), sum(len(r.relations) for r in records)) == (spans, relations)
    assert (NUMBERED in notices) == ("transformer" in name)
    read_damaged(FORM, path, tmp_path)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the checkout")
def test_the_annotator_of_older_files_is_kept_and_a_line_without_text_refused() -> None:
    records, _ = read_all(FORM, SAMPLES / "transformer/labeling.jsonl")
    assert {one.annotator for one in records[0].spans} == {"1", "2"}
    with pytest.raises(FileRefused, match="line 3: The record has no “text”"):
        read_all(FORM, SAMPLES / "data_import/tests/data/sequence_labeling/example.jsonl")

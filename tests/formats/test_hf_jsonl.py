from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.domain.errors import FileRefused
from annotator.domain.labels import Label, LabelSchema
from annotator.formats.base import ReportRecord
from annotator.formats.conll_text import BROKEN
from annotator.formats.export import export_reports
from annotator.formats.hf_jsonl import HfJsonlFormat, part_of_dataset
from annotator.formats.losses import LossRefused, OnLoss, Policy
from annotator.formats.registry import recognise
from annotator.formats.splits import Split
from tests.formats.conformance import DROPPING, sample
from tests.formats.damage import survives_damage
from tests.formats.reading import plain_record, read_all, span

HF = HfJsonlFormat()
TEXT = "Rebels shelled Mosul, officials said. It burned."
REPORT = ReportRecord(TEXT, uid="r1", spans=(span(TEXT, 0, 14), span(TEXT, 15, 20, "Location")))
SCHEMA = LabelSchema("s", (Label("Actor", "a", "label1"), Label("Claim", "c", "label2", "claim")))


def read(folder: Path, *rows: object, name: str = "x.jsonl") -> tuple[list[ReportRecord], list[str]]:
    path = folder / name
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    assert recognise(path).name == "hf-jsonl"
    return read_all(HF, path)


def marks(record: ReportRecord) -> list[tuple[str, str]]:
    return [(span.label, record.text[span.start : span.end]) for span in record.spans]


def test_a_line_for_each_sentence(tmp_path: Path) -> None:
    report = export_reports([REPORT], tmp_path / "out", HF)
    assert [file.path for file in report.files] == [tmp_path / "out" / "train.jsonl"]
    assert (tmp_path / "out" / "train.jsonl").read_text(encoding="utf-8") == (
        '{"id":"r1-1","document":"r1","tokens":["Rebels","shelled","Mosul",",","officials","said","."],'
        '"tags":["B-Actor","I-Actor","B-Location","O","O","O","O"]}\n'
        '{"id":"r1-2","document":"r1","tokens":["It","burned","."],"tags":["O","O","O"]}\n'
    )
    (record,), notices = read_all(HF, tmp_path / "out" / "train.jsonl")
    assert (record.text, record.uid) == ("Rebels shelled Mosul , officials said .\nIt burned .", "r1")
    assert marks(record) == [("Actor", "Rebels shelled"), ("Location", "Mosul")]
    assert notices == []


def test_sides_have_the_names_that_data_sets_use(tmp_path: Path) -> None:
    records = [plain_record(number) for number in range(60)]
    export_reports(records, tmp_path / "out", HF, split=Split({}, "seed", (50, 25, 25)))
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["export.manifest.json", "test.jsonl", "train.jsonl", "validation.jsonl"]


def test_layers_have_folders(tmp_path: Path) -> None:
    nested = ReportRecord(TEXT, spans=(*REPORT.spans, span(TEXT, 0, 20, "Claim")))
    with pytest.raises(LossRefused, match="2 annotations that overlap"):
        export_reports([nested], tmp_path / "out", HF, schema=SCHEMA)
    export_reports([nested], tmp_path / "out", HF, schema=SCHEMA, policy=Policy(OnLoss.LAYER_FILES))
    (claims,), _ = read_all(HF, tmp_path / "out" / "claim" / "train.jsonl")
    (entities,), _ = read_all(HF, tmp_path / "out" / "entity" / "train.jsonl")
    assert (len(claims.spans), len(entities.spans)) == (1, 2)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("", "train.jsonl"),
        ("dev", "validation.jsonl"),
        ("claim", "claim/train.jsonl"),
        ("claim/test", "claim/test.jsonl"),
    ],
)
def test_parts_of_a_folder(name: str, part: str) -> None:
    assert part_of_dataset(name, ".jsonl") == part


def test_rows_without_a_document_are_reports_of_their_own(tmp_path: Path) -> None:
    rows = [{"tokens": ["a", "b"], "ner_tags": ["O", "B-X"]}, {"id": "1", "tokens": ["💥"], "ner_tags": ["B-Y"]}]
    records, notices = read(tmp_path, *rows)
    assert [(record.text, record.uid, marks(record)) for record in records] == [
        ("a b", None, [("X", "b")]),
        ("💥", None, [("Y", "💥")]),
    ]
    assert notices == []


def test_other_schemes_broken_tags_and_left_out_keys_are_told(tmp_path: Path) -> None:
    (record,), notices = read(
        tmp_path, {"tokens": ["a", "b", "c"], "tags": ["B-X", "E-X", "S-Y"], "pos_tags": [1]}
    )
    assert marks(record) == [("X", "a b"), ("Y", "c")]
    assert notices == ["What stands under “pos_tags” was left out.", "The tags are in the scheme BIOES."]
    (record,), notices = read(tmp_path, {"tokens": ["a", "b"], "tags": ["B-X", "I-Y"]})
    assert (marks(record), notices) == ([("X", "a"), ("Y", "b")], [BROKEN])
    (record,), notices = read(tmp_path, {"tokens": ["a", "b"], "tags": ["X", "X"]})
    assert (marks(record), notices) == ([("X", "a b")], ["The tags are in the scheme IO."])


def test_empty_tokens_and_rows_are_told(tmp_path: Path) -> None:
    records, notices = read(tmp_path, {"tokens": ["", "b"], "tags": ["B-X", "O"]}, {"tokens": [], "tags": []})
    assert [(record.text, record.spans) for record in records] == [(" b", ())]
    assert notices == ["An annotation of an empty token was left out.", "A report without text was left out."]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"tokens": ["a"], "tags": [0]}, "The tags are numbers, and JSON lines do not tell what they mean"),
        ({"tokens": ["a"], "tags": ["O", "O"]}, "There are 1 tokens, but 2 tags."),
        ({"tokens": ["a", 1], "tags": ["O", "O"]}, "“tokens” is not a list of texts."),
        ({"tokens": ["a"], "tags": "O"}, "“tags” is not a list of texts."),
        ({"tokens": ["a"]}, "“tags” is not a list of texts."),
        (["a"], "The line is not a JSON object"),
        ({"tokens": ["c"], "tags": ["O"], "document": "d"}, "The rows of “d” do not stand together."),
    ],
)
def test_faults_name_their_line(tmp_path: Path, row: object, reason: str) -> None:
    before = [{"tokens": ["a"], "tags": ["O"], "document": name} for name in ("d", "e")]
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, *before, row)
    assert reason in refused.value.reason
    assert refused.value.line == 3


@pytest.mark.parametrize("label", ["__proto__", "O", "B-X", "Armed group|\t", "L" * 10_240])
def test_odd_labels_come_back(tmp_path: Path, label: str) -> None:
    export_reports([ReportRecord(TEXT, spans=(span(TEXT, 0, 14, label),))], tmp_path / "out", HF)
    assert read_all(HF, tmp_path / "out" / "train.jsonl")[0][0].spans[0].label == label


@pytest.mark.parametrize(
    "line",
    ['{"text": "a", "tokens": [{"text": "a"}]}', '{"text": "a"}', '{"tokens": 1}', "[1]", '{"tags": ["O"]}'],
)
def test_other_lines_are_not_taken_for_it(tmp_path: Path, line: str) -> None:
    assert HF.recognise(f"{line}\n".encode(), tmp_path / "x.jsonl") == 0.0


def test_a_line_longer_than_what_is_looked_at_is_recognised(tmp_path: Path) -> None:
    line = json.dumps({"id": "1", "tokens": ["word"] * 50_000, "tags": ["O"] * 50_000})
    (tmp_path / "x.jsonl").write_text(line)
    assert recognise(tmp_path / "x.jsonl").name == "hf-jsonl"


def test_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    export_reports(sample(), tmp_path / "out", HF, policy=DROPPING)
    survives_damage(HF, (tmp_path / "out" / "train.jsonl").read_bytes(), tmp_path)

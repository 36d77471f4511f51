from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from annotator.domain.errors import Cancelled, FileRefused, Refusal
from annotator.domain.labels import Label, LabelSchema
from annotator.formats import extras, hf_parquet
from annotator.formats.base import ReportRecord
from annotator.formats.export import export_reports
from annotator.formats.hf_parquet import HfParquetFormat
from annotator.formats.registry import recognise
from annotator.formats.splits import Split
from tests.formats.conformance import DROPPING, sample
from tests.formats.damage import survives_damage
from tests.formats.reading import plain_record, read_all, span

HF = HfParquetFormat()
TEXT = "Rebels shelled Mosul. It burned."
REPORT = ReportRecord(TEXT, uid="r1", spans=(span(TEXT, 0, 14), span(TEXT, 15, 20, "Location")))
SCHEMA = LabelSchema(
    "s", (Label("Location", "l", "label2"), Label("Actor", "a", "label1"), Label("Weapon", "w", "label3"))
)
NAMES = ["O", "B-X", "I-X"]


def features(**columns: object) -> dict[bytes, bytes]:
    return {b"huggingface": json.dumps({"info": {"features": columns}}).encode()}


def saved(folder: Path, metadata: dict[bytes, bytes] | None = None, **columns: list[Any]) -> Path:
    path = folder / "x.parquet"
    pq.write_table(pa.table(columns).replace_schema_metadata(metadata), path)
    return path


def marks(record: ReportRecord) -> list[tuple[str, str]]:
    return [(span.label, record.text[span.start : span.end]) for span in record.spans]


def test_tags_are_numbered_in_the_order_of_the_schema(tmp_path: Path) -> None:
    report = export_reports([REPORT], tmp_path / "out", HF, schema=SCHEMA)
    path = tmp_path / "out" / "train.parquet"
    assert [file.path for file in report.files] == [path]
    table = pq.read_table(path)
    assert table.to_pylist()[0] == {
        "id": "r1-1",
        "document": "r1",
        "tokens": ["Rebels", "shelled", "Mosul", "."],
        "ner_tags": [3, 4, 1, 0],
    }
    told = json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]
    names = ["O", "B-Location", "I-Location", "B-Actor", "I-Actor", "B-Weapon", "I-Weapon"]
    assert told["ner_tags"]["feature"] == {"names": names, "_type": "ClassLabel"}
    (record,), notices = read_all(HF, path)
    assert (record.uid, record.text, notices) == ("r1", "Rebels shelled Mosul .\nIt burned .", [])
    assert marks(record) == [("Actor", "Rebels shelled"), ("Location", "Mosul")]


def test_without_a_schema_labels_are_those_that_come_up(tmp_path: Path) -> None:
    export_reports([REPORT], tmp_path / "out", HF)
    told = json.loads(pq.read_schema(tmp_path / "out" / "train.parquet").metadata[b"huggingface"])
    assert told["info"]["features"]["ner_tags"]["feature"]["names"][1::2] == ["B-Actor", "B-Location"]


def test_many_rows_are_written_piece_by_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hf_parquet, "_ROWS", 7)
    records = [plain_record(number) for number in range(60)]
    export_reports(records, tmp_path / "out", HF, schema=SCHEMA, split=Split({}, "seed", (50, 25, 25)))
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["export.manifest.json", "test.parquet", "train.parquet", "validation.parquet"]
    assert pq.ParquetFile(tmp_path / "out" / "train.parquet").num_row_groups > 1


def test_a_stopped_export_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hf_parquet, "_ROWS", 7)

    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        export_reports((plain_record(n) for n in range(300)), tmp_path / "o", HF, schema=SCHEMA, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_label_that_is_not_in_the_schema_is_refused(tmp_path: Path) -> None:
    record = ReportRecord(TEXT, spans=(span(TEXT, 0, 6, "Claim"),))
    with pytest.raises(FileRefused, match="The schema has no label “Claim”"):
        export_reports([record], tmp_path / "out", HF, schema=SCHEMA)


@pytest.mark.parametrize(
    "feature",
    [
        {"feature": {"names": NAMES, "_type": "ClassLabel"}, "_type": "List"},
        {"feature": {"names": NAMES, "_type": "ClassLabel"}, "length": -1, "_type": "Sequence"},
        [{"names": NAMES, "_type": "ClassLabel"}],
    ],
)
def test_names_of_every_version_of_the_library(tmp_path: Path, feature: object) -> None:
    path = saved(tmp_path, features(tags=feature), tokens=[["a", "b"]], tags=[[1, 2]], pos=[[1, 2]])
    (record,), notices = read_all(HF, path)
    assert marks(record) == [("X", "a b")]
    assert notices == ["What stands under “pos” was left out."]


def test_tags_may_be_texts_in_another_scheme(tmp_path: Path) -> None:
    (record,), notices = read_all(HF, saved(tmp_path, tokens=[["a", "b"]], labels=[["B-X", "L-X"]]))
    assert (marks(record), notices) == ([("X", "a b")], ["The tags are in the scheme BILOU."])


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"text": ["a"]}, "There are no columns “tokens” and “ner_tags”; there are: “text”."),
        (
            {"tokens": [["a"]], "ner_tags": [[0]]},
            "The tags are numbers, and the file does not tell what they mean.",
        ),
        ({"tokens": [["a"]], "tags": [[3]]}, "Row 1: the tag 3 has no name; there are 3."),
        ({"tokens": [["a"]], "tags": [[-1]]}, "Row 1: the tag -1 has no name"),
        ({"tokens": [["a"], ["b"]], "tags": [[1], [1, 2]]}, "Row 2: there is not one tag for each token."),
        ({"tokens": [[1]], "tags": [[1]]}, "Row 1: “tokens” is not a list of texts."),
        ({"tokens": [None], "tags": [[1]]}, "Row 1: “tokens” is not a list of texts."),
        ({"tokens": [["a"]], "tags": [[None]]}, "Row 1: the tag None has no name"),
    ],
)
def test_faults_are_told(tmp_path: Path, columns: dict[str, list[Any]], reason: str) -> None:
    path = saved(tmp_path, features(tags=[{"names": NAMES}]), **columns)
    assert recognise(path).name == "hf-parquet"
    with pytest.raises(FileRefused) as refused:
        read_all(HF, path)
    assert reason in refused.value.reason


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, tokens=[["a"] * 100_000], tags=[["O"] * 100_000])
    assert path.stat().st_size < 10_000
    monkeypatch.setattr(hf_parquet, "_MOST_VALUES", 99_999)
    with pytest.raises(FileRefused, match=r"A group of rows has 100,000 values"):
        read_all(HF, path)


def test_an_empty_table_has_no_reports(tmp_path: Path) -> None:
    export_reports([], tmp_path / "out", HF, schema=SCHEMA)
    assert read_all(HF, tmp_path / "out" / "train.parquet") == ([], [])


def test_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    export_reports(sample(), tmp_path / "out", HF, policy=DROPPING)
    survives_damage(HF, (tmp_path / "out" / "train.parquet").read_bytes(), tmp_path)


def test_without_pyarrow_the_command_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path, tokens=[["a"]], tags=[["O"]])
    monkeypatch.setitem(extras.MODULES, "parquet", "no_such_module")
    with pytest.raises(FileRefused, match=r"python3 main\.py add parquet"):
        read_all(HF, path)
    with pytest.raises(Refusal, match=r"python3 main\.py add parquet"):
        export_reports([REPORT], tmp_path / "out", HF)
    assert [path.name for path in tmp_path.iterdir()] == ["x.parquet"]


def test_a_file_at_which_the_library_ends_its_process_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_reports([plain_record(1)], tmp_path / "out", HF, policy=DROPPING)
    monkeypatch.setattr(hf_parquet, "_COUNT_VALUES", "import os; os.abort()")
    with pytest.raises(FileRefused, match="its columns cannot be looked at"):
        read_all(HF, tmp_path / "out" / "train.parquet")

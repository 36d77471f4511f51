from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.annotations import Origin
from annotator.domain.errors import FileRefused
from annotator.formats.base import ReportRecord
from annotator.formats.registry import format_named, recognise
from annotator.formats.sources import plan_sources
from tests.formats.damaged import damaged
from tests.formats.mutation import assert_whole, mutations
from tests.formats.reading import RELATED, read_all, read_or_refused

TEXT = "The “Rebels” shelled\nMosul."
RE3D = format_named("re3d")
SAMPLES = sorted(RELATED.glob("re3d/*/documents.json"))
DOCUMENT = {
    "_id": "AB", "sourceName": "Wire", "sourceUrl": "https://example.org", "wordCount": 4, "title": "Mosul",
    "text": TEXT,
}  # fmt: skip
_ENDS = {
    "sourceBegin": 4,
    "sourceEnd": 12,
    "source": "'Rebels'",
    "targetBegin": 21,
    "targetEnd": 26,
    "target": "Mosul",
}
RELATION = {"_id": "r", "documentId": "AB", "type": "Apart", "value": "shelled", "confidence": 1, **_ENDS}


def entity(uid: str, begin: int, end: int, kind: str, confidence: float = 1, **more: Any) -> dict[str, Any]:
    row = {"_id": uid, "documentId": "AB", "begin": begin, "end": end, "type": kind, "value": TEXT[begin:end]}
    return {**row, "confidence": confidence, **more}


ENTITIES = [
    entity("a", 4, 12, "Organisation", value="'Rebels'"), entity("b", 21, 26, "Person", 0.5),
    entity("c", 21, 26, "Location", 0.75), entity("d", 0, 3, "Location", 0.49),
]  # fmt: skip


def write(folder: Path, entities: list[Any], relations: list[Any], documents: list[Any] | None = None) -> Path:
    for name, rows in (("documents", documents or [DOCUMENT]), ("entities", entities), ("relations", relations)):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.json").write_text(lines, encoding="utf-8")
    return folder / "documents.json"


def read(folder: Path, entities: list[Any], relations: list[Any]) -> tuple[ReportRecord, list[str]]:
    (record,), notices = read_all(RE3D, write(folder, entities, relations))
    return record, notices


@pytest.mark.parametrize("label", ["__proto__", "L" * 10_240, "\x01 |"])
def test_odd_labels_come_in_as_they_are(tmp_path: Path, label: str) -> None:
    row = entity("a", 4, 12, label, value="'Rebels'")
    record, _ = read(tmp_path, [row, ENTITIES[2]], [{**RELATION, "type": label}])
    assert record.spans[0].label == label
    assert [one.type for one in record.relations] == [label]


def test_entities_and_relations_stand_with_their_document(tmp_path: Path) -> None:
    record, notices = read(tmp_path, ENTITIES, [RELATION])
    assert (record.uid, record.text, record.facts.title, record.facts.source) == ("AB", TEXT, "Mosul", "Wire")
    assert (record.facts.url, record.facts.more) == ("https://example.org", {"wordCount": 4})
    assert [(s.uid, s.label, s.text) for s in record.spans] == [
        ("a", "Organisation", "“Rebels”"), ("c", "Location", "Mosul"), ("b", "Person", "Mosul"),
    ]  # fmt: skip
    assert record.spans[1].origin == Origin("imported", "re3d", 0.75)
    assert [(r.type, r.head, r.child) for r in record.relations] == [("Apart", "a", "c")]
    told = "Quotation marks or line ends are others than in the text; those of the text were taken."
    assert notices == [
        told, "What the crowd rejected (a confidence below 0.5) was left out.", told,
        "The words that say a relation were left out.",
    ]  # fmt: skip


def test_a_relation_to_what_was_rejected_is_left_out(tmp_path: Path) -> None:
    record, notices = read(tmp_path, [entity("b", 21, 26, "Person", 0.2)], [RELATION])
    assert (record.spans, record.relations) == ((), ())
    assert "A relation was left out whose end is no annotation, or one that was rejected." in notices


def test_the_same_twice_and_rows_of_other_reports_are_told(tmp_path: Path) -> None:
    again = [*ENTITIES, entity("e", 21, 26, "Location"), entity("f", 0, 1, "X", documentId="CD")]
    record, notices = read(tmp_path, again, [RELATION, RELATION])
    assert (len(record.spans), len(record.relations)) == (3, 1)
    for told in ("The same annotation twice", "The same relation twice", "a report that is not there"):
        assert any(told in notice for notice in notices)


def test_without_the_other_files_there_is_only_text(tmp_path: Path) -> None:
    path = write(tmp_path, [], [])
    (tmp_path / "entities.json").unlink()
    (record,), notices = read_all(RE3D, path)
    assert (record.spans, notices) == ((), ["This file is not beside the reports, so they have nothing of it."])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (entity("x", 20, 25, "X", value="Mosul"), "the text there is “\\u000aMosu”. It stands at 21 to 26."),
        (entity("x", 20, 99, "X"), "20 to 99 is not in the text of 27 characters."),
        (entity("x", 5, 5, "X"), "is empty"),
        (entity("x", 1, 2, ""), "has no type"),
        (entity("x", 1, 2, "X", 1.5), "The confidence is no number from 0 to 1."),
        ({**ENTITIES[3], "confidence": 1, "begin": "1"}, "“begin” is not a whole number."),
        (entity("x", 1, 2, "X", documentId=None), "has no documentId"),
        (entity("a", 1, 2, "X"), "The _id “a” stands twice."),
        ([], "not a JSON object"),
    ],
)
def test_faults_name_file_and_line(tmp_path: Path, row: Any, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, [*ENTITIES, row], [])
    assert (refused.value.path, refused.value.line) == (tmp_path / "entities.json", 5)
    assert reason in refused.value.reason


def test_a_relation_that_says_another_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"relations\.json, line 1: .*it says “Rebels”"):
        read(tmp_path, ENTITIES, [{**RELATION, "source": "Rebels"}])


def test_an_id_of_two_reports_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="The id “AB” stands in line 1 too"):
        read_all(RE3D, write(tmp_path, [], [], [DOCUMENT, DOCUMENT]))


def test_it_is_recognised_and_the_other_files_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, ENTITIES, [RELATION])
    (tmp_path / "documents.json").rename(tmp_path / "x")
    assert recognise(tmp_path / "x") is RE3D
    (tmp_path / "x").rename(tmp_path / "documents.json")
    (tmp_path / "LICENSE").write_text("Open.")
    assert [(s.path.name, s.format) for s in plan_sources([tmp_path])] == [("documents.json", RE3D)]


@pytest.mark.skipif(not SAMPLES, reason="the data is not there")
def test_real_files_have_what_the_crowd_accepted() -> None:
    counts, expected = Counter[str](), Counter[str]()
    for path in SAMPLES:
        assert recognise(path) is RE3D
        for record in read_all(RE3D, path)[0]:
            counts.update(span.label for span in record.spans)
            counts["relations"] += len(record.relations)
        lines = path.with_name("entities.json").read_text(encoding="utf-8").splitlines()
        rows = [row for row in map(json.loads, lines) if row["confidence"] >= 0.5]
        expected.update(row["type"] for row in rows)
        places = {(row["documentId"], row["begin"], row["end"]) for row in rows}
        for row in map(json.loads, path.with_name("relations.json").read_text(encoding="utf-8").splitlines()):
            ends = {(row["documentId"], row[f"{end}Begin"], row[f"{end}End"]) for end in ("source", "target")}
            expected["relations"] += row["confidence"] >= 0.5 and ends <= places
    assert counts == expected
    assert (counts.total(), counts["relations"]) == (1947 + 703, 703)


@pytest.mark.parametrize("name", ["documents", "entities", "relations"])
def test_damaged_files_are_read_or_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path, ENTITIES, [RELATION])
    path = tmp_path / f"{name}.json"
    for content in damaged(path.read_bytes()):
        path.write_bytes(content)
        try:
            read_all(RE3D, tmp_path / "documents.json")
        except FileRefused as refused:
            assert Path(str(refused.path)).parent == tmp_path  # noqa: PT017
            assert refused.reason.endswith(".")  # noqa: PT017


def test_whatever_the_rows_say_is_read_or_refused(tmp_path: Path) -> None:
    plain = {"documents": [DOCUMENT], "entities": ENTITIES, "relations": [RELATION]}
    for name, rows in plain.items():
        for changed in mutations(rows, 150):
            if not isinstance(changed, list):
                continue
            path = write(tmp_path, **{**plain, name: changed})
            try:
                records, _ = read_all(RE3D, path)
            except FileRefused as refused:
                assert refused.line  # noqa: PT017
                continue
            for record in records:
                assert_whole(record)


def test_hostile_neighbours_are_refused(tmp_path: Path) -> None:
    write(tmp_path, ENTITIES, [RELATION])
    (tmp_path / "entities.json").write_bytes(b"[" * 100_000)
    with pytest.raises(FileRefused, match=r"entities\.json, line 1"):
        read_all(RE3D, tmp_path / "documents.json")
    assert read_or_refused(RE3D, tmp_path / "entities.json") == []

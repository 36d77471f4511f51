from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.errors import FileRefused
from annotator.formats.base import ReportRecord
from annotator.formats.registry import format_named, recognise
from tests.formats.damaged import damaged, read_damaged
from tests.formats.mutation import assert_whole, mutations
from tests.formats.reading import RELATED, read_all, read_or_refused

TEXT = "Rebels shelled Mosul, officials said."
LIGHTTAG = format_named("lighttag")
SAMPLE = RELATED / "formats" / "lighttag" / "ddi_test.json"


def marked(start: int, end: int, tag: str, uid: Any = None, **more: Any) -> dict[str, Any]:
    found = {"start": start, "end": end, "tag": tag, "value": TEXT[start:end], **more}
    return found if uid is None else {**found, "tagged_token_id": uid}


def example(*annotations: Any, **more: Any) -> dict[str, Any]:
    return {"content": TEXT, "metadata": {"title": "Mosul", "n": 1}, "annotations": list(annotations), **more}


EXPORT = {
    "examples": [
        example(
            marked(0, 20, "Claim", "c", annotated_by=[{"annotator": "ada"}, {"annotator": "grace"}], sure=True),
            marked(22, 31, "Actor", "o", annotated_by=["ada"], tag_id="t1"),
            marked(0, 6, "Actor", 7, correct=False),
            example_id="e1",
            seen_by=["ada"],
        ),
        {"content": "Other.", "annotations": []},
    ],
    "relations": [
        {"id": 1, "tagged_token_id": "c", "parent_id": None, "children": [2, 3]},
        {"id": 2, "tagged_token_id": "o", "parent_id": 1, "relation_type": "said_by", "annotator_id": "ada"},
        {"id": 3, "tagged_token_id": 7, "parent_id": 1, "relation_type": "by"},
        {"id": 4, "tagged_token_id": "o", "parent_id": 1},
        {"id": 5, "tagged_token_id": None, "parent_id": 1},
    ],
}


def read(folder: Path, found: Any) -> tuple[list[ReportRecord], list[str]]:
    path = folder / "x.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    return read_all(LIGHTTAG, path)


def test_an_export_with_annotators_and_trees(tmp_path: Path) -> None:
    (record, other), notices = read(tmp_path, EXPORT)
    assert (record.uid, record.facts.title, record.facts.more["n"]) == ("e1", "Mosul", 1)
    assert [(s.uid, s.label, s.text, s.annotator, s.attributes) for s in record.spans] == [
        ("c", "Claim", "Rebels shelled Mosul", "ada", {"sure": True}),
        ("c/2", "Claim", "Rebels shelled Mosul", "grace", {"sure": True}),
        ("o", "Actor", "officials", "ada", {}),
    ]
    assert [(r.type, r.head, r.child, r.annotator) for r in record.relations] == [
        ("said_by", "c", "o", "ada"), ("related", "c", "o", ""),
    ]  # fmt: skip
    assert (other.text, other.spans) == ("Other.", ())
    assert notices == [
        "A relation was left out that does not lead from one annotation to another.",
        "An annotation that a reviewer called wrong was left out.",
        "A relation without a type was read as “related”.",
        "What stands under “seen_by” was kept as a fact; it makes no annotations.",
    ]


@pytest.mark.parametrize("lines", [False, True])
def test_examples_alone_in_an_array_or_in_lines(tmp_path: Path, lines: bool) -> None:
    rows = [example(marked(0, 6, "Actor")), example(marked(15, 20, "Location"))]
    path = tmp_path / "x"
    path.write_text("\n".join(map(json.dumps, rows)) if lines else json.dumps(rows))
    records, notices = read_all(LIGHTTAG, path)
    assert [record.spans[0].text for record in records] == ["Rebels", "Mosul"]
    assert (recognise(path), notices) == (LIGHTTAG, [])


@pytest.mark.parametrize(
    ("start", "end", "value", "notice"),
    [
        (3, 8, "Mosul", "UTF-16"), (2, 7, "Mosul", ""), (2, 7, None, "offsets were read as code points"),
        (0, 1, "💥", ""), (0, 2, "💥", "UTF-16"),
    ],
)  # fmt: skip
def test_the_unit_is_the_one_that_fits_the_values(
    tmp_path: Path, start: int, end: int, value: str | None, notice: str
) -> None:
    one = {"start": start, "end": end, "tag": "X"} | ({"value": value} if value else {})
    (record,), notices = read(tmp_path, [{"content": "💥 Mosul", "annotations": [one]}])
    assert record.spans[0].text == (value or "Mosul")
    assert [notice in told for told in notices] == ([True] if notice else [])


def test_one_character_too_many_is_cut_where_no_value_says_otherwise(tmp_path: Path) -> None:
    one = {"start": 32, "end": 38, "tag": "X"}
    (record,), notices = read(tmp_path, [example(one)])
    assert (record.spans[0].text, len(notices)) == ("said.", 1)
    with pytest.raises(FileRefused, match="32 to 38 is not in the text of 37 characters"):
        read(tmp_path, [example({**one, "value": "said.x"})])


def test_the_same_twice_is_read_once(tmp_path: Path) -> None:
    (record,), notices = read(tmp_path, [example(marked(0, 6, "A", "x"), marked(0, 6, "A", "y"))])
    assert [span.uid for span in record.spans] == ["x"]
    assert notices == ["The same annotation twice in one report was read once."]


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (
            [example(marked(14, 19, "X", value="Mosul"))],
            "Example 1: Annotation 1: it says “Mosul”, but the text there",
        ),
        ([example(marked(14, 19, "X", value="Mosul"))], "It stands at 15 to 20."),
        ([example(marked(0, 6, "A"), marked(3, 3, "X"))], "Annotation 2 is empty"),
        ([example(marked(0, 99, "X"))], "0 to 99 is not in the text"),
        ([example(marked(0, 6, ""))], "Annotation 1 has no tag"),
        ([example({"start": 0.5, "end": 1, "tag": "X"})], "“start” is not a whole number."),
        ([example(7)], "Annotation 1 is not an object."),
        ([{"content": 7, "annotations": []}], "“content” is not a text."),
        ([{"annotations": []}], "The record has no “content”"),
        ([7], "What stands here is not an object."),
        ([example(example_id="a"), example(example_id="a")], "Example 2 has the id “a” of example 1."),
        ({**EXPORT, "relations": [{"id": 1, "parent_id": 9}]}, "its parent is “9”, but no relation has this id."),
        ({"examples": [], "relations": EXPORT["relations"]}, "leads to “7”, but no annotation has this id."),
        ({"examples": {}}, "“examples” is not a list."),
        ({"examples": [{"content": "a", "annotations": 5}]}, "Example 1: “annotations” is not a list."),
    ],
)
def test_faults_are_named(tmp_path: Path, found: Any, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, found)
    assert reason in refused.value.reason
    assert refused.value.line == 1


@pytest.mark.parametrize("label", ["__proto__", "L" * 10_240, "\x01 |"])
def test_odd_labels_come_in_as_they_are(tmp_path: Path, label: str) -> None:
    nodes = [{"id": n, "tagged_token_id": n, "parent_id": n - 1 or None, "relation_type": label} for n in (1, 2)]
    ((record,), _) = read(
        tmp_path, {"examples": [example(marked(0, 6, label, 1), marked(7, 14, "B", 2))], "relations": nodes}
    )
    assert record.spans[0].label == label
    assert [one.type for one in record.relations] == [label]


def test_relations_in_a_circle_are_read(tmp_path: Path) -> None:
    nodes = [{"id": n, "tagged_token_id": n, "parent_id": 3 - n, "relation_type": "of"} for n in (1, 2)]
    (record,), _ = read(
        tmp_path, {"examples": [example(marked(0, 6, "A", 1), marked(7, 14, "B", 2))], "relations": nodes}
    )
    assert [(r.head, r.child) for r in record.relations] == [("2", "1"), ("1", "2")]


@pytest.mark.parametrize(
    "content", ['{"text": "a"}', '{"content": "a"}', '[{"id": 1, "data": {}}]', "content,tag\na,b\n"]
)
def test_other_files_are_not_taken_for_it(tmp_path: Path, content: str) -> None:
    (tmp_path / "x").write_text(content)
    assert LIGHTTAG.recognise(content.encode(), tmp_path / "x") == 0


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the data is not there")
def test_a_real_file_has_what_it_says(tmp_path: Path) -> None:
    assert recognise(SAMPLE) is LIGHTTAG
    records, _ = read_all(LIGHTTAG, SAMPLE)
    raw = json.loads(SAMPLE.read_text(encoding="utf-8"))
    assert [record.text for record in records] == [one["content"] for one in raw]
    assert sum(len(record.spans) for record in records) == sum(len(one["annotations"]) for one in raw) == 3689
    spans = Counter((s.start, s.label) for record in records for s in record.spans)
    assert spans == Counter((a["start"], a["tag"]) for one in raw for a in one["annotations"])
    read_damaged(LIGHTTAG, SAMPLE, tmp_path)


def test_whatever_an_export_says_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    for found in mutations(EXPORT):
        path.write_text(json.dumps(found), encoding="utf-8")
        for record in read_or_refused(LIGHTTAG, path):
            assert_whole(record)


def test_a_damaged_export_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    for data in damaged(json.dumps(EXPORT).encode()):
        path.write_bytes(data)
        read_or_refused(LIGHTTAG, path)

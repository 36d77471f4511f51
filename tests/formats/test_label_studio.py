from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree

from annotator.domain.annotations import Origin
from annotator.domain.errors import FileRefused
from annotator.domain.labels import Attribute, AttributeValueChoice, Label, LabelSchema, RelationType
from annotator.formats import label_studio_reading as reading
from annotator.formats.base import PredictionRecord, ReadOptions, RelationRecord, ReportRecord
from annotator.formats.export import export_reports
from annotator.formats.foreign_json import TWICE
from annotator.formats.label_studio import NO_TASKS, LabelStudioFormat
from annotator.formats.losses import LossRefused, OnLoss, Policy
from annotator.formats.registry import recognise
from annotator.formats.sources import plan_sources
from tests.formats.conformance import sample
from tests.formats.damaged import read_damaged
from tests.formats.reading import RELATED, full_record, plain_record, read_all, span

FORM = LabelStudioFormat()
SAMPLES = RELATED / "formats" / "label-studio"
TEXT = "Rebels shelled Mosul, officials said."
EMOJI = "💥💥 Mosul fell 💥."
CLAIM, SPEAKER = span(TEXT, 0, 20, "Claim", uid="c1"), span(TEXT, 22, 31, uid="a1")
SAID = RelationRecord(type="said_by", head="c1", child="a1")
LINE = (
    '{"id":1,"data":{"text":"Rebels shelled Mosul, officials said."},"annotations":[{"completed_by":1,'
    '"was_cancelled":false,"result":[{"id":"c1","from_name":"label","to_name":"text","type":"labels","value":'
    '{"start":0,"end":20,"text":"Rebels shelled Mosul","labels":["Claim"]}},{"id":"a1","from_name":"label",'
    '"to_name":"text","type":"labels","value":{"start":22,"end":31,"text":"officials","labels":["Actor"]}},'
    '{"type":"relation","from_id":"c1","to_id":"a1","direction":"right","labels":["said_by"]}]}],"predictions":[]}'
)
SCHEMA = LabelSchema(
    "s",
    (
        Label(
            "Claim",
            "c",
            "label4",
            attributes=(
                Attribute(
                    "stance", "choice", "s", (AttributeValueChoice("asserts"), AttributeValueChoice("denies"))
                ),
                Attribute("evidence", "flag"),
                Attribute("dead", "number"),
                Attribute("wording", "text"),
            ),
        ),
        Label('A "B" <C> & d', "a", "label1"),
    ),
    (RelationType("said_by", "s", ("Claim",), ("Claim",)),),
)


def region(
    start: int, end: int, said: str | None, uid: str = "x", label: str = "A", **more: object
) -> dict[str, Any]:
    value = {"start": start, "end": end, "labels": [label]} | ({} if said is None else {"text": said})
    return {"id": uid, "from_name": "label", "to_name": "text", "type": "labels", "value": value, **more}


def task(text: str, *annotations: object, **more: object) -> dict[str, Any]:
    return {"data": {"text": text}, "annotations": list(annotations), **more}


def by(who: object, *result: object, **more: object) -> dict[str, Any]:
    return {"completed_by": who, "result": list(result), **more}


def read(folder: Path, *tasks: object, **options: str) -> tuple[list[ReportRecord], list[str]]:
    path = folder / "x.json"
    path.write_text(json.dumps(list(tasks)), encoding="utf-8")
    return read_all(FORM, path, ReadOptions(**options))  # type: ignore[arg-type]


def written(folder: Path, *records: ReportRecord, schema: LabelSchema | None = None) -> list[dict[str, Any]]:
    export_reports(records, folder / "out.json", FORM, schema=schema)
    found = json.loads((folder / "out.json").read_bytes())
    assert isinstance(found, list)
    return found


def marks(record: ReportRecord) -> list[tuple[str, str]]:
    return [(one.label, record.text[one.start : one.end]) for one in record.spans]


def test_the_documented_bytes(tmp_path: Path) -> None:
    record = ReportRecord(TEXT, spans=(CLAIM, SPEAKER), relations=(SAID,), answer="accept", annotator="1")
    written(tmp_path, record)
    assert (tmp_path / "out.json").read_text(encoding="utf-8") == f"[\n{LINE}\n]\n"
    assert read_all(FORM, tmp_path / "out.json") == ([record], [])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.config.xml", "out.json", "out.manifest.json"]


def test_offsets_are_utf16_units(tmp_path: Path) -> None:
    record = ReportRecord(EMOJI, spans=(span(EMOJI, 3, 8, uid="m"), span(EMOJI, 14, 15, uid="e")))
    values = [result["value"] for result in written(tmp_path, record)[0]["annotations"][0]["result"]]
    assert [(value["start"], value["end"]) for value in values] == [(5, 10), (16, 18)]
    units = EMOJI.encode("utf-16-le")
    assert [units[2 * v["start"] : 2 * v["end"]].decode("utf-16-le") for v in values] == ["Mosul", "💥"]
    (found,), _ = read_all(FORM, tmp_path / "out.json")
    assert found == record
    assert found.notes == ("The offsets count UTF-16 units.",)


def test_the_unit_that_fits_is_taken_and_told(tmp_path: Path) -> None:
    in_points, in_units = region(3, 8, "Mosul"), region(5, 10, "Mosul")
    untold_points, untold_units = region(3, 8, None), region(5, 10, None)
    (one,), _ = read(tmp_path, task(EMOJI, by(1, in_points)))
    assert (marks(one), one.notes) == ([("A", "Mosul")], ("The offsets count code points.",))
    (one,), _ = read(tmp_path, task(EMOJI, by(1, untold_units)))
    assert (marks(one), one.notes) == ([("A", "Mosul")], ())
    (_, two), _ = read(tmp_path, task(EMOJI, by(1, in_points)), task(EMOJI + "!", by(1, untold_points)))
    assert marks(two) == [("A", "Mosul")]  # as the task before told
    (_, two), _ = read(tmp_path, task(EMOJI, by(1, in_units)), task(EMOJI + "!", by(1, in_points)))
    assert marks(two) == [("A", "Mosul")]
    (one,), _ = read(tmp_path, task(EMOJI, by(1, region(1, 4, None))))  # in units it would be half a character
    assert (one.spans[0].text, one.notes) == ("💥 M", ("The offsets count code points.",))
    (one,), _ = read(tmp_path, task("plain Mosul", by(1, region(6, 11, "Mosul"))))
    assert one.notes == ()


@pytest.mark.parametrize(
    ("text", "said"), [("a\r\nb c", "a\nb"), ("a\nb c", "a\\nb"), ("a\r\nb c", "a\r\nb"), ("a\nb c", "a\nb")]
)
def test_line_ends_may_be_spelt_in_several_ways(tmp_path: Path, text: str, said: str) -> None:
    (record,), _ = read(tmp_path, task(text, by(1, region(0, text.index("b") + 1, said))))
    assert record.spans[0].text == text[: text.index("b") + 1]


def test_everything_else_comes_back_too(tmp_path: Path) -> None:
    spans = (
        span(TEXT, 0, 6, "Claim", uid="s1", attributes={"stance": "stance", "evidence": False, "dead": "many"}),
        span(TEXT, 7, 14, "Claim", uid="s2", attributes={"text": "x", "label": True, "wording": "a\nb", "new": 1}),
        span(TEXT, 15, 20, "Claim", uid="s3", attributes={"stance": "denies", "evidence": True, "dead": 3}),
        span(TEXT, 15, 20, "Claim", uid="s4", annotator="grace", attributes={"new": "word", "other": ""}),
    )
    relations = (
        RelationRecord(uid="r1", type="said_by", head="s1", child="s2", annotator="grace"),
        RelationRecord(uid="r2", type="new", head="s4", child="s1"),
    )
    facts = full_record().facts
    facts = type(facts)(more={"text": "not the text", "meta": {"a": 1}, "id": 9, "tags": ["x"]})
    records = [
        full_record(),
        ReportRecord(TEXT, facts, "d1", spans, relations, "", "ada", "a note", flagged=True),
        ReportRecord(TEXT + "2", uid="d2", answer="ignore", annotator="ada"),
        ReportRecord(TEXT + "3", uid="d3", answer="ignore", spans=(SPEAKER,)),
        ReportRecord(TEXT + "4", uid="d4", answer="reject", annotator="12"),
        ReportRecord(TEXT + "5", uid="d5", annotator="ada"),
        ReportRecord(TEXT + "6", uid="d6", answer="accept", annotator="007"),
    ]
    written(tmp_path, *records, schema=SCHEMA)
    found, notices = read_all(FORM, tmp_path / "out.json")
    for one, expected in zip(found, records, strict=True):
        relations = tuple(sorted(one.relations, key=lambda relation: relation.uid or ""))
        assert (one.spans, relations) == (expected.spans, expected.relations)
        assert (one.facts, one.annotator, one.answer) == (expected.facts, expected.annotator, expected.answer)
        assert (one.uid, one.note, one.flagged) == (expected.uid, expected.note, expected.flagged)
    assert notices == []


def test_attributes_are_asked_for_each_region(tmp_path: Path) -> None:
    marked = span(
        TEXT, 0, 6, "Claim", uid="s", attributes={"stance": "denies", "evidence": True, "dead": 3, "x": "y"}
    )
    (found,) = written(tmp_path, ReportRecord(TEXT, spans=(marked,)), schema=SCHEMA)
    (result,) = (annotation["result"] for annotation in found["annotations"])
    assert [(one["from_name"], one["type"], one["value"]) for one in result[1:]] == [
        ("stance", "choices", {"start": 0, "end": 6, "choices": ["denies"]}),
        ("evidence", "choices", {"start": 0, "end": 6, "choices": ["evidence"]}),
        ("dead", "number", {"start": 0, "end": 6, "number": 3}),
        ("x", "textarea", {"start": 0, "end": 6, "text": ["y"]}),
    ]
    assert {one["id"] for one in result} == {"s"}


def test_the_interface_names_all_that_stands_in_the_tasks(tmp_path: Path) -> None:
    spans = (span(TEXT, 0, 6, "New", uid="n", attributes={"stance": "doubts", "why": "so"}), CLAIM)
    relations = (RelationRecord(type="near", head="n", child="c1"),)
    written(tmp_path, ReportRecord(TEXT, spans=spans, relations=relations), schema=SCHEMA)
    view = ElementTree.fromstring((tmp_path / "out.config.xml").read_text(encoding="utf-8"))
    assert [label.get("value") for label in view.iter("Label")] == ["Claim", 'A "B" <C> & d', "New"]
    assert [one.get("value") for one in view.iter("Relation")] == ["said_by", "near"]
    names = {control.get("name"): control.tag for control in view if control.get("name")}
    assert names == {
        "label": "Labels",
        "text": "Text",
        "stance": "Choices",
        "evidence": "Choices",
        "dead": "Number",
        "wording": "TextArea",
        "why": "TextArea",
    }
    assert [one.get("value") for one in view.iter("Choice")] == ["asserts", "denies", "doubts", "evidence"]
    assert {control.get("toName") for control in view if control.get("toName")} == {"text"}
    assert view.find("Choices").get("whenLabelValue") == "Claim"


def test_every_result_has_its_control_in_the_interface(tmp_path: Path) -> None:
    tasks = written(tmp_path, *sample(), schema=SCHEMA)
    view = ElementTree.fromstring((tmp_path / "out.config.xml").read_text(encoding="utf-8"))
    tags = {"labels": "Labels", "choices": "Choices", "number": "Number", "textarea": "TextArea"}
    controls = {(one.get("name"), one.tag) for one in view}
    choices = {(one.get("name"), child.get("value")) for one in view for child in one}
    relations = {one.get("value") for one in view.iter("Relation")}
    results = [result for one in tasks for made in one["annotations"] for result in made["result"]]
    assert {result["type"] for result in results} == {"labels", "choices", "number", "relation"}
    for result in results:
        if result["type"] == "relation":
            assert set(result["labels"]) <= relations
            continue
        assert (result["from_name"], tags[result["type"]]) in controls
        for value in result["value"].get("labels", []) + result["value"].get("choices", []):
            assert (result["from_name"], value) in choices


def test_each_side_of_a_split_has_its_interface_and_none_is_read_as_a_report(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    written(tmp_path / "out", plain_record(1))
    sources = plan_sources([tmp_path / "out"])
    assert [source.path.name for source in sources if source.format is not None] == ["out.json"]
    assert not FORM.belongs_to_another(tmp_path / "other.config.xml")


def test_a_label_that_no_xml_can_hold_is_refused_or_spelt_otherwise(tmp_path: Path) -> None:
    record = ReportRecord(TEXT, spans=(span(TEXT, 0, 6, "A\x01", attributes={"\x02": "\x03", "\ufffd": 1}),))
    with pytest.raises(LossRefused, match="1 labels or attributes with control characters"):
        written(tmp_path, record)
    export_reports([record], tmp_path / "x.json", FORM, policy=Policy(OnLoss.DROP))
    (found,), _ = read_all(FORM, tmp_path / "x.json")
    assert found.spans[0].label == "A\ufffd"
    assert found.spans[0].attributes == {"\ufffd'": "\ufffd", "\ufffd": 1}
    assert 'value="A\ufffd"' in (tmp_path / "x.config.xml").read_text(encoding="utf-8")


def test_annotators_stay_apart_and_skipped_annotations_are_left_out(tmp_path: Path) -> None:
    mine, theirs = region(0, 6, "Rebels", "p1"), region(15, 20, "Mosul", "p2")
    relation = {"type": "relation", "from_id": "p1", "to_id": "p2", "direction": "left", "labels": ["r"]}
    ada = {"email": "ada@example.org", "id": 3}
    (record,), notices = read(
        tmp_path,
        task(
            TEXT,
            by(7, mine, theirs, mine),
            by(ada, mine, theirs, relation),
            by(9, mine, was_cancelled=True),
            by({"first_name": "Grace", "last_name": "H", "email": ""}, region(22, 31, "officials", "p3")),
        ),
    )
    assert record.annotator == "7"
    assert [(one.label, one.uid, one.annotator) for one in record.spans] == [
        ("A", "p1", ""),
        ("A", "p1-2", "ada@example.org"),
        ("A", "p2", ""),
        ("A", "p2-2", "ada@example.org"),
        ("A", "p3", "Grace H"),
    ]
    assert [(one.head, one.child, one.annotator) for one in record.relations] == [
        ("p2-2", "p1-2", "ada@example.org")
    ]
    assert record.answer == "accept"
    assert notices == [TWICE, reading.CANCELLED]


def test_answers_follow_from_annotations(tmp_path: Path) -> None:
    records, _ = read(
        tmp_path, task("a"), task("b", by(1)), task("c", by(1, was_cancelled=True)), {"data": {"text": "d"}}
    )
    assert [record.answer for record in records] == ["", "accept", "ignore", ""]


def test_predictions_are_suggestions(tmp_path: Path) -> None:
    predictions = [
        {
            "model_version": "m1",
            "score": 0.4,
            "result": [region(0, 6, "Rebels"), region(7, 14, None, "y", score=0.9)],
        },
        {"result": [region(15, 20, "Mosul"), {"type": "choices", "value": {"choices": ["x"]}}], "score": 7},
    ]
    (record,), notices = read(tmp_path, task(TEXT, predictions=predictions))
    assert record.predictions == (
        PredictionRecord(start=0, end=6, label="A", source="m1", score=0.4),
        PredictionRecord(start=7, end=14, label="A", source="m1", score=0.9),
        PredictionRecord(start=15, end=20, label="A", source="", score=None),
    )
    assert (record.spans, record.answer, record.facts.more) == ((), "", {})
    assert notices == [reading.WHOLE_TEXT]


def test_what_others_write_is_taken_or_told(tmp_path: Path) -> None:
    def said(kind: str, uid: str = "x", **value: object) -> dict[str, Any]:
        return {"id": uid, "from_name": kind[:4], "type": kind, "value": {"start": 0, "end": 6, **value}}

    several = region(0, 6, "Rebels", origin="prediction-changed", score=0.3, meta={"text": ["one", "two"]})
    several["value"]["labels"] = ["A", "B"]
    result = [
        said("choices", choices=["a", "b"]),
        several,
        said("rating", rating=4),
        said("taxonomy", taxonomy=[["a", "b"], ["c"]]),
        said("brush", rle=[1]),
        said("choices", "lonely", choices=["a"]),
        {"type": "choices", "from_name": "topic", "value": {"choices": ["war"]}},
        {"id": "r", "type": "rectanglelabels", "value": {"x": 1}},
        {"type": "relation", "from_id": "x", "to_id": "r", "labels": ["near"]},
        {"type": "relation", "from_id": "x", "to_id": "x", "direction": "bi"},
    ]
    (record,), notices = read(tmp_path, task(TEXT, by(None, *result, lead_time=3), id=9, inner_id=1))
    assert [(one.label, one.uid, one.origin) for one in record.spans] == [
        ("A", "x", Origin("suggested", "Label Studio", 0.3)),
        ("B", "x-2", Origin("suggested", "Label Studio", 0.3)),
    ]
    assert record.spans[0].attributes == {"choi": "a; b", "rati": 4, "taxo": "a/b; c"}
    assert record.spans[0].note == "one\ntwo"
    assert [(one.type, one.head, one.child) for one in record.relations] == [("related", "x", "x")]
    assert record.facts.more == {"topic": "war", "id": 9}
    assert set(notices) == {
        reading.TIMES,
        reading.OTHER_RESULTS,
        reading.WHOLE_TEXT,
        reading.SEVERAL,
        reading.RELATIONS_OF_OTHERS,
        reading.BOTH_WAYS,
        reading.UNNAMED_RELATIONS,
    }


def test_the_short_form_of_tasks_that_came_from_elsewhere_is_known(tmp_path: Path) -> None:
    """The converter of label-studio-sdk writes no id for annotations that have none."""
    region = {"start": 0, "end": 6, "text": "Rebels", "labels": ["Actor"]}
    (record,), _ = read(tmp_path, {"text": TEXT, "id": 1, "label": [region], "annotation_id": None})
    assert recognise(tmp_path / "x.json").name == "label-studio"
    assert [(one.label, one.text) for one in record.spans] == [("Actor", "Rebels")]


def test_the_short_form_is_read_with_its_annotators(tmp_path: Path) -> None:
    def short(uid: int, text: str, who: object, *regions: tuple[int, int, str]) -> dict[str, Any]:
        found = [
            {"start": start, "end": end, "text": text[start:end], "labels": [name]} for start, end, name in regions
        ]
        known = {"annotator": who, "annotation_id": uid, "lead_time": 2.5}
        return {
            "text": text,
            "id": uid,
            "source": "Wire",
            "topic": "war",
            **({"label": found} if found else {}),
            **known,
        }

    first = short(11, TEXT, 1, (0, 6, "Actor"), (15, 20, "Location"))
    records, notices = read(tmp_path, first, {**short(11, TEXT, 2, (0, 6, "Actor"))}, short(12, "Other.", 1))
    assert recognise(tmp_path / "x.json").name == "label-studio"
    assert [(one.label, one.text, one.annotator) for one in records[0].spans] == [
        ("Actor", "Rebels", ""),
        ("Actor", "Rebels", "2"),
        ("Location", "Mosul", ""),
    ]
    assert [(one.annotator, one.answer) for one in records] == [("1", "accept"), ("1", "accept")]
    assert (records[1].text, records[1].facts.source) == ("Other.", "Wire")
    assert records[1].facts.more == {"topic": "war", "id": 12}
    assert notices == [reading.TIMES]
    mixed = [first, task("Long.", by(1)), short(13, "Short.", 1)]
    assert [record.text for record in read(tmp_path, *mixed)[0]] == [TEXT, "Long.", "Short."]


def test_where_the_text_stands(tmp_path: Path) -> None:
    (record,), _ = read(tmp_path, {"data": {"image": "https://example.org/1.png", "report": TEXT, "n": 1}})
    assert (record.text, record.facts.more) == (TEXT, {"image": "https://example.org/1.png", "n": 1})
    two = {"data": {"title": "T", "story": TEXT}, "meta": {"title": "M", "source": "Wire"}}
    (record,), _ = read(tmp_path, two, text_column="story")
    assert (record.facts.title, record.facts.source, record.facts.more) == ("T", "Wire", {"title (2)": "M"})
    for options in ({}, {"text_column": "image"}):
        with pytest.raises(FileRefused, match="has no text"):
            read(tmp_path, two, **options)
    assert read(tmp_path) == ([], [NO_TASKS])
    assert read(tmp_path, task("")) == ([], ["A report without text was left out."])


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"data": 7}, "“data” is not an object."),
        ({"data": {"image": "/data/upload/1.png"}}, "The task has no text; the keys of its data are: “image”."),
        (task(TEXT, 7), "An annotation is not an object."),
        (task(TEXT, by(1, 7)), "Result 1 is not an object."),
        (task(TEXT, annotations={}), "“annotations” is not a list."),
        (task(TEXT, predictions=[7]), "A prediction is not an object."),
        (
            task(TEXT, by(1, region(0, 60, None))),
            "Result 1 (“x”): 0 to 60 is not in the text of 37 characters, counted in UTF-16 units.",
        ),
        (task(TEXT, by(1, region(6, 6, None))), "Result 1 (“x”) is empty: it starts and ends at 6."),
        (task(TEXT, by(1, region(6, 2, None))), "Result 1 (“x”): 6 to 2 is not in the text of 37 characters."),
        (
            task(TEXT, by(1, region(14, 19, "Mosul"))),
            "Result 1 (“x”): it says “Mosul”, but the text there is “ Mosu”. It stands at 15 to 20.",
        ),
        (
            task(EMOJI, by(1, region(3, 8, "Mosul", "y"), region(5, 10, "Mosul"))),
            "Result 1 (“y”): 3 to 8 is not in the text of 16 characters, counted in UTF-16 units. It stands",
        ),
        (
            task(EMOJI, by(1, region(5, 10, "Masul"))),
            "Result 1 (“x”): it says “Masul”, but the text there is “Mosul”.",
        ),
        (
            task(TEXT, by(1, region(0, 6, None) | {"value": {"start": "x", "end": 1}})),
            "Result 1 (“x”): “start” is",
        ),
        (
            task(TEXT, by(1, region(0, 6, None, label=""))),
            "Result 1 (“x”) has labels that are not a list of names.",
        ),
        (
            task(TEXT, by(1, {"type": "relation", "from_id": "a", "to_id": "b"})),
            "Relation 1: its from_id is “a”, but no region has this id.",
        ),
    ],
)
def test_faults_name_task_line_and_region(tmp_path: Path, broken: dict[str, Any], reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, task("fine", id=3), {**broken, "id": 41})
    assert refused.value.reason.startswith(f"Task 41: {reason}")
    assert refused.value.line == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ([task(TEXT, by(1, region(0, 6, "Rebels")))], "label-studio"),
        ([{"data": {"text": TEXT}}], "label-studio"),
        (task(TEXT), "label-studio"),
        ({"text": TEXT, "data": {"a": 1}}, "jsonl"),
        ({"%TYPES": {}, "%FEATURE_STRUCTURES": []}, "uima-json"),
    ],
)
def test_recognition_by_content(tmp_path: Path, content: object, name: str) -> None:
    (tmp_path / "x").write_text(json.dumps(content, indent=1 if isinstance(content, list) else None))
    assert recognise(tmp_path / "x").name == name


def test_a_large_array_needs_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    one = json.dumps(task(TEXT * 200, by(1, *(region(0, 6, "Rebels", f"r{n}", f"L{n}") for n in range(20)))))
    path.write_text("[" + ",\n".join([one] * 1_000) + "]", encoding="utf-8")
    size = path.stat().st_size
    tracemalloc.start()
    count = sum(len(record.spans) for record in FORM.read(path, ReadOptions(), *_quiet()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (count, size > 9_000_000) == (20_000, True)
    assert peak < size


def _quiet() -> tuple[Any, Any]:
    from annotator.formats.base import no_progress
    from annotator.formats.report import ImportReport

    return ImportReport(), no_progress


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the checkout")
@pytest.mark.parametrize(
    "path", sorted(SAMPLES.rglob("*.json")), ids=lambda path: f"{path.parent.name}-{path.name}"
)
def test_samples(tmp_path: Path, path: Path) -> None:
    assert recognise(path).name == "label-studio"
    raw = json.loads(path.read_text(encoding="utf-8"))
    read_damaged(FORM, path, tmp_path)
    if not all("text" in one["data"] for one in raw):
        with pytest.raises(FileRefused, match="The task has no text"):
            read_all(FORM, path)
        return
    results = [
        r for one in raw for a in one.get("completions", []) + one.get("annotations", []) for r in a["result"]
    ]
    records, _ = read_all(FORM, path)
    assert sum(len(one.spans) for one in records) == sum(r["type"] == "labels" for r in results)
    assert sum(len(one.relations) for one in records) == sum(r["type"] == "relation" for r in results)
    written(tmp_path, *records)
    again, notices = read_all(FORM, tmp_path / "out.json")
    assert (again, notices) == (records, [])

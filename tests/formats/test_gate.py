from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.errors import FileRefused
from annotator.formats.base import ReportRecord
from annotator.formats.registry import format_named, recognise
from tests.formats.damaged import damaged
from tests.formats.mutation import assert_whole, mutations
from tests.formats.reading import RELATED, read_all, read_or_refused

GATE = format_named("gate")
SAMPLES = [path for path in sorted(RELATED.glob("formats/gate/**/*")) if path.suffix in GATE.suffixes]
XML = """<?xml version='1.0' encoding='UTF-8'?>
<GateDocument version="3">
<GateDocumentFeatures>
<Feature><Name className="java.lang.String">gate.SourceURL</Name>
<Value className="java.lang.String">https://example.org/1</Value></Feature>
</GateDocumentFeatures>
<TextWithNodes><Node id="0"/>💥 &lt;Rebels&gt;<Node id="11"/> shelled
<Node id="20"/>Mosul<Node id="25"/>.</TextWithNodes>
<AnnotationSet>
<Annotation Id="1" Type="Actor" StartNode="0" EndNode="11">
<Feature><Name className="java.lang.String">n</Name><Value className="java.lang.Integer">2</Value></Feature>
<Feature><Name className="java.lang.String">sure</Name><Value className="java.lang.Boolean">true</Value></Feature>
<Feature><Name className="java.lang.String">p</Name><Value className="java.lang.Double">0.5</Value></Feature>
<Feature><Name>l</Name><Value className="gate.corpora.ObjectWrapper">x</Value></Feature>
</Annotation>
</AnnotationSet>
<AnnotationSet Name="Key">
<Annotation Id="2" Type="Location" StartNode="20" EndNode="25"/>
<Annotation Id="3" Type="Actor" StartNode="0" EndNode="11"/>
<Annotation Id="4" Type="Split" StartNode="25" EndNode="25"/>
</AnnotationSet>
<RelationSet Name="Key"><Relation Id="9" Type="near" Members="3;2"/></RelationSet>
</GateDocument>
"""


def annotation(uid: Any, kind: str, start: Any, end: Any, **features: Any) -> dict[str, Any]:
    return {"id": uid, "type": kind, "start": start, "end": end, "features": features}


def bdoc(text: str, *annotations: Any, unit: Any = "p", name: str = "") -> dict[str, Any]:
    sets = {name: {"name": name, "annotations": list(annotations), "next_annid": 9}}
    return {"text": text, "features": {"lang": "en"}, "annotation_sets": sets, "offset_type": unit, "name": "Doc"}


def read(folder: Path, content: Any, name: str = "x") -> tuple[ReportRecord, list[str]]:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    assert recognise(path) is GATE
    (record,), notices = read_all(GATE, path)
    return record, notices


def test_xml_is_read_by_where_the_nodes_stand(tmp_path: Path) -> None:
    record, notices = read(tmp_path, XML)
    assert record.text == "💥 <Rebels> shelled\nMosul."
    assert (record.facts.title, record.facts.url) == ("x", "https://example.org/1")
    assert [(s.uid, s.label, s.text, s.attributes) for s in record.spans] == [
        ("1", "Actor", "💥 <Rebels>", {"n": 2, "sure": True, "p": 0.5}),
        ("2", "Location", "Mosul", {"annotation_set": "Key"}),
    ]
    assert [(r.type, r.head, r.child) for r in record.relations] == [("near", "1", "2")]
    assert notices == [
        "Features that hold an object of Java were left out.",
        "An annotation with the place and type of another one was left out.",
        "An annotation of no characters was left out.",
    ]


@pytest.mark.parametrize(("unit", "start", "end"), [("j", 3, 8), ("p", 2, 7), (None, 2, 7)])
def test_bdocjs_says_what_its_offsets_count(tmp_path: Path, unit: str | None, start: int, end: int) -> None:
    record, notices = read(tmp_path, bdoc("💥 Mosul", annotation(0, "Place", start, end, k="v", l=[1]), unit=unit))
    assert [(s.uid, s.text, s.attributes) for s in record.spans] == [("0", "Mosul", {"k": "v"})]
    assert (record.facts.title, record.facts.more) == ("Doc", {"lang": "en"})
    told = ["The feature “l” of annotations is not a word or number and was left out."]
    unsaid = ["The file does not say what its offsets count; they were read as code points."]
    assert notices == (told if unit else unsaid + told)


def test_an_offset_inside_the_last_character_is_its_end(tmp_path: Path) -> None:
    record, notices = read(
        tmp_path, bdoc("Mosul 💥", annotation(0, "A", 0, 7), annotation(1, "B", 0, 5), unit="j")
    )
    assert [one.text for one in record.spans] == ["Mosul 💥", "Mosul"]
    assert notices == [
        "An offset inside the last character was read as the end of the text, which gatenlp counts so."
    ]
    with pytest.raises(FileRefused, match="lies inside a character"):
        read(tmp_path, bdoc("💥 Mosul", annotation(0, "A", 1, 4), unit="j"))


def test_an_id_that_two_sets_have_is_given_once(tmp_path: Path) -> None:
    found = bdoc("Rebels", annotation(0, "A", 0, 3))
    found["annotation_sets"]["Key"] = {"annotations": [annotation(0, "B", 0, 3)]}
    assert [(s.uid, s.label) for s in read(tmp_path, found)[0].spans] == [("0", "A"), (None, "B")]


def test_documents_as_lines(tmp_path: Path) -> None:
    lines = [json.dumps(bdoc("One.")), json.dumps(bdoc("")), json.dumps(bdoc("Two."))]
    (tmp_path / "x.bdocjs").write_text("\n".join(lines))
    records, notices = read_all(GATE, tmp_path / "x.bdocjs")
    assert [(record.text, record.where and record.where.line) for record in records] == [("One.", 1), ("Two.", 3)]
    assert notices == ["A report without text was left out."]


def test_the_sets_may_stand_behind_a_long_text(tmp_path: Path) -> None:
    long = "Mosul. " * 20_000
    assert read(tmp_path, bdoc(long, annotation(0, "Place", 0, 5)))[0].spans[0].text == "Mosul"
    (tmp_path / "y").write_text(json.dumps({"text": long}))
    assert recognise(tmp_path / "y").name == "jsonl"


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (
            bdoc("Rebels", annotation(0, "A", 0, 7)),
            "The annotation “0”: 0 to 7 is not in the text of 6 characters.",
        ),
        (bdoc("Rebels", annotation(0, "A", -1, 3)), "-1 to 3 is not in the text"),
        (bdoc("💥 a", annotation(0, "A", 0, 1), unit="j"), "UTF-16 offset 1 lies inside a character"),
        (bdoc("a", unit="x"), "The offset_type “x” is not known; it may be j or p."),
        (bdoc("a", annotation(0, "", 0, 1)), "Annotation 1 of the set “” has no type."),
        (bdoc("a", annotation(None, "A", 0, 1)), "has no id"),
        (bdoc("a", annotation(0, "A", "0", 1)), "“start” is not a whole number."),
        (bdoc("a", 7, name="Key"), "Annotation 1 of the set “Key” is not an object."),
        ({**bdoc("a"), "text": None}, "“text” is not a text."),
        ({"annotation_sets": {"": {"annotations": 7}}, "text": "a"}, "are not a list"),
        (XML.replace('EndNode="25"', 'EndNode="26"', 1), "names the node “26”, which is not there."),
        (XML.replace(' Type="Location"', ""), "The element Annotation has no Type."),
        (XML.replace("</AnnotationSet>", "", 1), "This is not valid XML: mismatched tag."),
        (
            XML.replace("GateDocument", "Other").replace("<Other", "<!-- <GateDocument --><Other"),
            "no GATE document",
        ),
    ],
)
def test_faults_are_named(tmp_path: Path, found: Any, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, found)
    assert reason in refused.value.reason
    assert refused.value.line


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE g [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE g [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE g SYSTEM "http://localhost/x.dtd">',
    ],
)
def test_entities_and_document_types_are_refused(tmp_path: Path, doctype: str) -> None:
    with pytest.raises(FileRefused, match="declares a document type or an entity"):
        read(tmp_path, XML.replace("<GateDocument version", f"{doctype}<GateDocument version"))


@pytest.mark.parametrize("label", ["__proto__", "L" * 10_240, "two words", "a|b"])
def test_odd_labels_come_in_as_they_are(tmp_path: Path, label: str) -> None:
    assert read(tmp_path, XML.replace("Location", label))[0].spans[1].label == label
    record, _ = read(tmp_path, bdoc("Rebels", annotation(1, label, 0, 6, __proto__="x")))
    assert (record.spans[0].label, record.spans[0].attributes) == (label, {"__proto__": "x"})


def test_relations_in_a_circle_are_kept(tmp_path: Path) -> None:
    back = '<Relation Id="10" Type="near" Members="2;3"/></RelationSet>'
    record, _ = read(tmp_path, XML.replace("</RelationSet>", back))
    assert [(one.head, one.child) for one in record.relations] == [("1", "2"), ("2", "1")]


def test_what_is_nested_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.bdocjs").write_text('{"annotation_sets":' + '{"a":' * 100_000)
    with pytest.raises(FileRefused, match="nested too deeply"):
        read_all(GATE, tmp_path / "x.bdocjs")
    deep = XML.replace("<AnnotationSet>", "<AnnotationSet>" * 10_000, 1)
    with pytest.raises(FileRefused, match="not valid XML"):
        read(tmp_path, deep)


@pytest.mark.parametrize("content", ["<html><body/></html>", '{"text": "a"}', '{"a": 1}', "<xmi:XMI/>"])
def test_other_files_are_not_taken_for_it(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.xml").write_text(content)
    assert GATE.recognise(content.encode(), tmp_path / "x.xml") == 0


@pytest.mark.skipif(not SAMPLES, reason="the data is not there")
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_real_files_have_what_they_say(tmp_path: Path, path: Path) -> None:
    assert recognise(path) is GATE
    (record,), _ = read_all(GATE, path)
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".xml":
        rows = re.findall(r'<Annotation Id="(\d+)" Type="(\w+)" StartNode="(\d+)" EndNode="(\d+)"', content)
        expected = [(uid, kind, int(start), int(end)) for uid, kind, start, end in rows]
    else:
        sets = json.loads(content)["annotation_sets"].values()
        expected = [(str(a["id"]), a["type"], a["start"], a["end"]) for one in sets for a in one["annotations"]]
    found = [(span.uid, span.label, span.start, span.end) for span in record.spans]
    assert sorted(found) == sorted(row for row in expected if row[2] < row[3])
    for data in damaged(path.read_bytes()):
        (tmp_path / path.name).write_bytes(data)
        read_or_refused(GATE, tmp_path / path.name)


@pytest.mark.parametrize(
    "content", [XML, json.dumps(bdoc("💥 Mosul", annotation(0, "A", 0, 1)))], ids=["xml", "json"]
)
def test_damaged_files_are_read_or_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.bdocjs"
    for data in damaged(content.encode()):
        path.write_bytes(data)
        read_or_refused(GATE, path)


@pytest.mark.parametrize("unit", ["j", "p"])
def test_whatever_a_document_says_is_read_or_refused(tmp_path: Path, unit: str) -> None:
    path = tmp_path / "x.bdocjs"
    marks = [annotation(0, "A", 0, 2, k="v"), annotation(1, "B", 3, 8), annotation("c", "B", 8, 9)]
    for found in mutations(bdoc("💥 Mosul, Mosul", *marks, unit=unit)):
        path.write_text(json.dumps(found), encoding="utf-8")
        for record in read_or_refused(GATE, path):
            assert_whole(record)


def test_xml_with_elements_taken_out_or_doubled_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    elements = list(re.finditer(r"<[A-Z][^<>]*(/>|>[^<]*</\w+>)", XML))
    assert len(elements) > 15
    for number, element in enumerate(elements):
        for content in ("", element[0] * 2, elements[number - 1][0]):
            path.write_text(XML[: element.start()] + content + XML[element.end() :], encoding="utf-8")
            for record in read_or_refused(GATE, path):
                assert_whole(record)


def test_values_are_read_by_their_class(tmp_path: Path) -> None:
    values = {"Integer": "7", "Long": "x", "Float": "NaN", "BigDecimal": "1e3", "Boolean": "false", "String": "7"}
    rows = "".join(
        f'<Feature><Name>{kind}</Name><Value className="java.lang.{kind}">{told}</Value></Feature>'
        for kind, told in values.items()
    )
    record, _ = read(tmp_path, XML.replace("</GateDocumentFeatures>", f"{rows}</GateDocumentFeatures>"))
    assert {kind: record.facts.more[kind] for kind in values} == {
        "Integer": 7, "Long": "x", "Float": "NaN", "BigDecimal": 1000.0, "Boolean": False, "String": "7",
    }  # fmt: skip


def test_xml_in_another_encoding_and_with_other_line_ends(tmp_path: Path) -> None:
    latin = XML.replace("💥", "é").replace("UTF-8", "ISO-8859-1").replace("\n", "\r\n")
    (tmp_path / "x.xml").write_bytes(latin.encode("latin-1"))
    (record,), _ = read_all(GATE, tmp_path / "x.xml")
    assert record.text == "é <Rebels> shelled\nMosul."
    assert [one.text for one in record.spans] == ["é <Rebels>", "Mosul"]


def test_nodes_may_be_many_at_one_place_and_annotations_before_the_text(tmp_path: Path) -> None:
    sets = XML[XML.index("<AnnotationSet>") : XML.index("<RelationSet")]
    moved = XML.replace(sets, "").replace("<TextWithNodes>", f"{sets}<TextWithNodes>")
    moved = moved.replace('<Node id="20"/>', '<Node id="19"/><Node id="20"/><Node id="21"/>')
    assert [one.text for one in read(tmp_path, moved)[0].spans] == ["💥 <Rebels>", "Mosul"]


@pytest.mark.parametrize(
    ("members", "ends"),
    [("3;2", [("1", "2")]), ("1;2;3", [("1", "2"), ("1", "1")]), ("1", []), ("1;99", []), ("4;1", [])],
)
def test_relations_lead_from_the_first_member(tmp_path: Path, members: str, ends: list[tuple[str, str]]) -> None:
    record, notices = read(tmp_path, XML.replace("3;2", members))
    assert [(one.head, one.child) for one in record.relations] == ends
    told = "A relation was left out that does not lead from one annotation to another."
    assert (told in notices) == (members in ("1;99", "4;1"))

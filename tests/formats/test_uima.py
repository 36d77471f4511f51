"""UIMA CAS as XMI and as JSON: against dkpro-cassis, files of other programs, and hostile ones."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

import cassis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.errors import FileRefused
from annotator.formats.base import Format, RelationRecord, ReportRecord
from annotator.formats.export import export_reports
from annotator.formats.losses import LossRefused
from annotator.formats.registry import format_named, recognise
from annotator.formats.sources import plan_sources
from annotator.formats.uima_types import SPAN
from tests.formats.conformance import sample
from tests.formats.reading import RELATED, damaged, full_record, plain_record, read_all, read_or_refused, span

SAMPLES = RELATED / "formats" / "uima-cas"
SUITE = RELATED / "formats" / "webanno-tsv" / "tsv3-suite"
XMI, JSON = format_named("uima-xmi"), format_named("uima-json")
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
 xmlns:tcas="http:///uima/tcas.ecore" xmlns:custom="http:///webanno/custom.ecore"
 xmlns:ner="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore" xmlns:ours="http:///annotator.ecore"
 xmlns:seg="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore"
 xmlns:meta="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore" xmi:version="2.0">
<cas:NULL xmi:id="0"/>
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text"
 sofaString="💥 Mosul fell, officials said."/>
"""
TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>
<typeDescription><name>webanno.custom.Stance</name><supertypeName>uima.tcas.Annotation</supertypeName><features>
<featureDescription><name>sure</name><rangeTypeName>uima.cas.Boolean</rangeTypeName></featureDescription>
<featureDescription><name>level</name><rangeTypeName>uima.cas.Integer</rangeTypeName></featureDescription>
<featureDescription><name>weight</name><rangeTypeName>uima.cas.Double</rangeTypeName></featureDescription>
<featureDescription><name>side</name><rangeTypeName>webanno.custom.Sides</rangeTypeName></featureDescription>
<featureDescription><name>near</name><rangeTypeName>uima.tcas.Annotation</rangeTypeName></featureDescription>
<featureDescription><name>many</name><rangeTypeName>uima.cas.StringArray</rangeTypeName></featureDescription>
</features></typeDescription>
<typeDescription><name>webanno.custom.Sides</name><supertypeName>uima.cas.String</supertypeName></typeDescription>
<typeDescription><name>webanno.custom.Word</name>
<supertypeName>de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token</supertypeName></typeDescription>
</types></typeSystemDescription>
"""
NO_TYPES = "There is no TypeSystem.xml beside it: every value was read as a text."


def xmi(folder: Path, body: str, types: str = "") -> Path:
    path = folder / "report 2022-06-20.xmi"
    path.write_text(f"{HEAD}{body}\n</xmi:XMI>\n", encoding="utf-8")
    if types:
        (folder / "TypeSystem.xml").write_text(types, encoding="utf-8")
    return path


def marks(record: ReportRecord) -> list[tuple[str, str]]:
    return [(mark.label, record.text[mark.start : mark.end]) for mark in record.spans]


def exported(folder: Path, form: Format, record: ReportRecord) -> Path:
    export_reports([record], folder / f"out-{form.name}", form)
    (file,) = sorted((folder / f"out-{form.name}").glob(f"*{form.suffixes[0]}"))
    return file


def loaded(path: Path) -> Any:
    """The file as dkpro-cassis reads it."""
    if path.suffix == ".json":
        return cassis.load_cas_from_json(path.read_text(encoding="utf-8"))
    return cassis.load_cas_from_xmi(path, cassis.load_typesystem(path.with_name("TypeSystem.xml")))


def clean_record() -> ReportRecord:
    """The full record without the character that XML forbids."""
    record = full_record()
    return ReportRecord(
        record.text.replace("\x00", " "), record.facts, "doc-1", record.spans, record.relations, "accept", "ada"
    )


@pytest.mark.parametrize("form", [XMI, JSON], ids=["xmi", "json"])
def test_dkpro_cassis_reads_what_was_written(form: Format, tmp_path: Path) -> None:
    record = clean_record()
    cas = loaded(exported(tmp_path, form, record))
    assert cas.sofa_string == record.text
    found = [(mark.begin, mark.end, mark.label, mark.get_covered_text()) for mark in cas.select(SPAN)]
    assert sorted(found) == sorted((mark.start, mark.end, mark.label, mark.text) for mark in record.spans)
    ends = [(link.label, link.head.uid, link.child.uid) for link in cas.select("annotator.Relation")]
    assert sorted(ends) == [("about", "c1", "l1"), ("said_by", "c1", "a2")]
    (metadata,) = cas.select("de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData")
    assert (metadata.documentTitle, metadata.documentId, metadata.language) == ("A title", "doc-1", "en")


def test_offsets_in_the_files_are_utf16_units(tmp_path: Path) -> None:
    text = "Hi 😊 Mosul."
    record = ReportRecord(text, uid="d", spans=(span(text, 5, 10, "Location", uid="s"),))
    line = '  <annotator:Span xmi:id="4" sofa="1" begin="6" end="11" label="Location" uid="s"/>\n'
    assert line in exported(tmp_path, XMI, record).read_text(encoding="utf-8")
    found = json.loads(exported(tmp_path, JSON, record).read_bytes())
    assert found["%FEATURE_STRUCTURES"][3] == {
        "%ID": 4, "%TYPE": "annotator.Span", "@sofa": 1, "begin": 6, "end": 11, "label": "Location", "uid": "s",
    }  # fmt: skip
    assert list(found) == ["%TYPES", "%FEATURE_STRUCTURES", "%VIEWS"]


def test_a_relation_to_another_report_is_kept(tmp_path: Path) -> None:
    link = RelationRecord(uid="r", type="repeats", head="s1", child="x9", child_document="doc-7")
    record = plain_record(1, relations=(link,))
    for form in (XMI, JSON):
        (found,), notices = read_all(form, exported(tmp_path, form, record))
        assert (found.relations, notices) == ((link,), [])


def test_control_characters_stop_xmi_and_not_json(tmp_path: Path) -> None:
    with pytest.raises(LossRefused, match="1 control characters"):
        export_reports([plain_record(1, "Rebels\x0c.")], tmp_path / "x", XMI)
    noted = ReportRecord("Rebels", uid="d", note="\x0c")
    with pytest.raises(LossRefused, match="1 labels, notes or names with control characters"):
        export_reports([noted], tmp_path / "x", XMI)
    assert not (tmp_path / "x").exists()
    export_reports([noted], tmp_path / "j", JSON)
    half = ReportRecord("Rebels", uid="d", note="\ud800")
    for form in (XMI, JSON):
        with pytest.raises(FileRefused, match="half of a surrogate"):
            export_reports([half], tmp_path / "h", form)


def test_files_are_numbered_and_titled_and_the_types_belong_to_them(tmp_path: Path) -> None:
    export_reports([clean_record(), plain_record(2)], tmp_path / "out", XMI)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "000001-A-title.xmi", "000002.xmi", "TypeSystem.xml", "export.manifest.json",
    ]  # fmt: skip
    sources = plan_sources([tmp_path / "out"])
    assert [(source.path.name, source.format) for source in sources] == [
        ("000001-A-title.xmi", XMI), ("000002.xmi", XMI),
    ]  # fmt: skip
    (tmp_path / "out" / "TypeSystem.xml").write_text("<other/>")
    assert not XMI.belongs_to_another(tmp_path / "out" / "TypeSystem.xml")


def test_without_its_types_our_own_file_is_still_exact(tmp_path: Path) -> None:
    record = clean_record()
    path = exported(tmp_path, XMI, record)
    path.with_name("TypeSystem.xml").unlink()
    (found,), notices = read_all(XMI, path)
    assert (found.facts, found.relations, found.uid) == (record.facts, record.relations, "doc-1")
    assert found.spans == tuple(sorted(record.spans, key=lambda mark: mark.order()))
    assert notices == [NO_TYPES]


def test_the_example_of_json_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(
        '{"%TYPES":{"x.Span":{"%NAME":"x.Span","%SUPER_TYPE":"uima.tcas.Annotation","label":{"%NAME":"label",'
        '"%RANGE":"uima.cas.String"}}},"%FEATURE_STRUCTURES":[{"%ID":1,"%TYPE":"uima.cas.Sofa","sofaNum":1,'
        '"sofaID":"_InitialView","mimeType":"text/plain","sofaString":"Hi Mosul."},{"%ID":2,"%TYPE":"x.Span",'
        '"@sofa":1,"begin":3,"end":8,"label":"Location"}],"%VIEWS":{"_InitialView":{"%SOFA":1,"%MEMBERS":[2]}}}'
    )
    assert recognise(path).name == "uima-json"
    (record,), notices = read_all(JSON, path)
    assert (marks(record), notices) == ([("Location", "Mosul")], [])


def test_layers_of_other_programs(tmp_path: Path) -> None:
    body = """<meta:DocumentMetaData xmi:id="2" sofa="1" begin="0" end="29" language="de" documentId="doc.txt"/>
<seg:Token xmi:id="3" sofa="1" begin="3" end="8"/><seg:Token xmi:id="4" sofa="1" begin="9" end="13"/>
<ner:NamedEntity xmi:id="5" sofa="1" begin="3" end="8" value="LOC" identifier="http://x/Q1"/>
<custom:Span xmi:id="6" sofa="1" begin="15" end="24" label="Actor"/>
<custom:Event xmi:id="7" sofa="1" begin="9" end="9"/>
<custom:Event xmi:id="8" sofa="1" begin="9" end="13"/>
<custom:Event xmi:id="9" sofa="1" begin="9" end="13"/>
<custom:Link xmi:id="10" sofa="1" begin="15" end="24" label="said_by" Governor="5" Dependent="6"/>
<custom:Link xmi:id="11" sofa="1" begin="15" end="24" label="lost" Governor="5" Dependent="3"/>
<tcas:Annotation xmi:id="12" sofa="1" begin="0" end="2"/>
<custom:Span xmi:id="13" sofa="1" begin="0" end="2" label="not indexed"/>
<cas:View sofa="1" members="2 3 4 5 6 7 8 9 10 11 12"/>"""
    (record,), notices = read_all(XMI, xmi(tmp_path, body))
    assert marks(record) == [("LOC", "Mosul"), ("Event", "fell"), ("Actor", "officials")]
    assert record.spans[0].attributes == {"identifier": "http://x/Q1"}
    assert record.relations == (RelationRecord(uid="10", type="said_by", head="5", child="6"),)
    assert (record.uid, record.facts.title, record.facts.date, record.facts.language) == (
        None, "doc.txt", "2022-06-20", "de",
    )  # fmt: skip
    assert notices == [
        NO_TYPES,
        "Annotations of the type “Token” were left out: they are no labels.",
        "An annotation of no characters was left out.",
        "The same annotation a second time was left out.",
        "Annotations of the type “Annotation” were left out: they are no labels.",
        "A relation of the type “Link” was left out: its ends are no labels.",
    ]


def test_the_type_system_says_what_values_are(tmp_path: Path) -> None:
    body = """<custom:Stance xmi:id="5" sofa="1" begin="3" end="8" sure="true" level="3" weight="0.5" side="pro"
 near="6"><many>a</many><many>b</many></custom:Stance>
<custom:Word xmi:id="6" sofa="1" begin="9" end="13"/>"""
    (record,), notices = read_all(XMI, xmi(tmp_path, body, TYPES))
    assert marks(record) == [("Stance", "Mosul")]
    assert record.spans[0].attributes == {"sure": True, "level": 3, "weight": 0.5, "side": "pro"}
    assert notices == [
        "The feature “many” of “Stance” was left out: it is no single value.",
        "Annotations of the type “Word” were left out: they are no labels.",
        "The feature “near” of “Stance” was left out: it leads to no label.",
    ]


@pytest.mark.parametrize(
    ("body", "line", "reason"),
    [
        (
            '<custom:S xmi:id="2" sofa="1" begin="3" end="99"/>',
            10,
            "stands at 3-99, outside the text of 30 UTF-16",
        ),
        ('<custom:S xmi:id="2" sofa="1" begin="8" end="3"/>', 10, "The annotation 2 (S) stands at 8-3"),
        ('\n<custom:S xmi:id="2" sofa="1" begin="1" end="8"/>', 11, "begins or ends inside a character."),
        ('<custom:S xmi:id="2" sofa="1" begin="x" end="8"/>', 10, "A begin is missing or no whole number."),
        ('<custom:S xmi:id="2" sofa="1" begin="3"/>', 10, "The annotation 2 lacks its begin or its end."),
        ('<custom:S sofa="1" begin="3" end="8"/>', 10, "A xmi:id is missing or no whole number."),
        ('<custom:S xmi:id="2"/><custom:S xmi:id="2"/>', 10, "The id 2 stands at two feature structures."),
        ('<ours:Span xmi:id="2" sofa="1" begin="3" end="8"/>', 10, "The annotation 2 has no label."),
        (
            '<ours:Span xmi:id="2" sofa="1" begin="3" end="8" label="x" attributes="["/>',
            10,
            "attributes of 2 is no",
        ),
        (
            '<ours:Span xmi:id="2" sofa="1" begin="3" end="8" label="x" origin="{}x"/>',
            10,
            "origin of 2 is no JSON.",
        ),
        ('<ours:Report xmi:id="2" sofa="1" begin="0" end="8" facts="[1]"/>', 10, "facts of 2 is no JSON object."),
        ('<ours:Report xmi:id="2" sofa="1" begin="0" end="8" answer="yes"/>', 10, "which there is not."),
        (
            '<ours:Relation xmi:id="2" sofa="1" begin="0" end="8" label="x" head="9"/>',
            10,
            "leads to no annotation.",
        ),
        ("<custom:S", 11, "This is not valid XML"),
        ('<odd:S xmi:id="2"/>', 10, "This is not valid XML"),
    ],
)
def test_faults_of_xmi_name_their_line(tmp_path: Path, body: str, line: int, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_all(XMI, xmi(tmp_path, body))
    assert reason in refused.value.reason
    assert refused.value.line == line


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"%TYPES": []}, "The value of %TYPES is no JSON object."),
        ({"%FEATURE_STRUCTURES": 7}, "The value of %FEATURE_STRUCTURES is no list."),
        ({"%FEATURE_STRUCTURES": [{"%TYPE": "x"}]}, "A feature structure has no %ID or no %TYPE."),
        ({"%FEATURE_STRUCTURES": {"x": {"%TYPE": "x"}}}, "A feature structure has no %ID or no %TYPE."),
        ({"%VIEWS": {"a": {"%SOFA": [], "%MEMBERS": {}}}}, "The view “a” has no list of members."),
        ({"%VIEWS": {"a": []}}, "The view “a” has no list of members."),
        ({"%FEATURE_STRUCTURES": [{"%ID": 1, "%TYPE": "x", "begin": 1.5}]}, "The begin of 1 is no whole number."),
        ({"%FEATURE_STRUCTURES": [{"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaString": 1}]}, "is no text."),
    ],
)
def test_faults_of_json_are_told(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    path = tmp_path / "a.cas.json"
    path.write_text(json.dumps({"%TYPES": {}, "%FEATURE_STRUCTURES": [], "%VIEWS": {}} | change))
    with pytest.raises(FileRefused, match=re.escape(reason)):
        read_all(JSON, path)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('{"%TYPES":\n {}', 2, "The file breaks off before its end."),
        ("{}", None, "This is no CAS"),
        ("[]", None, "This is no JSON object."),
        ('{"%TYPES": ' + "[" * 100_000, None, "nested too deeply"),
        ('{"%TYPES": ' + "9" * 5_000 + "}", None, "A number is too long."),
        ('{"%TYPES": "\\ud800"}', None, "half of a surrogate pair"),
    ],
)
def test_what_is_no_json_is_refused(tmp_path: Path, text: str, line: int | None, reason: str) -> None:
    (tmp_path / "a.cas.json").write_text(text)
    with pytest.raises(FileRefused) as refused:
        read_all(JSON, tmp_path / "a.cas.json")
    assert reason in refused.value.reason
    assert refused.value.line == line


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">',
        '<!ENTITY c SYSTEM "file:///etc/passwd">',
        '<!ENTITY % c SYSTEM "http://127.0.0.1:9/x"> %c;',
    ],
)
def test_entities_are_refused(tmp_path: Path, declared: str) -> None:
    path = xmi(tmp_path, '<custom:S xmi:id="2" sofa="1" begin="0" end="2" label="&c;"/>')
    text = path.read_text(encoding="utf-8").replace("?>\n", f"?>\n<!DOCTYPE x [{declared}]>\n", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRefused, match="not read for safety"):
        read_all(XMI, path)
    (tmp_path / "TypeSystem.xml").write_text(f"<!DOCTYPE x [{declared}]><typeSystemDescription/>")
    with pytest.raises(FileRefused, match=r"TypeSystem\.xml, line 1: .* not read for safety"):
        read_all(XMI, xmi(tmp_path, ""))


def test_huge_and_deep_files_are_refused(tmp_path: Path) -> None:
    for form in (XMI, JSON, format_named("webanno-tsv")):
        path = tmp_path / f"x{form.suffixes[0]}"
        path.touch()
        os.truncate(path, (256 << 20) + 1)  # takes no room on the disk
        with pytest.raises(FileRefused, match="larger than 256 MB"):
            read_all(form, path)
    with pytest.raises(FileRefused, match="not valid XML"):
        read_all(XMI, xmi(tmp_path, '<a xmi:id="5">' + "<a>" * 200_000))
    (tmp_path / "x.xmi").write_text("<a/>")
    with pytest.raises(FileRefused, match="outermost element is not xmi:XMI"):
        read_all(XMI, tmp_path / "x.xmi")
    path = tmp_path / "x.cas.json"
    path.write_text('{"%TYPES": {}, "%VIEWS": {"a": {"%SOFA": [], "%MEMBERS": []}}}')
    assert read_all(JSON, path)[0] == []


def test_truncated_and_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    export_reports(sample()[1:], tmp_path / "x", XMI)
    export_reports(sample(), tmp_path / "j", JSON)
    for form, path in ((XMI, tmp_path / "x" / "000001.xmi"), (JSON, tmp_path / "j" / "000001-A-title.cas.json")):
        for _ in damaged(path, path.read_bytes(), places=60):
            read_or_refused(form, path)


def test_samples_have_as_many_labels_as_elements_that_hold_one() -> None:
    paths = sorted(SUITE.glob("*/reference.xmi"))
    if not paths:
        pytest.skip("the data is not there")
    for path in paths:
        assert recognise(path) is XMI
        (record,), _ = read_all(XMI, path)
        places = {
            (element.get("begin"), element.get("end"))
            for element in ET.parse(path).getroot()
            if re.match(r"\{http:///(webanno/custom|.*/ner/type)\.ecore", element.tag)
            and element.get("begin") != element.get("end")
            and "Governor" not in element.attrib
        }
        labels = {(mark.start, mark.end) for mark in record.spans}
        assert len(labels) == len(places), path


def test_all_samples_are_read_or_refused_also_damaged(tmp_path: Path) -> None:
    paths = [*SAMPLES.glob("**/*.xmi"), *SAMPLES.glob("**/data.json"), *SAMPLES.glob("json/*.json")]
    if not paths:
        pytest.skip("the data is not there")
    read = 0
    for path in paths:
        form = recognise(path)
        assert form in (XMI, JSON)
        read += bool(read_or_refused(form, path))
        copy = tmp_path / f"x{form.suffixes[0]}"
        for _ in damaged(copy, path.read_bytes()):
            read_or_refused(form, copy)
    assert read >= 20


KEYS = st.sampled_from(
    ["%ID", "%TYPE", "%ELEMENTS", "@sofa", "begin", "end", "sofaString", "sofaID", "label", "value", "attributes",
     "facts", "origin", "uid", "head", "@head", "@child", "@next", "#x", "%MEMBERS", "%SOFA", "flagged", "more"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["uima.cas.Sofa", "uima.cas.FSArray", "x.Span", "annotator.Span", "annotator.Relation", "annotator.Report",
     "Mosul 💥", "_InitialView", "{}", "[1]", '{"title": 1}', '{"kind": "manual", "score": "x"}', "accept", ""]
)  # fmt: skip
VALUES = st.recursive(
    st.one_of(st.integers(-1, 7), WORDS, st.booleans(), st.none(), st.floats()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=12,
)
STRUCTURES = st.lists(st.dictionaries(KEYS, VALUES, max_size=7), max_size=5)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(types=VALUES, structures=st.one_of(VALUES, STRUCTURES), views=VALUES)
def test_any_json_is_read_or_refused(types: object, structures: object, views: object, tmp_path: Path) -> None:
    path = tmp_path / "a.cas.json"
    sofa = {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaString": "Mosul 💥 fell"}
    if isinstance(structures, list):
        structures = [
            sofa,
            *({"%ID": n, "%TYPE": "x", **s} for n, s in enumerate(structures, 2) if isinstance(s, dict)),
        ]
    path.write_text(json.dumps({"%TYPES": types, "%FEATURE_STRUCTURES": structures, "%VIEWS": views}))
    read_or_refused(JSON, path)


NAMES = st.sampled_from(
    ["xmi:id", "sofa", "begin", "end", "label", "members", "elements", "head", "child", "Governor", "target",
     "attributes", "facts", "origin", "uid", "flagged", "sofaString", "sofaID", "sofaNum", "Dependent", "level"]
)  # fmt: skip
TAGS = st.sampled_from(
    ["cas:Sofa", "cas:View", "cas:FSArray", "custom:Stance", "custom:Host", "ours:Span", "ours:Relation",
     "ours:Report", "tcas:Annotation", "tcas:DocumentAnnotation", "ner:NamedEntity", "seg:Token",
     "meta:DocumentMetaData"]
)  # fmt: skip
SAID = st.sampled_from(
    ["0", "1", "2", "3", "7", "8", "99", "-1", "2 3 x", "2 3", "x", "", "true", "{}", "[", "1e999", "Mosul"]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    elements=st.lists(st.tuples(TAGS, st.dictionaries(NAMES, SAID, max_size=7)), max_size=6), typed=st.booleans()
)
def test_any_xmi_is_read_or_refused(
    elements: list[tuple[str, dict[str, str]]], typed: bool, tmp_path: Path
) -> None:
    rows = []
    for number, (tag, said) in enumerate(elements, start=2):
        attributes = {"xmi:id": str(number), "sofa": "1", "begin": "3", "end": "8", **said}
        rows.append(f"<{tag} {' '.join(f'{name}={quoteattr(value)}' for name, value in attributes.items())}/>")
    (tmp_path / "TypeSystem.xml").unlink(missing_ok=True)
    read_or_refused(XMI, xmi(tmp_path, "\n".join(rows), TYPES if typed else ""))

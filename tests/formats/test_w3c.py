"""Web Annotations: exact bytes, places found as the standard means them, and the files of other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.annotations import Origin
from annotator.domain.documents import Facts
from annotator.domain.errors import FileRefused
from annotator.formats.base import PredictionRecord, ReadOptions, RelationRecord, ReportRecord
from annotator.formats.export import export_reports
from annotator.formats.registry import format_named, recognise
from annotator.formats.sources import plan_sources
from annotator.formats.w3c_names import iri_of, part_of, uid_of_iri
from annotator.formats.w3c_writing import annotations_of
from tests.formats.conformance import sample
from tests.formats.damage import survives_damage
from tests.formats.reading import full_record, plain_record, read_all, read_or_refused, span

W3C = format_named("w3c")
TEXT = "Rebels shelled Mosul, officials said."
CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def tag(label: str, start: int | None, end: int | None, exact: str | None = None, **more: Any) -> dict[str, Any]:
    """An annotation as others write it, about `urn:doc:1` unless told."""
    selectors: list[dict[str, Any]] = []
    if start is not None:
        selectors.append({"type": "TextPositionSelector", "start": start, "end": end})
    if exact is not None:
        around = {key: more.pop(key) for key in ("prefix", "suffix") if key in more}
        selectors.append({"type": "TextQuoteSelector", "exact": exact, **around})
    return {
        "@context": CONTEXT,
        "type": "Annotation",
        "body": {"type": "TextualBody", "value": label, "purpose": "tagging"},
        "target": {"source": more.pop("source", "urn:doc:1"), "selector": selectors},
        **more,
    }


def source(text: str = TEXT) -> dict[str, str]:
    return {"id": "urn:doc:1", "type": "TextualBody", "value": text}


def read(folder: Path, content: object) -> tuple[list[ReportRecord], list[str]]:
    path = folder / "a.jsonld"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    assert recognise(path) is W3C
    return read_all(W3C, path)


def refusal(folder: Path, content: object) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read(folder, content)
    return refused.value


def places(record: ReportRecord) -> list[tuple[int, int, str]]:
    return [(s.start, s.end, s.label) for s in record.spans]


# Written


def test_the_bytes_are_these(tmp_path: Path) -> None:
    uuid = "0b1f6a9e-1111-4222-8333-444455556666"
    marked = (
        span(TEXT, 15, 20, "Location", uid=uuid),
        span(TEXT, 0, 20, "Claim", uid="c1", attributes={"stance": "asserts", "evidence": True}, note="hm"),
    )
    related = (RelationRecord(uid="r1", type="about", head="c1", child=uuid),)
    facts = Facts("T", "Wire", "2022-06-20", "en", "https://x.example/1", {"n": [1]})
    export_reports(
        [ReportRecord(TEXT, facts, "doc 1", marked, related, "accept", "ada")], tmp_path / "a.w3c.jsonld", W3C
    )
    assert (tmp_path / "a.w3c.jsonld").read_text(encoding="utf-8") == (
        '[\n{"@context":"http://www.w3.org/ns/anno.jsonld","id":"urn:annotator:doc%201#text","type":"Annotation",'
        '"motivation":"describing","body":[{"type":"TextualBody","value":"Rebels shelled Mosul, officials said.",'
        '"purpose":"describing","label":"text","format":"text/plain","language":"en"},'
        '{"type":"TextualBody","value":"accept","purpose":"assessing","label":"answer"},'
        '{"type":"TextualBody","value":"{\\"n\\": [1]}","purpose":"describing","label":"facts",'
        '"format":"application/json"}],'
        '"target":{"id":"urn:annotator:doc%201","type":"Text","dc:title":"T","dc:source":"Wire",'
        '"dc:date":"2022-06-20","schema:url":"https://x.example/1"},"creator":{"type":"Person","name":"ada"},'
        '"generator":{"type":"Software","name":"Annotator"}},\n'
        '{"@context":"http://www.w3.org/ns/anno.jsonld","id":"urn:annotator:doc%201:c1","type":"Annotation",'
        '"motivation":"tagging","body":[{"type":"TextualBody","value":"Claim","purpose":"tagging"},'
        '{"type":"TextualBody","value":"asserts","purpose":"classifying","label":"stance"},'
        '{"type":"TextualBody","value":"true","purpose":"classifying","label":"evidence",'
        '"format":"application/json"},{"type":"TextualBody","value":"hm","purpose":"commenting"}],'
        '"target":{"source":"urn:annotator:doc%201","selector":[{"type":"TextPositionSelector","start":0,"end":20},'
        '{"type":"TextQuoteSelector","exact":"Rebels shelled Mosul","prefix":"","suffix":", officials said."}]},'
        '"creator":{"type":"Person","name":"ada"}},\n'
        '{"@context":"http://www.w3.org/ns/anno.jsonld","id":"urn:uuid:0b1f6a9e-1111-4222-8333-444455556666",'
        '"type":"Annotation","motivation":"tagging",'
        '"body":{"type":"TextualBody","value":"Location","purpose":"tagging"},'
        '"target":{"source":"urn:annotator:doc%201","selector":[{"type":"TextPositionSelector","start":15,"end":20},'
        '{"type":"TextQuoteSelector","exact":"Mosul","prefix":"Rebels shelled ","suffix":", officials said."}]},'
        '"creator":{"type":"Person","name":"ada"}},\n'
        '{"@context":"http://www.w3.org/ns/anno.jsonld","id":"urn:annotator:doc%201:r1","type":"Annotation",'
        '"motivation":"linking","body":{"type":"TextualBody","value":"about","purpose":"tagging"},'
        '"target":[{"id":"urn:annotator:doc%201:c1"},{"id":"urn:uuid:0b1f6a9e-1111-4222-8333-444455556666"}],'
        '"creator":{"type":"Person","name":"ada"}}\n]\n'
    )


def test_every_annotation_has_what_the_standard_demands(tmp_path: Path) -> None:
    export_reports(sample(), tmp_path / "a.w3c.jsonld", W3C)
    found = json.loads((tmp_path / "a.w3c.jsonld").read_text(encoding="utf-8"))
    assert all((a["@context"], a["type"]) == (CONTEXT, "Annotation") and a["target"] for a in found)
    assert len({a["id"] for a in found}) == len(found) == 5 + 6 + 2
    texts = {a["target"]["id"]: a["body"][0]["value"] for a in found if a["motivation"] == "describing"}
    for annotation in (a for a in found if a["motivation"] == "tagging"):
        position, quote = annotation["target"]["selector"]
        text = texts[annotation["target"]["source"]]
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert text[: position["start"]].endswith(quote["prefix"])
        assert text[position["end"] :].startswith(quote["suffix"])


def test_relations_between_reports_and_odd_ids_come_back(tmp_path: Path) -> None:
    odd = ["a:b", "::1", ":", "urn:uuid:x", "urn:annotator:y", "http://x/y#z", "ü %20/", "#", "{9}", "urn:x:1"]
    records = [
        ReportRecord(f"{TEXT} {n}", uid=f"{uid} report", spans=(span(TEXT, 0, 6, uid=uid), span(TEXT, 7, 9)))
        for n, uid in enumerate(odd)
    ]
    out = RelationRecord(uid="r", type="same", head="a:b", child="#", child_document="# report")
    first = ReportRecord(records[0].text, uid=records[0].uid, spans=records[0].spans, relations=(out,))
    nameless = ReportRecord(
        "No id at all.", spans=(span("No id at all.", 0, 2), span("No id at all.", 3, 5, uid="x"))
    )
    written = [first, *records[1:], nameless]
    export_reports(written, tmp_path / "a.w3c.jsonld", W3C)
    assert read_all(W3C, tmp_path / "a.w3c.jsonld") == (written, [])


@pytest.mark.parametrize(
    ("uid", "iri"),
    [
        ("0b1f6a9e-1111-4222-8333-444455556666", "urn:uuid:0b1f6a9e-1111-4222-8333-444455556666"),
        ("0B1F6A9E-1111-4222-8333-444455556666", "urn:annotator:d:0B1F6A9E-1111-4222-8333-444455556666"),
        ("https://x.example/a?b#c", "https://x.example/a?b#c"),
        ("urn:uuid:no", "urn:annotator:d:urn%3Auuid%3Ano"),
        ("a b", "urn:annotator:d:a%20b"),
        (None, "urn:annotator:d::7"),
    ],
)
def test_ids_are_iris_and_come_back(uid: str | None, iri: str) -> None:
    assert iri_of(uid, 7, part_of("d", 1)) == iri
    assert uid_of_iri(iri) == uid


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_a_number_that_json_does_not_know_is_refused(tmp_path: Path, value: float) -> None:
    record = ReportRecord(TEXT, Facts("T"), spans=(span(TEXT, 0, 6, attributes={"n": value}),))
    with pytest.raises(FileRefused, match="The report “T” cannot be written"):
        export_reports([record], tmp_path / "a.w3c.jsonld", W3C)
    with pytest.raises(FileRefused, match="a number that JSON does not know"):
        export_reports([plain_record(1, facts=Facts(more={"n": [value]}))], tmp_path / "a.w3c.jsonld", W3C)


# Read


def test_the_example_of_the_standard_is_read(tmp_path: Path) -> None:
    example = tag("Location", 15, 20, "Mosul", prefix="shelled ", suffix=", off", source=source())
    for content in (
        example,
        [example],
        {"type": "AnnotationPage", "items": [example]},
        {"type": "AnnotationCollection", "total": 1, "first": {"type": "AnnotationPage", "items": [example]}},
        {"@context": CONTEXT, "@graph": [example]},
        json.dumps(example) + "\n",
    ):
        (record,), notices = read(tmp_path, content)
        assert (record.text, places(record), record.uid) == (TEXT, [(15, 20, "Location")], "urn:doc:1")
        assert notices == []


def test_where_position_and_quote_differ_the_quote_is_found_once(tmp_path: Path) -> None:
    text = "Rebels shelled Mosul. In Mosul rebels fled."
    moved = [
        tag("Location", 0, 5, "Mosul", prefix="In ", suffix=" rebels", source=source(text)),
        tag("Actor", 99, 105, "Rebels"),
        tag("Actor", None, None, "rebels"),
    ]
    (record,), notices = read(tmp_path, moved)
    assert places(record) == [(25, 30, "Location"), (0, 6, "Actor"), (31, 37, "Actor")]
    assert notices == [
        "An annotation was found by its quote, which stands once; another text stands at its position."
    ]


@pytest.mark.parametrize(
    ("annotation", "reason"),
    [
        (tag("L", 0, 5, "Mosul"), "it: it says “Mosul”, but the text there is “Mosul”"),
        (tag("L", 1, 6, "Mosul"), "it: it says “Mosul”, but the text there is “osul ”."),
        (tag("L", None, None, "Mosul"), "its quote “Mosul” stands in the text 2 times; once is needed."),
        (tag("L", None, None, "Kyiv"), "its quote “Kyiv” stands in the text 0 times; once is needed."),
        (tag("L", 3, 30), "it: 3 to 30 is not in the text of 11 characters."),
        (tag("L", 3, 3), "it is empty: it starts and ends at 3."),
        (tag("L", 3, None), "“end” of its position is not a whole number."),
        (tag("L", True, 4), "“start” of its position is not a whole number."),
        (tag("L", None, None, 5), "“exact” of its quote is not a text."),  # type: ignore[arg-type]
        ({"target": []}, "it has no target."),
        ({"target": 7}, "its target is neither an object nor an IRI."),
        ({"target": {"source": 7}}, "the source of its target is not an IRI."),
        ({"target": "urn:doc:1", "body": [[]]}, "a body is neither an object nor an IRI."),
        ({"target": {"source": "urn:doc:1", "selector": [1]}}, "a selector is not an object."),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, annotation: dict[str, Any], reason: str) -> None:
    text = "Mosul Mosul"
    first = tag("L", 0, 5, source=source(text))
    if annotation["target"] and reason.startswith("it: it says “Mosul”, but the text there is “Mosul”"):
        assert read(tmp_path, [first, annotation])  # it does stand there
        return
    content = "[" + ",\n".join(map(json.dumps, [first, {"@context": CONTEXT, **annotation}])) + "]"
    refused = refusal(tmp_path, content)
    assert (refused.reason, refused.line) == (f"Annotation 2: {reason}", 2)


def test_positions_in_utf16_units_are_found_out(tmp_path: Path) -> None:
    text = "💥💥 Rebels fled Mosul."
    (record,), notices = read(
        tmp_path, [tag("Actor", 5, 11, "Rebels", source=source(text)), tag("L", 17, 22, "Mosul"), tag("E", 0, 4)]
    )
    assert places(record) == [(3, 9, "Actor"), (15, 20, "L"), (0, 2, "E")]
    assert notices == ["The positions count UTF-16 units, not characters as the standard says."]
    (record,), notices = read(tmp_path, [tag("Actor", 3, 9, "Rebels", source=source(text)), tag("E", 0, 2)])
    assert (places(record), notices) == ([(3, 9, "Actor"), (0, 2, "E")], [])


def test_what_a_program_made_becomes_suggestions(tmp_path: Path) -> None:
    score = {"type": "TextualBody", "value": "0.75", "purpose": "assessing", "label": "score"}
    made = tag("Actor", 0, 6, "Rebels", source=source(), creator={"type": "Software", "name": "ner-1"})
    made["body"] = [made["body"], score]
    by_hand = tag("Location", 15, 20, "Mosul", creator="https://x.example/ada", generator={"type": "Software"})
    (record,), notices = read(tmp_path, [made, by_hand])
    assert record.predictions == (PredictionRecord(start=0, end=6, label="Actor", source="ner-1", score=0.75),)
    assert [(s.label, s.annotator, s.origin) for s in record.spans] == [
        ("Location", "https://x.example/ada", None)
    ]
    assert notices == ["What a program had annotated became suggestions."]


def test_origins_of_accepted_suggestions_come_back(tmp_path: Path) -> None:
    marked = (
        span(TEXT, 0, 6, uid="a", origin=Origin("suggested", "repeats", 0.5)),
        span(TEXT, 15, 20, uid="b", origin=Origin("imported", "brat")),
    )
    record = ReportRecord(TEXT, uid="d", spans=marked)
    export_reports([record], tmp_path / "a.w3c.jsonld", W3C)
    assert read_all(W3C, tmp_path / "a.w3c.jsonld") == ([record], [])


def test_a_file_of_recogito_with_its_text_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    content = [
        {
            "@context": CONTEXT,
            "id": "#one",
            "type": "Annotation",
            "body": [
                {"type": "TextualBody", "value": "who?", "purpose": "commenting"},
                {"type": "TextualBody", "value": "Actor", "purpose": "tagging"},
                {"type": "TextualBody", "value": "Group", "purpose": "tagging"},
            ],
            "target": {
                "selector": [
                    {"type": "TextQuoteSelector", "exact": "Rebels"},
                    {"type": "TextPositionSelector", "start": 0, "end": 6},
                ]
            },
        },
        tag("Location", 15, 20, "Mosul", source="", id="#two"),
        {
            "type": "Annotation",
            "motivation": "linking",
            "body": [{"type": "TextualBody", "value": "shelled", "purpose": "tagging"}],
            "target": [{"id": "#one"}, {"id": "#two"}],
        },
    ]
    (record,), notices = read(tmp_path, content)
    assert (record.text, record.uid) == (TEXT, None)
    assert [(s.uid, s.label, s.note) for s in record.spans] == [
        ("#one", "Actor", "who?"), (None, "Group", "who?"), ("#two", "Location", ""),
    ]  # fmt: skip
    assert record.relations == (RelationRecord(type="shelled", head="#one", child="#two"),)
    assert notices == ["An annotation with several tags became one for each."]


def test_texts_beside_the_file_are_found_by_name_and_never_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "report 1.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "secret.txt").write_text(TEXT, encoding="utf-8")
    (record,), _ = read(tmp_path / "in", tag("Actor", 0, 6, source="http://x.example/docs/report%201.txt?v=2"))
    assert record.facts == Facts(title="report 1.txt", url="http://x.example/docs/report%201.txt?v=2")
    assert record.uid is None
    for iri in (
        "../secret.txt",
        "..%2Fsecret.txt",
        "/etc/passwd",
        "http://[",
        ".txt",
        "a\0.txt",
        "x" * 300 + ".txt",
    ):
        refused = refusal(tmp_path / "in", tag("Actor", 0, 6, source=iri))
        assert refused.reason.endswith("is not in the file, nor in a text file beside it."), iri
    assert refusal(tmp_path, tag("A", 0, 6, source="")).reason.startswith(
        "The text that the annotations are about"
    )


def test_in_folders_the_texts_of_annotations_are_passed_over(tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.jsonld").write_text(json.dumps(tag("Actor", 0, 6, source="docs/one.txt")), encoding="utf-8")
    assert [source.path.name for source in plan_sources([tmp_path])] == ["a.jsonld", "two.txt"]


def test_bodies_of_other_kinds(tmp_path: Path) -> None:
    content = [
        tag("", 0, 6, source=source(), motivation="highlighting", created="2022-06-20"),
        tag("", 15, 20, motivation="oa:commenting", body=[], bodyValue="here"),
        tag("", 22, 31, motivation="classifying", body={"id": "http://x.example/types#Person", "type": "Thing"}),
        tag("", 0, 20, body=[
            {"type": "SpecificResource", "source": "http://x.example/Claim/", "purpose": "tagging"},
            {"type": "TextualBody", "value": "Q1", "purpose": "identifying"},
            {"id": "http://x.example/Q2", "purpose": "identifying"},
            {"type": "TextualBody", "value": "1e999", "purpose": "classifying", "label": "n",
             "format": "application/json"},
            "http://x.example/page",
            {"type": "Image"},
        ]),
    ]  # fmt: skip
    (record,), notices = read(tmp_path, content)
    assert [(s.label, s.note, s.attributes) for s in record.spans] == [
        ("highlighting", "", {}),
        ("commenting", "here", {}),
        ("Person", "", {"iri": "http://x.example/types#Person"}),
        ("Claim", "", {
            "iri": "http://x.example/Claim/", "identifying": "Q1\nhttp://x.example/Q2", "n": "1e999",
            "body": "http://x.example/page",
        }),
    ]  # fmt: skip
    assert notices == [
        "What annotations say under “created” was left out.",
        "A body that is neither a text nor has an IRI was left out.",
        "An annotation without a tag got its motivation as its label.",
    ]


def test_other_targets_and_selectors(tmp_path: Path) -> None:
    selector = {"type": "TextPositionSelector", "start": 15, "end": 20}
    fragment = {
        "type": "FragmentSelector",
        "conformsTo": "http://tools.ietf.org/rfc/rfc5147",
        "value": "char=22,31",
    }
    several = tag("Actor", 0, 6, source=source(), id="urn:x:1")
    several["target"] = [several["target"], {"source": "urn:doc:1", "selector": fragment}]
    content = [
        several,
        {
            "target": {
                "source": "urn:doc:1",
                "selector": {"type": "XPathSelector", "value": "/p", "refinedBy": selector},
            }
        },
        {"target": {"source": "urn:doc:1", "selector": {"type": "SvgSelector", "value": "<svg/>"}}},
        {"target": "urn:doc:1", "motivation": "commenting", "bodyValue": "A remark."},
        {"target": "urn:doc:1", "motivation": "linking", "body": "urn:x:gone"},
        {"type": "AnnotationPage", "items": "http://x.example/page2"},
    ]
    (record,), notices = read(tmp_path, content)
    assert [(s.uid, s.start, s.end) for s in record.spans] == [("urn:x:1", 0, 6), (None, 22, 31)]
    assert record.note == "A remark."
    assert sorted(notices) == [
        "A link that is not from one annotation of this file to another was left out.",
        "A page of annotations that stands elsewhere was left out.",
        "An annotation of several places became one for each.",
        "An annotation with neither a position nor a quote in a text was left out.",
        "What annotations say of a whole report was added to its note.",
    ]


def test_words_linked_to_something_elsewhere_are_annotations(tmp_path: Path) -> None:
    linked = tag("", 15, 20, source=source(), motivation="linking", body="http://x.example/Q1")
    named = tag("Place", 0, 6, motivation="linking")
    named["body"] = [named["body"], {"id": "http://x.example/Q2"}, {"source": "http://x.example/Q3"}]
    (record,), _ = read(tmp_path, [linked, named])
    assert [(s.label, s.attributes) for s in record.spans] == [
        ("linking", {"linking": "http://x.example/Q1"}),
        ("Place", {"linking": "http://x.example/Q2\nhttp://x.example/Q3"}),
    ]


def test_a_position_without_an_end_goes_as_far_as_its_quote(tmp_path: Path) -> None:
    text = "💥 Rebels fled Mosul; rebels, Mosul."
    content = [tag("L", 15, None, "Mosul", source=source(text)), tag("Actor", 3, None, "Rebels")]
    (record,), _ = read(tmp_path, content)
    assert places(record) == [(14, 19, "L"), (2, 8, "Actor")]
    (record,), _ = read(tmp_path, [tag("L", 29, None, "Mosul", source=source(text))])
    assert places(record) == [(29, 34, "L")]


def test_what_stands_twice(tmp_path: Path) -> None:
    one = tag("Actor", 0, 6, "Rebels", source=source(), id="urn:x:1")
    assert refusal(tmp_path, [one, one]).reason == "The id “urn:x:1” stands twice."
    (record,), notices = read(tmp_path, [one, one | {"id": "urn:x:2"}])
    assert len(record.spans) == 1
    assert notices == ["The same annotation twice in one report was read once."]
    assert refusal(tmp_path, [one, tag("A", 0, 1, source=source("Other"))]).reason == (
        "The file has two texts for one source."
    )
    export_reports([full_record()], tmp_path / "a.w3c.jsonld", W3C)
    lines = (tmp_path / "a.w3c.jsonld").read_text(encoding="utf-8").splitlines()
    again = "\n".join([*lines[:-2], lines[-2] + ",", lines[1].removesuffix(","), "]"])
    assert refusal(tmp_path, again).line == len(lines)


def test_our_lines_put_elsewhere_are_refused_and_other_orders_read(tmp_path: Path) -> None:
    export_reports([plain_record(1), plain_record(2)], tmp_path / "a.w3c.jsonld", W3C)
    lines = [
        line.removesuffix(",") for line in (tmp_path / "a.w3c.jsonld").read_text(encoding="utf-8").splitlines()
    ]
    text1, span1, text2, span2 = lines[1:-1]
    moved = refusal(tmp_path, f"[\n{text1},\n{text2},\n{span2},\n{span1}\n]\n")
    assert (moved.reason, moved.line) == (
        "Annotation 4: It is about “urn:annotator:doc-1”, whose annotations stand in one place in such a file.", 5,
    )  # fmt: skip
    for order in ([span2, span1, text2, text1], [text2, text1, span1, span2]):
        records, notices = read(tmp_path, "[" + ",".join(order) + "]")
        assert ([record.uid for record in records], notices) == (["doc-2", "doc-1"], [])
        assert all(len(record.spans) == 1 for record in records)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("\n]\n", "\n", "The list breaks off before it ends; the file may be cut short."),
        ("\n]\n", "\n]\n]\n", "Something stands behind the end of the list."),
        ("},\n{", "}\n{", "Something stands behind an annotation without a comma."),
        ('"end":6', '"end":6e', "The line is not valid JSON at character"),
        ("Report 1: rebels shelled", "Report 1: Rebels shelled", ""),
    ],
)
def test_faults_in_our_lines_are_named(tmp_path: Path, old: str, new: str, reason: str) -> None:
    export_reports([plain_record(1), plain_record(2)], tmp_path / "a.w3c.jsonld", W3C)
    content = (tmp_path / "a.w3c.jsonld").read_text(encoding="utf-8")
    if reason:
        assert refusal(tmp_path, content.replace(old, new)).reason.startswith(reason)
    else:
        assert read(tmp_path, content.replace(old, new))[0][0].text == "Report 1: Rebels shelled Mosul."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[1]", "This is no annotation: it is not an object."),
        ('[{"type": "Person"}]', "This is no annotation: it has no target."),
        ('[{"target": "urn:x"},', "The list breaks off before it ends; the file may be cut short."),
        ('{"target": "\\ud800"}', "Character 1 of “target” is half of a surrogate pair (\\ud800)."),
        ('{"target": ' + "[" * 100_000, "The lists and objects are nested too deeply."),
        ("\xe9", "This is not valid JSON: Expecting value."),
    ],
)
def test_files_that_are_none_are_refused(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "a.jsonld"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FileRefused) as refused:
        read_all(W3C, path)
    assert refused.value.reason == reason


def test_other_encodings_of_json_and_one_that_is_told(tmp_path: Path) -> None:
    content = json.dumps(tag("Actor", 0, 6, source=source("Żołnierz 💥")), ensure_ascii=False)
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-32"):
        (tmp_path / "a.jsonld").write_bytes(content.encode(encoding))
        (record,), _ = read_all(W3C, tmp_path / "a.jsonld")
        assert record.text == "Żołnierz 💥"
    (tmp_path / "a.jsonld").write_bytes(content.replace("💥", "").encode("cp1250"))
    (record,), _ = read_all(W3C, tmp_path / "a.jsonld", ReadOptions(encoding="cp1250"))
    assert record.text == "Żołnierz "
    with pytest.raises(FileRefused, match="does not fit UTF-8"):
        read_all(W3C, tmp_path / "a.jsonld")


def test_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    export_reports(sample(), tmp_path / "a.w3c.jsonld", W3C)
    survives_damage(W3C, (tmp_path / "a.w3c.jsonld").read_bytes(), tmp_path)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | st.floats(allow_nan=False) | st.text(max_size=9)
    | st.sampled_from(["linking", "tagging", "urn:doc:1", "urn:annotator::1", "TextPositionSelector", "Mosul"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["id", "type", "value", "source", "selector", "items"]), inner, max_size=4),
    max_leaves=6,
)  # fmt: skip


def places_in(value: Any) -> list[tuple[Any, Any]]:
    """Every container inside with each of its keys."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    return [(value, key) for key in keys] + [place for key in keys for place in places_in(value[key])]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0, 10_000), ANYTHING), min_size=1, max_size=3), lines=st.booleans())
def test_anything_anywhere_is_read_or_refused(tmp_path: Path, changes: list[tuple[int, Any]], lines: bool) -> None:
    path = tmp_path / "a.w3c.jsonld"
    content = [
        a for n, record in enumerate((full_record(), plain_record(2)), 1) for a in annotations_of(record, n)
    ]
    for at, value in changes:
        found = places_in(content)
        container, key = found[at % len(found)]
        container[key] = value
    text = "[\n" + ",\n".join(map(json.dumps, content)) + "\n]\n" if lines else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    for record in read_or_refused(W3C, path):
        assert all(0 <= s.start < s.end <= len(record.text) and s.label for s in record.spans)
        assert json.dumps(list(annotations_of(record, 1)))

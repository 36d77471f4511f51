"""One line of our JSONL, to the letter, and any report through writing and reading."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.documents import Facts, text_digest
from annotator.domain.errors import FileRefused
from annotator.formats.base import ReadOptions, RelationRecord, ReportRecord, SpanRecord, Where
from annotator.formats.jsonl_lenient import lenient_record
from annotator.formats.jsonl_line import add_line, strict_record
from annotator.formats.report import Notices
from tests.formats.reading import full_record, span

HERE = Where(Path("out.jsonl"), 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
VALUES = st.one_of(NAMES, st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False))


def line_of(record: ReportRecord) -> bytes:
    lines = bytearray()
    add_line(record, lines, HERE.path)
    return bytes(lines)


@st.composite
def records(draw: st.DrawFn) -> ReportRecord:
    text = draw(TEXT)
    places = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text)), NAMES).filter(
        lambda p: p[0] < p[1]
    )
    spans = [
        SpanRecord(uid=f"s{n}", start=start, end=end, label=label, text=text[start:end], attributes=draw(
            st.dictionaries(NAMES, VALUES, max_size=2)))
        for n, (start, end, label) in enumerate(sorted(draw(st.sets(places, max_size=6))))
    ]  # fmt: skip
    more = draw(st.dictionaries(NAMES.filter(lambda name: not hasattr(Facts(), name)), VALUES, max_size=3))
    facts = Facts(draw(st.just("") | NAMES), more=more)
    ordered = tuple(sorted(spans, key=SpanRecord.order))
    return ReportRecord(
        text, facts, draw(NAMES), ordered, note=draw(st.just("") | NAMES), flagged=draw(st.booleans())
    )


@given(records())
def test_any_report_comes_back_as_it_was(record: ReportRecord) -> None:
    line = line_of(record)
    found = strict_record(line, HERE)
    assert found == record
    assert line.count(b"\n") == 1
    assert json.loads(line)["text"] == record.text


@given(records())
def test_the_lenient_way_reads_the_same(record: ReportRecord) -> None:
    assert lenient_record(line_of(record), HERE, ReadOptions(), Notices()) == record


def test_keys_stand_in_the_documented_order() -> None:
    found = json.loads(line_of(full_record()))
    assert list(found) == [
        "id", "text", "spans", "relations", "answer", "meta", "annotator", "sha256", "offset_unit",
        "note", "flagged",
    ]  # fmt: skip
    assert list(found["spans"][0]) == ["id", "start", "end", "label", "text", "attributes"]
    assert list(found["relations"][0]) == ["id", "type", "head", "child"]
    assert list(found["meta"])[:5] == ["title", "source", "date", "language", "url"]
    assert (found["sha256"], found["offset_unit"]) == (text_digest(found["text"]), "codepoint")


def test_what_is_not_set_is_not_written() -> None:
    found = json.loads(line_of(ReportRecord("a", uid="d", spans=(span("a", 0, 1, uid="s"),))))
    assert "note" not in found
    assert "flagged" not in found
    assert found["spans"] == [{"id": "s", "start": 0, "end": 1, "label": "Actor", "text": "a"}]
    assert (found["relations"], found["meta"], found["answer"]) == ([], {}, "")


def test_text_is_written_as_it_is_and_not_escaped() -> None:
    line = line_of(ReportRecord("Мосул 💥 <b>", uid="d")).decode()
    assert '"text":"Мосул 💥 <b>"' in line
    assert "\\u" not in line


def test_spans_are_ordered_by_start_then_longest_then_label() -> None:
    text = "Rebels shelled Mosul"
    spans = [span(text, 7, 9, "B"), span(text, 0, 6, "A"), span(text, 0, 20, "Z"), span(text, 0, 6, "0")]
    found = json.loads(line_of(ReportRecord(text, uid="d", spans=tuple(spans))))["spans"]
    assert [(s["start"], s["end"], s["label"]) for s in found] == [
        (0, 20, "Z"),
        (0, 6, "0"),
        (0, 6, "A"),
        (7, 9, "B"),
    ]


def test_a_span_gets_its_text_when_it_brings_none() -> None:
    record = ReportRecord("💥 Mosul", uid="d", spans=(SpanRecord(start=2, end=7, label="L"),))
    assert json.loads(line_of(record))["spans"][0]["text"] == "Mosul"


@pytest.mark.parametrize(
    "record",
    [
        ReportRecord("a\ud800", uid="d"),
        ReportRecord("a", uid="d", annotator="\ud800"),
        ReportRecord("a", uid="d", facts=Facts(more={"n": float("nan")})),
        ReportRecord("a", uid="d", facts=Facts(more={"n": [{"m": float("inf")}]})),
        ReportRecord("a", uid="d", spans=(span("a", 0, 1, attributes={"n": float("nan")}),)),
    ],
)
def test_what_json_cannot_carry_is_refused(record: ReportRecord) -> None:
    with pytest.raises(FileRefused, match=r"out\.jsonl: The report “.*” cannot be written\."):
        line_of(record)


def test_numbers_beyond_64_bits_stay_numbers() -> None:
    record = ReportRecord("a", uid="d", facts=Facts(more={"n": 2**70}), relations=())
    assert json.loads(line_of(record))["meta"] == {"n": 2**70}


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "0" * 64},
        {"spans": [{"start": 0, "end": 2, "label": "L"}]},
        {"spans": [{"start": 0, "end": 1, "label": "L", "text": "b"}]},
        {"spans": [{"start": 0, "end": 1, "label": "L"}, {"start": 0, "end": 1, "label": "L"}]},
        {
            "spans": [
                {"id": "s", "start": 0, "end": 1, "label": "L"},
                {"id": "s", "start": 0, "end": 1, "label": "M"},
            ]
        },
        {"relations": [{"type": "r", "head": "x", "child": "x"}]},
        {"answer": "maybe"},
        {"extra": 1},
    ],
)
def test_the_fast_way_takes_only_what_is_flawless(change: dict[str, object]) -> None:
    flawless = json.loads(line_of(ReportRecord("a", uid="d")))
    assert strict_record(json.dumps(flawless).encode(), HERE) is not None
    assert strict_record(json.dumps(flawless | change).encode(), HERE) is None


def test_relations_keep_their_ids_and_annotators() -> None:
    text = "ab"
    spans = (span(text, 0, 1, uid="1"), span(text, 1, 2, uid="2"))
    relation = RelationRecord(uid="r", type="said_by", head="1", child="2", annotator="grace")
    record = ReportRecord(text, uid="d", spans=spans, relations=(relation,), annotator="ada")
    assert strict_record(line_of(record), HERE) == record

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.annotations import Origin
from annotator.domain.errors import FileRefused
from annotator.formats import prodigy_reading as reading
from annotator.formats.base import PredictionRecord, RelationRecord, ReportRecord
from annotator.formats.export import export_reports
from annotator.formats.murmur import murmur3
from annotator.formats.prodigy import ProdigyFormat
from annotator.formats.prodigy_tasks import Tokens, input_hash, task_hash
from annotator.formats.registry import recognise
from annotator.formats.same_text import JOINED
from tests.formats.conformance import sample
from tests.formats.damaged import read_damaged
from tests.formats.reading import RELATED, full_record, read_all, span

FORM = ProdigyFormat()
SAMPLES = RELATED / "formats" / "prodigy"
TEXT = "Rebels shelled Mosul, officials said."
LINE = (
    '{"text":"Rebels shelled Mosul, officials said.","tokens":['
    '{"text":"Rebels","start":0,"end":6,"id":0,"ws":true},'
    '{"text":"shelled","start":7,"end":14,"id":1,"ws":true},{"text":"Mosul","start":15,"end":20,"id":2,"ws":false},'
    '{"text":",","start":20,"end":21,"id":3,"ws":true},{"text":"officials","start":22,"end":31,"id":4,"ws":true},'
    '{"text":"said","start":32,"end":36,"id":5,"ws":false},{"text":".","start":36,"end":37,"id":6,"ws":false}],'
    '"spans":[{"start":15,"end":20,"token_start":2,"token_end":2,"label":"Location"}],"meta":{"source":"demo"},'
    '"_input_hash":-1706083711,"_task_hash":0,"_view_id":"ner_manual","answer":"accept"}\n'
)
CLAIM, SPEAKER = span(TEXT, 0, 20, "Claim", uid="c"), span(TEXT, 22, 31, uid="a")
SAID = RelationRecord(uid="r", type="said_by", head="c", child="a")


def read(folder: Path, *lines: object) -> tuple[list[ReportRecord], list[str]]:
    path = folder / "x.prodigy.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return read_all(FORM, path)


def written(folder: Path, *records: ReportRecord) -> list[dict[str, Any]]:
    export_reports(records, folder / "out.prodigy.jsonl", FORM)
    return [json.loads(line) for line in (folder / "out.prodigy.jsonl").read_bytes().splitlines()]


def marks(record: ReportRecord) -> list[tuple[str, str]]:
    return [(one.label, record.text[one.start : one.end]) for one in record.spans]


def test_the_documented_bytes(tmp_path: Path) -> None:
    path = tmp_path / "in.prodigy.jsonl"
    path.write_text(LINE, encoding="utf-8")
    (record,), notices = read_all(FORM, path)
    assert (marks(record), record.facts.source, record.answer, notices) == (
        [("Location", "Mosul")],
        "demo",
        "accept",
        [],
    )
    (line,) = written(tmp_path, record)
    expected = json.loads(LINE) | {"_input_hash": line["_input_hash"], "_task_hash": line["_task_hash"]}
    assert list(line) == list(expected)
    assert line == expected


def test_the_view_is_one_for_the_file(tmp_path: Path) -> None:
    flat = ReportRecord(TEXT, spans=(SPEAKER,))
    nested = ReportRecord(TEXT + " ", spans=(CLAIM, span(TEXT, 0, 6)))
    related = ReportRecord(TEXT + "  ", spans=(CLAIM, SPEAKER), relations=(SAID,))
    for records, view in (
        ((flat,), "ner_manual"),
        ((flat, nested), "spans_manual"),
        ((flat, nested, related), "relations"),
    ):
        assert {line["_view_id"] for line in written(tmp_path, *records)} == {view}


def test_relations_point_at_last_tokens_and_spans(tmp_path: Path) -> None:
    (line,) = written(tmp_path, ReportRecord(TEXT, spans=(CLAIM, SPEAKER), relations=(SAID,)))
    assert line["relations"] == [
        {
            "head": 2,
            "child": 4,
            "head_span": {"start": 0, "end": 20, "token_start": 0, "token_end": 2, "label": "Claim", "id": "c"},
            "child_span": {"start": 22, "end": 31, "token_start": 4, "token_end": 4, "label": "Actor", "id": "a"},
            "label": "said_by",
            "id": "r",
        }
    ]


@pytest.mark.parametrize(
    ("text", "places", "tokens"),
    [
        ("", [], []),
        ("  a", [], ["  ", "a"]),
        ("a  b\r\n c ", [], ["a", " ", "b", "\r\n ", "c"]),
        ("Rebels", [(2, 4)], ["Re", "be", "ls"]),
        ("a b", [(1, 3)], ["a", " ", "b"]),
        ("a b", [(0, 2)], ["a", " ", "b"]),
        (" \n ", [(1, 2)], [" ", "\n", " "]),
        ("👩‍👧 é\ufeffx", [(1, 2)], ["👩", "\u200d", "👧", "é", "\ufeff", "x"]),
    ],
)
def test_tokens_make_up_the_text_and_every_span(
    text: str, places: list[tuple[int, int]], tokens: list[str]
) -> None:
    spans = [span(text, start, end) for start, end in places]
    found = Tokens(text, spans)
    assert [token["text"] for token in found.items] == tokens
    assert "".join(token["text"] + " " * token["ws"] for token in found.items) == text
    for one in spans:
        first, last = found.of(one)
        assert (found.items[first]["start"], found.items[last]["end"]) == (one.start, one.end)


def test_hashes_have_the_known_answers() -> None:
    assert [murmur3(data) for data in (b"", b"a", b"abcd", b"Hello, world!", "Mosul 💥".encode())] == [
        0,
        1009084850,
        1139631978,
        -1070186941,
        -1638270076,
    ]
    ed = "I'm seeing Ed Sheeran on Wednesday in Miami so if you wanna meet up or say hi hmu!"
    assert (input_hash(ed), task_hash(input_hash(ed), [])) == (885944384, -1665691389)  # as Prodigy itself says
    place = {"start": 0, "end": 6, "token_start": 0, "token_end": 0, "label": "Actor"}
    assert input_hash(TEXT) != input_hash(TEXT + " ")
    assert task_hash(1, [place]) == task_hash(1, [{**place, "id": "x", "note": "n"}])
    assert len({task_hash(1, [place]), task_hash(2, [place]), task_hash(1, []), task_hash(1, [place] * 2)}) == 4
    assert -(1 << 31) <= task_hash(1, []) < 1 << 31


def test_everything_else_comes_back_too(tmp_path: Path) -> None:
    record = full_record()
    written(tmp_path, record)
    (found,), notices = read_all(FORM, tmp_path / "out.prodigy.jsonl")
    assert (found, notices) == (record, [])


def test_lines_of_several_annotators_become_one_report(tmp_path: Path) -> None:
    def line(who: str, *spans: dict[str, Any], **more: object) -> dict[str, Any]:
        return {"text": TEXT, "spans": list(spans), "_view_id": "ner_manual", "_annotator_id": who, **more}

    rebels = {"start": 0, "end": 6, "label": "Actor", "id": "s"}
    mosul = {"start": 15, "end": 20, "label": "Location"}
    records, notices = read(
        tmp_path,
        line("news-ada", rebels, answer="ignore"),
        {"text": "Other.", "_view_id": "ner_manual"},
        line("news-grace", rebels, mosul, answer="accept", note="n"),
        line("news-ada", rebels, mosul, flagged=True),
    )
    assert [record.text for record in records] == [TEXT, "Other."]
    assert [(one.label, one.uid, one.annotator) for one in records[0].spans] == [
        ("Actor", "s", ""),
        ("Actor", "s-2", "news-grace"),
        ("Location", None, "news-grace"),
        ("Location", None, ""),
    ]
    assert (records[0].annotator, records[0].answer, records[0].note) == ("news-ada", "accept", "n")
    assert records[0].flagged
    assert notices[0] == JOINED


def test_the_same_text_under_two_ids_stays_two_reports(tmp_path: Path) -> None:
    lines = [{"text": TEXT, "id": uid, "_view_id": "ner_manual"} for uid in ("d1", "d2", "d1")]
    assert [record.uid for record in read(tmp_path, *lines)[0]] == ["d1", "d2"]


def test_relations_are_joined_with_their_spans(tmp_path: Path) -> None:
    spans = [{"start": 0, "end": 6, "label": "A"}, {"start": 15, "end": 20, "label": "L"}]
    relation = {"head_span": spans[0], "child_span": spans[1], "label": "in"}
    lines = [
        {"text": TEXT, "spans": spans, "relations": [relation], "_session_id": who, "_view_id": "relations"}
        for who in ("ada", "grace")
    ]
    (record,), _ = read(tmp_path, *lines)
    assert [(one.head, one.child, one.annotator) for one in record.relations] == [
        ("1", "2", ""),
        ("1-2", "2-2", "grace"),
    ]


def test_what_nobody_has_answered_is_a_suggestion_and_what_was_is_not(tmp_path: Path) -> None:
    model = {"start": 15, "end": 20, "label": "GPE", "source": "en_core_web_sm", "score": 0.7}
    (open_task,), notices = read(tmp_path, {"text": TEXT, "spans": [model], "_view_id": "ner_manual"})
    assert open_task.spans == ()
    assert open_task.predictions == (
        PredictionRecord(start=15, end=20, label="GPE", source="en_core_web_sm", score=0.7),
    )
    assert notices == [reading.PROPOSED]
    accepted = {"text": TEXT, "spans": [model], "_view_id": "ner_manual", "answer": "accept"}
    (done,), _ = read(tmp_path, accepted)
    assert done.spans[0].origin == Origin("suggested", "en_core_web_sm", 0.7)


def test_binary_questions_are_gathered_and_rejected_spans_left_out(tmp_path: Path) -> None:
    lines = [
        {"text": TEXT, "spans": [{"start": s, "end": e, "label": "X"}], "answer": answer, "_view_id": "ner"}
        for s, e, answer in ((0, 6, "accept"), (7, 14, "reject"), (15, 20, "accept"))
    ]
    (record,), notices = read(tmp_path, *lines)
    assert (marks(record), record.answer) == ([("X", "Rebels"), ("X", "Mosul")], "")
    assert notices == [reading.REJECTED, JOINED]


def test_spans_under_other_keys_and_by_tokens_alone(tmp_path: Path) -> None:
    tokens = [{"text": "Rebels", "start": 0, "end": 6}, {"text": "shelled", "start": 7, "end": 14}]
    line = {
        "text": TEXT,
        "tokens": tokens,
        "spans": [{"token_start": 0, "token_end": 1, "label": "A", "wikidata": "Q1", "path": ["x"]}],
        "spans.sc": [{"start": 15, "end": 20, "label": "B"}],
        "_timestamp": 1,
        "options": [],
    }
    (record,), notices = read(tmp_path, line)
    assert marks(record) == [("A", "Rebels shelled"), ("B", "Mosul")]
    assert record.spans[0].attributes == {"wikidata": "Q1"}
    assert len(notices) == 4


def test_relations_by_token_alone(tmp_path: Path) -> None:
    tokens = [{"start": 0, "end": 6}, {"start": 7, "end": 14}, {"start": 15, "end": 20}]
    spans = [{"start": s, "end": 20, "label": "A"} for s in (0, 15)] + [{"start": 0, "end": 6, "label": "B"}]
    relations = [{"head": h, "child": c, "label": "r"} for h, c in ((0, 2), (1, 2))]
    relations.append({"head": 0, "child": 0, "head_span": {"label": None}, "child_span": {}, "label": "r"})
    (record,), notices = read(tmp_path, {"text": TEXT, "tokens": tokens, "spans": spans, "relations": relations})
    assert [(one.head, one.child) for one in record.relations] == [("3", "2")]
    assert notices == [reading.AMBIGUOUS, reading.UNLABELLED]


SPAN = {"start": 0, "end": 6, "label": "A"}
TOKENS = [{"start": 0, "end": 6}]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"text": 7}, "“text” is not a text."),
        ({"spans": [7]}, "Span 1 is not an object."),
        ({"spans": [{**SPAN, "end": 60}]}, "Span 1: 0 to 60 is not in the text of 37 characters."),
        (
            {"spans": [{**SPAN, "start": 1, "text": "Rebels"}]},
            "Span 1: it says “Rebels”, but the text there is “ebels”. It stands at 0 to 6.",
        ),
        ({"spans": [{"start": 0, "end": 6}]}, "Span 1 has no label."),
        (
            {"spans": [{**SPAN, "token_start": 0, "token_end": 1}], "tokens": TOKENS},
            "Span 1: tokens 0 to 1 are not among the 1 of the text.",
        ),
        (
            {"spans": [{**SPAN, "end": 7, "token_start": 0, "token_end": 0}], "tokens": TOKENS},
            "Span 1: tokens 0 to 0 are characters 0 to 6, but it says 0 to 7.",
        ),
        (
            {"tokens": [{"start": 15, "end": 20, "text": "osul,"}]},
            "Token 0: it says “osul,”, but the text there is “Mosul”. It stands at 16 to 21.",
        ),
        (
            {"relations": [{"head": 0, "child": 9, "label": "r"}]},
            "Relation 1: its head is token 0, but the task has",
        ),
        (
            {"relations": [{"head_span": SPAN, "child_span": SPAN, "label": "r"}]},
            "Relation 1: its head is “A” at 0 to 6, but no such span is there.",
        ),
        ({"spans": [{**SPAN, "attributes": 1}]}, "Span 1: “attributes” is not an object."),
        ({"spans": [{**SPAN, "id": "x"}, {**SPAN, "id": "x"}]}, "Span 2 has the id “x”, which another one has."),
    ],
)
def test_faults_name_their_line(tmp_path: Path, more: dict[str, Any], reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, {"text": "Other.", "_view_id": "ner_manual"}, {"text": TEXT, **more})
    assert refused.value.reason.startswith(reason)
    assert refused.value.line == 2


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ({"text": TEXT, "_task_hash": 1}, "prodigy"),
        ({"text": TEXT, "spans": [{**SPAN, "token_start": 0, "token_end": 0}]}, "prodigy"),
        ({"text": TEXT, "tokens": [{"ws": True, "start": 0, "end": 6}] * 9_000}, "prodigy"),
        ({"text": TEXT, "spans.sc": []}, "prodigy"),
        ({"text": TEXT, "spans": [SPAN]}, "jsonl"),
        ({"text": TEXT, "tokens": None, "spans": None}, "jsonl"),
        ({"label": "GPE", "pattern": []}, "jsonl"),
    ],
)
def test_recognition_by_content(tmp_path: Path, line: object, name: str) -> None:
    (tmp_path / "x.jsonl").write_text(json.dumps(line), encoding="utf-8")
    assert recognise(tmp_path / "x.jsonl").name == name


def test_spacy_rebuilds_every_text_and_span_from_the_tokens(tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    vocab = spacy.blank("xx").vocab
    written(tmp_path, *sample())
    for line in (tmp_path / "out.prodigy.jsonl").read_text(encoding="utf-8").splitlines():
        task = json.loads(line)
        words, spaces = [token["text"] for token in task["tokens"]], [token["ws"] for token in task["tokens"]]
        doc = spacy.tokens.Doc(vocab, words=words, spaces=spaces)
        assert doc.text == task["text"]
        for one in task["spans"]:
            found = doc.char_span(one["start"], one["end"])
            assert (found.start, found.end - 1) == (one["token_start"], one["token_end"])


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the checkout")
@pytest.mark.parametrize(
    "name",
    [
        "annotated_news_headlines-ORG-PERSON-LOCATION-ner.jsonl",
        "annotations.jsonl",
        "emerson_annotated_text.jsonl",
    ],
)
def test_samples(tmp_path: Path, name: str) -> None:
    raw = [json.loads(line) for line in (SAMPLES / name).read_text(encoding="utf-8").splitlines()]
    assert recognise(SAMPLES / name).name == "prodigy"
    records, _ = read_all(FORM, SAMPLES / name)
    assert len(records) == len({line["text"] for line in raw})
    counted = Counter(one["label"] for line in raw for one in line.get("spans", []))
    assert Counter(one.label for record in records for one in record.spans) == counted
    assert sum(len(r.relations) for r in records) == sum(len(line.get("relations", [])) for line in raw)
    again = written(tmp_path, *records)
    assert read_all(FORM, tmp_path / "out.prodigy.jsonl")[0] == records
    if "emerson" not in name:  # there the options are part of the input
        assert [line["_input_hash"] for line in again] == [line["_input_hash"] for line in raw]
    read_damaged(FORM, SAMPLES / name, tmp_path)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the checkout")
def test_the_task_hashes_are_those_that_prodigy_gives() -> None:
    raw = (json.loads(line) for line in (SAMPLES / "annotations.jsonl").read_text(encoding="utf-8").splitlines())
    asked = [(line["_input_hash"], line["spans"], line["_task_hash"]) for line in raw]
    whole = [
        murmur3(f"{of_input}spans={json.dumps(spans, sort_keys=True, separators=(',', ':'))}".encode()) == task
        for of_input, spans, task in asked
    ]
    assert sum(whole) == 106  # the others were changed while they were answered

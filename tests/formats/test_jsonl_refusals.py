"""Faults in JSONL: each is refused with its line and a sentence that says what is wrong."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from annotator.domain.errors import FileRefused
from annotator.formats.export import export_reports
from annotator.formats.jsonl import JsonlFormat, read_jsonl
from tests.formats.conformance import sample
from tests.formats.reading import plain_record, read_or_refused

GOOD = b'{"text":"Rebels fled"}\n'


def refusal(folder: Path, line: bytes | str | dict[str, object]) -> str:
    """Why a file is refused whose third line is this one."""
    raw = line if isinstance(line, bytes) else (line if isinstance(line, str) else json.dumps(line)).encode()
    path = folder / "bad.jsonl"
    path.write_bytes(GOOD * 2 + raw + b"\n" + GOOD)
    with pytest.raises(FileRefused) as refused:
        list(read_jsonl(path))
    assert (refused.value.path, refused.value.line) == (path, 3)
    assert str(refused.value).startswith(f"{path}, line 3: ")
    return refused.value.reason


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"text":"ab\\ud800c"}', "Character 3 of “text” is half of a surrogate pair (\\ud800)."),
        ('{"text":"a","meta":{"k":["\\udfff"]}}', "Character 1 of “k” is half of a surrogate pair (\\udfff)."),
        ('{"text":"a","\\ud83d":1}', "Character 1 is half of a surrogate pair (\\ud83d)."),
        ('{"text":"a","n":NaN}', "NaN is not a number in JSON."),
        ('{"text":"a","n":-Infinity}', "-Infinity is not a number in JSON."),
        ('{"text":"a","n":1e999}', "The number 1e999 is too large."),
        ('{"text":"a","n":' + "9" * 5000 + "}", "A number is too long."),
        ('{"text":"a","text":"b","x":1}', "The key “text” occurs twice in one object."),
        ('{"text":"a","m":' + "[" * 100_000 + "]" * 100_000 + "}", "The lists and objects are nested too deeply."),
        ('["text"]', "The line is not a JSON object, which starts with { and ends with }."),
        ("text", "The line is not valid JSON at character 1: Expecting value."),
        ('{"text":"a"', "The line breaks off before the record ends; the file may be cut short."),
        ('{"text":"a', "The line breaks off before the record ends; the file may be cut short."),
        ('{"text":"a"} {"text":"b"}', "The line is not valid JSON at character 14: Extra data."),
        (b'{"text":"a\xffb"}', "Byte 11 of the line is not UTF-8."),
        (b'{"text":"a\xed\xa0\x80"}', "Byte 11 of the line is not UTF-8."),
        ({"body": "a", "n": 1}, "The record has no “text”; its keys are: “body”, “n”."),
        ({"text": 5}, "“text” is not a text."),
        ({"text": None}, "“text” is not a text."),
        ({"text": "a", "spans": {}, "x": {"spans": 1}}, None),
        ({"text": "a", "spans": "none"}, "“spans” is not a list."),
        ({"text": "a", "offset_unit": "inch"},
         "The offset_unit “inch” is not known; it may be codepoint, utf16, byte."),
        ({"text": "a", "offset_unit": "codepoint", "sha256": "0"},
         "The text is not the one that was exported: its sha256 differs."),
    ],
)  # fmt: skip
def test_a_faulty_line_is_named(tmp_path: Path, line: str | bytes | dict[str, object], said: str | None) -> None:
    if said is None:
        path = tmp_path / "good.jsonl"
        path.write_text(json.dumps(line), encoding="utf-8")
        assert len(list(read_jsonl(path))) == 1
    else:
        assert refusal(tmp_path, line) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ({"start": 0, "end": 12}, "Span 2: 0 to 12 is not in the text of 11 characters."),
        ({"start": -1, "end": 2}, "Span 2: -1 to 2 is not in the text of 11 characters."),
        ({"start": 3, "end": 2}, "Span 2: 3 to 2 is not in the text of 11 characters."),
        ({"start": 3, "end": 3}, "Span 2 is empty: it starts and ends at 3."),
        ({"start": True, "end": 2}, "Span 2: “start” is not a whole number."),
        ({"start": 0, "end": 2.0}, "Span 2: “end” is not a whole number."),
        ({"start": "0", "end": 2}, "Span 2: “start” is not a whole number."),
        ({"end": 2}, "Span 2: “start” is not a whole number."),
        ({"start": 0, "end": 10**40}, f"Span 2: 0 to {10**40} is not in the text of 11 characters."),
        ({"start": 7, "end": 11, "text": "flee"}, "Span 2: it says “flee”, but the text there is “fled”."),
        ({"start": 7, "end": 11, "text": 4}, "Span 2: it says no text, but the text there is “fled”."),
        ({"start": 0, "end": 6, "label": "Actor"}, "Span 2 has the place and label of span 1."),
        ({"start": 7, "end": 11, "id": "s"}, "Span 2 has the id of span 1."),
        ({"start": 7, "end": 11, "label": ""}, "Span 2 has no label."),
        ({"start": 7, "end": 11, "label": None}, "Span 2 has no label."),
        ({"start": 7, "end": 11, "attributes": [1]}, "Span 2: “attributes” is not an object."),
    ],
)
def test_a_faulty_span_is_named(tmp_path: Path, span: dict[str, object], said: str) -> None:
    first = {"id": "s", "start": 0, "end": 6, "label": "Actor"}
    assert refusal(tmp_path, {"text": "Rebels fled", "spans": [first, {"label": "L", **span}]}) == said


@pytest.mark.parametrize(
    ("relation", "said"),
    [
        ({"type": "r", "head": "s", "child": "x"}, "Relation 1: its child is “x”, but no span has this id."),
        ({"type": "r", "child": "s"}, "Relation 1: its head is “None”, but no span has this id."),
        ({"head": "s", "child": "s"}, "Relation 1 has no type."),
        ([], "Relation 1 is not an object."),
    ],
)
def test_a_faulty_relation_is_named(tmp_path: Path, relation: object, said: str) -> None:
    spans = [{"id": "s", "start": 0, "end": 6, "label": "Actor"}]
    assert refusal(tmp_path, {"text": "Rebels fled", "spans": spans, "relations": [relation]}) == said


@pytest.mark.parametrize(("unit", "offset"), [("utf16", 1), ("byte", 2), ("utf16", 9), ("byte", 99), ("byte", -1)])
def test_an_offset_within_or_beyond_characters_is_named(tmp_path: Path, unit: str, offset: int) -> None:
    spans = [{"start": offset, "end": offset + 1, "label": "L"}]
    said = refusal(tmp_path, {"text": "💥 hit", "offset_unit": unit, "spans": spans})
    assert said.startswith("A span's ")
    assert str(offset) in said


def test_an_id_that_occurs_twice_is_named_with_both_lines(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id":"x","text":"a"}\n{"id":"y","text":"b"}\n{"id":"x","text":"c"}\n', encoding="utf-8")
    with pytest.raises(FileRefused, match=r"line 3: The id “x” stands in line 1 too\."):
        list(read_jsonl(path))


def test_controls_and_length_do_not_spoil_the_sentence(tmp_path: Path) -> None:
    span = {"start": 0, "end": 200, "label": "L", "text": "\x1b[31m\n" + "y" * 500}
    said = refusal(tmp_path, {"text": "x" * 200, "spans": [span]})
    assert "\\u001b[31m\\u000a" in said
    assert len(said) < 200


def test_a_file_cut_anywhere_is_read_up_to_the_cut_or_refused_there(tmp_path: Path) -> None:
    path, cut = tmp_path / "whole.jsonl", tmp_path / "cut.jsonl"
    export_reports(sample(), path, JsonlFormat())
    data, whole = path.read_bytes(), list(read_jsonl(path))
    starts = [i + 1 for i, byte in enumerate(data) if byte == 10]
    for length in range(1, len(data), 7):
        cut.write_bytes(data[:length])
        complete = sum(start <= length for start in starts)
        if length in starts or length + 1 in starts:
            assert list(read_jsonl(cut)) == whole[: complete + (length + 1 in starts)]
            continue
        with pytest.raises(FileRefused) as refused:
            list(read_jsonl(cut))
        assert refused.value.line == complete + 1


def test_flipped_bytes_are_read_or_refused_but_never_shift_a_span(tmp_path: Path) -> None:
    path, chance = tmp_path / "x.jsonl", random.Random(7)
    export_reports([plain_record(n) for n in range(5)], path, JsonlFormat())
    data = path.read_bytes()
    for _ in range(300):
        damaged = bytearray(data)
        damaged[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        records = read_or_refused(JsonlFormat(), path)
        assert all(s.text in (None, r.text[s.start : s.end]) for r in records for s in r.spans)


def test_a_wide_file_that_is_cut_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes('{"text":"a"}\n{"text":"b"}'.encode("utf-16")[:-1])
    with pytest.raises(FileRefused, match=r"The file is not text in utf-16\."):
        list(read_jsonl(path))

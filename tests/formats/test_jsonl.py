"""Reading JSONL: ours, plain, and of other programs."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.documents import text_digest
from annotator.formats.base import ReadOptions, ReportRecord, Where
from annotator.formats.jsonl import JsonlFormat, read_jsonl
from annotator.formats.jsonl_line import strict_record
from tests.formats.reading import RELATED, read_all

DOCUMENTED = (
    '{"id":"6f0c","text":"Rebels shelled Mosul, officials said.","spans":[{"id":"a1","start":0,"end":6,'
    '"label":"Actor","text":"Rebels"},{"id":"c1","start":0,"end":20,"label":"Claim","text":"Rebels shelled Mosul",'
    '"attributes":{"stance":"asserts","certainty":"probable"}},{"id":"a2","start":22,"end":31,"label":"Actor",'
    '"text":"officials"}],"relations":[{"id":"r1","type":"said_by","head":"c1","child":"a2"}],"answer":"accept",'
    '"meta":{"title":"T","source":"S","date":"2022-06-20","language":"en"},"annotator":"ada"}'
)


def read(folder: Path, *lines: str | dict[str, Any], **options: str) -> tuple[list[ReportRecord], list[str]]:
    path = folder / "reports.jsonl"
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8", newline="")
    return read_all(JsonlFormat(), path, ReadOptions(**options))


def one(folder: Path, line: str | dict[str, Any]) -> ReportRecord:
    (record,), _ = read(folder, line)
    return record


def test_the_documented_line_is_read_with_everything_in_it(tmp_path: Path) -> None:
    record = one(tmp_path, DOCUMENTED)
    assert record.uid == "6f0c"
    assert [(span.uid, span.label) for span in record.spans] == [("a1", "Actor"), ("c1", "Claim"), ("a2", "Actor")]
    assert record.spans[1].attributes == {"stance": "asserts", "certainty": "probable"}
    assert (record.relations[0].head, record.relations[0].child) == ("c1", "a2")
    assert (record.facts.title, record.facts.source, record.facts.date) == ("T", "S", "2022-06-20")
    assert (record.answer, record.annotator, record.where) == (
        "accept",
        "ada",
        Where(tmp_path / "reports.jsonl", 1),
    )


def test_the_documented_line_takes_the_fast_way() -> None:
    assert strict_record(DOCUMENTED.encode(), Where(Path("x"))) is not None


def test_a_plain_text_needs_nothing_else(tmp_path: Path) -> None:
    record = one(tmp_path, '{"text": "<b>One</b> & two"}')
    assert record == ReportRecord("<b>One</b> & two", sha256=text_digest("<b>One</b> & two"))


def test_unknown_keys_of_a_plain_line_are_kept_as_facts(tmp_path: Path) -> None:
    record = one(
        tmp_path, {"text": "a", "title": "T", "url": "u", "topic": 7, "meta": {"topic": 8}, "__proto__": "x"}
    )
    assert (record.facts.title, record.facts.url) == ("T", "u")
    assert record.facts.more == {"topic": 8, "topic (2)": 7, "__proto__": "x"}


def test_a_title_that_is_no_text_stays_among_the_other_facts(tmp_path: Path) -> None:
    record = one(tmp_path, {"text": "a", "meta": {"title": 5, "date": None}})
    assert record.facts.title == ""
    assert record.facts.more == {"title": 5, "date": None}


def test_a_number_as_id_is_no_identity_for_the_world(tmp_path: Path) -> None:
    numbered, texted, named = read(
        tmp_path, {"id": 3, "text": "a"}, {"id": "3", "text": "b"}, {"id": "x-3", "text": "c"}
    )[0]
    assert (numbered.uid, numbered.facts.more) == (None, {"id": 3})
    assert (texted.uid, texted.facts.more) == (None, {"id": "3"})
    assert named.uid == "x-3"


def test_spans_without_ids_and_texts_are_read(tmp_path: Path) -> None:
    raw = {
        "text": "Rebels fled", "tokens": [{"text": "Rebels", "start": 0, "end": 6, "id": 0}], "answer": "reject",
        "spans": [
            {"start": 0, "end": 6, "token_start": 0, "token_end": 0, "label": "Actor", "source": "m", "x": None},
        ],
    }  # fmt: skip
    (record,), notices = read(tmp_path, raw)
    assert record.spans[0].attributes == {"source": "m"}
    assert (record.spans[0].uid, record.spans[0].text) == (None, None)
    assert record.answer == "reject"
    assert notices == ["The list of tokens was left out; this program finds tokens by itself."]


def test_annotations_of_another_program_are_told_not_to_be_ours(tmp_path: Path) -> None:
    (record,), notices = read(tmp_path, {"text": "Rebels fled", "label": [[0, 6, "Actor"]]})
    assert record.facts.more == {"label": [[0, 6, "Actor"]]}
    assert notices == ["What stands under “label” was kept as a fact; it makes no annotations."]


def test_numbered_spans_keep_their_relations(tmp_path: Path) -> None:
    spans = [{"id": 1, "start": 0, "end": 1, "label": "A"}, {"id": 2, "start": 1, "end": 2, "label": "B"}]
    record = one(tmp_path, {"text": "ab", "spans": spans, "relations": [{"head": 1, "child": 2, "label": "r"}]})
    assert [(r.type, r.head, r.child) for r in record.relations] == [("r", "1", "2")]


@pytest.mark.parametrize(("unit", "start", "end"), [("utf16", 3, 8), ("byte", 5, 10), ("codepoint", 2, 7)])
def test_offsets_in_other_units_become_code_points(tmp_path: Path, unit: str, start: int, end: int) -> None:
    raw = {"text": "💥 Mosul", "offset_unit": unit, "spans": [{"start": start, "end": end, "label": "L"}]}
    found = one(tmp_path, raw).spans[0]
    assert (found.start, found.end) == (2, 7)


def test_line_ends_blank_lines_and_a_missing_last_line_end_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(codecs.BOM_UTF8 + b'{"text":"a"}\r\n\r\n  \n{"text":"b\\r\\n"}')
    records = list(read_jsonl(path))
    assert [record.text for record in records] == ["a", "b\r\n"]
    assert [record.where and record.where.line for record in records] == [1, 4]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_wide_files_are_seen_and_converted(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes('{"text":"Мосул 💥"}\n{"text":"two"}\n'.encode(encoding))
    assert [record.text for record in read_jsonl(path)] == ["Мосул 💥", "two"]
    assert JsonlFormat().recognise(path.read_bytes()[:100], tmp_path / "x") > 0.5


def test_an_encoding_that_is_told_is_used(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes('{"text":"Мосул"}\n'.encode("cp1251"))
    assert read_all(JsonlFormat(), path, ReadOptions("cp1251"))[0][0].text == "Мосул"


def test_the_key_of_the_text_can_be_told(tmp_path: Path) -> None:
    records, _ = read(tmp_path, {"content": "a", "text_id": 1}, text_column="content")
    assert records[0].text == "a"


def test_a_report_without_text_is_left_out_and_told(tmp_path: Path) -> None:
    assert read(tmp_path, '{"text":""}', DOCUMENTED)[1] == ["A report without text was left out."]


def test_strange_labels_are_kept_to_the_letter(tmp_path: Path) -> None:
    for label in ("__proto__", "<b>&amp;", "x" * 10_240, " ", "a\nb"):
        record = one(tmp_path, {"text": "abc", "spans": [{"start": 0, "end": 1, "label": label}]})
        assert record.spans[0].label == label


def test_large_numbers_in_facts_stay_exact(tmp_path: Path) -> None:
    number = 123456789012345678901234567890
    assert one(tmp_path, f'{{"text":"a","n":{number}}}').facts.more == {"n": number}


def test_a_line_of_five_megabytes_is_read(tmp_path: Path) -> None:
    text = "Mosul 💥\n" * 700_000
    record = one(tmp_path, {"text": text, "spans": [{"start": len(text) - 8, "end": len(text) - 3, "label": "L"}]})
    assert record.text == text
    assert record.text[record.spans[0].start : record.spans[0].end] == "Mosul"


def test_fifty_megabytes_are_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    line = b'{"text":"' + b"Rebels shelled Mosul. " * 450 + b'","spans":[{"start":0,"end":6,"label":"Actor"}]}\n'
    path.write_bytes(line * (50_000_000 // len(line)))
    assert sum(len(record.spans) for record in read_jsonl(path)) == 50_000_000 // len(line)


def test_progress_tells_bytes_and_ends_with_all_of_them(tmp_path: Path) -> None:
    from annotator.formats.report import ImportReport

    path = tmp_path / "x.jsonl"
    path.write_bytes((b'{"text":"' + b"a" * 900_000 + b'"}\n') * 4)
    told: list[tuple[int, int]] = []
    list(JsonlFormat().read(path, ReadOptions(), ImportReport(), lambda done, total: told.append((done, total))))
    assert told[-1] == (path.stat().st_size, path.stat().st_size)
    assert len(told) > 2
    assert told == sorted(told)


@pytest.mark.skipif(not RELATED.is_dir(), reason="the reference data is not here")
def test_files_of_other_programs_are_read_with_their_spans() -> None:
    folder = RELATED / "formats" / "prodigy"
    for name, spans in (
        ("annotated_news_headlines-ORG-PERSON-LOCATION-ner.jsonl", 303),
        ("bio_events.jsonl", 422),
    ):
        assert sum(len(record.spans) for record in read_jsonl(folder / name)) == spans

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotator.domain.documents import Facts
from annotator.domain.errors import FileRefused
from annotator.formats import foreign_json, json_written
from annotator.formats.aside import AsideFiles
from annotator.formats.base import RelationRecord, ReportRecord
from annotator.formats.doccano import DoccanoFormat
from annotator.formats.export import export_reports
from annotator.formats.foreign_json import TWICE, Teller, near_place, refuse_misplaced, take_facts, without_doubles
from annotator.formats.json_lines import BadJson, first_objects
from annotator.formats.json_written import Spool, ends_of, json_bytes
from annotator.formats.prodigy import ProdigyFormat
from annotator.formats.report import Notices
from tests.formats.reading import read_all, span

TEXT = "Mosul fell. Then Mosul rose, and far away Kyiv stood."


def teller() -> Teller:
    return Teller(Notices(), Path("x"), 1)


def told(tell: Teller) -> list[str]:
    return [notice.reason for notice in tell.notices]


@pytest.mark.parametrize(
    ("said", "start", "place"),
    [
        ("Kyiv", 41, 42),
        ("Kyiv", 0, 42),
        ("Mosul", 3, None),  # two places
        ("Basra", 3, None),
        ("", 3, None),
        (" ", 3, None),
        ("Kyiv", 10_000, None),
        ("Kyiv", -5, 42),
    ],
)
def test_a_near_place_is_only_one_that_is_certain(said: str, start: int, place: int | None) -> None:
    assert near_place(TEXT, said, start) == place


@pytest.mark.parametrize(
    ("start", "end", "said", "sentence"),
    [
        (41, 45, "Kyiv", "S: it says “Kyiv”, but the text there is “ Kyi”. It stands at 42 to 46."),
        (0, 5, "Basra", "S: it says “Basra”, but the text there is “Mosul”."),
        (0, 5, 7, "S: it says no text, but the text there is “Mosul”."),
        (50, 90, "stood", "S: 50 to 90 is not in the text of 53 characters. It stands at 47 to 52."),
        (-1, 4, None, "S: -1 to 4 is not in the text of 53 characters."),
        (9, 4, None, "S: 9 to 4 is not in the text of 53 characters."),
        (4, 4, "", "S is empty: it starts and ends at 4."),
    ],
)
def test_a_misplaced_span_is_refused_with_what_stands_there(
    start: int, end: int, said: object, sentence: str
) -> None:
    with pytest.raises(BadJson) as refused:
        refuse_misplaced(TEXT, start, end, "S", said)
    assert str(refused.value) == sentence


def test_keys_that_nobody_took_are_facts() -> None:
    tell = teller()
    left: dict[str, Any] = {
        "meta": {"title": "T", "n": 1},
        "n": 2,
        "source": "Wire",
        "date": None,
        "x": None,
        "l": [],
    }
    assert take_facts(left, tell) == Facts("T", "Wire", more={"n": 1, "n (2)": 2, "x": None, "l": []})
    assert told(tell) == ["What stands under “l” was kept as a fact; it makes no annotations."]
    assert take_facts({"meta": "words"}, tell) == Facts(more={"meta": "words"})


def test_doubles_are_one_and_relations_follow() -> None:
    spans = (span(TEXT, 0, 5, uid="a"), span(TEXT, 0, 5, uid="b"), span(TEXT, 0, 5, annotator="grace"))
    relations = tuple(RelationRecord(type="x", head=head, child="a") for head in ("a", "b"))
    tell = teller()
    kept, moved = without_doubles(spans, relations, tell)
    assert (kept, moved) == ((spans[0], spans[2]), relations[:1])
    assert told(tell) == [TWICE]
    assert without_doubles(spans[1:], relations[1:], tell) == (spans[1:], relations[1:])


def test_small_parts_are_refused_by_name() -> None:
    for call, sentence in (
        (lambda: foreign_json.object_of(7, "Span 1"), "Span 1 is not an object."),
        (lambda: foreign_json.whole(True, "Span 1", "start"), "Span 1: “start” is not a whole number."),
        (lambda: foreign_json.word("", "Span 1", "label"), "Span 1 has no label."),
        (lambda: foreign_json.take_list({"spans": {}}, "spans"), "“spans” is not a list."),
        (lambda: foreign_json.take_text({}, "text"), "The record has no “text”; its keys are: none."),
    ):
        with pytest.raises(BadJson) as refused:
            call()
        assert str(refused.value) == sentence
    assert [foreign_json.uid_of(raw) for raw in ("a", 7, "", True, None, 1.5)] == [
        "a",
        "7",
        None,
        None,
        None,
        None,
    ]


def test_the_first_objects_of_a_file() -> None:
    assert first_objects(b'\xef\xbb\xbf{"a": 1}\n\n{"b": 2}\n{"c": ') == [{"a": 1}, {"b": 2}]
    assert first_objects('{"a": "é"}\r\n'.encode("utf-16")) == [{"a": "é"}]
    for head in (b"", b"[{}]", b"words\n{}", b"{" * 50_000, b'{"a": ', b"\x00" * 8):
        assert first_objects(head) == []
    assert len(first_objects(b"{}\n" * 99)) == 20


@pytest.mark.parametrize(
    ("value", "reason"),
    [("\ud800", "half of a surrogate pair"), (float("inf"), "a number that JSON does not know")],
)
def test_what_json_cannot_carry_names_the_report(value: object, reason: str) -> None:
    with pytest.raises(FileRefused, match=f"The report “T” cannot be written. It h.*{reason}"):
        json_bytes({"a": value}, ReportRecord("x", Facts("T")), Path("out"))


def test_the_ends_of_a_relation() -> None:
    relation = RelationRecord(type="x", head="a", child="b")
    assert ends_of(relation, ReportRecord("x"), {"a": 1, "b": 2}, Path("out")) == (1, 2)
    with pytest.raises(FileRefused, match="leads to “b”, but no span has this id"):
        ends_of(relation, ReportRecord("x"), {"a": 1}, Path("out"))


def test_a_spool_gives_back_what_was_put_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_written, "_BUFFER", 10)
    spool = Spool(tmp_path / "spool")
    for number in range(9):
        spool.add(b"%d-----" % number)
    assert b"".join(spool.blocks()) == b"".join(b"%d-----" % number for number in range(9))
    spool.remove()
    spool.remove()
    assert list(tmp_path.iterdir()) == []
    assert list(Spool(tmp_path / "empty").blocks()) == []


def test_a_spool_on_a_full_or_missing_disk_is_refused(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "none" / "spool")
    spool.add(b"x")
    with pytest.raises(FileRefused, match="There is no such file or folder"):
        list(spool.blocks())


@pytest.mark.parametrize("form", [DoccanoFormat(), ProdigyFormat()], ids=lambda form: form.name)
def test_exports_of_many_megabytes_come_back(form: DoccanoFormat | ProdigyFormat, tmp_path: Path) -> None:
    def records(related: int) -> list[ReportRecord]:
        found = []
        for number in range(40):
            text = f"{number} " + "Rebels shelled Mosul. é💥 " * 2_000
            spans = (span(text, 5, 9, uid="1"), span(text, 12, 15, uid="2"))
            relation = RelationRecord(type="x", head="1", child="2")
            found.append(ReportRecord(text, spans=spans, relations=(relation,) if number == related else ()))
        return found

    path = tmp_path / f"out{form.suffixes[0]}"
    for related in (-1, 39):
        export_reports(records(related), path, form)
        found, notices = read_all(form, path)
        assert [len(record.relations) for record in found] == [int(n == related) for n in range(40)]
        assert ([record.text for record in found], notices) == ([record.text for record in records(-1)], [])
        assert sorted(p.suffix for p in tmp_path.iterdir()) == [".json", ".jsonl"]
    assert path.stat().st_size > 2 << 20


def test_an_export_that_fails_leaves_no_spool(tmp_path: Path) -> None:
    with AsideFiles(tmp_path, "out.jsonl") as files:
        writer = DoccanoFormat().writer("out.jsonl", files)
        writer.add(ReportRecord(TEXT, spans=(span(TEXT, 0, 5),)))
        writer.finish()
        assert files.folder.is_dir()
    assert list(tmp_path.iterdir()) == []

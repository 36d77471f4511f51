from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.documents import Facts
from annotator.formats.base import PredictionRecord, RelationRecord, ReportRecord
from annotator.formats.foreign_json import Teller
from annotator.formats.json_lines import BadJson
from annotator.formats.report import Notices
from annotator.formats.same_text import JOINED, joined, lines_by_text
from tests.formats.reading import span

TEXT = "Rebels shelled Mosul."


def together(*lines: object) -> list[list[int]]:
    """The numbers of the lines that belong together, in the order in which they come."""
    data = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    asked: list[int] = []

    def numbered(time: int) -> Iterator[tuple[int, bytes]]:
        asked.append(time)
        yield from enumerate(data, start=1)

    found = list(lines_by_text(numbered))
    assert asked == [0, 1]
    assert all(line == data[number - 1] for group in found for number, line in group)
    return [[number for number, _ in group] for group in found]


def test_lines_come_where_the_first_of_their_text_stands() -> None:
    a, b, c = ({"text": text} for text in "abc")
    assert together(a, b, a, c, b, a) == [[1, 3, 6], [2, 5], [4]]
    assert together(a, b, c) == [[1], [2], [3]]
    assert together() == []


def test_ids_keep_texts_apart_and_numbers_do_not() -> None:
    one, two = {"text": "a", "id": "1"}, {"text": "a", "id": "2"}
    assert together(one, two, one) == [[1, 3], [2]]
    assert together({"text": "a", "id": 1}, {"text": "a", "id": 2}, {"text": "a"}) == [[1, 2, 3]]


@pytest.mark.parametrize(
    "fault", [b"{", b"[]", b"7", b'{"text": 1}', b'{"a": 1}', b"\xff", b'{"text": "\\ud800"}']
)
def test_lines_with_a_fault_are_left_to_their_reader(fault: bytes) -> None:
    assert together(fault, {"text": "a"}, fault, {"text": "a"}) == [[1], [2, 4], [3]]


def record(who: str, *labels: str, **more: object) -> ReportRecord:
    spans = tuple(span(TEXT, 0, 6, label, uid=f"s{number}") for number, label in enumerate(labels))
    return ReportRecord(TEXT, annotator=who, spans=spans, **more)  # type: ignore[arg-type]


def join(*records: ReportRecord) -> tuple[ReportRecord, list[str]]:
    notices = Notices()
    return joined(records, Teller(notices, Path("x"), 1)), [notice.reason for notice in notices]


def test_one_record_stays_as_it_is() -> None:
    one = record("ada", "A")
    assert join(one) == (one, [])


def test_annotations_keep_their_annotator_and_get_ids_of_their_own() -> None:
    found, notices = join(record("ada", "A", "B"), record("grace", "A"), record("ada", "A", "C"))
    assert [(one.label, one.uid, one.annotator) for one in found.spans] == [
        ("A", "s0", ""),
        ("B", "s1", ""),
        ("A", "s0-2", "grace"),
        ("C", "s1-3", ""),
    ]
    assert (found.annotator, notices[0]) == ("ada", JOINED)


def test_relations_follow_the_new_ids_and_are_not_doubled() -> None:
    relation = RelationRecord(uid="r", type="x", head="s0", child="s1")
    one = record("ada", "A", "B", relations=(relation,))
    found, _ = join(one, one, record("grace", "A", "B", relations=(relation,)))
    assert [(r.head, r.child, r.annotator) for r in found.relations] == [
        ("s0", "s1", ""),
        ("s0-3", "s1-3", "grace"),
    ]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [(("ignore", "accept"), "accept"), (("reject", ""), "reject"), (("", "ignore"), "ignore"), (("", ""), "")],
)
def test_the_answer_that_says_most_counts(answers: tuple[str, str], expected: str) -> None:
    assert join(*(record("ada", answer=answer) for answer in answers))[0].answer == expected


def test_notes_flags_and_predictions_of_all_are_kept() -> None:
    predicted = PredictionRecord(start=0, end=6, label="A")
    one = record("ada", note="one", predictions=(predicted,), facts=Facts("T"))
    found, _ = join(one, record("grace", note="two", flagged=True), one)
    assert (found.note, found.flagged, found.predictions, found.facts) == (
        "one\ntwo",
        True,
        (predicted,),
        Facts("T"),
    )


def test_an_id_that_stands_twice_in_one_line_is_refused() -> None:
    twice = ReportRecord(TEXT, spans=(span(TEXT, 0, 6, uid="s"), span(TEXT, 7, 14, uid="s")))
    with pytest.raises(BadJson, match="has the id"):
        join(twice, record("ada"))

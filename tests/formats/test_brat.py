from __future__ import annotations

import re
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from annotator.domain.documents import Facts
from annotator.domain.errors import FileRefused
from annotator.domain.labels import Attribute, AttributeValueChoice, Label, LabelSchema, RelationType
from annotator.formats.base import RelationRecord, ReportRecord, SpanRecord
from annotator.formats.brat import BratFormat
from annotator.formats.brat_names import from_brat, to_brat
from annotator.formats.brat_record import IN_FRAGMENTS
from annotator.formats.export import export_reports
from annotator.formats.registry import format_named
from annotator.formats.sources import plan_sources
from tests.formats import damage
from tests.formats.reading import RELATED, read_all, read_or_refused, span

TEXT = "Rebels shelled Mosul, officials said."
BRAT = format_named("brat")
SAMPLES = sorted(RELATED.glob("formats/brat/**/*.ann")) + sorted(RELATED.glob("ner-uk/*.ann"))
EVERYTHING = """T1\tActor 0 6\tRebels
T2\tActor 0 6;22 31\tRebels officials
T3\tAttack 7 14\tshelled
T4\tLocation 15 20\tMosul
E1\tAttack:T3 Agent:T1 Target:T4 Target2:T2
R1\tSaid_by Arg1:E1 Arg2:T2
A1\tCertainty E1 Reported
M1\tNegation T4
N1\tReference T4 GeoNames:99072\tMosul
#1\tAnnotatorNotes T1\twho?
#2\tAnnotationUnconfirmed T1\tby a rule
*\tEquiv T1 T2 T4
"""


def read(folder: Path, ann: str, text: str = TEXT) -> tuple[ReportRecord, list[str]]:
    (folder / "x.txt").write_bytes(text.encode())
    (folder / "x.ann").write_bytes(ann.encode())
    (record,), notices = read_all(BRAT, folder / "x.ann")
    return record, notices


def written(folder: Path, record: ReportRecord, schema: LabelSchema | None = None) -> tuple[str, ReportRecord]:
    """What the .ann file says of the record, and the record read again."""
    export_reports([record], folder / "out", BRAT, schema=schema)
    (ann,) = (folder / "out").glob("*.ann")
    (again,), notices = read_all(BRAT, folder / "out")
    assert notices in ([], [IN_FRAGMENTS])
    return ann.read_text(encoding="utf-8"), again


def test_everything_that_a_file_may_say_is_read(tmp_path: Path) -> None:
    record, notices = read(tmp_path, EVERYTHING)
    spans = {span.uid: span for span in record.spans}
    assert [(s.uid, s.label, s.start, s.end) for s in record.spans] == [
        ("T2", "Actor", 0, 31), ("T1", "Actor", 0, 6), ("T3", "Attack", 7, 14), ("T4", "Location", 15, 20),
    ]  # fmt: skip
    assert spans["T2"].attributes == {"fragments": "0-6 22-31"}
    assert spans["T3"].attributes == {"Certainty": "Reported"}
    assert spans["T4"].attributes == {
        "Negation": True, "reference": "GeoNames:99072", "reference_text": "Mosul",
    }  # fmt: skip
    assert spans["T1"].note == "who?\nAnnotationUnconfirmed: by a rule"
    assert [(r.type, r.head, r.child) for r in record.relations] == [
        ("Agent", "T3", "T1"), ("Target", "T3", "T4"), ("Target", "T3", "T2"), ("Said_by", "T3", "T2"),
        ("Equiv", "T1", "T2"), ("Equiv", "T1", "T4"),
    ]  # fmt: skip
    assert notices == ["A numbered role was read without its number.", IN_FRAGMENTS]


def test_the_bytes_of_an_export(tmp_path: Path) -> None:
    spans = (
        span(TEXT, 0, 20, "Claim", uid="c", attributes={"stance": "asserts", "weight": 0.5, "sure": True}),
        span(TEXT, 0, 31, "Armed group", uid="a", attributes={"fragments": "0-6 22-31"}, flagged=True),
        span(TEXT, 15, 20, "Location", uid="l", attributes={"reference": "GeoNames:99072"}, note="which?"),
    )
    relations = (
        RelationRecord(type="said by", head="c", child="a"),
        RelationRecord(type="Equiv", head="l", child="a"),
    )
    record = ReportRecord(TEXT, Facts("Mosul: 20 June"), "r", spans, relations, note="read\ntwice")
    ann, again = written(tmp_path, record)
    assert ann == (
        "T1\tArmed_x0020_group 0 6;22 31\tRebels officials\n#1\tFlagged T1\t\n"
        "T2\tClaim 0 20\tRebels shelled Mosul\nA1\tstance T2 asserts\nA2\tweight T2 0.5\n#2\tExactValue A2\t0.5\n"
        "A3\tsure T2\n"
        "T3\tLocation 15 20\tMosul\nN1\tReference T3 GeoNames:99072\t\n#3\tAnnotatorNotes T3\twhich?\n"
        "R1\tsaid_x0020_by Arg1:T2 Arg2:T1\t\n*\tEquiv T3 T1\n"
        '#4\tExactNotes report\t"read\\ntwice"\n'
    )
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "000001-Mosul-20-June.txt", "000001-Mosul-20-June.ann", "annotation.conf", "visual.conf",
        "export.manifest.json",
    }  # fmt: skip
    assert [(s.label, s.attributes, s.note, s.flagged) for s in again.spans] == [
        (s.label, s.attributes, s.note, s.flagged) for s in (spans[1], spans[0], spans[2])
    ]
    assert (again.note, [r.type for r in again.relations]) == ("read\ntwice", ["said by", "Equiv"])


def test_the_types_stand_in_the_configuration(tmp_path: Path) -> None:
    stance = Attribute(
        "stance", "choice", values=(AttributeValueChoice("asserts"), AttributeValueChoice("may be"))
    )
    labels = (Label("Claim", "c", "label2", "claim", attributes=(stance,)), Label("Armed group", "a", "label1"))
    schema = LabelSchema("s", labels, (RelationType("said_by", "s", ("Claim",), ("Armed group",)),))
    met = span(TEXT, 0, 6, "Met|only", attributes={"sure": True})
    written(tmp_path, ReportRecord(TEXT, spans=(met,)), schema)
    assert (tmp_path / "out" / "annotation.conf").read_text().split("\n") == [
        "[entities]", "Claim", "Armed_x0020_group", "Met_x007C_only", "", "[relations]",
        "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>",
        "said_by\tArg1:Claim, Arg2:Armed_x0020_group", "", "[events]", "", "[attributes]",
        "stance\tArg:Claim, Value:asserts|may_x0020_be", "sure\tArg:Met_x007C_only", "",
    ]  # fmt: skip
    visual = (tmp_path / "out" / "visual.conf").read_text()
    assert "\nArmed_x0020_group | Armed group\nMet_x007C_only | Met only\n" in visual
    assert re.search(r"\nClaim\tbgColor:#[0-9a-f]{6}\n", visual)


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("said_by", "said_by"), ("a b", "a_x0020_b"), ("_x0020_", "_x005F_x0020_"), ("-", "_x002D_"), ("", "_x_"),
        ("_x_", "_x005F_x_"), ("حزب", "_x062D__x0632__x0628_"), ("💥", "_x1F4A5_"),
        ("a_x00 _", "a_x005F_x00_x0020__"),
        ("__proto__", "__proto__"), ("A:B;C|D", "A_x003A_B_x003B_C_x007C_D"),
    ],
)  # fmt: skip
def test_names_are_spelt_so_that_they_come_back(name: str, spelt: str) -> None:
    assert to_brat(name) == spelt
    assert from_brat(spelt) == name


@pytest.mark.parametrize("name", ["_x002_", "_xD800_", "_xFFFFFF_", "x_x", "_X0020_"])
def test_what_no_name_is_spelt_like_stays(name: str) -> None:
    assert from_brat(name) == name


@pytest.mark.parametrize(
    ("start", "end", "places"),
    [(0, 9, "0 3;5 9"), (0, 5, "0 5"), (3, 9, "3 9"), (3, 5, "3 5"), (0, 3, "0 3"), (5, 14, "5 9;11 14")],
)
def test_line_ends_within_are_left_out_by_fragments(tmp_path: Path, start: int, end: int, places: str) -> None:
    text = "one\r\nfour\n\nsix\u2028.\x85\x0b\n"
    whole = span(text, start, len(text), "Claim")
    ann, again = written(tmp_path, ReportRecord(text, spans=(span(text, start, end, "Place"), whole)))
    assert f"\tPlace {places}\t" in ann
    assert [(s.start, s.end, s.attributes) for s in again.spans if s.label == "Place"] == [(start, end, {})]
    assert len(ann.splitlines()) == 2


@pytest.mark.parametrize(
    "told", ["0-3", "0-3 3-9", "0-3 5-9", "5-9 0-3", "0-1 2-9 ", "x", 5, "0-4 2-9", "1-2 3-9"]
)
def test_fragments_that_brat_cannot_say_stay_an_attribute(tmp_path: Path, told: str | int) -> None:
    text = "one\r\nfour"
    record = ReportRecord(text, spans=(span(text, 0, 9, attributes={"fragments": told}),))
    ann, again = written(tmp_path, record)
    assert again.spans[0].attributes == {"fragments": told}
    assert "\nA1\tfragments T1 " in ann


def test_values_and_notes_come_back_exactly(tmp_path: Path) -> None:
    values = {
        "no": False, "whole": -2, "part": 1e300, "digits": "2", "word": "true", "none": "",
        "long": "لا\n\t 💥_x0020_",
        "reference": "not one", "reference_2": "a:b", "reference_text_2": "two\nlines", "L" * 10_240: "x",
    }  # fmt: skip
    notes = ["a\tb", " a", "a\r", "a\u2028b", '{"a": 1}', "a\n\nb", "#1\tx"]
    spans = tuple(
        span(TEXT, n, n + 1, note=note, attributes=values if not n else {}) for n, note in enumerate(notes)
    )
    record = ReportRecord(TEXT, spans=spans, note="seen", flagged=True)
    _, again = written(tmp_path, record)
    assert again.spans[0].attributes == values
    assert [type(again.spans[0].attributes[key]) for key in ("no", "whole")] == [bool, int]
    assert [s.note for s in again.spans] == notes
    assert (again.note, again.flagged) == ("seen", True)


def test_a_value_that_was_changed_in_brat_is_taken(tmp_path: Path) -> None:
    record, notices = read(tmp_path, "T1\tX 0 6\tRebels\nA1\tweight T1 0.7\n#1\tExactValue A1\t0.5\n")
    assert record.spans[0].attributes == {"weight": "0.7"}
    assert notices == ["The exact value of an attribute does not fit it and was left out."]


@pytest.mark.parametrize(
    ("ann", "notice"),
    [
        ("T1\tX 0 6\tRebels\nT2\tX 0 6\tRebels\nR1\tS Arg1:T1 Arg2:T2\n", "with the place and label of another"),
        ("T1\tX 0 6\tRebels\nT2\tX 0 6\tRebels\nR1\tS Arg1:T1 Arg2:T2\n", "annotations that became one"),
        ("T1\tX 0 6\tRebels\nT2\tY 0 6\tRebels\nE1\tX:T1 A:T2\nE2\tX:T1 A:T2\n", "that two events share"),
        ("T1\tX 0 6\tRebels\nE1\tX:T1\nE2\tX:T1\n", "Events with the same trigger were read as one."),
        (
            "T1\tX 0 6\tRebels\nT2\tY 0 6\tRebels\nR1\tS Arg1:T1 Arg2:T2\n#1\tAnnotatorNotes R1\tx\n",
            "note on a rel",
        ),
        ("T1\tX 0 6\tRebels\nT2\tY 0 6\tRebels\nR1\tS Arg1:T1 Arg2:T2\nA1\tSure R1\n", "attribute of a relation"),
        (
            "T1\tX 0 6\tRebels\nT2\tY 0 6\tRebels\nR1\tS Arg1:T1 Arg2:T2\nR2\tS Arg1:R1 Arg2:T2\n",
            "another relation",
        ),
        ("T1\tX 0 6\tRebels\nA1\tSure T1 Yes\nA2\tSure T1 No\n", "An attribute was said twice"),
        ("T1\tX\t0\t6\tRebels\n", "in columns of their own"),
        ("T1\tX 0 6\tRebels\n# T1 is the first\n", "A comment that is about nothing in the file was left out."),
        ("T1\tX 0 6\tRebels\n#1\tAnnotatorNotes T9\tx\n", "A note on something that is not there was left out."),
        ("T1\tX 0 6\tRebels\nE1\tY:T1\n", "An event has another type than its trigger, which was taken."),
    ],
)
def test_what_is_not_taken_as_it_stands_is_told(tmp_path: Path, ann: str, notice: str) -> None:
    record, notices = read(tmp_path, ann)
    assert record.spans[0].label == "X"
    assert any(notice in told for told in notices)


@pytest.mark.parametrize(
    ("ann", "line", "reason"),
    [
        (
            "T1\tX 0 6\tRebels\nT2\tX 14 19\tMosul\n",
            2,
            "from 14 to 19 is “ Mosu”. It stands at 15 to 20.",
        ),
        ("T1\tX 0 6\tRabble\n", 1, "T1: it says “Rabble”, but the text from 0 to 6 is “Rebels”."),
        ("T1\tX 30 38\tx\n", 1, "T1 ends at 38, but the text has 37 characters."),
        ("T1\tX 6 6\t\n", 1, "T1 is empty: it starts at 6 and ends at 6."),
        ("T1\tX 0 4;3 6\tx\n", 1, "T1 has fragments that overlap."),
        ("T1\tX 0\tx\n", 1, "T1 has no label with a start and an end behind it."),
        ("T1\tX -1 6\tx\n", 1, "T1 has no label"),
        ("T1\tX 0 6\tRebels\nT1\tX 7 14\tshelled\n", 2, "The id T1 stands in line 1 too."),
        ("R1\tX Arg1:T1 Arg2:T2\n", 1, "Nothing in the file has the id “T1”."),
        ("T1\tX 0 6\tRebels\nR1\tX Arg1:T1\n", 2, "R1 is no relation"),
        ("E1\tX:T1\n", 1, "Nothing in the file has the id “T1”."),
        ("T1\tX 0 6\tRebels\nE1\tX\n", 2, "E1 is no event"),
        ("T1\tX 0 6\tRebels\nA1\tX\n", 2, "A1 does not say what it is about."),
        ("T1\tX 0 6\tRebels\nN1\tReference T1\n", 2, "N1 takes a type"),
        ("*\tEquiv T1\n", 1, "takes a type and two ids or more"),
        ("hello\n", 1, "This is not a line of brat: “hello”."),
    ],
)
def test_faults_name_their_line(tmp_path: Path, ann: str, line: int, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, ann)
    assert (refused.value.path, refused.value.line) == (tmp_path / "x.ann", line)
    assert reason in refused.value.reason


ENTITIES = """T1\tProtein 0 6\tRebels
T2\tProtein 15 20\tMosul
*\tEquiv T1 T2
"""
EVENTS = """T3\tRegulation 7 14\tshelled
T4\tBinding 32 36\tsaid
E1\tRegulation:T3 Theme:T1 Cause:E2
E2\tBinding:T4 Theme:T1 Theme2:T2
M1\tNegation E1
"""


def shared_task(folder: Path, events: str | None = EVENTS, entities: str = ENTITIES) -> Path:
    (folder / "PMID-1.txt").write_text(TEXT)
    (folder / "PMID-1.a1").write_text(entities)
    if events is not None:
        (folder / "PMID-1.a2").write_text(events)
    return folder


def test_entities_and_events_of_a_shared_task_are_one_report(tmp_path: Path) -> None:
    (source,) = plan_sources([shared_task(tmp_path)])
    assert (source.path.name, source.format) == ("PMID-1.a1", BRAT)
    for path in (tmp_path, source.path):
        (record,), notices = read_all(BRAT, path)
        assert [(s.label, s.text) for s in record.spans] == [
            ("Protein", "Rebels"),
            ("Regulation", "shelled"),
            ("Protein", "Mosul"),
            ("Binding", "said"),
        ]
        assert record.spans[1].attributes == {"Negation": True}
        assert {(r.type, r.head, r.child) for r in record.relations} == {
            ("Equiv", "T1", "T2"),
            ("Theme", "T3", "T1"),
            ("Cause", "T3", "T4"),
            ("Theme", "T4", "T1"),
            ("Theme", "T4", "T2"),
        }
        assert notices == ["A numbered role was read without its number."]


def test_a_shared_task_without_events_or_entities(tmp_path: Path) -> None:
    (record,), _ = read_all(BRAT, shared_task(tmp_path, events=None))
    assert [s.label for s in record.spans] == ["Protein", "Protein"]
    (source,) = plan_sources([shared_task(tmp_path, events="", entities="")])
    (record,), _ = read_all(BRAT, source.path)
    assert (record.text, record.spans) == (TEXT, ())


def test_damaged_events_are_read_or_refused(tmp_path: Path) -> None:
    for content in damage.damaged(EVENTS.encode()):
        path = shared_task(tmp_path) / "PMID-1.a2"
        path.write_bytes(content)
        with suppress(FileRefused):
            read_all(BRAT, path.with_suffix(".a1"))


@pytest.mark.parametrize(
    ("events", "line", "reason"),
    [
        ("T3\tX 7 14\tshelled\nE1\tX:T9\n", 2, "Nothing in the file has the id “T9”."),
        ("\nT1\tX 7 14\tshelled\n", 2, "The id T1 stands in line 1 of PMID-1.a1 too."),
        ("T3\tX 7 14\tMosul\n", 1, "T3: "),
        ("nonsense\n", 1, "This is not a line of brat"),
    ],
)
def test_faults_of_events_name_their_own_file(tmp_path: Path, events: str, line: int, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_all(BRAT, shared_task(tmp_path, events))
    assert (refused.value.path.name, refused.value.line) == ("PMID-1.a2", line)
    assert refused.value.reason.startswith(reason)


def test_events_in_a_circle_are_relations_both_ways(tmp_path: Path) -> None:
    ann = "T1\tX 0 6\tRebels\nT2\tY 7 14\tshelled\nE1\tX:T1 Of:E2\nE2\tY:T2 Of:E1\n"
    assert [(r.head, r.child) for r in read(tmp_path, ann)[0].relations] == [("T1", "T2"), ("T2", "T1")]


def test_a_text_that_goes_on_in_the_next_line(tmp_path: Path) -> None:
    record, _ = read(tmp_path, "T1\tX 0 7\tone\ntwo\n\nT2\tY 4 7\ttwo\n", "one\ntwo")
    assert [(s.label, s.text) for s in record.spans] == [("X", "one\ntwo"), ("Y", "two")]


@pytest.mark.parametrize("ann", ["T1\tX 0 6\tRebels\r\n", "\ufeffT1\tX 0 6\tRebels", "T1\tX 0 6\n"])
def test_other_line_ends_and_marks(tmp_path: Path, ann: str) -> None:
    assert read(tmp_path, ann)[0].spans[0].text == "Rebels"


@pytest.mark.parametrize(("start", "text"), [(0, TEXT), (1, f"\ufeff{TEXT}")])
def test_a_byte_order_mark_counts_if_the_offsets_say_so(tmp_path: Path, start: int, text: str) -> None:
    record, _ = read(tmp_path, f"T1\tX {start} {start + 6}\tRebels\n", f"\ufeff{TEXT}")
    assert (record.text, record.spans[0].text) == (text, "Rebels")


@pytest.mark.parametrize(
    ("text", "places", "notice"),
    [
        ("💥 Rebels\nMosul", "3 9;10 15", "UTF-16 units"), ("شهود Rebels\nMosul", "9 15;16 21", "bytes"),
        ("a\r\nRebels\r\nMosul", "2 8;9 14", "as one character"),
        ("a\nRebels\nMosul", "3 9;11 16", "as two characters"),
    ],
)  # fmt: skip
def test_the_unit_in_which_all_texts_fit_is_found(tmp_path: Path, text: str, places: str, notice: str) -> None:
    record, notices = read(tmp_path, f"T1\tX {places}\tRebels Mosul\n", text)
    assert record.spans[0].text == text[text.index("Rebels") :]
    assert [notice in told for told in notices] == [True]
    assert record.spans[0].attributes == {}
    with pytest.raises(FileRefused, match="line 1: T1"):
        read(tmp_path, f"T1\tX {places}\tRebels Mosul\nT2\tY 0 1\tRabble\n", text)


def test_a_text_in_an_old_encoding(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes("Повстанцы обстреляли Мосул.".encode("cp1251"))
    (tmp_path / "x.ann").write_bytes("T1\tX 21 26\tМосул\n".encode())
    (record,), notices = read_all(BRAT, tmp_path)
    assert record.spans[0].text == "Мосул"
    assert "windows-1251" in notices[0]


def test_a_text_without_its_annotations_and_the_other_way_round(tmp_path: Path) -> None:
    (tmp_path / "x.ann").write_text("T1\tX 0 6\tRebels\n")
    with pytest.raises(FileRefused, match=r"should stand beside it, in x\.txt"):
        read_all(BRAT, tmp_path / "x.ann")
    (tmp_path / "x.ann").write_text("")
    (tmp_path / "x.txt").write_text(TEXT)
    assert [record.text for record in read_all(BRAT, tmp_path)[0]] == [TEXT]


def test_in_folders_the_files_beside_are_passed_over(tmp_path: Path) -> None:
    read(tmp_path, EVERYTHING)
    (tmp_path / "alone.txt").write_text(TEXT)
    (tmp_path / "annotation.conf").write_text("[entities]\n")
    (tmp_path / "README").write_text("About the corpus.\n")
    assert [(s.path.name, s.format and s.format.name) for s in plan_sources([tmp_path])] == [
        ("alone.txt", "txt"), ("x.ann", "brat"),
    ]  # fmt: skip
    assert [s.path.name for s in plan_sources([tmp_path], format_named("txt"))] == [
        "README", "alone.txt", "annotation.conf", "x.ann", "x.txt",
    ]  # fmt: skip


def test_a_folder_is_read_in_the_order_in_which_it_was_written(tmp_path: Path) -> None:
    records = [ReportRecord(f"Report {n}.", Facts(title=f"{20 - n}")) for n in range(12)]
    export_reports(records, tmp_path / "out", BRAT)
    assert [record.text for record in read_all(BRAT, tmp_path / "out")[0]] == [record.text for record in records]


def test_relations_come_back_as_they_are(tmp_path: Path) -> None:
    spans = (span(TEXT, 0, 6, uid="a"), span(TEXT, 7, 14, uid="b"))
    ends = [("a", "b"), ("b", "a"), ("a", "a"), ("a", "b")]
    relations = tuple(RelationRecord(type="of", head=head, child=child) for head, child in ends)
    _, again = written(tmp_path, ReportRecord(TEXT, spans=spans, relations=relations))
    assert [(r.head, r.child) for r in again.relations] == [("T1", "T2"), ("T2", "T1"), ("T1", "T1"), ("T1", "T2")]


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40) | st.text(
    "a \n\r\t\u2028\x85\x00💥_x;", min_size=1, max_size=20
)
_VALUES = _TEXTS | st.just("") | st.booleans() | st.integers() | st.floats(allow_nan=False)


@st.composite
def _records(draw: st.DrawFn) -> ReportRecord:
    text = draw(_TEXTS)
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).filter(lambda pair: pair[0] < pair[1])
    names = st.sampled_from(["fragments", "reference", "reference_text", "reference_2", "Note"]) | _TEXTS
    places = draw(st.lists(st.tuples(ends, _TEXTS), unique=True, max_size=4))
    spans = [
        span(
            text,
            *place,
            label,
            uid=f"s{number}",
            attributes=draw(st.dictionaries(names, _VALUES, max_size=3)),
            note=draw(_TEXTS | st.just("")),
            flagged=draw(st.booleans()),
        )
        for number, (place, label) in enumerate(places)
    ]
    uids = st.sampled_from([str(one.uid) for one in spans] or ["none"])
    links = draw(st.lists(st.tuples(st.just("Equiv") | _TEXTS, uids, uids), max_size=3 if spans else 0))
    relations = tuple(RelationRecord(type=kind, head=head, child=child) for kind, head, child in links)
    return ReportRecord(
        text, spans=tuple(sorted(spans, key=SpanRecord.order)), relations=relations, note=draw(_TEXTS)
    )


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(_records())
@example(ReportRecord("0", spans=(span("0", 0, 1, "0", uid="s0", attributes={"reference_2": "0:0"}),)))
@example(
    ReportRecord(
        "0", spans=(span("0", 0, 1, "0", uid="s0", attributes={"reference_2": "a:b", "reference": "c:d"}),)
    )
)
def test_whatever_a_record_holds_comes_back(record: ReportRecord) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _, again = written(Path(folder), record)
    names = {one.uid: f"T{number}" for number, one in enumerate(record.spans, start=1)}
    assert again.text == record.text
    assert [replace_uid(one) for one in again.spans] == [replace_uid(one) for one in record.spans]
    assert [(r.type, r.head, r.child) for r in again.relations] == [
        (r.type, names[r.head], names[r.child]) for r in record.relations
    ]
    assert again.note == record.note


def replace_uid(one: SpanRecord) -> SpanRecord:
    return msgspec.structs.replace(one, uid=None)


def test_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(TEXT)
    path, data = tmp_path / "x.ann", EVERYTHING.encode()
    for at in range(0, len(data), 3):
        for damaged in (
            data[:at],
            data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :],
            data[:at] + data[at + 1 :],
        ):
            path.write_bytes(damaged)
            read_or_refused(BRAT, path)


@pytest.mark.skipif(not SAMPLES, reason="the data is not there")
def test_real_files_have_what_their_lines_say_and_come_back(tmp_path: Path) -> None:
    records = []
    lines: Counter[str] = Counter()
    for path in SAMPLES:
        if path.with_suffix(".txt").is_file():
            records += read_all(BRAT, path)[0]
            lines.update(line[0] for line in path.read_text(encoding="utf-8").splitlines() if line)
    spans = [span for record in records for span in record.spans]
    assert len(spans) == lines["T"] == 2227
    assert sum(bool(span.note) for span in spans) == lines["#"] - 2  # two are about relations
    assert sum("reference" in span.attributes for span in spans) == lines["N"]
    attributes = {"reference", "reference_text", "fragments"}
    assert sum(len(span.attributes.keys() - attributes) for span in spans) == lines["A"]
    export_reports(records, tmp_path / "out", BratFormat())
    again, _ = read_all(BRAT, tmp_path / "out")
    assert [_bare(record) for record in again] == [_bare(record) for record in records]


def _bare(record: ReportRecord) -> tuple[object, ...]:
    spans = [(s.start, s.end, s.label, s.attributes, s.note) for s in record.spans]
    places = {s.uid: (s.start, s.end, s.label) for s in record.spans}
    relations = {(r.type, places[r.head], places[r.child]) for r in record.relations}
    return replace(record, spans=(), relations=(), facts=Facts()), spans, relations


@pytest.mark.skipif(not SAMPLES, reason="the data is not there")
@pytest.mark.parametrize("path", [path for path in SAMPLES if "999" in path.name or "7550230" in path.name])
def test_real_files_cut_or_damaged_are_read_or_refused(tmp_path: Path, path: Path) -> None:
    data, copy = path.read_bytes(), tmp_path / "x.ann"
    (tmp_path / "x.txt").write_bytes(path.with_suffix(".txt").read_bytes())
    for at in range(0, len(data), max(1, len(data) // 50)):
        for damaged in (data[:at], data[:at] + bytes([data[at] ^ 0x11]) + data[at + 1 :]):
            copy.write_bytes(damaged)
            read_or_refused(BRAT, copy)

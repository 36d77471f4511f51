from __future__ import annotations

import json
import re
from pathlib import Path

import conllu
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.labels import Label, LabelSchema
from annotator.domain.tokens import tokenize
from annotator.formats.base import RelationRecord, ReportRecord, SpanRecord
from annotator.formats.conll import Conll2002Format, Conll2003Format, ConllFormat
from annotator.formats.export import export_reports
from annotator.formats.losses import NOT_IN_FORMAT, REFUSING, LossRefused, OnLoss, Policy, Snap
from annotator.formats.registry import recognise
from annotator.formats.tags import BILOU, BIOES, IOB1, IOB2, WRITTEN
from tests.formats.reading import read_all, span

TEXT = "Rebels shelled Mosul, officials said."
REPORT = ReportRecord(TEXT, uid="r1", spans=(span(TEXT, 0, 6), span(TEXT, 15, 20, "Location"), span(TEXT, 22, 31)))
NESTED = ReportRecord(TEXT, uid="r1", spans=(*REPORT.spans, span(TEXT, 0, 20, "Claim")))
SCHEMA = LabelSchema(
    "s",
    (
        Label("Actor", "a", "label1"),
        Label("Location", "l", "label2"),
        Label("Claim", "c", "label3", "claim"),
    ),
)
CONLL = ConllFormat()
COLUMNS = Policy(OnLoss.LAYER_COLUMNS)


def write(folder: Path, *records: ReportRecord, policy: Policy = REFUSING, form: ConllFormat = CONLL) -> str:
    path = folder / f"x{form.suffixes[0]}"
    export_reports(records, path, form, schema=SCHEMA, policy=policy)
    return path.read_bytes().decode()


def test_ten_columns(tmp_path: Path) -> None:
    written = write(tmp_path, REPORT)
    empty = "\t_" * 7
    assert written.splitlines()[:6] == [
        "# newdoc id = r1",
        "# sent_id = r1-1",
        f"# text = {TEXT}",
        f"1\tRebels{empty}\tNER=B-Actor|start_char=0|end_char=6",
        f"2\tshelled{empty}\tNER=O|start_char=7|end_char=14",
        f"3\tMosul{empty}\tNER=B-Location|start_char=15|end_char=20|SpaceAfter=No",
    ]
    (sentence,) = conllu.parse(written)
    assert [token["form"] for token in sentence] == ["Rebels", "shelled", "Mosul", ",", "officials", "said", "."]
    assert sentence[2]["misc"] == {"NER": "B-Location", "start_char": "15", "end_char": "20", "SpaceAfter": "No"}
    assert sentence.metadata["newdoc id"] == "r1"


def test_four_columns(tmp_path: Path) -> None:
    written = write(tmp_path, REPORT, form=Conll2003Format())
    assert written == (
        "-DOCSTART- -X- O O\n\nRebels -X- _ B-Actor\nshelled -X- _ O\nMosul -X- _ B-Location\n, -X- _ O\n"
        "officials -X- _ B-Actor\nsaid -X- _ O\n. -X- _ O\n\n"
    )
    assert recognise(tmp_path / "x.conll2003").name == "conll"
    (record,), notices = read_all(ConllFormat(), tmp_path / "x.conll2003")
    assert [(s.label, s.text) for s in record.spans] == [
        ("Actor", "Rebels"),
        ("Location", "Mosul"),
        ("Actor", "officials"),
    ]
    assert notices == []


def test_two_columns(tmp_path: Path) -> None:
    written = write(tmp_path, REPORT, form=Conll2002Format())
    assert written.startswith("-DOCSTART- O\n\nRebels B-Actor\nshelled O\n")
    (record,), _ = read_all(ConllFormat(), tmp_path / "x.conll2002")
    assert [(s.label, s.text) for s in record.spans] == [(s.label, s.text) for s in REPORT.spans]


@pytest.mark.parametrize(
    ("scheme", "tags"),
    [
        (IOB2, "B-X I-X I-X B-X B-Y O"),
        (IOB1, "I-X I-X I-X B-X I-Y O"),
        (BIOES, "B-X I-X E-X S-X S-Y O"),
        (BILOU, "B-X I-X L-X U-X U-Y O"),
    ],
)
def test_schemes_of_tags(tmp_path: Path, scheme: str, tags: str) -> None:
    text = "a b c d e f"
    spans = (span(text, 0, 5, "X"), span(text, 6, 7, "X"), span(text, 8, 9, "Y"))
    form = Conll2002Format(scheme=scheme)
    written = write(tmp_path, ReportRecord(text, spans=spans), form=form)
    assert [line.split()[1] for line in written.splitlines()[2:8]] == tags.split()
    manifest = json.loads((tmp_path / "x.manifest.json").read_text())
    assert manifest["scheme"] == scheme


TWO_SENTENCES = "Rebels shelled Mosul.\n\nKurds fled."


@pytest.mark.parametrize("scheme", WRITTEN)
def test_layers_have_columns_in_every_scheme(tmp_path: Path, scheme: str) -> None:
    form = ConllFormat(scheme=scheme)
    export_reports([NESTED], tmp_path / "x.conll", form, schema=SCHEMA, policy=COLUMNS)
    (record,), _ = read_all(ConllFormat(), tmp_path / "x.conll")
    assert {(s.start, s.end, s.label) for s in record.spans} == {(s.start, s.end, s.label) for s in NESTED.spans}


@pytest.mark.parametrize("scheme", WRITTEN)
@pytest.mark.parametrize("form", [ConllFormat(), Conll2002Format(), Conll2003Format()], ids=lambda form: form.name)
def test_every_scheme_is_told_from_its_tags(tmp_path: Path, form: ConllFormat, scheme: str) -> None:
    text = TWO_SENTENCES
    # A span ends the first sentence, and one of the same label begins the second.
    spans = (span(text, 0, 6, "A"), span(text, 15, 21, "A"), span(text, 23, 28, "A"))
    write(tmp_path, ReportRecord(text, uid="r", spans=spans), form=form.in_scheme(scheme))
    (record,), notices = read_all(ConllFormat(), tmp_path / f"x{form.suffixes[0]}")
    assert [(s.text or "").replace(" ", "") for s in record.spans] == ["Rebels", "Mosul.", "Kurds"]
    assert notices == ([f"The tags are in the scheme {scheme}."] if scheme != IOB2 else [])


def test_overlaps_are_refused_or_have_a_column_for_each_layer(tmp_path: Path) -> None:
    with pytest.raises(LossRefused, match="2 annotations that overlap others"):
        write(tmp_path, NESTED)
    assert list(tmp_path.iterdir()) == []
    written = write(tmp_path, NESTED, policy=COLUMNS)
    assert "\tNER_entity=B-Location|NER_claim=I-Claim|start_char=15|" in written
    (record,), _ = read_all(ConllFormat(), tmp_path / "x.conll")
    assert [(s.start, s.end, s.label) for s in record.spans] == [
        (0, 20, "Claim"),
        (0, 6, "Actor"),
        (15, 20, "Location"),
        (22, 31, "Actor"),
    ]


def test_one_file_for_each_layer(tmp_path: Path) -> None:
    export_reports([NESTED], tmp_path / "x.conll", ConllFormat(), schema=SCHEMA, policy=Policy(OnLoss.LAYER_FILES))
    claims, _ = read_all(ConllFormat(), tmp_path / "x.claim.conll")
    entities, _ = read_all(ConllFormat(), tmp_path / "x.entity.conll")
    assert [len(records[0].spans) for records in (claims, entities)] == [1, 3]


def test_parts_of_tokens_are_widened(tmp_path: Path) -> None:
    part = ReportRecord(TEXT, spans=(span(TEXT, 0, 5),))
    with pytest.raises(LossRefused, match="do not begin and end with a token"):
        write(tmp_path, part)
    assert "Rebels" + "\t_" * 7 + "\tNER=B-Actor" in write(tmp_path, part, policy=Policy(snap=Snap.EXPAND))


ODD = [
    "  \r\n\ta b\u00a0 c\u200b|d\\s_ \n\n# e\x0cf\u2028 g \x00h. -DOCSTART- ",
    "-DOCSTART-",
    "_",
    "\ufeffa",
    "O\nO",
    "1\t2",
]


@pytest.mark.parametrize("text", [*ODD, "a" + " " * 20_000 + "b"])
def test_odd_texts_come_back_exactly(tmp_path: Path, text: str) -> None:
    write(tmp_path, ReportRecord(text, uid="a"), ReportRecord("Plain text."))
    records, notices = read_all(ConllFormat(), tmp_path / "x.conll")
    assert [record.text for record in records] == [text, "Plain text."]
    assert notices == []


def test_reports_without_a_word_are_left_out_and_counted(tmp_path: Path) -> None:
    report = export_reports([ReportRecord(" \n"), REPORT], tmp_path / "x.conll", ConllFormat())
    assert report.counts.documents == 1
    assert "1 reports without a word: left out" in map(str, report.losses)


@pytest.mark.parametrize("uid", ["7", "a  b", " x", "a\nb", "a = b", "x" * 5_000, None])
def test_odd_ids_do_no_harm(tmp_path: Path, uid: str | None) -> None:
    write(tmp_path, ReportRecord(TEXT, uid=uid), ReportRecord(TEXT))
    assert [record.text for record in read_all(ConllFormat(), tmp_path / "x.conll")[0]] == [TEXT, TEXT]


@pytest.mark.parametrize(
    ("form", "label", "spelt", "what"),
    [
        (ConllFormat(), "a|b", "a_b", "labels with a |, a tab or a line end"),
        (ConllFormat(), "a\tb", "a_b", "labels with a |, a tab or a line end"),
        (Conll2003Format(), "Armed group", "Armed_group", "labels with white space"),
    ],
)
def test_labels_that_would_break_a_line_are_refused_or_spelt_otherwise(
    tmp_path: Path, form: ConllFormat, label: str, spelt: str, what: str
) -> None:
    record = ReportRecord(TEXT, spans=(span(TEXT, 0, 6, label),))
    with pytest.raises(LossRefused, match=f"1 {re.escape(what)}"):
        write(tmp_path, record, form=form)
    assert list(tmp_path.iterdir()) == []
    assert f"B-{spelt}" in write(tmp_path, record, policy=Policy(OnLoss.DROP), form=form)
    assert f"1 {what}: replaced by _" in [
        f"{loss['count']} {loss['what']}: {loss['done']}"
        for loss in json.loads((tmp_path / "x.manifest.json").read_text())["losses"]
    ]


def test_what_is_lost_anyway_is_not_spelt_otherwise(tmp_path: Path) -> None:
    spans = (span(TEXT, 0, 6, uid="a"), span(TEXT, 15, 20, "Location", uid="b"))
    relations = (RelationRecord(type="a|b", head="a", child="b"),)
    record = ReportRecord(TEXT, spans=spans, relations=relations)
    report = export_reports([record], tmp_path / "x.conll", ConllFormat(), policy=Policy(OnLoss.DROP))
    assert [str(loss) for loss in report.losses if loss.done != NOT_IN_FORMAT] == ["1 relations: left out"]


def test_a_label_keeps_its_column_when_it_is_spelt_otherwise(tmp_path: Path) -> None:
    schema = LabelSchema("s", (Label("Actor", "a", "label1"), Label("a|b", "b", "label2", "claim")))
    record = ReportRecord(TEXT, spans=(span(TEXT, 0, 6), span(TEXT, 0, 20, "a|b")))
    export_reports([record], tmp_path / "x.conll", ConllFormat(), schema=schema, policy=COLUMNS)
    assert "NER_entity=B-Actor|NER_claim=B-a_b" in (tmp_path / "x.conll").read_text()


@pytest.mark.parametrize("label", ["Armed group", "__proto__", "O", "B-X", "=", "NER", "é💥", "L" * 10_240])
def test_odd_labels_come_back(tmp_path: Path, label: str) -> None:
    write(tmp_path, ReportRecord(TEXT, spans=(span(TEXT, 0, 14, label),)))
    assert read_all(ConllFormat(), tmp_path / "x.conll")[0][0].spans == (span(TEXT, 0, 14, label),)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=80), min_size=1, max_size=3), st.data())
def test_any_text_survives(tmp_path: Path, texts: list[str], data: st.DataObject) -> None:
    records = []
    for text in texts:
        tokens = tokenize(text)
        if not tokens or sum(not c.isprintable() and not c.isspace() for c in text) > 4:
            continue
        chosen = data.draw(st.lists(st.sampled_from(tokens), max_size=3, unique=True))
        spans = sorted((span(text, t.start, t.end) for t in chosen), key=SpanRecord.order)
        records.append(ReportRecord(text, spans=tuple(spans)))
    export_reports(records, tmp_path / "x.conll", ConllFormat())
    found = read_all(ConllFormat(), tmp_path / "x.conll")[0] if records else []
    assert [(record.text, record.spans) for record in found] == [(record.text, record.spans) for record in records]

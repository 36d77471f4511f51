from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import msgspec
import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin, Span, SpanGroup

from annotator.domain.errors import FileRefused, Refusal
from annotator.formats import extras, spacy_packing
from annotator.formats.base import ReportRecord, SpanRecord
from annotator.formats.export import export_reports
from annotator.formats.losses import LossRefused, OnLoss, Policy
from annotator.formats.registry import recognise
from annotator.formats.spacy_docbin import SpacyEntsFormat, SpacyFormat, pieces_of
from tests.formats.conformance import DROPPING, sample
from tests.formats.damage import survives_damage
from tests.formats.reading import RELATED, read_all, read_or_refused, span

SPACY = SpacyFormat()
TEXT = "Rebels  shelled Mosul💥, officials said.\r\n"
FLAT = ReportRecord(TEXT, spans=(span(TEXT, 0, 6), span(TEXT, 16, 21, "Location"), span(TEXT, 24, 33)))
NESTED = ReportRecord(TEXT, spans=(*FLAT.spans, span(TEXT, 0, 21, "Claim"), span(TEXT, 16, 22, "Weapon")))


def docs(path: Path) -> list[Doc]:
    """The documents as spaCy reads them."""
    return list(DocBin().from_disk(path).get_docs(spacy.blank("xx").vocab))


def saved(folder: Path, *made: Doc, **options: Any) -> Path:
    path = folder / "x.spacy"
    DocBin(docs=made, **options).to_disk(path)
    return path


def marks(record: ReportRecord) -> list[tuple[str, str]]:
    return [(span.label, record.text[span.start : span.end]) for span in record.spans]


def test_spacy_reads_the_text_and_every_annotation(tmp_path: Path) -> None:
    export_reports([FLAT, NESTED], tmp_path / "x.spacy", SPACY)
    flat, nested = docs(tmp_path / "x.spacy")
    assert flat.text == nested.text == TEXT
    assert [(s.start_char, s.end_char, s.label_) for s in flat.ents] == [
        (s.start, s.end, s.label) for s in FLAT.spans
    ]
    assert [(s.start_char, s.end_char, s.label_) for s in nested.spans["sc"]] == [
        (0, 21, "Claim"),
        (0, 6, "Actor"),
        (16, 22, "Weapon"),
        (16, 21, "Location"),
        (24, 33, "Actor"),
    ]
    assert not nested.ents
    assert not nested.has_annotation("ENT_IOB")
    assert flat.has_annotation("ENT_IOB")
    assert [len(doc.spans["sc"]) for doc in (flat, nested)] == [3, 5]


def test_reports_without_annotations_have_an_empty_group(tmp_path: Path) -> None:
    export_reports([ReportRecord(TEXT)], tmp_path / "x.spacy", SPACY)
    (doc,) = docs(tmp_path / "x.spacy")
    assert (len(doc.spans["sc"]), doc.has_annotation("ENT_IOB")) == (0, True)


def test_ents_alone_hold_no_overlaps(tmp_path: Path) -> None:
    form = SpacyEntsFormat()
    with pytest.raises(LossRefused, match="3 annotations that overlap others"):
        export_reports([NESTED], tmp_path / "x.spacy", form)
    export_reports([NESTED], tmp_path / "x.spacy", form, policy=Policy(OnLoss.LONGEST))
    (doc,) = docs(tmp_path / "x.spacy")
    assert [ent.label_ for ent in doc.ents] == ["Claim", "Actor"]
    assert len(doc.spans) == 0
    assert recognise(tmp_path / "x.spacy").name == "spacy"


@pytest.mark.parametrize(
    ("text", "places", "words"),
    [
        ("Mosul fell.", [], ["Mosul", "fell", "."]),
        (" a  b\n", [], [" ", "a", " ", "b", "\n"]),
        ("Sloviansk-based", [(0, 9)], ["Sloviansk", "-based"]),
        ("a b", [(0, 2)], ["a", " ", "b"]),
        ("a b", [(1, 3)], ["a", " ", "b"]),
        ("a b", [(0, 1), (2, 3)], ["a", "b"]),
        ("a  b", [(0, 2)], ["a", " ", "b"]),
        ("a\u200b b", [], ["a", "\u200b ", "b"]),
    ],
)
def test_words_and_spaces(text: str, places: list[tuple[int, int]], words: list[str]) -> None:
    found = pieces_of(ReportRecord(text, spans=tuple(span(text, *place) for place in places)))
    assert found.words == words
    assert "".join(w + " " * s for w, s in zip(found.words, found.spaces, strict=True)) == text


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("ab. \n\u200b💥-"), min_size=1, max_size=20), st.data())
def test_any_text_with_any_spans_comes_back(tmp_path: Path, text: str, data: st.DataObject) -> None:
    place = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda p: p[0] < p[1])
    places = data.draw(st.sets(place, max_size=4))
    spans = sorted((span(text, *p) for p in places), key=SpanRecord.order)
    if text.strip():
        export_reports([ReportRecord(text, spans=tuple(spans))], tmp_path / "x.spacy", SPACY)
        (record,), notices = read_all(SPACY, tmp_path / "x.spacy")
        assert (record.text, list(record.spans), notices) == (text, spans, [])
        assert docs(tmp_path / "x.spacy")[0].text == text


def test_documents_of_others(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    doc = nlp("Ed lives in New York.")
    doc.set_ents([Span(doc, 0, 1, "PERSON"), Span(doc, 3, 5, "GPE")])
    doc.spans["other"] = [Span(doc, 3, 5, "GPE"), Span(doc, 0, 5, "Odd"), Span(doc, 1, 1, "Odd")]
    doc.cats = {"news": 1.0}
    doc[0].lemma_ = "Ed"
    doc.user_data["a"] = 1
    (record,), notices = read_all(SPACY, saved(tmp_path, doc, store_user_data=True))
    assert record.text == "Ed lives in New York."
    assert marks(record) == [("Odd", "Ed lives in New York"), ("PERSON", "Ed"), ("GPE", "New York")]
    assert notices == [
        "Lemmas, parts of speech and syntax were left out.",
        "Categories of whole documents were left out.",
        "The documents' own data (user_data) were left out.",
        "The spans of doc.spans['other'] were taken over without its name.",
        "A span without a token or a label was left out.",
    ]


def test_words_without_spaces_are_told(tmp_path: Path) -> None:
    doc = Doc(spacy.blank("xx").vocab, words=["a", "b"])
    doc.set_ents([Span(doc, 1, 2, "X")])
    (record,), notices = read_all(SPACY, saved(tmp_path, doc))
    assert (record.text, marks(record)) == ("a b", [("X", "b")])
    assert notices == ["The file does not tell where there are spaces; one stands between any two words."]


def test_touching_entities_stay_apart(tmp_path: Path) -> None:
    doc = Doc(spacy.blank("xx").vocab, words=["a", "b", "c"], ents=["B-X", "B-X", "I-X"])
    (record,), _ = read_all(SPACY, saved(tmp_path, doc))
    assert [text for _, text in marks(record)] == ["a", "b c"]


def packed(**changes: object) -> bytes:
    """A file of one document with one word, with some parts changed; None takes a part away."""
    doc = Doc(spacy.blank("xx").vocab, words=["a"])
    found = msgspec.msgpack.decode(zlib.decompress(DocBin(attrs=["ENT_IOB", "ENT_TYPE"], docs=[doc]).to_bytes()))
    found.update(changes)
    return zlib.compress(msgspec.msgpack.encode({key: value for key, value in found.items() if value is not None}))


def group(*spans: tuple[int, int, int]) -> list[bytes]:
    data = [struct.pack(">QQQllll", 0, 0, label, start, end, 0, 0) for label, start, end in spans]
    inner = msgspec.msgpack.encode({"name": "sc", "attrs": {}, "spans": data})
    return [msgspec.msgpack.encode({inner: ["sc"]})]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"nothing", "it cannot be unpacked"),
        (packed()[:-9], "it is cut short"),
        (zlib.compress(b"\x93"), "what is in it is not a table of tokens"),
        (packed(tokens=None), "what is in it is not a table of tokens"),
        (packed(attrs=[77]), "its tokens have no texts"),
        (packed(tokens=b"1234567"), "its table of tokens is cut short"),
        (packed(lengths=struct.pack("<i", 2)), "its tokens are not as many as its documents say"),
        (packed(lengths=struct.pack("<iii", 2, -2, 1)), "its tokens are not as many as its documents say"),
        (packed(spaces=b""), "its tokens are not as many as its documents say"),
        (packed(strings=[]), "the text of a token or label is missing"),
        (packed(span_groups=[b"\x01"]), "the spans of document 1 cannot be read"),
        (packed(span_groups=group((1, 0, 9))), "a span of document 1 lies outside of it"),
        (packed(span_groups=group((77_777_777, 0, 1))), "the text of a token or label is missing"),
    ],
)
def test_damaged_files_are_refused_with_a_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "x.spacy").write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        read_all(SPACY, tmp_path / "x.spacy")
    assert refused.value.reason == f"It is not a whole DocBin: {reason}."


def test_a_file_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.formats.spacy_reading._LARGEST", 1_000)
    (tmp_path / "x.spacy").write_bytes(zlib.compress(bytes(1_000_000)))
    with pytest.raises(FileRefused, match="larger than"):
        read_all(SPACY, tmp_path / "x.spacy")


def test_a_file_that_would_be_too_large_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.formats.spacy_packing._LARGEST", 100)
    with pytest.raises(FileRefused, match="larger than 2 GB; export the reports in parts"):
        export_reports(sample(), tmp_path / "x.spacy", SPACY, policy=DROPPING)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("reports", [0, 1, 40])
def test_packed_in_pieces_it_is_what_the_library_packs(reports: int) -> None:
    found = DocBin(attrs=["ENT_IOB", "ENT_TYPE"])
    for number in range(reports):
        doc = spacy.blank("en")(f"Rebels shelled Mosul {number}")
        doc.spans["sc"] = [doc[: number % 3]]
        found.add(doc)
    ours, theirs = (
        DocBin().from_bytes(data) for data in (b"".join(spacy_packing.packed(found)), found.to_bytes())
    )
    assert (ours.attrs, ours.strings, ours.flags, ours.span_groups) == (
        theirs.attrs,
        theirs.strings,
        theirs.flags,
        theirs.span_groups,
    )
    assert [one.tobytes() for one in ours.tokens] == [one.tobytes() for one in theirs.tokens]
    assert [one.tobytes() for one in ours.spaces] == [one.tobytes() for one in theirs.spaces]


def test_truncated_and_changed_files_are_read_or_refused(tmp_path: Path) -> None:
    export_reports(sample(), tmp_path / "x.spacy", SPACY, policy=DROPPING)
    data = (tmp_path / "x.spacy").read_bytes()
    survives_damage(SPACY, data, tmp_path)
    raw = zlib.decompress(data)
    path = tmp_path / "changed.spacy"
    for at in range(0, len(raw), max(1, len(raw) // 150)):
        path.write_bytes(zlib.compress(raw[:at] + bytes([raw[at] ^ 0x41]) + raw[at + 1 :]))
        read_or_refused(SPACY, path)


def test_a_real_file_is_read_as_spacy_reads_it() -> None:
    path = RELATED / "formats" / "spacy-conll" / "demo.spacy"
    if not path.exists():
        pytest.skip("the data is not there")
    assert recognise(path).name == "spacy"
    records, _ = read_all(SPACY, path)
    found = docs(path)
    assert [record.text for record in records] == [doc.text for doc in found]
    assert [marks(record) for record in records] == [[(e.label_, e.text) for e in doc.ents] for doc in found]


def test_without_spacy_the_command_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export_reports([FLAT], tmp_path / "x.spacy", SPACY)
    monkeypatch.setitem(extras.MODULES, "spacy", "no_such_module")
    with pytest.raises(FileRefused, match=r"needs no_such_module, which “python3 main\.py add spacy” installs"):
        read_all(SPACY, tmp_path / "x.spacy")
    with pytest.raises(Refusal, match=r"python3 main\.py add spacy"):
        export_reports([FLAT], tmp_path / "y.spacy", SPACY)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.manifest.json", "x.spacy"]


def test_groups_of_old_files_are_a_list(tmp_path: Path) -> None:
    doc = Doc(spacy.blank("xx").vocab, words=["a", "b"], spaces=[True, False])
    inner = SpanGroup(doc, name="sc", spans=[Span(doc, 0, 2, "X")]).to_bytes()
    found = msgspec.msgpack.decode(zlib.decompress(DocBin(docs=[doc]).to_bytes()))
    found["span_groups"] = [msgspec.msgpack.encode([inner])]
    found["strings"] = [*found["strings"], "X"]
    (tmp_path / "x.spacy").write_bytes(zlib.compress(msgspec.msgpack.encode(found)))
    (record,), notices = read_all(SPACY, tmp_path / "x.spacy")
    assert (marks(record), notices) == ([("X", "a b")], [])

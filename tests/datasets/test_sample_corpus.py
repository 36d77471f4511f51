"""The sample corpus holds what its README promises, read with nothing but the standard library."""

from __future__ import annotations

import hashlib
import json
import unicodedata
import uuid
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "datasets" / "sample.jsonl"
KEYS = ["id", "text", "spans", "relations", "answer", "meta", "annotator", "sha256", "offset_unit"]
ENTITIES = ("Location", "Actor", "Weapon")
ARTICLES = ("a ", "an ", "the ", "our ", "its ", "his ", "her ", "my ", "two ", "three ", "some ")

LINES = CORPUS.read_bytes().decode("utf-8").split("\n")
DOCUMENTS: list[dict[str, Any]] = [json.loads(line) for line in LINES if line]

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d["meta"]["source"])


def claims(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [span for span in document["spans"] if span["label"] == "Claim"]


def test_file_has_one_document_per_line_and_ends_with_a_line_end() -> None:
    assert len(DOCUMENTS) == 10
    assert LINES.count("") == 1
    assert LINES[-1] == ""


def test_ids_are_unique_uuids() -> None:
    ids = [d["id"] for d in DOCUMENTS]
    ids += [part["id"] for d in DOCUMENTS for part in d["spans"] + d["relations"]]
    assert len(set(ids)) == len(ids)
    assert all(str(uuid.UUID(one)) == one for one in ids)


@every_document
def test_keys_stand_in_the_order_of_the_format(document: dict[str, Any]) -> None:
    assert list(document) == KEYS
    assert (document["answer"], document["annotator"], document["offset_unit"]) == ("accept", "gold", "codepoint")
    for span in document["spans"]:
        assert list(span)[:5] == ["id", "start", "end", "label", "text"]
        assert list(span)[5:] in ([], ["attributes"])
    for relation in document["relations"]:
        assert list(relation) == ["id", "type", "head", "child"]


@every_document
def test_meta_is_complete(document: dict[str, Any]) -> None:
    meta = document["meta"]
    assert list(meta) == ["title", "source", "date", "language", "url"]
    assert all(meta.values())
    assert date.fromisoformat(meta["date"]).year == 2018
    assert meta["url"].split("/")[2].endswith("example.org")


@every_document
def test_digest_is_that_of_the_text(document: dict[str, Any]) -> None:
    assert document["sha256"] == hashlib.sha256(document["text"].encode("utf-8")).hexdigest()


@every_document
def test_each_span_is_the_text_it_says(document: dict[str, Any]) -> None:
    for span in document["spans"]:
        assert span["start"] < span["end"]
        assert document["text"][span["start"] : span["end"]] == span["text"]
        assert span["text"] == span["text"].strip()


@every_document
def test_no_span_cuts_a_combining_mark_or_a_joined_emoji(document: dict[str, Any]) -> None:
    for span in document["spans"]:
        for edge in (span["start"], span["end"]):
            after = document["text"][edge]
            assert not unicodedata.combining(after)
            assert "\u200d" not in document["text"][edge - 1 : edge + 1]


@every_document
def test_spans_are_ordered_and_unique(document: dict[str, Any]) -> None:
    order = [(span["start"], -span["end"], span["label"]) for span in document["spans"]]
    assert order == sorted(set(order))


@every_document
def test_spans_nest_or_stand_apart(document: dict[str, Any]) -> None:
    spans = document["spans"]
    for one in spans:
        for other in spans:
            assert not one["start"] < other["start"] < one["end"] < other["end"]


@every_document
def test_places_parties_and_weapons_do_not_overlap_one_another(document: dict[str, Any]) -> None:
    entities = [span for span in document["spans"] if span["label"] in ENTITIES]
    for before, after in pairwise(entities):
        assert before["end"] <= after["start"]


@every_document
def test_places_parties_and_weapons_have_no_leading_article_or_number(document: dict[str, Any]) -> None:
    for span in document["spans"]:
        if span["label"] in ENTITIES:
            assert not span["text"].lower().startswith(ARTICLES)


@every_document
def test_claims_leave_out_the_final_stop_and_the_quotes_round_them(document: dict[str, Any]) -> None:
    for claim in claims(document):
        assert not claim["text"].endswith((".", ",", ";", ":", "”"))
        assert not claim["text"].startswith(("“", "«", "„", "that "))


@every_document
def test_each_claim_has_stance_certainty_and_one_speaker(document: dict[str, Any]) -> None:
    speakers = Counter(r["head"] for r in document["relations"] if r["type"] == "said_by")
    assert speakers == Counter(claim["id"] for claim in claims(document))
    for claim in claims(document):
        assert {"stance", "certainty"} <= set(claim["attributes"]) <= {"stance", "certainty", "evidence"}
        assert claim["attributes"].get("evidence", True) is True


@every_document
def test_relations_are_unique_and_join_two_spans_of_the_report(document: dict[str, Any]) -> None:
    ids = {span["id"] for span in document["spans"]}
    links = [(r["type"], r["head"], r["child"]) for r in document["relations"]]
    assert len(set(links)) == len(links)
    for _, head, child in links:
        assert head != child
        assert {head, child} <= ids


@every_document
def test_reports_are_short_and_use_every_label(document: dict[str, Any]) -> None:
    assert 120 <= len(document["text"].split()) <= 350
    assert {span["label"] for span in document["spans"]} == {*ENTITIES, "Claim"}


def test_corpus_has_enough_of_every_label_and_relation() -> None:
    labels = Counter(span["label"] for d in DOCUMENTS for span in d["spans"])
    relations = Counter(r["type"] for d in DOCUMENTS for r in d["relations"])
    assert min(labels.values()) >= 50
    assert set(relations) == {"said_by", "about", "disputes"}
    assert relations["disputes"] >= 20


def test_every_attribute_value_occurs() -> None:
    attributes = [claim["attributes"] for d in DOCUMENTS for claim in claims(d)]
    assert {a["stance"] for a in attributes} == {"asserts", "denies", "questions"}
    assert {a["certainty"] for a in attributes} == {"certain", "probable", "possible"}
    assert any("evidence" in a for a in attributes)


def test_corpus_speaks_english_arabic_and_ukrainian() -> None:
    assert Counter(d["meta"]["language"] for d in DOCUMENTS) == {"en": 8, "ar": 1, "uk": 1}
    assert DOCUMENTS[0]["meta"]["language"] == "en"


@pytest.mark.parametrize(
    ("what", "sign"),
    [
        ("CRLF", "\r\n"),
        ("tab", "\t"),
        ("no-break space", "\u00a0"),
        ("combining accent", "а\u0301"),
        ("joined emoji", "👨‍👩‍👧‍👦"),
        ("flag", "🇺🇳"),
        ("skin tone", "👍🏽"),
        ("curly quotes within quotes", "‘"),
        ("Arabic digits", "١٠"),
    ],
)
def test_corpus_holds_the_difficult_sign(what: str, sign: str) -> None:
    assert any(sign in d["text"] for d in DOCUMENTS)


def test_crlf_report_has_no_other_line_end() -> None:
    (text,) = [d["text"] for d in DOCUMENTS if "\r" in d["text"]]
    assert text.count("\r\n") == text.count("\n") == text.count("\r")


def test_some_spans_stand_beyond_the_basic_plane() -> None:
    shifted = [
        span for d in DOCUMENTS for span in d["spans"] if any(ord(c) > 0xFFFF for c in d["text"][: span["start"]])
    ]
    assert len(shifted) >= 30


def test_some_claim_stands_inside_another() -> None:
    assert any(
        outer["start"] <= inner["start"] and inner["end"] <= outer["end"]
        for d in DOCUMENTS
        for outer in claims(d)
        for inner in claims(d)
        if inner is not outer
    )

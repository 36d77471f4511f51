"""Annotations described in words."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from annotator.app.annotation_words import describe, relation_words, short_text, time_words
from annotator.app.open_document import OpenDocument
from annotator.domain.annotations import Annotation, Origin, Relation
from annotator.domain.documents import Document
from annotator.domain.spans import Span

NOW = datetime(2026, 3, 10, 15, 0)
TEXT = "Gaidai said the claims of Russian control are false."
ACTOR = Annotation("a", 1, "Actor", 0, 6, "ada")
CLAIM = Annotation(
    "c", 1, "Claim", 12, 51, "ada", {"stance": "asserts", "evidence": True, "doubt": False}, "ask Gaidai", True
)


def desk() -> OpenDocument:
    return OpenDocument(Document(1, "u", TEXT), [ACTOR, CLAIM], [Relation("r", 1, "said_by", "c", "a")])


def test_attributes_relations_flag_and_note_are_told_in_words() -> None:
    assert describe(desk(), CLAIM, NOW).said == (
        "stance asserts",
        "evidence",
        "⚑ Flagged for later",
        "Note: ask Gaidai",
    )
    assert [words for _, words in relation_words(desk(), CLAIM)] == ["said by Actor “Gaidai”"]


def test_relations_are_told_from_the_other_end_too() -> None:
    ((_, words),) = relation_words(desk(), ACTOR)
    assert words == "Claim “the claims of Russian control are false” said by this"


def test_size_and_maker_are_told() -> None:
    made = (NOW - timedelta(minutes=58)).timestamp()
    annotation = Annotation("a", 1, "Actor", 0, 6, "ada", created=made)
    assert describe(desk(), annotation, NOW).facts == (
        "1 word, characters 0–6",
        "By ada, made by hand today 14:02",
    )


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        (Origin("suggested", "repeats", 0.82), "By ada, suggested by repeats (82% sure)"),
        (Origin("suggested"), "By ada, suggested by the program"),
        (Origin("imported", "brat"), "By ada, imported from brat"),
        (Origin("imported"), "By ada, imported"),
    ],
)
def test_origin_is_told(origin: Origin, words: str) -> None:
    annotation = Annotation("a", 1, "Actor", 0, 6, "ada", origin=origin)
    assert describe(desk(), annotation, NOW).facts[1] == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 3, 9, 23, 59), "yesterday 23:59"),
        (datetime(2024, 12, 3, 4, 5), "on 3 December 2024 at 04:05"),
    ],
)
def test_days_are_told_as_seen_from_today(moment: datetime, words: str) -> None:
    assert time_words(moment.timestamp(), NOW) == words


@pytest.mark.parametrize("created", [0.0, -5.0, 1e30])
def test_impossible_times_are_left_out(created: float) -> None:
    assert time_words(created, NOW) == ""


def test_long_text_is_cut_in_the_middle() -> None:
    long = OpenDocument(Document(1, "u", "begin " + "x " * 50_000 + "end"), [], [])
    assert short_text(long, Span(0, len(long.text)), 20) == "begin x x … x x x end"


def test_white_space_and_hidden_characters_are_made_plain() -> None:
    odd = OpenDocument(Document(1, "u", "a \n b\u202ec"), [], [])
    assert short_text(odd, Span(0, 7)) == "a b\u2426c"

"""Counts of labelled texts in their temporary database."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from annotator.storage.span_texts import SpanTexts

ENTITY, CLAIM = "entity", "claim"


@pytest.fixture
def texts() -> Iterator[SpanTexts]:
    with SpanTexts() as made:
        made.add(
            {
                ("wagner", ENTITY, "Actor"): ("Wagner", 5, 3, 2),
                ("wagner", ENTITY, "Location"): ("WAGNER", 2, 2, 1),
                ("bakhmut", ENTITY, "Location"): ("Bakhmut", 4, 4, 0),
                ("wagner", CLAIM, "Claim"): ("Wagner", 9, 9, 9),
            }
        )
        yield made


def test_the_most_frequent_come_first_and_equal_ones_by_their_letters(texts: SpanTexts) -> None:
    assert texts.frequent("Location", 5) == [("Bakhmut", 4, 4), ("WAGNER", 2, 2)]
    assert texts.frequent("Location", 1) == [("Bakhmut", 4, 4)]
    assert texts.frequent("Weapon", 5) == []
    texts.add({("aleppo", ENTITY, "Location"): ("Aleppo", 4, 1, 1)})
    assert [row[0] for row in texts.frequent("Location", 2)] == ["Aleppo", "Bakhmut"]


def test_batches_add_up_and_keep_how_a_text_stood_first(texts: SpanTexts) -> None:
    texts.add({("bakhmut", ENTITY, "Location"): ("BAKHMUT", 1, 1, 1)})
    assert texts.frequent("Location", 1) == [("Bakhmut", 5, 5)]


def test_texts_with_several_labels_of_one_layer(texts: SpanTexts) -> None:
    rows = texts.torn(10)
    assert [(row[0].casefold(), json.loads(row[1]), row[2], row[3]) for row in rows] == [
        ("wagner", {"Actor": 5, "Location": 2}, 7, 2),
    ]


def test_texts_of_finished_reports_with_their_usual_label(texts: SpanTexts) -> None:
    assert [(row[0], row[3], row[4]) for row in texts.done(ENTITY, 10)] == [("wagner", 7, 3)]
    assert list(texts.done("another layer", 10)) == []


def test_odd_texts_are_texts(texts: SpanTexts) -> None:
    odd = {(text, ENTITY, "Weapon"): (text, 1, 1, 1) for text in ("'; DROP TABLE counts; --", "", "💥", "a\nb")}
    texts.add(odd)
    assert {row[0] for row in texts.frequent("Weapon", 10)} == {key[0] for key in odd}
    texts.add({})

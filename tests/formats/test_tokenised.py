from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.tokens import tokenize
from annotator.formats.base import ReportRecord, SpanRecord
from annotator.formats.tags import IOB2, Run
from annotator.formats.tokenised import text_of_words, token_signature, tokenised
from tests.formats.reading import span

TEXT = " Rebels shelled Mosul. It burned, officials said.\n\nThe end."


def record(*spans: SpanRecord, text: str = TEXT) -> ReportRecord:
    return ReportRecord(text, spans=spans)


def test_tokens_runs_and_sentences() -> None:
    found = tokenised(record(span(TEXT, 16, 21, "Location"), span(TEXT, 1, 7)))
    assert found.words() == [
        *("Rebels", "shelled", "Mosul", "."),
        *("It", "burned", ",", "officials", "said", "."),
        *("The", "end", "."),
    ]
    assert list(found.sentences()) == [(0, 4), (4, 10), (10, 13)]
    assert found.runs == [Run(0, 1, "Actor"), Run(2, 3, "Location")]
    assert found.tags(IOB2)[:4] == ["B-Actor", "O", "B-Location", "O"]
    assert found.tags(IOB2, lambda label: label == "Location")[:4] == ["O", "O", "B-Location", "O"]
    assert [found.gap_behind(index) for index in (-1, 0, 2, 9, 12)] == [" ", " ", "", "\n\n", ""]


def test_sentences_are_one_where_an_annotation_runs_from_one_into_the_other() -> None:
    found = tokenised(record(span(TEXT, 16, 32, "Claim"), span(TEXT, 34, 43)))
    assert list(found.sentences()) == [(0, 10), (10, 13)]
    assert found.runs_within(0, 10) == [Run(2, 6, "Claim"), Run(7, 8, "Actor")]
    assert found.runs_within(10, 13) == []


@pytest.mark.parametrize(("start", "end"), [(1, 5), (2, 7), (0, 1), (7, 15), (1, 8)])
def test_spans_off_the_tokens_are_a_mistake_of_the_caller(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="does not begin and end with a token"):
        tokenised(record(span(TEXT, start, end)))


def test_a_text_of_words_has_a_line_for_each_sentence() -> None:
    text, places = text_of_words([["a", "bc"], [], ["💥", "d"]])
    assert text == "a bc\n💥 d"
    assert [[text[place.start : place.end] for place in row] for row in places] == [["a", "bc"], [], ["💥", "d"]]


def test_the_signature_is_blind_to_what_stands_between_tokens() -> None:
    spaced = "Rebels \u200b shelled\nMosul  ."
    one = token_signature(record(span(spaced, 17, 22, "Location"), text=spaced))
    assert one == token_signature(
        record(span("Rebels shelled Mosul .", 15, 20, "Location"), text="Rebels shelled Mosul .")
    )
    assert one != token_signature(
        record(span("Rebels shelled Mosul .", 7, 20, "Location"), text="Rebels shelled Mosul .")
    )
    assert one != token_signature(
        record(span("Rebels shelled Basra .", 15, 20, "Location"), text="Rebels shelled Basra .")
    )


@given(st.text(max_size=60), st.data())
def test_any_text_comes_apart_and_keeps_its_signature(text: str, data: st.DataObject) -> None:
    tokens = tokenize(text)
    chosen = data.draw(st.lists(st.sampled_from(tokens), max_size=4, unique=True)) if tokens else []
    spans = [SpanRecord(start=token.start, end=token.end, label="X") for token in chosen]
    found = tokenised(record(*spans, text=text))
    rows = [found.words()[first:end] for first, end in found.sentences()]
    assert [word for row in rows for word in row] == found.words()
    assert all(rows)
    again, places = text_of_words(rows)
    flat = [place for row in places for place in row]
    moved = [flat[run.start] for run in found.runs]
    marked = [SpanRecord(start=place.start, end=place.end, label="X") for place in moved]
    assert token_signature(record(*marked, text=again)) == token_signature(record(*spans, text=text))

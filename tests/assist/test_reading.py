from __future__ import annotations

import pytest

from annotator.assist.reading import Sentence, read_sentences
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex

TEXT = "Rebels shelled Mosul. 💥 The army of Velmora fired back."


def read(text: str, start: int = 0, end: int | None = None) -> list[Sentence]:
    return list(read_sentences(text, TokenIndex(text), start, len(text) if end is None else end))


def test_each_sentence_has_its_words_and_their_places() -> None:
    first, second = read(TEXT)
    assert first.words == ["Rebels", "shelled", "Mosul", "."]
    assert second.folded == ["💥", "the", "army", "of", "velmora", "fired", "back", "."]
    assert second.span(2, 5).of(TEXT) == "army of Velmora"
    assert len(first.letters) == len(first)


def test_a_stretch_is_read_with_the_whole_sentence_around_it() -> None:
    assert read(TEXT, 30, 31) == read(TEXT)[1:]


@pytest.mark.parametrize(
    ("span", "words"), [(Span(15, 20), (2, 3)), (Span(8, 18), (1, 3)), (Span(6, 7), None), (Span(40, 45), None)]
)
def test_words_under_a_span(span: Span, words: tuple[int, int] | None) -> None:
    assert read(TEXT)[0].words_of(span) == words


@pytest.mark.parametrize("text", ["", "   \n\n  "])
def test_blank_text_has_no_sentence(text: str) -> None:
    assert read(text) == []


def test_a_word_beyond_measure_is_cut_but_keeps_its_place() -> None:
    (sentence,) = read("a" * 1_000)
    assert len(sentence.words[0]) == 200
    assert sentence.tokens[0] == Span(0, 1_000)

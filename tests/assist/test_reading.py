from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.assist.reading import Sentence, read_blocks, read_sentences
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


BLOCKS = "One here. Two\nthere.\n\n  \nThree.\r\n\r\nFour.\nFive."


def blocks(text: str, start: int = 0, end: int | None = None) -> list[list[str]]:
    stop = len(text) if end is None else end
    return [list(block.words) for block in read_blocks(text, TokenIndex(text), start, stop)]


def test_blocks_end_at_blank_lines() -> None:
    assert blocks(BLOCKS) == [
        ["One", "here", ".", "Two", "there", "."],
        ["Three", "."],
        ["Four", ".", "Five", "."],
    ]


def test_a_block_knows_where_its_sentences_begin() -> None:
    (block, *_) = read_blocks(BLOCKS, TokenIndex(BLOCKS), 0, 5)
    assert {block.words[n] for n in block.begins} == {"One", "Two", "there"}


@pytest.mark.parametrize("start", range(len(BLOCKS)))
def test_a_block_is_the_same_from_wherever_it_is_asked_for(start: int) -> None:
    asked = blocks(BLOCKS, start, start + 1)
    assert asked in ([], *([each] for each in blocks(BLOCKS)))


@pytest.mark.parametrize("text", ["", "One.", "One.\n\n", " \n"])
def test_what_lies_behind_the_text_is_nothing(text: str) -> None:
    assert blocks(text, 0, 1_000) == blocks(text)
    assert blocks(text, len(text), 1_000) == []
    assert [list(s.words) for s in read_sentences(text, TokenIndex(text), len(text) + 5, 1_000)] == []


@given(st.text(st.sampled_from("Ab. \n\r\u2029\x0c«»💥"), max_size=40), st.integers(0, 45))
def test_blocks_of_any_text_are_the_same_from_everywhere(text: str, start: int) -> None:
    whole = list(read_blocks(text, TokenIndex(text), 0, len(text)))
    places = [token for block in whole for token in block.tokens]
    assert places == sorted(set(places))
    asked = list(read_blocks(text, TokenIndex(text), start, start + 1))
    assert all(block in whole for block in asked)
    if start < len(text) and not text[start].isspace():
        assert any(block.words_of(Span(start, start + 1)) for block in asked) == any(
            token.holds(start) for token in places
        )


def test_a_text_without_blank_lines_is_read_by_lines() -> None:
    line = "A sentence of some words. " * 20
    text = "\n".join([line.strip()] * 40)
    found = blocks(text)
    assert len(found) == 40
    assert blocks(text, len(text) // 2 + 9, len(text) // 2 + 10) == [found[20]]


def test_an_endless_line_is_read_by_sentences() -> None:
    text = "A sentence of some words. " * 1_000
    assert len(blocks(text)) == 1_000
    assert len(blocks(text, 13_000, 13_001)) == 1


@pytest.mark.parametrize("text", ["", "\n\n\n", " \r\n \r\n"])
def test_blank_text_has_no_block(text: str) -> None:
    assert blocks(text) == []

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.graphemes import is_boundary
from annotator.domain.spans import Span
from annotator.domain.token_pattern import token_pattern
from annotator.domain.tokens import TokenIndex, tokenize

PIECES = st.sampled_from(
    ["Kyiv", "U.S.", "'s", " ", "\n", "-", ".", ",", "1,5", "@", "#", "e\u0301",
     "\u0301", "漢", "かな", "ロシア", "กา",
     "👍🏽", "👩\u200d⚕️", "🇺🇦", "\x00", "\u200e", "\u200b", "العَرَب",
     "http://a.b/(c", "Gen.", '"', "_", "\ud800"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=80)
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064"


def words(text: str) -> list[str]:
    return [token.of(text) for token in tokenize(text)]


@pytest.mark.parametrize(
    "whole",
    ["155-millimeter", "Orlan-10", "T-72B3", "U.S.", "a.m.",
     "Sloviansk-Kramatorsk", "U.S.-led", "pro-U.N.", "don't",
     "Da’esh", "п'ять", "1,500", "3.5", "10:30", "AT&T", "Gen.", "snake_case",
     "john.smith@mail.ru", "كـتـاب",
     "العَرَبِيّة", "می\u200cخواهم", 'צה"ל', "בית־ספר", "한국어", "क्षि",
     "e\u0301te\u0301", "https://a.b/c_(d)?x=1",
     "www.bbc.com/news", "👨\u200d👩\u200d👧", "👍🏽", "🇺🇦", "1️⃣", "❤️", "ミサイル", "co\u00adoperate"],
)  # fmt: skip
def test_one_word_is_one_token(whole: str) -> None:
    assert words(f"in {whole} now") == ["in", whole, "now"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ukraine's", ["Ukraine", "'s"]),
        ("Ukraine’s", ["Ukraine", "’s"]),
        ("We’ve", ["We", "’ve"]),
        ("soldiers'", ["soldiers", "'"]),
        ("l'Ukraine", ["l'", "Ukraine"]),
        ("#Kyiv", ["#", "Kyiv"]),
        ("@user", ["@", "user"]),
        ("and/or", ["and", "/", "or"]),
        ("said.The", ["said", ".", "The"]),
        ("U.S.Army", ["U.S.", "Army"]),
        ("(SDF),", ["(", "SDF", ")", ","]),
        ("...", [".", ".", "."]),
        ("see https://a.b/c.", ["see", "https://a.b/c", "."]),
        ("$5%", ["$", "5", "%"]),
        ("Kyiv–Odesa", ["Kyiv", "–", "Odesa"]),
        ("在基辅", ["在", "基", "辅"]),
        ("ロシア軍は", ["ロシア", "軍", "は"]),
        ("🇺🇦🇷🇺", ["🇺🇦", "🇷🇺"]),
        ("x\x00y", ["x", "\x00", "y"]),
        ("Minister\u200e Haider", ["Minister", "Haider"]),
    ],
)
def test_what_is_labelled_apart_is_apart(text: str, parts: list[str]) -> None:
    assert words(text) == parts


@given(TEXTS)
def test_tokens_do_not_overlap_and_cover_everything_visible(text: str) -> None:
    behind = 0
    for token in TokenIndex(text):
        assert behind <= token.start < token.end
        assert all(char.isspace() or char in INVISIBLE for char in text[behind : token.start])
        behind = token.end
    assert all(char.isspace() or char in INVISIBLE for char in text[behind:])


@given(TEXTS)
def test_no_token_holds_white_space(text: str) -> None:
    assert not any(char.isspace() for token in tokenize(text) for char in token.of(text))


@settings(max_examples=30)
@given(TEXTS.filter(bool), st.data())
def test_the_order_of_questions_changes_nothing(piece: str, data: st.DataObject) -> None:
    text = piece * (15_000 // len(piece))
    asked = data.draw(st.lists(st.integers(0, len(text)), min_size=1, max_size=5))
    lazy, whole = TokenIndex(text), list(TokenIndex(text))
    for position in asked:
        assert lazy.token_at(position) == next((token for token in whole if token.end > position), None)
        assert lazy.next_token(position) == next((token for token in whole if token.start > position), None)
        assert lazy.previous_token(position) == next(
            (token for token in reversed(whole) if token.start < position), None
        )
    assert list(lazy) == whole


def test_reading_in_blocks_equals_reading_at_once() -> None:
    text = "Gen. Smith's 155-millimeter guns, U.S.-led (at 10:30 a.m.) in Kyiv.\n" * 400
    assert [(token.start, token.end) for token in TokenIndex(text)] == [
        match.span() for match in token_pattern().finditer(text)
    ]


def test_ten_thousand_marks_stay_with_their_letter() -> None:
    text = "a" + "\u0301" * 10_000 + " b"
    assert tokenize(text) == [Span(0, 10_001), Span(10_002, 10_003)]


def test_a_word_of_a_million_letters_is_read_in_pieces() -> None:
    text = "a" * 1_000_000
    index = TokenIndex(text)
    assert index.token_at(500_000) == Span(499_712, 503_808)
    assert len(index._blocks) == 1
    assert "".join(token.of(text) for token in index) == text


def test_a_word_is_not_cut_inside_a_grapheme() -> None:
    text = "b" + "e\u0301" * 100_000
    assert all(is_boundary(text, token.start) and is_boundary(text, token.end) for token in TokenIndex(text))


def test_a_word_of_almost_a_block_stays_whole() -> None:
    text = " " * 3_000 + "a" * 5_000 + " b"
    assert tokenize(text)[0] == Span(3_000, 8_000)


@pytest.mark.parametrize("piece", ["漢字", "abc,def,", "กขค", "ab/cd+", "!?"])
def test_a_long_line_without_spaces_is_read_in_pieces(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    index = TokenIndex(text)
    token = index.token_at(100_000)
    assert token is not None
    assert token.start <= 100_000 < token.end <= token.start + 10
    assert len(index._blocks) == 1


def test_a_position_in_white_space_gives_the_next_token() -> None:
    index = TokenIndex("one  two ")
    assert index.token_at(3) == Span(5, 8)
    assert index.token_at(8) is None
    assert index.token_at(9) is None


def test_going_back_inside_a_token_finds_its_start() -> None:
    index = TokenIndex("one two")
    assert index.previous_token(6) == Span(4, 7)
    assert index.previous_token(4) == Span(0, 3)
    assert index.previous_token(0) is None


def test_a_count_covers_that_many_tokens() -> None:
    index = TokenIndex("in the U.S. Army, today")
    assert index.count_from(3, 3) == Span(3, 16)
    assert index.count_from(4, 0) == Span(3, 6)
    assert index.count_from(12, 99) == Span(12, 23)
    assert index.count_from(23, 2) is None


def test_snapping_goes_out_to_tokens_and_in_from_spaces() -> None:
    index = TokenIndex("the  Kurdish YPG  ")
    assert index.snap(Span(7, 14)) == Span(5, 16)
    assert index.snap(Span(3, 18)) == Span(5, 16)
    assert index.snap(Span(16, 18)) == Span(16, 18)
    assert index.snap(Span(3, 5)) == Span(3, 5)


def test_tokens_in_a_range_touch_it() -> None:
    assert TokenIndex("one two three").tokens_in(2, 5) == [Span(0, 3), Span(4, 7)]
    assert TokenIndex("one two three").tokens_in(3, 4) == []


def test_an_empty_text_has_no_tokens() -> None:
    index = TokenIndex("")
    assert index.token_at(0) is index.next_token(0) is index.previous_token(0) is index.count_from(0, 1) is None
    assert list(index) == tokenize("   \n") == []

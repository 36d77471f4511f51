from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.sentences import next_sentence, paragraph_at, previous_sentence, sentence_at, sentences
from annotator.domain.spans import Span

PIECES = st.sampled_from(
    ["Kyiv", "fell", " ", ". ", "! ", "\n", "\r\n", "…", '"', "”", "“", "U.S. ",
     "Gen. ", "3.5", "。", "？」", "؟ ", "[5]", "1. ", ","]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=50).map("".join)


def parts(text: str) -> list[str]:
    return [sentence.of(text) for sentence in sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Smith met Lt. Gen. Sean MacFarland on Jan. 9 near St. Petersburg.",
        "The U.S. Army fired 3.5 km, e.g. at No. 5 of Acme Inc. stores.",
        "J. K. Rowling left.",
        "The end... but no.",
        '"Really?" he asked.',
        "He said: “We won.”",
        "It stood (in brackets.)",
        "War continued.[5][12]",
        "هل هذا صحيح؟",
        "یہ سچ ہے۔",
        "“真的吗？”",
        "यह सच है।",
        "Так сказав ген. Залужний у 2015 р. про м. Київ.",
        "What?!",
    ],
)
def test_a_sentence_is_found_whole_between_others(sentence: str) -> None:
    assert parts(f"Before it. {sentence} Then more.") == ["Before it.", sentence, "Then more."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We left the U.S. The army stayed.", ["We left the U.S.", "The army stayed."]),
        ("They died in 2015. 30 people fled.", ["They died in 2015.", "30 people fled."]),
        ("It ended.The next began.", ["It ended.", "The next began."]),
        ("1. First\n2. Second. More", ["1. First", "2. Second.", "More"]),
        ("Heading\nText here\r\n- item", ["Heading", "Text here", "- item"]),
        ("撤退。他说。", ["撤退。", "他说。"]),
        ("  one. \n\n two ", ["one.", "two"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_where_one_ends_and_the_next_begins(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_a_wrapped_line_runs_on_and_a_short_one_does_not() -> None:
    long = "The government announced on that day that all of its"
    assert parts(f"{long}\nforces had left. Good") == [f"{long}\nforces had left.", "Good"]
    assert parts("short list\nof items") == ["short list", "of items"]
    assert parts(f"{long}\n\nforces") == [long, "forces"]


@given(TEXTS)
def test_every_position_of_a_sentence_gives_the_same_sentence(text: str) -> None:
    for sentence in sentences(text):
        assert all(
            sentence_at(text, at) == sentence
            for at in range(sentence.start, sentence.end)
            if not text[at].isspace()
        )


@given(TEXTS)
def test_sentences_are_apart_and_cover_everything_visible(text: str) -> None:
    behind = 0
    for sentence in sentences(text):
        assert not text[behind : sentence.start].strip()
        assert sentence.of(text) == sentence.of(text).strip() != ""
        behind = sentence.end
    assert not text[behind:].strip()


@given(TEXTS)
def test_stepping_on_and_back_visits_all_sentences(text: str) -> None:
    expected = [sentence.start for sentence in sentences(text)]
    on, at = [], -1
    while (found := next_sentence(text, at)) is not None:
        on.append(at := found.start)
    back, at = [], len(text)
    while (found := previous_sentence(text, at)) is not None:
        back.append(at := found.start)
    assert on == back[::-1] == expected


def test_white_space_belongs_to_what_follows_and_at_the_end_to_what_was() -> None:
    text = " One.  Two. \n"
    assert sentence_at(text, 6).of(text) == "Two."
    assert sentence_at(text, len(text)).of(text) == "Two."
    assert sentence_at("  ", 1) == Span(1, 1)


@pytest.mark.parametrize("filler", ["abc de ", "漢字", "a", "a\u0301"])
def test_text_without_ends_is_cut_the_same_way_from_everywhere(filler: str) -> None:
    text = filler * (60_000 // len(filler)) + ". End"
    cuts = list(sentences(text))
    assert max(map(len, cuts)) < 20_000
    for at in range(0, len(text), 3_001):
        if not text[at].isspace():
            assert sentence_at(text, at) == next(cut for cut in cuts if cut.holds(at))


@pytest.mark.parametrize("before", [0, 6_000, 9_000, 12_000, 30_000])
def test_a_sentence_below_five_thousand_characters_is_never_cut(before: int) -> None:
    sentence = "A" + " bc" * 1_600 + "."
    text = "x " * (before // 2) + ". " + sentence + " D."
    start = text.index("A")
    for at in range(start, start + len(sentence), 999):
        found = sentence_at(text, at if not text[at].isspace() else at + 1)
        assert found == Span(start, start + len(sentence))


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n", "\u2029", "\x0c"])
def test_a_paragraph_is_a_line_without_spaces_at_its_ends(line_end: str) -> None:
    text = f"first{line_end}  second one {line_end}{line_end}third"
    second = Span(text.index("second"), text.index("second") + 10)
    assert {paragraph_at(text, at) for at in range(second.start - 2, second.end + 2)} == {second}
    assert paragraph_at(text, 0) == Span(0, 5)
    assert paragraph_at(text, len(text)).of(text) == "third"
    assert not paragraph_at(text, second.end + 1 + len(line_end))


def test_the_break_of_a_line_belongs_to_it() -> None:
    assert paragraph_at("ab\r\ncd", 2) == paragraph_at("ab\r\ncd", 3) == Span(0, 2)


def test_sentences_of_a_part_are_those_that_touch_it() -> None:
    text = "One is. Two is. Three is."
    assert [each.of(text) for each in sentences(text, 9, 17)] == ["Two is.", "Three is."]
    assert [each.of(text) for each in sentences(text, 8, 15)] == ["Two is."]

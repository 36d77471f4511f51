from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.candidates import Candidate, CandidateFinder, Reason
from annotator.domain.repeats import Repeats
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex

PIECES = st.sampled_from(
    ["Kyiv ", "the ", "forces ", "of ", "T-72B3 ", ". ", "Gen. ", "al-", "#Izium ", "«слава» ", "漢字",
     "\n", "U.S. ", "and ", "military ", "was ", "3rd ", ", "]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join)
REPORT = (
    "Regional governor Serhiy Gaidai noted offers. Two weeks ago, Russian Defense Minister Sergei Shoigu claimed "
    "it. While Moscow denied it, the Ministry of Defence of Ukraine showed an Orlan-10 drone. Nothing was said."
)


def finder(text: str, *, repeats: Repeats | None = None, taken: tuple[Span, ...] = ()) -> CandidateFinder:
    return CandidateFinder(
        text, TokenIndex(text), repeats, lambda span: any(span.overlaps(other) for other in taken)
    )


def found(text: str, *known: str) -> list[str]:
    candidates = finder(text, repeats=Repeats(known)).candidates_in(0, len(text))
    return [candidate.span.of(text) for candidate in candidates]


def reasons(text: str, *known: str) -> list[Reason]:
    return [candidate.reason for candidate in finder(text, repeats=Repeats(known)).candidates_in(0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (REPORT, ["Serhiy Gaidai", "Russian Defense Minister Sergei Shoigu", "Moscow",
                  "Ministry of Defence of Ukraine", "Orlan-10 drone"]),
        ("The Islamic State of Iraq and the Levant lost.", ["Islamic State of Iraq and the Levant"]),
        ("Officials met Haider al-Abadi and J. K. Smith.", ["Haider al-Abadi", "J. K. Smith"]),
        ("He met Lt. Gen. Sean MacFarland there.", ["Lt. Gen. Sean MacFarland"]),
        ("She is Minister for the Middle East now.", ["Minister for the Middle East"]),
        ("They hit northern Iraq and the Iraqi security forces.", ["northern Iraq", "Iraqi security forces"]),
        ("In May the U.S.-led coalition met the 3rd Brigade.", ["U.S.-led coalition", "3rd Brigade"]),
        ("It fired a 155-millimeter howitzer 3.5km at 10:30 on 9 May.", ["155-millimeter howitzer"]),
        ("A 20-year-old came on Monday; I saw him.", []),
        ("Вчора Сергій Гайдай прибув у Київ.", ["Сергій Гайдай", "Київ"]),
        ("Posted as #izium by @someone today.", ["izium", "someone"]),
    ],
)  # fmt: skip
def test_what_looks_like_a_span_is_a_candidate(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The offer stands. While waiting, two left.", []),
        ("Photographs were shown.", []),
        ("Gains were small. Their gains ended.", []),
        ("Gaidai answered.", ["Gaidai"]),
        ("Rockets fell. Then Rockets, said Rockets.", ["Rockets", "Rockets", "Rockets"]),
        ("Mosul fell. They left Mosul.", ["Mosul", "Mosul"]),
    ],
)
def test_the_first_word_of_a_sentence_needs_more_than_a_capital(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Heavy artillery hit a village of the rebels.", ["Heavy artillery", "village of the rebels"]),
        ("It killed civilians and armed fighters.", ["civilians", "armed fighters"]),
        ("The group attacked a military base.", ["group", "military base"]),
        ("They took place in force.", []),
    ],
)
def test_generic_words_of_reports_are_candidates(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_generic_words_can_be_added() -> None:
    text = "they found khokhols and a barrel"
    tokens = TokenIndex(text)
    assert CandidateFinder(text, tokens).candidates_in(0, 32) == []
    more = CandidateFinder(text, tokens, lexicon=frozenset(["khokhols"])).candidates_in(0, 32)
    assert more == [Candidate(Span(11, 19), Reason.GENERIC)]


def test_articles_are_taken_along_by_those_who_label_them() -> None:
    text = "Then the Syrian army left the Paris meeting."
    assert found(text) == ["Syrian army", "Paris"]
    assert found(text, "the rebels") == ["the Syrian army", "Paris"]


def test_generic_words_are_left_out_for_those_who_never_label_them() -> None:
    assert found("Kyiv sent soldiers.", *["Mosul"] * 20) == ["Kyiv"]


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("we heard that they left", "they", ["they"]),
        ("قصف الجيش السوري مدينة حلب", "الجيش السوري", ["الجيش السوري"]),
        ("俄军袭击基辅。", "基辅", ["基辅"]),
        ("it hit us and the US", "US", ["US"]),
        ("The Group left the group.", "the group", ["The Group", "the group"]),
        ("the subgroups", "sub", []),
    ],
)
def test_what_was_labelled_before_is_a_candidate_again(text: str, known: str, expected: list[str]) -> None:
    assert found(text, known) == expected


def test_the_longest_of_overlapping_candidates_wins() -> None:
    assert found("He left Mosul Dam today.", "Mosul") == ["Mosul Dam"]
    assert found("He left Mosul for good today.", "Mosul for good") == ["Mosul for good"]


def test_text_without_case_gives_quoted_words() -> None:
    assert found("他说「顿巴斯」然后") == ["顿巴斯"]
    assert found('قال "حلب" ثم') == ["حلب"]
    assert found('he said "no way" again') == []


def test_a_text_in_capitals_gives_only_what_capitals_do_not_tell() -> None:
    assert found("REBELS IN THE NORTH SAID THAT MOSUL FELL", "Mosul") == ["REBELS", "MOSUL"]


def test_each_candidate_says_why() -> None:
    assert reasons("Kyiv shot an Orlan-10 at soldiers") == [Reason.NAME, Reason.NUMBERED, Reason.GENERIC]
    assert reasons("#izium and they", "they") == [Reason.HASHTAG, Reason.REPEAT]
    assert reasons("「顿巴斯」") == [Reason.QUOTE]


def test_what_is_taken_is_no_candidate_and_frees_what_it_hid() -> None:
    text = "They left Mosul Dam for Kyiv."
    only = CandidateFinder(text, TokenIndex(text), Repeats(["Mosul"]), lambda span: span == Span(10, 19))
    assert [each.span.of(text) for each in only.candidates_in(0, len(text))] == ["Mosul", "Kyiv"]


@given(TEXTS)
def test_candidates_are_apart_in_order_and_on_token_edges(text: str) -> None:
    tokens = TokenIndex(text)
    behind = 0
    for candidate in finder(text, repeats=Repeats(["Kyiv the", "of"])).candidates_in(0, len(text)):
        assert behind <= candidate.span.start < candidate.span.end
        assert tokens.snap(candidate.span) == candidate.span
        behind = candidate.span.end


def test_the_candidate_at_a_position_covers_it() -> None:
    text = "They left Mosul Dam."
    assert finder(text).candidate_at(12) == Candidate(Span(10, 19), Reason.NAME)
    assert finder(text).candidate_at(5) is None
    assert finder(text, taken=(Span(10, 15),)).candidate_at(12) is None


def test_an_empty_text_has_no_candidates() -> None:
    empty = finder("")
    assert empty.candidates_in(0, 0) == []
    assert empty.candidate_at(0) is None

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.spans import Span
from annotator.domain.stretches import quoted_stretches, widen_steps
from annotator.domain.tokens import TokenIndex

PIECES = st.sampled_from(
    ["Kyiv", " ", ". ", ", ", "\n", '"', "«", "»", "„", "“", "”", "'", "’", "(", "the ", "—", "漢"]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)
TEXT = (
    'On Monday, the Ukrainian Army said: "Rebels left Izium, and the U.S. sent arms" - Kyiv denied it. More.\nEnd.'
)


def steps(place: str, candidate: str = "") -> list[str]:
    at = TEXT.index(candidate)
    around = Span(at, at + len(candidate)) if candidate else None
    return [span.of(TEXT) for span in widen_steps(TEXT, TEXT.index(place), TokenIndex(TEXT), around)]


def quoted(text: str, place: str) -> str | None:
    span = next(quoted_stretches(text, text.index(place)), None)
    return None if span is None else span.of(text)


def test_widening_goes_from_token_to_paragraph() -> None:
    sentence = TEXT[: TEXT.index(" More")]
    assert steps("Army", "Ukrainian Army") == [
        "Army",
        "Ukrainian Army",
        "the Ukrainian Army",
        "the Ukrainian Army said",
        sentence,
        f"{sentence} More.",
    ]


def test_widening_stops_at_quotation_marks() -> None:
    assert steps("Izium")[:3] == [
        "Izium",
        "Rebels left Izium",
        "Rebels left Izium, and the U.S. sent arms",
    ]


def test_a_clause_leaves_out_the_full_stop() -> None:
    assert steps("denied")[1] == "Kyiv denied it"
    assert steps("End") == ["End", "End."]


def test_a_given_span_is_not_repeated() -> None:
    start = TEXT.index("Army")
    tokens = TokenIndex(TEXT)
    first = widen_steps(TEXT, Span(start, start + 4), tokens)[0]
    assert first.of(TEXT) == "the Ukrainian Army said"
    assert widen_steps(TEXT, Span(start + 1, start + 2), tokens)[0].of(TEXT) == "Army"


def test_there_is_nothing_to_widen_behind_the_last_token() -> None:
    assert widen_steps("one \n", 4, TokenIndex("one \n")) == []


@given(TEXTS, st.integers(0, 120))
def test_each_step_is_longer_and_around_the_one_before(text: str, position: int) -> None:
    spans = widen_steps(text, position, TokenIndex(text))
    assert all(wider.contains(span) and len(wider) > len(span) for span, wider in pairwise(spans))
    assert all(span.of(text) == span.of(text).strip() for span in spans)


@pytest.mark.parametrize(
    ("text", "place", "inside"),
    [
        ('He said "we hold" today', "hold", "we hold"),
        ('"one" and "two"', "two", "two"),
        ('a ""doubled"" b', "doubled", "doubled"),
        ("the 'little green men' didn't", "green", "little green men"),
        ("“a ‘nested one’ here”", "nested", "nested one"),
        ("“a ‘nested one’ here”", "here", "a ‘nested one’ here"),
        ("‘Ukraine’s men’ left", "men", "Ukraine’s men"),
        ("er sagte „wir halten“ heute", "wir", "wir halten"),
        ("він сказав «ми «самі» тут»", "самі", "самі"),
        ("»wir sind« sagte", "sind", "wir sind"),
        ("他说「你好」了", "你", "你好"),
        ("قال «نحن هنا» ثم", "هنا", "نحن هنا"),
    ],
)
def test_the_innermost_quotation_is_found(text: str, place: str, inside: str) -> None:
    assert quoted(text, place) == inside


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('"one" and "two"', "and"),
        ("Ukraine's men's hats", "men"),
        ('an open "quote only', "only"),
        ('"first\nsecond"', "second"),
        ('""', '"'),
    ],
)
def test_where_nothing_is_quoted_there_is_none(text: str, place: str) -> None:
    assert quoted(text, place) is None


def test_the_search_for_quotation_marks_is_bounded() -> None:
    assert list(quoted_stretches('"' + "a " * 3_000 + '"', 3_000)) == []
    assert list(quoted_stretches("«" * 100_000, 50_000)) == []

from __future__ import annotations

import sys

import pytest

from annotator.app.finding import TextFinder, folded
from annotator.domain.spans import Span


def test_folding_keeps_the_length_of_every_character() -> None:
    assert [code for code in range(sys.maxunicode + 1) if len(folded(chr(code))) != 1] == []


@pytest.mark.parametrize(
    ("text", "needle", "places"),
    [
        ("Mosul, MOSUL, mosul", "mosul", [(0, 5), (7, 12), (14, 19)]),
        ("İstanbul и ОДЕСА одеса", "Одеса", [(11, 16), (17, 22)]),
        ("💥 الموصل 💥الموصل", "الموصل", [(2, 8), (10, 16)]),
        ("ΟΔΟΣ οδος", "οδοσ", [(0, 4), (5, 9)]),
        ("a.b axb", "a.b", [(0, 3)]),
        ("aaaa", "aa", [(0, 2), (2, 4)]),
        ("aaaa", "", []),
    ],
)
def test_places_are_exact_and_literal(text: str, needle: str, places: list[tuple[int, int]]) -> None:
    found = list(TextFinder(text).places(needle))
    assert [(span.start, span.end) for span in found] == places
    assert TextFinder(text).count(needle) == len(places)


def test_stepping_goes_round_in_both_directions() -> None:
    finder = TextFinder("Mosul and Mosul")
    assert finder.next("mosul", 1) == Span(10, 15)
    assert finder.next("mosul", 11) == Span(0, 5)
    assert finder.previous("mosul", 10) == Span(0, 5)
    assert finder.previous("mosul", 4) == Span(10, 15)
    assert finder.next("Grad", 0) is finder.previous("", 5) is None


def test_a_place_knows_its_number() -> None:
    finder = TextFinder("Mosul and Mosul")
    assert [finder.ordinal("mosul", span) for span in finder.places("mosul")] == [1, 2]

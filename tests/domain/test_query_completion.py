"""What the search field offers while one types."""

from __future__ import annotations

import pytest

from annotator.domain.query import Vocabulary, parse
from annotator.domain.query_completion import Candidate, complete

NAMES = Vocabulary(
    labels=("Actor", "Weapon", "Armed group"),
    attributes={"stance": ("asserts", "denies"), "weapon": ()},
    relations=("said_by", "about"),
    annotators=("Ada", "Bo Li"),
    sources=("Reuters", "Kyiv Independent"),
    languages=("en", "uk"),
)


def offered(typed: str) -> list[str]:
    """The candidates at the bar in `typed`, or at its end."""
    cursor = typed.index("|") if "|" in typed else len(typed)
    return [candidate.text for candidate in complete(typed.replace("|", ""), cursor, NAMES).candidates]


@pytest.mark.parametrize(
    ("typed", "candidates"),
    [
        ("", []),
        ("mosul ", []),
        ("da", ["date:"]),
        ("-da", ["date:"]),
        ("(da", ["date:"]),
        ("mosul la", ["label:", "language:"]),
        ("ac", ["actor:"]),
        ("gr", ['"Armed group":']),
        ("sta", ["state:", "stance:"]),
        ("O", ["origin:"]),
        ("mosul O", ["origin:", "OR"]),
        ("date:", []),
        ("state:", ["open", '"in progress"', "done", '"set aside"']),
        ("state:d", ["done"]),
        ("state:done", []),
        ('state:"in', ['"in progress"']),
        ("x state:pro", ['"in progress"']),
        ("label:a", ["Actor", '"Armed group"']),
        ("label:", ["Actor", "Weapon", '"Armed group"', "*"]),
        ("actor:", ["*"]),
        ("stance:", ["asserts", "denies", "*"]),
        ("attr.stance:d", ["denies"]),
        ("relation:s", ["said_by"]),
        ("by:", ["Ada", '"Bo Li"']),
        ("origin:s", ["suggested"]),
        ("source:k", ['"Kyiv Independent"']),
        ("language:", ["en", "uk"]),
        ("flagged:", ["yes", "no"]),
        ("no:such", []),
        ('"da', []),
        ("da| mosul", ["date:"]),
        ("state:d| mosul", ["done"]),
    ],
)
def test_candidates_fit_what_stands_before_the_cursor(typed: str, candidates: list[str]) -> None:
    assert offered(typed) == candidates


def test_all_names_are_offered_when_asked_for() -> None:
    names = [candidate.text for candidate in complete("mosul ", 6, NAMES, empty=True).candidates]
    assert {"title:", "actor:", "attr.weapon:", "NOT"} <= set(names)


@pytest.mark.parametrize(
    ("typed", "cursor", "line"),
    [
        ("mosul sta", 9, "mosul state:|"),
        ("state:in", 8, 'state:"in progress" |'),
        ("state:d mosul", 7, "state:done| mosul"),
        ('state:"set', 10, 'state:"set aside" |'),
    ],
)
def test_a_candidate_takes_the_place_of_what_was_typed(typed: str, cursor: int, line: str) -> None:
    completion = complete(typed, cursor, NAMES)
    text, place = completion.put(typed, completion.candidates[0])
    assert f"{text[:place]}|{text[place:]}" == line


def test_every_candidate_is_understood_where_it_is_put() -> None:
    for typed in ("", "state:", "label:", "stance:", "relation:", "by:", "origin:", "source:", "language:"):
        completion = complete(typed, len(typed), NAMES, empty=True)
        for candidate in completion.candidates:
            parse(completion.put(typed, candidate)[0], NAMES)


def test_a_candidate_says_what_it_is() -> None:
    assert complete("dat", 3, NAMES).candidates == (Candidate("date:", "a date, or two with .. between"),)

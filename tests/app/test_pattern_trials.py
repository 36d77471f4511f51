"""Trying a pattern: hits in the open report and in all, with their words, in bounded time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest

from annotator.app.operations.reports import set_state
from annotator.app.pattern_trials import (
    MOST_LINES,
    corpus_words,
    plain_word,
    quick_test,
    report_words,
    trial_beside,
    try_on_corpus,
    try_on_text,
)
from annotator.app.session import Session
from annotator.domain.documents import State
from annotator.domain.errors import Cancelled, Refusal
from annotator.domain.user_pattern import UserPattern
from tests.projects import SHORT, new_session

CITY = UserPattern("city", "literal", "mosul", "Location")
TANKS = UserPattern("tanks", "regex", r"T-\d\d\w*", "Weapon")
SLOW = UserPattern("slow", "regex", r"(a|aa)+$", "Actor")
MANY = tuple(f"Report {n}: the 4th Brigade went to Mosul. " * 2 for n in range(120))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = new_session(tmp_path / "p.annodb", SHORT, "The T-72 and the T-90M burned.", *MANY)
    yield opened
    opened.close()


def test_hits_stand_in_their_words() -> None:
    found = try_on_text(CITY, SHORT, document=7, title="Shelling")
    assert (found.hits, found.reports, found.complete, found.fault) == (3, 1, True, "")
    first = found.lines[0]
    assert (first.document, first.start, first.end, first.label, first.title) == (
        7,
        15,
        20,
        "Location",
        "Shelling",
    )
    assert (first.before, first.text, first.behind[:10]) == ("Rebels shelled ", "Mosul", ", official")
    assert report_words(found) == "3 hits in this report."
    assert report_words(try_on_text(TANKS, SHORT)) == "0 hits in this report."


def test_a_hit_over_the_edge_of_a_block_is_counted_once() -> None:
    text = "Grad rockets hit. " * 400
    found = try_on_text(UserPattern("g", "words", "grad rockets", "Weapon"), text)
    assert found.hits == 400
    assert len(found.lines) == MOST_LINES


def test_a_wrong_pattern_is_refused() -> None:
    with pytest.raises(Refusal, match="no regular expression"):
        try_on_text(UserPattern("x", "regex", "(", "Actor"), SHORT)


def test_a_pattern_that_takes_too_long_is_named_within_a_moment() -> None:
    begun = perf_counter()
    found = try_on_text(SLOW, ("a" * 60 + "b. ") * 5_000)
    assert perf_counter() - begun < 2
    assert not found.complete
    assert report_words(found) == ("The pattern “slow” takes too long and would switch itself off.")


def test_a_long_report_is_counted_as_far_as_the_time_reaches() -> None:
    text = "Near Mosul the 4th Brigade fired. " * 150_000
    begun = perf_counter()
    found = try_on_text(UserPattern("b", "words", "# Brigade", "Actor"), text, seconds=0.3)
    assert perf_counter() - begun < 1.5
    assert not found.complete
    assert report_words(found).startswith(f"At least {found.hits:,} hits")
    assert try_on_text(CITY, text, cancelled=lambda: True).hits == 0


def test_all_reports_but_those_set_aside(session: Session) -> None:
    found = try_on_corpus(session.store, CITY)
    assert (found.hits, found.reports, found.complete) == (243, 121, True)
    assert len(found.lines) == MOST_LINES
    assert corpus_words(found) == "243 hits in 121 reports of the project."
    set_state(session, State.SET_ASIDE, 0)
    for pattern in (CITY, UserPattern("r", "regex", "Mosul", "Location")):
        assert try_on_corpus(session.store, pattern).hits == 240


@pytest.mark.parametrize(
    ("kind", "text", "word"),
    [
        ("literal", "Grad rocket", "Grad rocket"),
        ("words", "^ Brigade", "Brigade"),
        ("words", "# mm howitzer?", "mm"),
        ("words", "air|drone strike*", ""),
        ("regex", "Mosul", ""),
    ],
)
def test_the_word_that_must_stand_there(kind: str, text: str, word: str) -> None:
    assert plain_word(UserPattern("x", kind, text, "Actor")) == word


@pytest.mark.parametrize(
    ("kind", "text", "hits"),
    [("words", "# Brigade", 240), ("words", "*th brigade", 240), ("regex", r"\d+th", 240), ("literal", "…", 0)],
)
def test_looking_up_a_word_first_loses_nothing(session: Session, kind: str, text: str, hits: int) -> None:
    assert try_on_corpus(session.store, UserPattern("x", kind, text, "Actor")).hits == hits


@pytest.mark.parametrize(
    ("expression", "worth"),
    [
        (r"T-\d\d\w*", False), (r"\bMosul\b", True), (r"\bosul", True), (r"Grad (?:rockets)\.", False),
        (r"Mosul$", True), (r"^X", True), (r"[^a-z]9", False), (r"X(?=Y)", True), (r"X++Y", True),
        (r"\\bX", False), (r"[x\b]", True), (r"\Zx", True), (r"(?P<span>Q)", False),
    ],
)  # fmt: skip
def test_a_text_is_passed_over_only_where_the_expression_cannot_be_found(expression: str, worth: bool) -> None:
    assert quick_test(UserPattern("x", "regex", expression, "Actor"))(SHORT) is worth


@pytest.mark.parametrize(
    ("words", "worth"),
    [
        ("^ *sul", True), ("^ *gade", False), ("near|by mos*", True), ("x|q mos*", False),
        ("brigade? mosul", True), ("* # ^", True), ("GRAD rockets", True), ("grad|* x", False), ("| ?", True),
    ],
)  # fmt: skip
def test_a_text_without_the_fixed_parts_of_words_is_passed_over(words: str, worth: bool) -> None:
    assert quick_test(UserPattern("x", "words", words, "Actor"))(SHORT) is worth


def test_the_quick_test_passes_no_text_over_that_has_a_hit() -> None:
    texts = [SHORT, "Strasse, STRASSE, Straße.", "İstanbul und ISTANBUL", "A 155mm gun; T-72B3s", "…", "a|b ? *"]
    written = ["straße", "*asse", "stra*", "i*", "*mm", "t-7*", "^ gun|istanbul", "a|b", "?", "* ?", "*b3s", "#"]
    for text in texts:
        for words in written:
            pattern = UserPattern("x", "words", words, "Actor")
            if try_on_text(pattern, text).hits:
                assert quick_test(pattern)(text), (words, text)


def test_titles_and_progress(session: Session) -> None:
    told: list[tuple[int, int, str]] = []
    found = trial_beside(session, TANKS, lambda *words: told.append(words), lambda: False)
    assert [(line.text, line.document, line.title) for line in found.lines] == [
        ("T-72", 2, "The T-72 and the T-9"),
        ("T-90M", 2, "The T-72 and the T-9"),
    ]
    assert told[0] == (1, 122, "0 hits so far")
    assert told[-1] == (122, 122, "2 hits so far")


def test_what_was_found_until_it_was_stopped_is_told(session: Session) -> None:
    pattern = UserPattern("b", "regex", "Brigade", "Actor")

    def progress(done: int, _total: int, _text: str) -> None:
        if done == 50:
            raise Cancelled("The task was stopped.")

    found = try_on_corpus(session.store, pattern, progress)
    assert (found.hits, found.reports, found.looked, found.complete) == (96, 48, 50, False)
    assert corpus_words(found) == "Stopped after 50 of 122 reports: 96 hits in 48 reports."
    stopped = try_on_corpus(session.store, pattern, cancelled=lambda: True)
    assert (stopped.hits, stopped.looked, stopped.complete) == (0, 0, False)


def test_a_pattern_that_takes_too_long_ends_the_search(tmp_path: Path) -> None:
    session = new_session(tmp_path / "q.annodb", "aaa", "a" * 60 + "b", "aaa")
    found = try_on_corpus(session.store, SLOW)
    assert (found.hits, found.complete) == (1, False)
    assert corpus_words(found).endswith("would switch itself off. Up to there: 1 hit.")
    session.close()

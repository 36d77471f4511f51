from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.assist.memory import LabelMemory
from annotator.assist.reading import read_sentences
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex
from tests.assist.teaching import found

TEXTS = st.sampled_from(("Mosul", "mosul", "MOSUL", "Neva Harrin", "the base", "ß", "SS", "القوات"))
LABELS = st.sampled_from(("Actor", "Location", "Weapon"))
SPANS = st.lists(st.tuples(TEXTS, LABELS), max_size=12)


def filled(spans: list[tuple[str, str]]) -> LabelMemory:
    memory = LabelMemory()
    for text, label in spans:
        memory.add(text, label)
    return memory


def said_of(memory: LabelMemory, text: str) -> tuple[str, float] | None:
    found = memory.suggestion(text, Span(0, len(text)))
    return None if found is None else (found.label, found.score)


@given(SPANS)
def test_what_was_added_and_discarded_is_forgotten(spans: list[tuple[str, str]]) -> None:
    memory = filled(spans)
    for text, label in reversed(spans):
        memory.discard(text, label)
    assert [said_of(memory, text) for text, _ in spans] == [None] * len(spans)


@given(SPANS, SPANS)
def test_undone_labelling_leaves_the_shares_as_they_were(
    spans: list[tuple[str, str]], undone: list[tuple[str, str]]
) -> None:
    memory = filled(spans)
    for text, label in undone:
        memory.add(text, label)
    for text, label in reversed(undone):
        memory.discard(text, label)
    fresh = filled(spans)
    assert [said_of(memory, text) for text, _ in spans] == [said_of(fresh, text) for text, _ in spans]


@given(SPANS, TEXTS, LABELS, st.booleans())
def test_the_version_grows_when_another_suggestion_is_made(
    spans: list[tuple[str, str]], text: str, label: str, adding: bool
) -> None:
    memory = filled(spans)
    texts = [text, *(known for known, _ in spans)]
    before, version = [said_of(memory, known) for known in texts], memory.version
    (memory.add if adding else memory.discard)(text, label)
    assert memory.version > version or [said_of(memory, known) for known in texts] == before


@given(SPANS, TEXTS)
def test_the_score_is_the_share_of_the_proposed_label_with_some_doubt(
    spans: list[tuple[str, str]], text: str
) -> None:
    given_labels = [label for known, label in spans if known.casefold() == text.casefold()]
    found = said_of(filled(spans), text)
    if not given_labels:
        assert found is None
        return
    assert found is not None
    times = given_labels.count(found[0])
    assert times == max(map(given_labels.count, given_labels))
    assert found[1] == (times + 1) / (len(given_labels) + 2)


def test_discarding_what_was_never_added_changes_nothing() -> None:
    memory = filled([("Mosul", "Location")])
    version = memory.version
    memory.discard("Mosul", "Actor")
    memory.discard("Harsk", "Location")
    assert (memory.version, said_of(memory, "Mosul")) == (version, ("Location", pytest.approx(2 / 3)))


@pytest.mark.parametrize(("times", "reason"), [(1, "seen once as Actor"), (3, "seen 3 times as Actor")])
def test_the_reason_says_how_often(times: int, reason: str) -> None:
    suggestion = filled([("Rebels", "Actor")] * times).suggestion("rebels!", Span(0, 6))
    assert suggestion is not None
    assert suggestion.reason == reason


@pytest.mark.parametrize(("length", "kept"), [(200, True), (201, False)])
def test_only_short_texts_are_kept(length: int, kept: bool) -> None:
    text = "a" * length
    assert (said_of(filled([(text, "Claim")]), text) is not None) is kept


def test_suggestions_leave_out_what_is_not_known() -> None:
    memory = filled([("Mosul", "Location")])
    found = memory.suggestions("Near Mosul.", [Span(0, 4), Span(5, 10)])
    assert [(suggestion.span, suggestion.source) for suggestion in found] == [(Span(5, 10), "memory")]


TEXT = "The base fell. Rebels left the base. A Base is near."


def finished(memory: LabelMemory, report: int, *labelled: Span) -> None:
    memory.finish(report, TEXT, TokenIndex(TEXT), labelled)


def test_what_stands_unlabelled_in_finished_reports_counts_against_a_text() -> None:
    memory = filled([("base", "Location")] * 3)
    assert said_of(memory, "base") == ("Location", 0.8)
    finished(memory, 1, Span(4, 8))
    assert said_of(memory, "base") == ("Location", 4 / 7)
    finished(memory, 2)
    assert said_of(memory, "base") is None
    assert found(memory, TEXT) == []


def test_a_report_that_is_opened_again_says_nothing() -> None:
    memory = filled([("base", "Location")])
    finished(memory, 1)
    finished(memory, 1)
    version = memory.version
    memory.reopen(1)
    memory.reopen(1)
    assert said_of(memory, "base") == ("Location", pytest.approx(2 / 3))
    assert memory.version > version


def test_the_reason_says_how_often_not() -> None:
    memory = filled([("base", "Location")] * 3)
    finished(memory, 1, Span(4, 8))
    memory.reject("Base", "Location")
    suggestion = memory.suggestion("base", Span(0, 4))
    assert suggestion is not None
    assert suggestion.reason == "seen 3 times as Location, 3 not"


def test_a_rejection_counts_against_its_label_alone() -> None:
    memory = filled([("Mosul", "Location"), ("Mosul", "Actor")])
    memory.reject("Mosul", "Location")
    memory.reject("Mosul", "Location")
    assert said_of(memory, "Mosul") == ("Actor", 0.5)
    memory.take_back_rejection("Mosul", "Location")
    memory.take_back_rejection("Mosul", "Location")
    memory.take_back_rejection("Mosul", "Location")
    assert said_of(memory, "Mosul") == ("Location", 0.5)


def test_a_text_that_was_only_rejected_is_never_proposed() -> None:
    memory = LabelMemory()
    memory.reject("Monday", "Location")
    assert said_of(memory, "Monday") is None
    memory.take_back_rejection("Monday", "Location")
    memory.take_back_rejection("never", "seen")
    assert said_of(memory, "Monday") is None


@given(SPANS, st.lists(st.integers(1, 3), max_size=5))
def test_reports_finished_and_opened_again_leave_nothing(spans: list[tuple[str, str]], reports: list[int]) -> None:
    memory, fresh = filled(spans), filled(spans)
    for report in reports:
        finished(memory, report)
    for report in reports:
        memory.reopen(report)
    assert [said_of(memory, text) for text, _ in spans] == [said_of(fresh, text) for text, _ in spans]


def test_it_finds_the_longest_known_text_by_itself() -> None:
    memory = filled([("Mosul", "Location"), ("Mosul Dam", "Location"), ("rebels", "Actor")])
    assert found(memory, "Rebels took Mosul  Dam near Mosul.") == [
        ("Rebels", "Actor"),
        ("Mosul  Dam", "Location"),
        ("Mosul", "Location"),
    ]


def test_every_label_of_a_text_is_told_the_likeliest_first() -> None:
    memory = filled([("Mosul", "Location")] * 2 + [("Mosul", "Actor")])
    told = memory.suggest("Mosul", TokenIndex("Mosul"), 0, 5)
    assert [(each.label, round(each.score, 2)) for each in told] == [("Location", 0.6), ("Actor", 0.4)]


def test_the_acronym_us_is_not_the_word_us() -> None:
    assert found(filled([("US", "Actor")]), "He told us that the US left.") == [("US", "Actor")]


def test_the_marks_tell_label_and_confidence() -> None:
    memory = filled([("Mosul Dam", "Location")] * 3 + [("Mosul Dam", "Actor")])
    (sentence,) = read_sentences("Near Mosul Dam", TokenIndex("Near Mosul Dam"), 0, 14)
    assert memory.marks(sentence) == ["", "bLocation3", "iLocation3"]


def test_a_slip_on_a_mark_or_a_small_word_suggests_nothing() -> None:
    memory = LabelMemory()
    for text in (".", "the", "of the"):
        memory.add(text, "Actor")
        memory.discard(text, "Actor")
        memory.add(text, "Actor")
    text = "the end of the war."
    assert memory.suggest(text, TokenIndex(text), 0, len(text)) == []
    assert memory.version == 0

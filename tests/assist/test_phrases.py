from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.assist.phrases import Phrases

WORDS = st.lists(st.sampled_from(("grad", "rocket", "of", "mosul")), max_size=4)


def filled(*phrases: str) -> Phrases[str]:
    found: Phrases[str] = Phrases()
    for phrase in phrases:
        found.put(phrase.split(), phrase.upper())
    return found


def test_the_longest_phrase_comes_first() -> None:
    phrases = filled("grad", "grad rocket", "grad rocket launcher")
    assert list(phrases.at(["the", "grad", "rocket", "hit"], 1)) == [(3, "GRAD ROCKET"), (2, "GRAD")]


def test_a_phrase_does_not_run_past_the_words() -> None:
    assert list(filled("grad rocket").at(["grad"], 0)) == []


def test_what_was_dropped_is_not_found_and_may_come_back() -> None:
    phrases = filled("grad rocket", "grad")
    phrases.drop(["grad", "rocket"])
    phrases.drop(["unknown"])
    assert list(phrases.at(["grad", "rocket"], 0)) == [(1, "GRAD")]
    phrases.put(["grad", "rocket"], "again")
    assert phrases.get(["grad", "rocket"]) == "again"


def test_nothing_is_no_phrase() -> None:
    phrases = filled()
    phrases.put([], "nothing")
    assert len(phrases) == 0


@given(st.lists(WORDS, max_size=8), WORDS)
def test_it_finds_what_a_search_through_all_of_them_finds(known: list[list[str]], words: list[str]) -> None:
    phrases: Phrases[str] = Phrases()
    for each in known:
        phrases.put(each, " ".join(each))
    for first in range(len(words)):
        wanted = {(first + len(k), " ".join(k)) for k in known if k and words[first : first + len(k)] == k}
        assert list(phrases.at(words, first)) == sorted(wanted, reverse=True)

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.assist.lexicon import Lexicon, plural_of, read_phrases
from annotator.assist.reading import read_sentences
from annotator.domain.tokens import TokenIndex
from tests.assist.conftest import LEXICONS
from tests.assist.teaching import found

WEAPONS = Lexicon(["mortar", "mortar round", "air strikes"], "Weapon", 0.5)


def test_the_longest_phrase_is_proposed_in_any_case() -> None:
    text = "A Mortar round fell; mortar fire and AIR STRIKES followed."
    assert found(WEAPONS, text) == [("Mortar round", "Weapon"), ("mortar", "Weapon"), ("AIR STRIKES", "Weapon")]


def test_only_what_starts_in_the_stretch() -> None:
    assert found(WEAPONS, "mortar and mortar", 1, 17) == [("mortar", "Weapon")]


def test_the_reason_names_the_phrase_and_the_score_is_the_given_one() -> None:
    (suggestion,) = WEAPONS.suggest("MORTAR", TokenIndex("MORTAR"), 0, 6)
    assert (suggestion.reason, suggestion.score) == ("list of words: mortar", 0.5)


def test_marks_tell_begin_and_middle() -> None:
    text = "a mortar round"
    (sentence,) = read_sentences(text, TokenIndex(text), 0, len(text))
    assert WEAPONS.marks(sentence) == ["", "b", "i"]


@pytest.mark.parametrize(
    ("phrase", "plural"),
    [
        ("barrel bomb", "barrel bombs"),
        ("IED", "IEDs"),
        ("battery", "batteries"),
        ("convoy", "convoys"),
        ("torch", "torches"),
    ],
)
def test_plurals(phrase: str, plural: str) -> None:
    assert plural_of(phrase) == plural


def test_a_file_may_name_irregular_plurals_and_comments(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("# words\nknife = knives\narms =\n\ntank  # heavy\n", encoding="utf-8")
    assert read_phrases(path) == ["knife", "knives", "arms", "tank", "tanks"]


@pytest.mark.parametrize("name", ["weapons.txt", "actor-cues.txt"])
def test_the_lists_of_the_program_hold_no_phrase_twice(name: str) -> None:
    lines = (LEXICONS / name).read_text(encoding="utf-8").splitlines()
    phrases = [line.partition("=")[0].strip() for line in lines if line and not line.startswith("#")]
    assert len(phrases) == len(set(phrases)) > 200


@pytest.mark.parametrize(
    "text", ["mortar", "barrel bombs", "VBIED", "air strikes", "UAV", "rocket-propelled grenades", "aircraft"]
)
def test_the_generic_words_of_reports_are_in_the_list(text: str) -> None:
    weapons = Lexicon(read_phrases(LEXICONS / "weapons.txt"), "Weapon", 0.5)
    assert found(weapons, f"They saw {text} there.") == [(text, "Weapon")]

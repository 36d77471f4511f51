"""The names that a spaCy pipeline found, as suggestions."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.assist.parses import Parse, Parses
from annotator.assist.spacy_names import SpacySuggester, read_label_map, trimmed
from annotator.domain.errors import Refusal
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex

TEXT = "The United Nations said Kyiv's mayor left for Lviv."
NAMES = [(46, 50, "GPE"), (0, 18, "ORG"), (24, 30, "GPE"), (31, 36, "DATE"), (50, 900, "GPE")]


def test_kinds_get_the_labels_of_the_map() -> None:
    assert read_label_map("ORG=Actor, GPE = Armed group,") == {"ORG": "Actor", "GPE": "Armed group"}
    assert read_label_map("  ") == {}


@pytest.mark.parametrize("text", ["ORG", "ORG=", "=Actor", "ORG=Actor, GPE"])
def test_a_map_that_says_no_label_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="does not say which label"):
        read_label_map(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("the United Nations", "United Nations"),
        ("A rebel", "rebel"),
        ("an\n army", "army"),
        ("Kyiv's", "Kyiv"),
        ("the Rebels’", "Rebels"),
        ("Thebes", "Thebes"),
        ("the", "the"),
        ("'s", "'s"),
    ],
)
def test_articles_and_possessives_are_no_part_of_a_name(text: str, left: str) -> None:
    assert trimmed(f"x {text} y", Span(2, 2 + len(text))).of(f"x {text} y") == left


@pytest.fixture
def suggester(tmp_path: Path) -> SpacySuggester:
    parses = Parses("any", tmp_path)
    parses.keep(TEXT, Parse(NAMES, ()))
    return SpacySuggester({"ORG": "Actor", "GPE": "Location"}, parses)


def names(suggester: SpacySuggester, start: int = 0, end: int = len(TEXT)) -> list[str]:
    return [s.span.of(TEXT) for s in suggester.suggest(TEXT, TokenIndex(TEXT), start, end)]


def test_it_serves_what_was_found_in_a_text_whose_parse_is_known(suggester: SpacySuggester) -> None:
    found = suggester.suggest(TEXT, TokenIndex(TEXT), 0, len(TEXT))
    assert [(s.span.of(TEXT), s.label, s.reason) for s in found] == [
        ("United Nations", "Actor", "spaCy: ORG"),
        ("Kyiv", "Location", "spaCy: GPE"),
        ("Lviv", "Location", "spaCy: GPE"),
    ]
    assert all(s.source == "spacy" and 0.4 < s.score < 0.6 for s in found)
    assert names(suggester, 24, 46) == ["Kyiv"]
    assert suggester.suggest(TEXT + " ", TokenIndex(TEXT + " "), 0, 60) == []


def test_articles_stay_where_people_label_them(suggester: SpacySuggester) -> None:
    assert names(suggester)[0] == "United Nations"
    suggester.articles = True
    assert names(suggester)[0] == "The United Nations"


def test_it_is_silent_once_a_model_weighs_the_parses(suggester: SpacySuggester) -> None:
    suggester.parses.are_learned = True
    assert names(suggester) == []

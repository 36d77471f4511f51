from __future__ import annotations

import sys

import pytest

from annotator.assist.spacy_pipeline import SpacySuggester, installed_pipelines, load_pipeline
from annotator.domain.errors import Refusal
from annotator.domain.tokens import TokenIndex
from tests.assist.teaching import found

spacy = pytest.importorskip("spacy")
LABELS = {"ORG": "Actor", "GPE": "Location"}


@pytest.fixture
def suggester() -> SpacySuggester:
    """A pipeline of rules, which is what it says it is."""
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "ORG", "pattern": "the Red Crescent"},
            {"label": "ORG", "pattern": "Harsk's"},
            {"label": "GPE", "pattern": "Mosul"},
            {"label": "DATE", "pattern": "Monday"},
        ]
    )
    return SpacySuggester(pipeline, "rules", LABELS)


def test_entities_get_the_project_s_labels_and_lose_their_article(suggester: SpacySuggester) -> None:
    text = "On Monday the Red Crescent came. 💥 Harsk's men left Mosul."
    assert found(suggester, text) == [("Red Crescent", "Actor"), ("Harsk", "Actor"), ("Mosul", "Location")]


def test_a_suggestion_names_pipeline_and_label(suggester: SpacySuggester) -> None:
    (suggestion,) = suggester.suggest("In Mosul.", TokenIndex("In Mosul."), 0, 9)
    assert (suggestion.source, suggestion.reason) == ("spacy:rules", "rules: GPE")


def test_a_stretch_alone_gives_what_the_whole_gives(suggester: SpacySuggester) -> None:
    text = "The Red Crescent came. They left Mosul. " * 3
    tokens = TokenIndex(text)
    whole = suggester.suggest(text, tokens, 0, len(text) + 9)
    pieces = [suggester.suggest(text, tokens, at, at + 8) for at in range(0, len(text), 8)]
    assert [each for piece in pieces for each in piece] == whole


def test_what_is_not_installed_is_refused() -> None:
    with pytest.raises(Refusal, match="The pipeline “no_such_one” cannot be used"):
        load_pipeline("no_such_one")


def test_without_spacy_there_is_nothing_to_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    monkeypatch.setitem(sys.modules, "spacy.util", None)
    assert installed_pipelines() == []
    with pytest.raises(Refusal, match="spaCy is not installed"):
        load_pipeline("en_core_web_sm")


def test_an_installed_pipeline_suggests() -> None:
    names = [name for name in installed_pipelines() if name.startswith("en_core_web")]
    if not names:
        pytest.skip("no English pipeline is installed")
    assert ("Iraq", "Location") in found(load_pipeline(names[0]), "The troops went to Iraq on Monday.")

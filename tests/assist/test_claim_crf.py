from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.assist.claim_crf import CLAIMS, claim_features
from annotator.assist.crf import CrfSuggester, teach
from annotator.assist.models import load
from annotator.assist.reading import Sentence, read_blocks
from annotator.domain.tokens import TokenIndex
from tests.assist.teaching import found, taught

SAID = ("the bridge was mined", "two tanks burned", "nobody was hurt", "the army had left", "shells hit a school")
WHO = ("officials", "the ministry", "residents", "a spokesman", "rebels")
REPORTS = [
    taught(f"On Monday {who} said that {what}. It rained.", (what, "Claim")) for who in WHO for what in SAID
]


def features_of(text: str) -> list[set[str]]:
    (block,) = read_blocks(text, TokenIndex(text), 0, len(text))
    return [set(each) for each in claim_features(block)]


def states(text: str) -> str:
    return "".join(next(f[2] for f in each if f.startswith("q=")) for each in features_of(text))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("He said “ we won ” then", "oo(ii)o"),
        ('He said "we won" and "lost"', "oo(ii)o(i)"),
        ("«Ми тут» сказав", "(ii)o"),
        ("no quotes", "oo"),
        ("“ never closed", "(ii"),
    ],
)
def test_quotation_states(text: str, wanted: str) -> None:
    assert states(text) == wanted


def test_a_quotation_runs_over_sentences() -> None:
    assert states("“ We won. They lost. ” He left.") == "(iiiiii)ooo"


def test_words_of_reporting_are_seen_from_behind_and_before() -> None:
    features = features_of("Rebels fled, officials said. It rained.")
    assert "c>=1" in features[3]
    assert "c<=0" in features[4]
    assert "c<=-" in features[6]
    assert "c>=-" in features[6]


def test_sentence_edges_are_seen() -> None:
    features = features_of("It rained. It stopped.")
    assert [n for n, each in enumerate(features) if "begins" in each] == [0, 3]
    assert [n for n, each in enumerate(features) if "ends" in each] == [2, 5]


def test_a_long_block_is_read_once_however_often_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    teach(REPORTS, tmp_path / "claim.model", CLAIMS)
    model = load(tmp_path / "claim.model")
    assert model is not None
    read: list[int] = []

    def counted(_: str, block: Sentence) -> list[list[str]]:
        read.append(len(block))
        return claim_features(block)

    suggester = CrfSuggester(model, replace(CLAIMS, features=counted), "claim model")
    text = "On Friday a nurse said that the town was calm. It rained. " * 40
    tokens = TokenIndex(text)
    whole = suggester.suggest(text, tokens, 0, len(text))
    pieces = [suggester.suggest(text, tokens, at, at + 100) for at in range(0, len(text), 100)]
    assert [each for piece in pieces for each in piece] == whole
    assert len(read) == 1


def test_it_learns_what_is_claimed(tmp_path: Path) -> None:
    teach(REPORTS, tmp_path / "claim.model", CLAIMS)
    model = load(tmp_path / "claim.model")
    assert model is not None
    suggester = CrfSuggester(model, CLAIMS, "claim model")
    text = "On Friday a nurse said that the town was calm. It rained."
    assert found(suggester, text) == [("the town was calm", "Claim")]
    (suggestion,) = suggester.suggest(text, TokenIndex(text), 0, len(text))
    assert suggestion.source == "claim model"
    assert suggestion.reason.startswith("claim model .")

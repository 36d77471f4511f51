"""Parses of texts: in files and in memory, and what a sequence model sees of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.assist.parses import NOTHING, Parse, ParsedWord, Parses, parse_features, parse_of
from annotator.assist.reading import Sentence, read_sentences
from annotator.domain.tokens import TokenIndex

TEXT = "💥 Rebels shelled Mosul."
WORDS = [
    ParsedWord(0, 1, "NFP", "punct", 2, "O", "O"),
    ParsedWord(2, 8, "NNS", "nsubj", 2, "B", "O"),
    ParsedWord(9, 16, "VBD", "ROOT", 2, "O", "O"),
    ParsedWord(17, 22, "NNP", "dobj", 2, "B", "BGPE"),
]
PARSE = Parse([(17, 22, "GPE")], WORDS)


def sentence(text: str = TEXT) -> Sentence:
    return next(iter(read_sentences(text, TokenIndex(text), 0, len(text))))


def test_a_parse_comes_back_from_its_file(tmp_path: Path) -> None:
    Parses("any", tmp_path).keep(TEXT, PARSE)
    again = Parses("any", tmp_path)
    assert again.known(TEXT) is None
    assert again.has(TEXT)
    assert again.load(TEXT) == PARSE
    assert again.known(TEXT) == PARSE
    assert again.load("Another.") is None
    assert not again.has("Another.")
    assert not any("Mosul" in file.read_text() for file in tmp_path.rglob("*.json"))


def test_lone_surrogates_and_empty_texts_have_parses_too(tmp_path: Path) -> None:
    for text in ("\ud800", ""):
        Parses("any", tmp_path).keep(text, NOTHING)
        assert Parses("any", tmp_path).load(text) == Parse([], [])


@pytest.mark.parametrize(
    "content", ["", "[]", "[[], [1]]", '[[], [[0, 1, "A", "b", 9, "O", "O"]]]', '[["x"], []]']
)
def test_a_damaged_file_is_no_parse(tmp_path: Path, content: str) -> None:
    Parses("any", tmp_path).keep(TEXT, PARSE)
    (file,) = tmp_path.rglob("*.json")
    file.write_text(content)
    assert Parses("any", tmp_path).load(TEXT) is None


def test_another_pipeline_or_version_has_its_own(tmp_path: Path) -> None:
    own = tmp_path / "mine"
    own.mkdir()
    (own / "meta.json").write_text('{"version": "1"}')
    first = Parses(str(own), tmp_path / "parses")
    first.keep(TEXT, PARSE)
    assert not Parses("any", tmp_path / "parses").has(TEXT)
    (own / "meta.json").write_text('{"version": "2"}')
    assert Parses(str(own), tmp_path / "parses").identity != first.identity
    assert Parses("no_such_pipeline", tmp_path).identity == "no_such_pipeline  1"


def test_where_the_disk_takes_nothing_it_is_kept_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    parses = Parses("any", tmp_path / "file")
    parses.keep(TEXT, PARSE)
    assert parses.known(TEXT) == PARSE
    parses.prune()


def test_memory_and_folder_are_bounded(tmp_path: Path) -> None:
    parses = Parses("any", tmp_path)
    for n in range(20):
        parses.keep(f"Report {n}.", NOTHING)
        assert parses.load("Report 0.") is not None
    assert sum(parses.known(f"Report {n}.") is not None for n in range(20)) == 16
    assert parses.known("Report 0.") is not None
    parses.prune(5)
    assert len(list(tmp_path.rglob("*.json"))) == 5


def test_a_record_of_json_is_the_same_parse() -> None:
    assert parse_of(json.loads(json.dumps(PARSE))) == PARSE


def test_features_tell_a_word_its_head_and_its_neighbours() -> None:
    found = dict(zip(sentence().words, map(set, parse_features(PARSE, TEXT, sentence())), strict=True))
    assert {"T=NNP", "T-=VBD", "E=BGPE", "C=B", "D=dobj", "DT=dobj VBD", "DW=dobj shelled"} <= found["Mosul"]
    assert {"T=NNS", "T-=NFP", "T+=VBD", "T3=NFPNNSVBD"} <= found["Rebels"]
    assert "T=-" in found["."]  # which the parse has not


def test_without_a_parse_every_word_has_the_same_features_and_none_fails() -> None:
    assert len(parse_features(NOTHING, TEXT, sentence())) == len(sentence())
    shorter = Parse([], [ParsedWord(1, 2, "X", "y", 0, "O", "O")])
    assert all("T=-" in each or "T=X" in each for each in parse_features(shorter, TEXT, sentence()))

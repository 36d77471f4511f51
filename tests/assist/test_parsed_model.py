"""The model that sees parses beside the one that does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.assist.crf import Taught
from annotator.assist.models import ModelDamaged
from annotator.assist.parsed_model import (
    PreferParsed,
    is_taught_with,
    parsed_file,
    parsed_reports,
    to_be_parsed,
)
from annotator.assist.parses import Parse, ParsedWord, Parses
from annotator.assist.reading import read_sentences
from annotator.assist.training import Lists, load_entities, memory_of, teach_layer
from annotator.domain.tokens import TokenIndex
from tests.assist.teaching import REPORTS, found, taught

TEXT = "Rebels shelled Vesk on Monday."


def parse_by_hand(text: str) -> Parse:
    """A parse in which names of places are what begins with a capital behind `shelled` or `in`."""
    words = []
    for sentence in read_sentences(text, TokenIndex(text), 0, len(text)):
        for n, (token, word) in enumerate(zip(sentence.tokens, sentence.words, strict=True)):
            entity = "BGPE" if n and sentence.words[n - 1] in ("shelled", "in") else "O"
            words.append(ParsedWord(token.start, token.end, word[0], "dep", 0, "O", entity))
    return Parse([], words)


@pytest.fixture
def parses(tmp_path: Path) -> Parses:
    made = Parses("any", tmp_path / "parses")
    for report in REPORTS:
        made.keep(report.text, parse_by_hand(report.text))
    return made


def teach_entities(folder: Path, lists: Lists, parses: Parses | None) -> Path:
    path = folder / "entity.model"
    teach_layer("entity", REPORTS, lists, path, parses)
    return path


def test_where_the_parse_is_known_the_parsed_model_answers(tmp_path: Path, lists: Lists, parses: Parses) -> None:
    path = teach_entities(tmp_path, lists, parses)
    suggester = load_entities(path, lists, memory_of(REPORTS), parses)
    assert isinstance(suggester, PreferParsed)
    assert parses.are_learned
    plain = suggester.suggest(TEXT, TokenIndex(TEXT), 0, len(TEXT))
    parses.keep(TEXT, parse_by_hand(TEXT))
    parsed = suggester.suggest(TEXT, TokenIndex(TEXT), 0, len(TEXT))
    assert ("Vesk", "Location") in found(suggester, TEXT)
    assert [s.score for s in plain] != [s.score for s in parsed]
    assert {s.source for s in (*plain, *parsed)} == {suggester.name} == {"model"}


def test_without_parses_the_plain_model_is_as_ever(tmp_path: Path, lists: Lists, parses: Parses) -> None:
    alone = teach_entities(tmp_path / "alone", lists, None)
    beside = teach_entities(tmp_path / "beside", lists, parses)
    assert alone.read_bytes() == beside.read_bytes()
    assert not parsed_file(alone).exists()
    assert not isinstance(load_entities(beside, lists, memory_of(REPORTS), None), PreferParsed)


def test_taught_without_parses_the_old_parsed_model_goes(tmp_path: Path, lists: Lists, parses: Parses) -> None:
    path = teach_entities(tmp_path, lists, parses)
    assert is_taught_with(parsed_file(path), parses)
    teach_entities(tmp_path, lists, None)
    assert not is_taught_with(parsed_file(path), parses)
    assert not isinstance(load_entities(path, lists, memory_of(REPORTS), parses), PreferParsed)
    assert not parses.are_learned


def test_a_model_taught_with_another_pipeline_is_left_alone(tmp_path: Path, lists: Lists, parses: Parses) -> None:
    path = teach_entities(tmp_path, lists, parses)
    other = Parses("other", tmp_path)
    assert not is_taught_with(parsed_file(path), other)
    assert not isinstance(load_entities(path, lists, memory_of(REPORTS), other), PreferParsed)


def test_a_damaged_one_is_told(tmp_path: Path, lists: Lists, parses: Parses) -> None:
    path = teach_entities(tmp_path, lists, parses)
    parsed_file(path).write_bytes(b"rubbish")
    with pytest.raises(ModelDamaged):
        load_entities(path, lists, memory_of(REPORTS), parses)


def test_most_reports_must_be_parsed_and_two_at_least(tmp_path: Path) -> None:
    parses = Parses("any", tmp_path)
    reports = [taught(f"{n}: Rebels came.", ("Rebels", "Actor")) for n in range(10)]
    for number in range(6):
        parses.keep(reports[number].text, Parse([], []))
    assert parsed_reports(reports, parses) == []
    parses.keep(reports[6].text, Parse([], []))
    assert parsed_reports(reports, parses) == list(range(7))
    assert parsed_reports(reports[:1], parses) == []


def test_reports_without_spans_alone_teach_no_parsed_model(tmp_path: Path, lists: Lists) -> None:
    parses = Parses("any", tmp_path)
    empty = [Taught(f"Nothing, {n}.", ()) for n in range(9)]
    for report in empty:
        parses.keep(report.text, Parse([], []))
    teach_layer("entity", [*empty, REPORTS[0]], lists, tmp_path / "x.model", parses)
    assert not parsed_file(tmp_path / "x.model").exists()


def test_the_last_reports_are_parsed_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.assist.parsed_model.MOST_WORDS", 20)
    texts = to_be_parsed(REPORTS)
    assert texts == [report.text for report in reversed(REPORTS[-len(texts) :])]
    assert 0 < len(texts) < len(REPORTS)

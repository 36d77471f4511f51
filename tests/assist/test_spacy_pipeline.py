"""Reading texts with a spaCy pipeline, and the process that does so."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from annotator.assist import spacy_pipeline
from annotator.assist.parses import Parse, Parses, parse_of
from annotator.assist.spacy_pipeline import load_pipeline, main, parse_missing, parts_of, read
from annotator.domain.errors import Refusal
from tests.pipelines import SMALL, needs_pipeline

TEXT = "The United Nations said Kyiv's mayor left for Lviv."


def test_a_long_text_is_read_in_parts_of_whole_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spacy_pipeline, "_AT_ONCE", 30)
    text = "\n".join(f"Line {n} of the report." for n in range(9)) + "\n" + "x" * 100
    parts = list(parts_of(text))
    assert "".join(part.of(text) for part in parts) == text
    assert all(len(part) <= 30 for part in parts)
    assert [part.of(text)[:6] for part in parts[:3]] == ["Line 0", "Line 1", "Line 2"]
    assert list(parts_of("")) == []


def test_of_a_very_long_text_the_beginning_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spacy_pipeline, "LONGEST", 50)
    assert sum(len(part) for part in parts_of("word " * 100)) == 50


def served(
    pipeline: str, lines: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> list[object]:
    """What the process answers; of a parse the names."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    main([pipeline])
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [each[0] if isinstance(each, list) else each for each in told]


@pytest.fixture(scope="module")
def ruler(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A pipeline that knows two names."""
    spacy = pytest.importorskip("spacy")
    pipeline = spacy.blank("en")
    patterns = [{"label": "GPE", "pattern": "Kyiv"}, {"label": "ORG", "pattern": "United Nations"}]
    pipeline.add_pipe("entity_ruler").add_patterns(patterns)
    folder = tmp_path_factory.mktemp("pipeline") / "names"
    pipeline.to_disk(folder)
    return str(folder)


def test_the_process_answers_each_report_by_what_it_finds(
    ruler: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "".join(json.dumps(text) + "\n" for text in (TEXT, "", "💥 Kyiv"))
    assert served(ruler, lines, monkeypatch, capsys) == [
        True, [[4, 18, "ORG"], [24, 28, "GPE"]], [], [[2, 6, "GPE"]],
    ]  # fmt: skip


def test_offsets_go_on_over_the_parts(
    ruler: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(spacy_pipeline, "_AT_ONCE", 12)
    answers = served(ruler, json.dumps("Nothing.\nIn Kyiv.\nIn Kyiv.") + "\n", monkeypatch, capsys)
    assert answers[1] == [[12, 16, "GPE"], [21, 25, "GPE"]]


def test_a_report_that_it_fails_in_is_said_and_the_next_is_read(
    ruler: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = served(ruler, "rubbish\n" + json.dumps("Kyiv") + "\n", monkeypatch, capsys)
    assert answers == [True, "That was no report.", [[0, 4, "GPE"]]]


def test_a_pipeline_that_fails_in_a_text_is_refused_there() -> None:
    with pytest.raises(Refusal, match="failed in this report"):
        read(lambda text: text.missing, "Kyiv")
    assert read(lambda text: text.missing, "") == Parse([], [])


def test_only_what_was_never_read_is_read(tmp_path: Path, ruler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parses = Parses(ruler, tmp_path)
    parse_missing(parses, ["Kyiv", "", "Kyiv"])
    assert [parses.load(text) is not None for text in ("Kyiv", "", "Lviv")] == [True, True, False]
    monkeypatch.setattr(spacy_pipeline, "load_pipeline", lambda _: pytest.fail("it was read before"))
    parse_missing(Parses(ruler, tmp_path), ["Kyiv", ""])


def test_reading_ends_when_its_time_is_over(tmp_path: Path, ruler: str) -> None:
    parses = Parses(ruler, tmp_path)
    parse_missing(parses, ["Kyiv", "Lviv", "Odesa"], seconds=0)
    assert [parses.has(text) for text in ("Kyiv", "Lviv", "Odesa")] == [True, False, False]


@needs_pipeline
def test_words_have_their_part_of_speech_head_and_phrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spacy_pipeline, "_AT_ONCE", 40)
    text = "The rebels shelled a school in Mosul.\nThey fled."
    parse = read(load_pipeline(SMALL), text)
    shelled = next(n for n, word in enumerate(parse.words) if text[word.start : word.end] == "shelled")
    rebels, they = parse.words[1], parse.words[-3]
    assert (rebels.tag, rebels.relation, rebels.head, rebels.chunk) == ("NNS", "nsubj", shelled, "I")
    assert text[they.start : they.end] == "They"
    assert text[parse.words[they.head].start :].startswith("fled")
    assert parse_of(json.loads(json.dumps(parse))) == parse


def test_a_pipeline_that_is_not_there_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("spacy")
    name = str(tmp_path / "none")
    assert served(name, "", monkeypatch, capsys) == [f"The spaCy pipeline “{name}” cannot be loaded."]


def test_it_must_be_told_which() -> None:
    assert main([]) == 2

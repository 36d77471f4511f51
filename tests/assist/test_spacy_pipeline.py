"""What a spaCy pipeline finds, as suggestions; and the process that runs one."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from annotator.assist import spacy_pipeline
from annotator.assist.spacy_pipeline import SpacySuggester, main, parts_of, read_label_map, trimmed
from annotator.domain.errors import Refusal
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex

TEXT = "The United Nations said Kyiv's mayor left for Lviv."


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


def test_it_serves_what_was_found_in_the_text_it_was_given() -> None:
    suggester = SpacySuggester({"ORG": "Actor", "GPE": "Location"})
    suggester.take(TEXT, [(46, 50, "GPE"), (0, 18, "ORG"), (24, 30, "GPE"), (31, 36, "DATE"), (50, 900, "GPE")])
    tokens = TokenIndex(TEXT)
    found = suggester.suggest(TEXT, tokens, 0, len(TEXT))
    assert [(s.span.of(TEXT), s.label, s.reason) for s in found] == [
        ("United Nations", "Actor", "spaCy: ORG"),
        ("Kyiv", "Location", "spaCy: GPE"),
        ("Lviv", "Location", "spaCy: GPE"),
    ]
    assert all(s.source == "spacy" and 0.4 < s.score < 0.6 for s in found)
    assert [s.start for s in suggester.suggest(TEXT, tokens, 24, 46)] == [24]
    assert suggester.suggest(TEXT + " ", TokenIndex(TEXT + " "), 0, 60) == []
    suggester.take(TEXT, [(0, 18, "ORG")], articles=True)
    assert [s.span.of(TEXT) for s in suggester.suggest(TEXT, tokens, 0, 60)] == ["The United Nations"]
    suggester.take("", [])
    assert suggester.suggest(TEXT, tokens, 0, 60) == []


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


def served(pipeline: str, lines: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list:  # type: ignore[type-arg]
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    main([pipeline])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


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
    assert answers == [True, "The spaCy pipeline failed in this report.", [[0, 4, "GPE"]]]


def test_a_pipeline_that_is_not_there_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("spacy")
    name = str(tmp_path / "none")
    assert served(name, "", monkeypatch, capsys) == [f"The spaCy pipeline “{name}” cannot be loaded."]


def test_it_must_be_told_which() -> None:
    assert main([]) == 2

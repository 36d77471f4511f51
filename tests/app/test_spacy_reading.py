"""Reading reports with a spaCy pipeline in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.app import spacy_reading
from annotator.app.settings import SETTINGS
from annotator.app.spacy_reading import PipelineReader, help_with_pipelines, parses_by, read_label_map, read_next
from annotator.assist.parses import Parse, Parses
from annotator.domain.errors import Cancelled, Refusal
from tests.pipelines import SMALL, needs_pipeline
from tests.projects import new_session

TEXT = "Fighting went on near Kyiv, Angela Merkel said."


def goes_on() -> bool:
    return False


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[PipelineReader]:
    made = PipelineReader(Parses(SMALL, tmp_path / "parses"))
    yield made
    made.close()


@needs_pipeline
def test_a_real_pipeline_finds_names(reader: PipelineReader) -> None:
    reader.read(TEXT, goes_on)
    parse = reader.parses.known(TEXT)
    assert parse is not None
    found = {TEXT[start:end]: kind for start, end, kind in parse.entities}
    assert found["Kyiv"] == "GPE"
    assert found["Angela Merkel"] == "PERSON"
    reader.read("", goes_on)
    assert reader.parses.known("") == Parse([], [])


@needs_pipeline
def test_it_starts_again_after_it_was_stopped_or_killed(reader: PipelineReader) -> None:
    with pytest.raises(Cancelled):
        reader.read(TEXT, lambda: True)
    reader.read(TEXT, goes_on)
    assert reader._process is not None
    reader._process.kill()
    reader._process.wait()
    reader.read(f"{TEXT} Again.", goes_on)
    assert reader.parses.has(f"{TEXT} Again.")


def test_what_was_read_before_needs_no_pipeline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spacy_reading, "has_extra", lambda _: False)
    reader = PipelineReader(Parses("any", tmp_path))
    reader.parses.keep(TEXT, Parse([], []))
    reader.read(TEXT, goes_on)
    with pytest.raises(Refusal):
        reader.read("Another.", goes_on)


def test_the_next_report_is_read_ahead_unless_it_has_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = new_session(tmp_path / "p.annodb", "First.", "Second.")
    reader = PipelineReader(Parses("any", tmp_path / "parses"))
    monkeypatch.setattr(reader, "_asked", lambda *_: Parse([], []))
    read_next(session, reader, 2, goes_on)
    read_next(session, reader, 99, goes_on)
    assert reader.parses.known("Second.") is not None
    session.close()


def test_parses_are_kept_with_what_can_be_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_CACHE", str(tmp_path))
    parses_by("any").keep(TEXT, Parse([], []))
    assert [file.relative_to(tmp_path).parts[0] for file in tmp_path.rglob("*.json")] == ["parses"]


def test_a_pipeline_that_is_not_installed_is_said(tmp_path: Path) -> None:
    pytest.importorskip("spacy")
    reader = PipelineReader(Parses("no_such_pipeline", tmp_path))
    with pytest.raises(Refusal, match="The spaCy pipeline “no_such_pipeline” cannot be loaded"):
        reader.read(TEXT, goes_on)
    reader.close()
    reader.close()


def test_without_spacy_the_command_that_adds_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spacy_reading, "has_extra", lambda _: False)
    with pytest.raises(Refusal, match=r"“python3 main\.py add spacy” installs it"):
        PipelineReader(Parses("any", tmp_path)).read(TEXT, goes_on)
    assert help_with_pipelines("Usual.") == "spaCy is not installed; “python3 main.py add spacy” adds it."


def test_the_help_says_where_no_pipeline_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spacy_reading, "has_extra", lambda _: True)
    monkeypatch.setattr(spacy_reading, "installed_pipelines", list)
    assert help_with_pipelines("Usual.") == "Usual. None is installed; name the folder of one."
    monkeypatch.setattr(spacy_reading, "installed_pipelines", lambda: ["x"])
    assert help_with_pipelines("Usual.") == "Usual."


def test_the_usual_labels_leave_products_out() -> None:
    usual = next(setting.default for setting in SETTINGS if setting.name == "spacy_labels")
    assert read_label_map(str(usual)) == {
        "PERSON": "Actor", "ORG": "Actor", "NORP": "Actor",
        "GPE": "Location", "LOC": "Location", "FAC": "Location",
    }  # fmt: skip

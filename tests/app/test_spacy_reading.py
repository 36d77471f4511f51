"""Reading reports with a spaCy pipeline in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from annotator.app import spacy_reading
from annotator.app.settings import SETTINGS
from annotator.app.spacy_reading import PipelineReader, help_with_pipelines, installed_pipelines, read_label_map
from annotator.domain.errors import Cancelled, Refusal

TEXT = "Fighting went on near Kyiv, Angela Merkel said."
SMALL = next((name for name in installed_pipelines() if name.startswith("en_core_web_sm")), "")
needs_pipeline = pytest.mark.skipif(not SMALL, reason="no English pipeline is installed")


def goes_on() -> bool:
    return False


@pytest.fixture
def reader() -> Iterator[PipelineReader]:
    made = PipelineReader(SMALL)
    yield made
    made.close()


@needs_pipeline
def test_a_real_pipeline_finds_names(reader: PipelineReader) -> None:
    found = {TEXT[start:end]: kind for start, end, kind in reader.read(TEXT, goes_on)}
    assert found["Kyiv"] == "GPE"
    assert found["Angela Merkel"] == "PERSON"
    assert reader.read("", goes_on) == []


@needs_pipeline
def test_it_starts_again_after_it_was_stopped_or_killed(reader: PipelineReader) -> None:
    with pytest.raises(Cancelled):
        reader.read(TEXT, lambda: True)
    assert reader.read(TEXT, goes_on)
    assert reader._process is not None
    reader._process.kill()
    reader._process.wait()
    assert reader.read(TEXT, goes_on)


def test_a_pipeline_that_is_not_installed_is_said() -> None:
    pytest.importorskip("spacy")
    reader = PipelineReader("no_such_pipeline")
    with pytest.raises(Refusal, match="The spaCy pipeline “no_such_pipeline” cannot be loaded"):
        reader.read(TEXT, goes_on)
    reader.close()
    reader.close()


def test_without_spacy_the_command_that_adds_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spacy_reading, "has_extra", lambda _: False)
    with pytest.raises(Refusal, match=r"“python3 main\.py add spacy” installs it"):
        PipelineReader("any").read(TEXT, goes_on)
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

"""Learning behind the window: begun when a report is done, shown quietly, ended with the project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.app.importing import import_into
from annotator.app.paths import datasets
from annotator.assist.parsed_model import PreferParsed
from annotator.ui.main_window import MainWindow
from tests.pipelines import SMALL, needs_pipeline
from tests.ui.windows import press, window_on


@pytest.fixture
def window(
    qapp: QApplication, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    monkeypatch.setenv("ANNOTATOR_CACHE", str(tmp_path_factory.getbasetemp() / "learning-cache"))
    import_into(tmp_path / "p.annodb", [datasets() / "sample.jsonl"])
    with window_on(tmp_path / "p.annodb") as opened:
        yield opened


def learned(window: MainWindow) -> str:
    return window.status._parts["learning"].text()


def test_a_finished_report_is_learned_from_and_said_quietly(window: MainWindow, qtbot: QtBot) -> None:
    assert window.bench is not None
    window.learning._begin.start(0)
    suggesters = window.bench.session.assistance.suggesters
    qtbot.waitUntil(lambda: "gazetteer" in suggesters, timeout=60_000)
    assert learned(window) == ""
    press(window, "Ctrl+Home")
    window.invoke("report.reopen")
    press(window, "d")
    window.learning._calm.start(0)
    qtbot.waitUntil(lambda: learned(window) == "learned from 10 reports", timeout=60_000)
    assert "model" in suggesters


@needs_pipeline
def test_with_a_spacy_pipeline_a_model_learns_from_what_it_reads(window: MainWindow, qtbot: QtBot) -> None:
    window.settings.set("spacy_pipeline", SMALL)
    assert window.bench is not None
    assistance = window.bench.session.assistance
    window.learning._begin.start(0)
    qtbot.waitUntil(lambda: "gazetteer" in assistance.suggesters, timeout=60_000)
    window.learning._calm.start(0)
    qtbot.waitUntil(lambda: "model" in assistance.suggesters, timeout=60_000)
    assert not isinstance(assistance.suggesters["model"], PreferParsed)
    assert window.background.spacy.follow_settings()
    window.learning._begin.setInterval(0)
    window.learning._calm.setInterval(0)
    window.learning.reload()
    qtbot.waitUntil(lambda: isinstance(assistance.suggesters["model"], PreferParsed), timeout=60_000)
    assert assistance.parses is not None
    assert assistance.parses.are_learned
    window.settings.set("spacy_pipeline", "")
    assert window.background.spacy.follow_settings()
    window.learning.reload()
    qtbot.waitUntil(lambda: not isinstance(assistance.suggesters["model"], PreferParsed), timeout=60_000)


def test_nothing_is_learned_with_suggestions_off(window: MainWindow, qtbot: QtBot) -> None:
    window.settings.set("repeats", False)
    window.learning._begin.start(0)
    qtbot.wait(300)
    assert window.bench is not None
    assert not window.bench.session.assistance.suggesters
    assert not window.learning._tasks.busy


def test_closing_the_project_stops_what_is_under_way(window: MainWindow) -> None:
    window.learning._begin.start(0)
    QApplication.processEvents()
    window.close_project()
    assert not window.learning._tasks.busy
    assert learned(window) == ""

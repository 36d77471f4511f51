"""How good suggestions are, in its window."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator.app.importing import import_into
from annotator.app.paths import datasets
from annotator.ui.companions import EVALUATION
from annotator.ui.evaluation.panel import EvaluationPanel
from annotator.ui.evaluation.question_bar import ANNOTATOR, FILE
from annotator.ui.main_window import MainWindow
from tests.ui.windows import press, window_on

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    import_into(tmp_path / "p.annodb", [datasets() / "sample.jsonl"])
    with window_on(tmp_path / "p.annodb") as opened:
        yield opened


@pytest.fixture
def panel(window: MainWindow) -> EvaluationPanel:
    press(window, "Ctrl+Shift+E")
    return cast("EvaluationPanel", window.companions.panel(EVALUATION))


def wait(panel: EvaluationPanel) -> None:
    while panel._tasks.busy:
        QApplication.processEvents()


def test_suggestions_are_measured_shown_and_saved(
    panel: EvaluationPanel, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not panel.csv.isEnabled()
    window.invoke("evaluation.save-table")
    assert window.status.sentence == "Measure how good suggestions are first."
    QTest.keyClick(panel.question.go, Qt.Key.Key_Space)
    assert panel.bar.isVisible()
    wait(panel)
    assert panel.labels.cell(panel.labels.rowCount() - 1, 0) == "All labels"
    assert [panel.curve.cell(row, 0) for row in range(panel.curve.rowCount())] == [5, 7]
    assert panel.chart.isVisible()
    assert panel.sentence.text().startswith("F1 ")
    names = iter([tmp_path / "a", tmp_path / "b.png"])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(next(names)), ""))
    window.invoke("evaluation.save-table")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8-sig").startswith("what,name,precision")
    window.invoke("evaluation.save-picture")
    assert QImage(str(tmp_path / "b.png")).width() == 2 * panel.chart.width()
    window.close_project()
    assert panel.labels.rowCount() == 0


def test_it_can_be_stopped_and_asked_again(panel: EvaluationPanel) -> None:
    panel.measure()
    assert panel.question.go.text() == "&Stop"
    assert not panel.question.what.isEnabled()
    panel.question.go.click()
    wait(panel)
    assert panel.sentence.text() == "Stopped."
    assert panel.question.go.text() == "&Measure"


def test_a_file_is_chosen_and_compared(
    panel: EvaluationPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel.question.what.setCurrentIndex(FILE)
    panel.measure()
    assert panel.sentence.text() == "Choose with what to compare first."
    text = json.loads((datasets() / "sample.jsonl").read_text(encoding="utf-8").splitlines()[0])["text"]
    guesses = tmp_path / "guesses.jsonl"
    spans = [{"start": 0, "end": 6, "label": "Location"}]
    guesses.write_text(json.dumps({"text": text, "spans": spans}) + "\n", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(guesses), ""))
    panel.question.file.click()
    panel.measure()
    wait(panel)
    assert "guesses.jsonl" in panel.sentence.text()
    assert panel.chart.isVisible()
    assert not panel.curve_table.isVisible()


def test_annotators_are_offered_and_nothing_to_compare_is_said(panel: EvaluationPanel) -> None:
    panel.question.what.setCurrentIndex(ANNOTATOR)
    assert panel.question.tried.isVisible()
    assert panel.question.tried.currentText() == "Tried: gold"
    panel.measure()
    wait(panel)
    assert panel.sentence.text().startswith("No report was annotated by “gold” and by others")


def test_a_long_name_of_a_file_is_cut_and_its_signs_are_kept(panel: EvaluationPanel) -> None:
    panel.question.take_file(Path("a & b.jsonl"))
    assert panel.question.file.text() == "a && b.jsonl"
    panel.question.take_file(Path("predictions of the very large model.jsonl"))
    assert panel.question.file.text() == "predictions of the very…"
    question = panel.question.question()
    assert question is not None
    assert not question.is_comparison  # the suggestions are still chosen
    panel.question.gold.setCurrentIndex(1)
    question = panel.question.question()
    assert question is not None
    assert question.gold == "gold"


def test_escape_goes_back_to_the_text(panel: EvaluationPanel, window: MainWindow) -> None:
    QTest.keyClick(panel.question.go, Qt.Key.Key_Escape)
    assert window.text.hasFocus() or window.focusWidget() is window.text

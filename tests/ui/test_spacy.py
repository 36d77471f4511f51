"""A spaCy pipeline in the window: its suggestions come later than the report, and no key waits for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox

from annotator.app.spacy_reading import installed_pipelines
from annotator.ui.dialogs.preferences import PreferencesDialog
from annotator.ui.main_window import MainWindow
from tests.projects import new_session
from tests.ui.windows import press, window_on

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support"),
    pytest.mark.skipif(not installed_pipelines(), reason="no spaCy pipeline is installed"),
]
TEXTS = ("Yesterday Angela Merkel spoke.", "Then Emmanuel Macron answered.")


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    new_session(tmp_path / "p.annodb", *TEXTS).close()
    with window_on(tmp_path / "p.annodb") as opened:
        opened.settings.set("spacy_pipeline", installed_pipelines()[0])
        yield opened


def wait(window: MainWindow) -> None:
    while window.background.spacy.busy:
        QApplication.processEvents()


def proposed(window: MainWindow) -> list[tuple[str, str]]:
    bench = window.bench
    assert bench is not None
    assert bench.desk is not None
    bench.pause()
    return [(bench.desk.text_of(s.span), s.source) for s in bench.shown_suggestions if s.source == "spacy"]


def test_each_report_is_read_when_it_is_opened(window: MainWindow) -> None:
    window.background.spacy.follow_settings()
    press(window, "Right Right")
    wait(window)
    assert proposed(window) == [("Angela Merkel", "spacy")]
    press(window, "Ctrl+PageDown Ctrl+PageUp Ctrl+PageDown")
    wait(window)
    assert proposed(window) == [("Emmanuel Macron", "spacy")]
    window.settings.set("repeats", False)
    window.background.spacy.follow_settings()
    assert window.background.spacy._reader is None
    window.settings.set("repeats", True)
    window.settings.set("spacy_pipeline", "")
    window.background.spacy.follow_settings()
    assert proposed(window) == []


def test_what_is_wrong_is_said_and_the_others_suggest_on(window: MainWindow) -> None:
    window.settings.set("spacy_pipeline", "no_such_pipeline")
    window.background.spacy.follow_settings()
    wait(window)
    assert window.status.sentence.startswith("The spaCy pipeline “no_such_pipeline” cannot be loaded.")
    window.settings.set("spacy_labels", "PERSON")
    window.background.spacy.follow_settings()
    assert "does not say which label" in window.status.sentence


def test_installed_pipelines_are_offered_in_the_preferences(window: MainWindow) -> None:
    dialog = PreferencesDialog(window, window.settings)
    field = dialog.fields["spacy_pipeline"]
    assert isinstance(field, QComboBox)
    assert [field.itemText(row) for row in range(field.count())] == ["", *installed_pipelines()]
    assert field.currentText() == installed_pipelines()[0]
    field.setCurrentText(" ")
    dialog.accept()
    assert window.settings["spacy_pipeline"] == ""

"""The list of notes and flags, and the way to one of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.app.operations import labelling, reports
from annotator.app.settings import Settings
from annotator.app.state import ProgramState
from annotator.domain.spans import Span
from annotator.ui.application import make_window
from annotator.ui.main_window import MainWindow
from annotator.ui.palette import ChooserPopup
from tests.projects import new_session


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    new_session(tmp_path / "p.annodb", "Rebels shelled Mosul.", "A quiet day in Kyiv.").close()
    settings = Settings(tmp_path / "settings.toml")
    settings.name_annotator("ada")
    window = make_window(settings, ProgramState(tmp_path / "state.json"))
    window.show()
    assert window.open_project(tmp_path / "p.annodb")
    yield window
    window.close()
    window.deleteLater()
    qapp.processEvents()


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_enter_goes_to_the_annotation_with_the_note(window: MainWindow, qtbot: QtBot) -> None:
    window.invoke("notes.list")
    assert "no note" in window.status.sentence
    bench = window.bench
    assert bench is not None
    bench.open_report(2)
    made = labelling.label_span(bench.session, Span(15, 19), "Location", 0).added[0]
    labelling.annotate_annotation(bench.session, made, 0, note="Which bank?")
    bench.open_report(1)
    reports.set_note(bench.session, "Read again", 0)
    window.invoke("notes.list")
    popup = next(widget for widget in window.findChildren(ChooserPopup) if widget.isVisible())
    qtbot.keyClicks(QApplication.focusWidget() or popup, "bank")
    qtbot.keyClick(QApplication.focusWidget() or popup, Qt.Key.Key_Return)
    assert bench.desk is not None
    assert bench.desk.key == 2
    annotation = bench.annotation()
    assert annotation is not None
    assert annotation.note == "Which bank?"

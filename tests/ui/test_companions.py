"""Companions in general: made when asked for, told of everything, remembered, closed with the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.app.session import Session
from annotator.app.settings import Settings
from annotator.app.state import ProgramState
from annotator.domain.changes import ChangeSet
from annotator.ui import companions
from annotator.ui.application import make_window
from annotator.ui.main_window import MainWindow
from annotator.ui.theme import Theme
from tests.projects import new_session

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise")  # said by the offscreen platform


class Listener(QWidget):
    """A companion that writes down what it is told."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("Listener")
        self.told: list[str] = []

    def set_session(self, session: Session | None) -> None:
        self.told.append("project" if session is not None else "nothing")

    def take(self, change: ChangeSet) -> None:
        self.told.append(change.title)

    def set_theme(self, theme: Theme) -> None:
        self.told.append(theme.name)

    def enter(self) -> None:
        self.told.append("entered")


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setitem(companions._MAKERS, "listener", Listener)
    new_session(tmp_path / "p.annodb").close()
    settings = Settings(tmp_path / "settings.toml")
    settings.name_annotator("ada")
    window = make_window(settings, ProgramState(tmp_path / "state.json"))
    window.show()
    assert window.open_project(tmp_path / "p.annodb")
    yield window
    window.close()
    window.deleteLater()
    qapp.processEvents()


def listener(window: MainWindow) -> Listener:
    panel = window.companions.open("listener")
    assert isinstance(panel, Listener)
    return panel


def test_it_is_made_once_with_the_project_that_is_open(window: MainWindow) -> None:
    assert window.companions.panel("listener") is None
    panel = listener(window)
    assert panel.told == [window.theme.name, "project", "entered"]
    assert listener(window) is panel
    assert panel.window().windowTitle() == "Listener"


def test_it_hears_of_changes_themes_and_projects(window: MainWindow, tmp_path: Path) -> None:
    panel = listener(window)
    panel.told.clear()
    window.invoke("report.flag")
    window.apply_settings()
    window.close_project()
    window.open_project(tmp_path / "p.annodb")
    assert panel.told == ["Flag the report", window.theme.name, "nothing", "project"]


def test_docked_it_stays_one_and_opens_there_again(window: MainWindow) -> None:
    panel = listener(window)
    assert window.companions.dock("listener")
    assert panel.window() is window
    window.companions.hide("listener")
    assert window.companions.panel("listener") is None
    assert listener(window) is panel
    assert panel.window() is window
    assert not window.companions.dock("listener")
    assert panel.window() is not window


def test_it_closes_with_the_window_and_keeps_where_it_stood(window: MainWindow) -> None:
    panel = listener(window)
    panel.window().resize(640, 480)
    window.close()
    assert not panel.isVisible()
    assert window.state.get("companion.listener.geometry")

"""A real window on a small project, for tests that press keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from annotator.app.settings import Settings
from annotator.app.state import ProgramState
from annotator.ui.application import make_window
from annotator.ui.main_window import MainWindow
from annotator.ui.typist import Typist


@contextmanager
def window_on(project: Path) -> Iterator[MainWindow]:
    """The window with that project open and the text focused; settings and state lie beside the project."""
    settings = Settings(project.with_name("settings.toml"))
    settings.name_annotator("ada")
    window = make_window(settings, ProgramState(project.with_name("state.json")))
    window.resize(1200, 800)
    window.show()
    assert window.open_project(project)
    window.text.setFocus()
    QApplication.processEvents()
    yield window
    window.close()
    window.deleteLater()
    QApplication.processEvents()


def press(window: MainWindow, keys: str) -> None:
    """Press these keys, which have spaces between."""
    typist = Typist(window)
    for key in keys.split():
        typist.press(key)

"""A real window for benchmarks, offscreen, on a project made for the run."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from annotator.app.projects import make_project
from annotator.app.settings import Settings
from annotator.app.state import ProgramState
from annotator.domain.documents import NewDocument
from annotator.storage.store import open_store
from annotator.ui.application import make_application, make_window
from annotator.ui.main_window import MainWindow

SIZE = (1400, 900)


def make_filled_project(path: Path, documents: Iterable[NewDocument]) -> Path:
    make_project(path)
    with open_store(path) as store, store.writing():
        for _ in store.bulk_writer().add(documents):
            pass
    return path


def open_window(folder: Path, project: Path | None = None, **settings: bool) -> MainWindow:
    make_application()
    chosen = Settings(folder / "settings.toml")
    chosen.name_annotator("bench")
    for name, value in settings.items():
        chosen.set(name, value)
    window = make_window(chosen, ProgramState(folder / "state.json"))
    window.resize(*SIZE)
    window.show()
    if project is not None:
        window.open_project(project)
    window.text.setFocus()
    settle()
    return window


def close_window(window: MainWindow) -> None:
    """Close it for good, so that the next measurement has the process to itself."""
    window.close()
    window.deleteLater()
    settle()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settle() -> None:
    """Let everything that is waiting happen."""
    for _ in range(5):
        QApplication.processEvents()


def press_and_paint(window: MainWindow, typist: object, key: str) -> None:
    """One key press, and the screen as it is afterwards."""
    typist.press(key)  # type: ignore[attr-defined]
    QApplication.processEvents()

"""The application: settings, colours, window and the project to begin with."""

from __future__ import annotations

import gc
import getpass
import sys
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QEvent, QLoggingCategory, QObject, Qt
from PySide6.QtGui import QFileOpenEvent, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from annotator.app import paths
from annotator.app.settings import Settings
from annotator.app.state import ProgramState
from annotator.domain.errors import Refusal
from annotator.ui.main_window import MainWindow
from annotator.ui.theme import Theme, load_theme


def run(path: str | None) -> int:
    """Open the window on a project, on the one used last, or on the sample; returns the exit status."""
    application = make_application()
    window = make_window(Settings(paths.settings_file()), ProgramState(paths.state_file()))
    opener = _FileOpener(application, window)
    application.installEventFilter(opener)
    window.show()
    QApplication.processEvents()  # the window is there before the project is read
    open_first(window, Path(path) if path is not None else None)
    return application.exec()


def make_application() -> QApplication:
    """The one application object, dressed alike on every system."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    QGuiApplication.setDesktopFileName("annotator")
    QLoggingCategory.setFilterRules("qt.text.font.db.warning=false")  # scripts that some font shows less well
    gc.set_threshold(5_000, 50, 200)  # with 80,000 annotations one full collection takes several frames
    sys.setswitchinterval(0.001)  # a worker hands over after that long: a key gives way to it at each statement
    application = QApplication(["annotator"])  # the class of its windows, which the menu entry names
    application.setApplicationName("Annotator")
    application.setStyle("Fusion")
    application.setWindowIcon(QIcon(str(paths.resources() / "icons" / "annotator-256.png")))
    return application


def make_window(settings: Settings, state: ProgramState) -> MainWindow:
    """A window without a project; it follows the desktop's colours while the setting says so."""
    if not settings["annotator"]:
        settings.name_annotator(_login_name())
    window = MainWindow(settings, state, chosen_theme(settings))
    window.choose_theme()
    QGuiApplication.styleHints().colorSchemeChanged.connect(lambda _: window.choose_theme())
    return window


def chosen_theme(settings: Settings) -> Theme:
    """The theme that the setting asks for, the desktop's own when it says `system`."""
    wanted = str(settings["theme"])
    if wanted == "system":
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        wanted = "dark" if dark else "light"
    return load_theme(wanted)


def open_first(window: MainWindow, path: Path | None) -> None:
    """Open the project asked for, else the one used last, else the sample."""
    if path is not None:
        window.open_project(path)
        return
    for recent in window.state.recent_projects()[:1]:
        window.open_project(recent)
        return
    from annotator.app.first_start import sample_project

    try:
        window.open_project(sample_project())
        window.show_first_words()
    except Refusal as refusal:
        window.status.say(str(refusal))


class _FileOpener(QObject):
    """Opens what a file manager hands over while the program runs (macOS)."""

    def __init__(self, parent: QObject, window: MainWindow) -> None:
        super().__init__(parent)
        self._window = window

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            self._window.open_project(Path(event.file()))
            return True
        return False


def _login_name() -> str:
    with suppress(Exception):  # no login name, as in a container
        return getpass.getuser()
    return "annotator"

"""Companions: windows of their own that belong to the main window, such as the claims ledger.

A companion is made when it is first asked for. It follows the project, can stand in the main window as well, and
closes with it. A new one is a line in `_MAKERS` and a widget that keeps to `CompanionPanel`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDockWidget, QVBoxLayout, QWidget

from annotator.app.session import Session
from annotator.domain.changes import ChangeSet
from annotator.ui.theme import Theme

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

LEDGER, REVIEW, COPIES, STATISTICS, RULES = "ledger", "review", "copies", "statistics", "rules"
EVALUATION = "evaluation"
PLACES = "places"
ATTACHED = "attached"


class CompanionPanel(Protocol):
    """What stands in a companion; it is a QWidget whose window title says what it is."""

    def set_session(self, session: Session | None) -> None:
        """Show this project, or nothing."""

    def take(self, change: ChangeSet) -> None:
        """Follow a change of the project."""

    def set_theme(self, theme: Theme) -> None: ...

    def enter(self) -> None:
        """Take the keyboard."""


def _ledger(window: MainWindow) -> CompanionPanel:
    from annotator.ui.ledger.panel import LedgerPanel

    return LedgerPanel(window)


def _review(window: MainWindow) -> CompanionPanel:
    from annotator.ui.review.panel import ReviewPanel

    return ReviewPanel(window)


def _copies(window: MainWindow) -> CompanionPanel:
    from annotator.ui.copies.panel import CopiesPanel

    return CopiesPanel(window, window.background.copies)


def _statistics(window: MainWindow) -> CompanionPanel:
    from annotator.ui.statistics.panel import StatisticsPanel

    return StatisticsPanel(window)


def _rules(window: MainWindow) -> CompanionPanel:
    from annotator.ui.rules.panel import RulesPanel

    return RulesPanel(window)


def _evaluation(window: MainWindow) -> CompanionPanel:
    from annotator.ui.evaluation.panel import EvaluationPanel

    return EvaluationPanel(window)


def _attached(window: MainWindow) -> CompanionPanel:
    from annotator.ui.attached.panel import AttachedPanel

    return AttachedPanel(window)


def _places(window: MainWindow) -> CompanionPanel:
    from annotator.ui.places.panel import PlacesPanel

    return PlacesPanel(window)


_MAKERS: dict[str, Callable[[MainWindow], CompanionPanel]] = {
    LEDGER: _ledger,
    REVIEW: _review,
    COPIES: _copies,
    STATISTICS: _statistics,
    EVALUATION: _evaluation,
    PLACES: _places,
    ATTACHED: _attached,
    RULES: _rules,
}


class CompanionWindow(QWidget):
    """The window of one companion. Closing hides it; keys reach the table of commands as in the main window."""

    takes_command_keys = True

    def __init__(self, window: MainWindow, name: str) -> None:
        super().__init__(window, Qt.WindowType.Window)
        self._state = window.state
        self._place = f"companion.{name}.geometry"
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.resize(1000, 620)
        self.setMinimumSize(420, 300)
        geometry = self._state.get(self._place)
        if isinstance(geometry, str):
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))

    def hold(self, panel: QWidget) -> None:
        self.setWindowTitle(panel.windowTitle())
        layout = self.layout()
        if layout is not None:
            layout.addWidget(panel)

    def keep_place(self) -> None:
        self._state.set(self._place, bytes(self.saveGeometry().toBase64().data()).decode())

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep_place()
        super().closeEvent(event)


class Companions:
    """The companions of one main window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._session: Session | None = None
        self._panels: dict[str, CompanionPanel] = {}
        self._windows: dict[str, CompanionWindow] = {}
        self._docks: dict[str, QDockWidget] = {}

    def panel(self, name: str) -> CompanionPanel | None:
        """The panel of that name where it is shown; None where it is not."""
        panel = self._panels.get(name)
        return panel if panel is not None and cast("QWidget", panel).isVisible() else None

    def open(self, name: str) -> CompanionPanel:
        """Bring the companion forward, where it stood last, and give it the keyboard."""
        panel = self.made(name)
        place = self._docks[name] if self._is_docked(name) else self._windows[name]
        place.show()
        if place is not self._docks.get(name):
            place.raise_()
            place.activateWindow()
        panel.enter()
        return panel

    def dock(self, name: str) -> bool:
        """Move the companion into the main window, or out of it; True when it stands inside now."""
        inside = not self._is_docked(name)
        self.made(name)
        self._window.state.set(f"companion.{name}.docked", inside)
        self._put(name)
        self.open(name)
        return inside

    def hide(self, name: str) -> None:
        for place in (self._windows.get(name), self._docks.get(name)):
            if place is not None:
                place.close()

    def set_session(self, session: Session | None) -> None:
        self._session = session
        for panel in self._panels.values():
            panel.set_session(session)

    def take(self, change: ChangeSet) -> None:
        for panel in self._panels.values():
            panel.take(change)

    def set_theme(self, theme: Theme) -> None:
        for panel in self._panels.values():
            panel.set_theme(theme)

    def close(self) -> None:
        """Keep where the windows stand and close them."""
        for window in self._windows.values():
            if window.isVisible():
                window.close()

    def _is_docked(self, name: str) -> bool:
        return bool(self._window.state.get(f"companion.{name}.docked", False))

    def made(self, name: str) -> CompanionPanel:
        """The panel of that name, shown or not."""
        panel = self._panels.get(name)
        if panel is None:
            panel = self._panels[name] = _MAKERS[name](self._window)
            panel.set_theme(self._window.theme)
            self._windows[name] = CompanionWindow(self._window, name)
            self._put(name)
            panel.set_session(self._session)
        return panel

    def _put(self, name: str) -> None:
        panel = cast("QWidget", self._panels[name])
        if not self._is_docked(name):
            if name in self._docks:
                self._docks[name].hide()
            self._windows[name].hold(panel)
            return
        self._windows[name].close()
        if name not in self._docks:
            dock = QDockWidget(panel.windowTitle(), self._window)
            dock.setObjectName(f"companion.{name}")
            dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable)
            self._window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
            self._docks[name] = dock
        self._docks[name].setWidget(panel)

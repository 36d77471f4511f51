"""How far the project is: a slim bar and a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from annotator.domain.documents import State
from annotator.ui.panels.painting import font_of
from annotator.ui.theme import Theme

_HEIGHT = 6
_ORDER = (State.DONE, State.IN_PROGRESS, State.SET_ASIDE)
_ROLES = {State.DONE: "ok", State.IN_PROGRESS: "accent", State.SET_ASIDE: "disabled"}


class ProjectProgress(QWidget):
    """Reports by state, as shares of a bar and in words."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Progress of the project")
        self._bar = _Bar()
        self._done, self._others = QLabel(), QLabel()
        self._done.setFont(font_of(self._done.font(), bold=True))
        self._others.setFont(font_of(self._others.font(), 0.9))
        for label in (self._done, self._others):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setMinimumWidth(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 0, 2, 0)
        column.setSpacing(6)
        for part in (self._done, self._bar, self._others):
            column.addWidget(part)

    def show_counts(self, counts: Mapping[State, int]) -> None:
        """Show how many reports are in each state."""
        if counts == self._bar.counts:
            return
        self._bar.counts = dict(counts)
        self._bar.update()
        done, others = progress_words(counts)
        self._done.setText(done)
        self._others.setText(others)
        self._others.setVisible(bool(others))
        self.setAccessibleDescription(f"{done}. {others}")

    def set_theme(self, theme: Theme) -> None:
        self._bar.theme = theme
        self._bar.update()
        palette = QPalette(self._others.palette())
        palette.setColor(QPalette.ColorRole.WindowText, theme.color("muted"))
        self._others.setPalette(palette)


class _Bar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(_HEIGHT)
        self.theme: Theme | None = None
        self.counts: dict[State, int] = {}

    def paintEvent(self, _: QPaintEvent) -> None:
        if self.theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(box, _HEIGHT / 2, _HEIGHT / 2)
        painter.fillPath(shape, self.theme.color("raised"))
        painter.setClipPath(shape)
        left, total = box.left(), sum(self.counts.values())
        for state in _ORDER:
            width = box.width() * self.counts.get(state, 0) / max(total, 1)
            painter.fillRect(QRectF(left, 0, max(width - 1, 0), _HEIGHT), self.theme.color(_ROLES[state]))
            left += width
        painter.end()


def progress_words(counts: Mapping[State, int]) -> tuple[str, str]:
    """How many reports are done, and the rest by state; states without a report are not named."""
    total = sum(counts.values())
    if not total:
        return "No reports yet", ""
    names = {State.IN_PROGRESS: "in progress", State.OPEN: "open", State.SET_ASIDE: "set aside"}
    others = [f"{counts[state]:,} {name}" for state, name in names.items() if counts.get(state)]
    return f"{counts.get(State.DONE, 0):,} of {total:,} done", " · ".join(others)

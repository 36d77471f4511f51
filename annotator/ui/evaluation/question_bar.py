"""What is to be measured: the suggestions, another annotator, or a file, and whose marks are right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.app.evaluation_run import Question
from annotator.domain.display import displayable
from annotator.ui.dialogs.messages import quiet_label
from annotator.ui.panels.choice import Choice

_LONGEST = 24  # letters of a name on a button
SUGGESTIONS, ANNOTATOR, FILE = range(3)
_WHAT = ("Suggestions", "Another annotator", "A file or project")
_HELP = (
    "Suggestions learn from some of your finished reports and are tried on the others.",
    "The marks of one annotator are compared with those of the others, in reports that both have marked.",
    "Predictions in a file, or the marks in another project, are compared with those in this one.",
)


class QuestionBar(QWidget):
    """Signal: `pressed()` of the button that begins, and ends what goes on."""

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._file: Path | None = None
        self._names: list[str] = []
        self.what = Choice("What is measured", _WHAT)
        self.tried = Choice("Whose marks are tried", [])
        self.file = QPushButton("Choose a &file…")
        self.gold = Choice("Whose marks are right", [])
        self.go = QPushButton("&Measure")
        self.help = quiet_label(_HELP[SUGGESTIONS])
        row = QHBoxLayout()
        row.setSpacing(8)
        for field in (self.what, self.tried, self.file, self.gold):
            row.addWidget(field, 1)
        row.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.help)
        for button in (self.file, self.go):
            button.setAutoDefault(False)
        self.what.currentIndexChanged.connect(self._fit)
        self.file.clicked.connect(self._choose_file)
        self.go.clicked.connect(self.pressed)
        self.setFocusProxy(self.what)
        self._fit()

    def offer(self, annotators: Sequence[str]) -> None:
        """Offer these annotators of the project, and forget the file."""
        self._file = None
        self._names = list(annotators)
        shown = [displayable(name) or "(no name)" for name in annotators]
        self.tried.clear()
        self.tried.addItems([f"Tried: {name}" for name in shown])
        self.gold.clear()
        self.gold.addItems(["Right: everybody's", *(f"Right: {name}" for name in shown)])
        self._fit()

    def question(self) -> Question | None:
        """What the user asks; None where a file or an annotator is still missing."""
        kind, gold = self.what.currentIndex(), self.gold.currentIndex()
        right = self._names[gold - 1] if gold > 0 else ""
        if kind == SUGGESTIONS:
            return Question(gold=right)
        if kind == ANNOTATOR:
            tried = self.tried.currentIndex()
            return Question(annotator=self._names[tried], gold=right) if tried >= 0 else None
        return Question(against=str(self._file), gold=right) if self._file is not None else None

    def take_file(self, path: Path) -> None:
        """Compare with this file."""
        self._file = path
        self._fit()

    def show_working(self, *, working: bool) -> None:
        """Say what the button does now."""
        self.go.setText("&Stop" if working else "&Measure")
        for field in (self.what, self.tried, self.file, self.gold):
            field.setEnabled(not working)

    def _fit(self) -> None:
        kind = self.what.currentIndex()
        self.tried.setVisible(kind == ANNOTATOR)
        self.file.setVisible(kind == FILE)
        self.file.setText(_short(self._file.name) if self._file is not None else "Choose a &file…")
        self.help.setText(_HELP[max(kind, 0)])

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Compare with", "")
        if name:
            self.take_file(Path(name))


def _short(name: str) -> str:
    """A file's name for a button, whose `&` is no sign of a key."""
    shown = displayable(name)
    return (shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…").replace("&", "&&")

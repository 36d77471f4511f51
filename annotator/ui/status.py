"""The line at the bottom: what the last command did, and where things stand."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget


class SafetySignal(QObject):
    """Carries the log keeper's word from its thread to the window's."""

    safe = Signal(int)
    fault = Signal(str)


class StatusLine(QWidget):
    """Left: the last sentence. Right: keys typed so far, position, annotator, and whether everything is saved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status-line")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 5, 14, 5)
        row.setSpacing(18)
        self._sentence = self._part("What the last key did")
        self._sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self._sentence, 1)
        self._parts = {
            name: self._part(title)
            for name, title in (
                ("keys", "Keys typed so far"),
                ("position", "Position in the report"),
                ("annotator", "Annotator"),
                ("saved", "Whether everything is saved"),
            )
        }
        for part in self._parts.values():
            row.addWidget(part)
        widest = self.fontMetrics().horizontalAdvance("saving…  ")
        self._parts["saved"].setFixedWidth(widest)  # it changes at every key, and nothing beside it may move
        self._parts["position"].setMinimumWidth(self.fontMetrics().horizontalAdvance("100 %"))

    def say(self, sentence: str) -> None:
        self._sentence.setText(sentence)
        self._sentence.setToolTip(sentence if len(sentence) > 80 else "")

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    def show_part(self, name: str, text: str) -> None:
        """Raises KeyError when there is no such part: keys, position, annotator, saved."""
        part = self._parts[name]
        if part.text() != text:
            part.setText(text)
            part.setVisible(bool(text))

    def _part(self, title: str) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAccessibleName(title)
        return label

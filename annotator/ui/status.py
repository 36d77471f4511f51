"""The line at the bottom: what the last command did, and where things stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget


class Keeper(Protocol):
    """What tells when commits are on the disk; it calls in a thread of its own."""

    on_safe: Callable[[int], None]
    on_fault: Callable[[str], None]


class _Safety(QObject):
    """Carries the keeper's word from its thread to the window's."""

    safe = Signal(int)
    fault = Signal(str)


class StatusLine(QWidget):
    """Left: the last sentence. Right: keys typed so far, position, annotator, and whether everything is saved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status-line")
        self._safety = _Safety(self)
        self._safety.safe.connect(lambda _: self.show_part("saved", "saved"))
        self._safety.fault.connect(self.say)
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
        widest = self.fontMetrics().horizontalAdvance("read only ")
        self._parts["saved"].setFixedWidth(widest)  # it changes at every key, and nothing beside it may move
        self._parts["position"].setMinimumWidth(self.fontMetrics().horizontalAdvance("100 %"))

    def watch(self, keeper: Keeper | None) -> None:
        """Tell from now on whether everything is on the disk; without a keeper nothing is ever written."""
        self.show_part("saved", "saved" if keeper is not None else "read only")
        if keeper is not None:
            keeper.on_safe = self._safety.safe.emit
            keeper.on_fault = self._safety.fault.emit

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

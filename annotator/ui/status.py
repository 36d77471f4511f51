"""The line at the bottom: what the last command did, and where things stand."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.ui.panels.elided_label import ElidedLabel
from annotator.ui.panels.tooltips import as_tooltip
from annotator.ui.text_view.accessibility import announce

_ASIDE, _ABOVE, _BETWEEN = 14, 5, 18
_READ = 4.0  # seconds after which a sentence has been read
_SENTENCE = 0.4  # of the width, which the sentence keeps
_GIVE_WAY = ("annotator", "ranking", "learning")
# These change at every key, and nothing beside them may move.
_WIDEST = {"saved": "read only ", "position": "100 %"}


class Keeper(Protocol):
    """What tells when commits are on the disk; it calls in a thread of its own."""

    on_safe: Callable[[int], None]
    on_fault: Callable[[str], None]


class _Safety(QObject):
    """Carries the keeper's word from its thread to the window's."""

    safe = Signal(int)
    fault = Signal(str)


class StatusLine(QWidget):
    """Left: the last sentence. Right: keys typed so far, position, annotator, and whether everything is saved.

    It places its parts itself: within a layout each new text would have the whole window laid out anew.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status-line")
        self._safety = _Safety(self)
        self._safety.safe.connect(lambda _: self.show_part("saved", "saved"))
        self._safety.fault.connect(self.say)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._said_at = 0.0
        self._sentence = self._part("What the last key did")
        self._parts = {
            name: self._part(title)
            for name, title in (
                ("keys", "Keys typed so far"),
                ("ranking", "How many reports are ranked"),
                ("learning", "What suggestions have learned from"),
                ("position", "Position in the report"),
                ("annotator", "Annotator"),
                ("saved", "Whether everything is saved"),
            )
        }

    def watch(self, keeper: Keeper | None) -> None:
        """Tell from now on whether everything is on the disk; without a keeper nothing is ever written."""
        self.show_part("saved", "saved" if keeper is not None else "read only")
        if keeper is not None:
            keeper.on_safe = self._safety.safe.emit
            keeper.on_fault = self._safety.fault.emit

    def say(self, sentence: str) -> None:
        """Show the sentence, and have a screen reader say it."""
        self._said_at = time.monotonic()
        self._sentence.setText(sentence)
        self._sentence.setToolTip(as_tooltip(sentence) if len(sentence) > 80 else "")
        announce(self, sentence)

    def drop_old(self) -> None:
        """Take the sentence away once it has been read, so that none stands there that holds no more."""
        if self._sentence.text() and time.monotonic() - self._said_at > _READ:
            self._sentence.clear()
            self._sentence.setToolTip("")

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    def show_part(self, name: str, text: str) -> None:
        """Raises KeyError when there is no such part: keys, ranking, learning, position, annotator, saved."""
        part = self._parts[name]
        if part.text() != text:
            part.setText(text)
            self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(400, self.fontMetrics().height() + 2 * _ABOVE)

    def resizeEvent(self, _: QResizeEvent) -> None:
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        """Place the parts from the right, the sentence in what is left; some give way to it in a narrow window."""
        right, height = self.width() - _ASIDE, self.height() - 2 * _ABOVE
        measure = self.fontMetrics().horizontalAdvance
        wide = {n: measure(_WIDEST.get(n, part.text())) + 2 for n, part in self._parts.items() if part.text()}
        for name in _GIVE_WAY:
            if sum(wide.values()) + _BETWEEN * len(wide) > right * (1 - _SENTENCE):
                wide.pop(name, None)
        for name, part in reversed(self._parts.items()):
            part.setVisible(name in wide)
            if name in wide:
                part.setGeometry(right - wide[name], _ABOVE, wide[name], height)
                right -= wide[name] + _BETWEEN
        self._sentence.setGeometry(_ASIDE, _ABOVE, max(right - _ASIDE, 0), height)

    def _part(self, title: str) -> ElidedLabel:
        label = ElidedLabel(self)
        label.setAccessibleName(title)
        return label

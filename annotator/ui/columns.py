"""The three columns of the window: queue, text, labels. The text is the last to give way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

_USUAL = (270, 840, 290)
_TOO_NARROW = (980, 700)  # below the first width the queue gives way, below the second the labels too


class Columns(QSplitter):
    """Hides the side columns while the window is narrow, also when it opens so; brings back what it hid itself."""

    def __init__(self, queue: QWidget, text: QWidget, labels: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._sides = (queue, labels)
        self._hidden: set[QWidget] = set()
        for column in (queue, text, labels):
            self.addWidget(column)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self.setStretchFactor(2, 0)
        self.setSizes(list(_USUAL))
        self.setChildrenCollapsible(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        before, now = event.oldSize().width(), event.size().width()
        for side, width in zip(self._sides, _TOO_NARROW, strict=True):
            if now < width and (width <= before or before < 0) and not side.isHidden():
                side.hide()
                self._hidden.add(side)
            elif now >= width and side in self._hidden:
                self._hidden.discard(side)
                side.show()

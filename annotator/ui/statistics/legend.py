"""What the colours of a chart stand for, in as many lines as it takes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.domain.display import displayable

_SWATCH, _GAP, _BETWEEN = 10, 6, 16
_WIDEST = 180


class Legend(QWidget):
    """Swatches with names; empty where one colour says nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[tuple[str, QColor]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_entries(self, entries: Sequence[tuple[str, QColor]]) -> None:
        self._entries = [(displayable(name), color) for name, color in entries]
        self.setAccessibleName(", ".join(name for name, _ in entries))
        self.setVisible(bool(entries))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return places[-1].bottom() + 5 if places else 0

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, (name, color) in zip(self._places(self.width()), self._entries, strict=True):
            middle = place.center().y()
            painter.setBrush(color)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRect(place.left(), middle - _SWATCH // 2 + 1, _SWATCH, _SWATCH), 2, 2)
            painter.setPen(self.palette().windowText().color())
            words = place.adjusted(_SWATCH + _GAP, 0, 0, 0)
            shown = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, words.width() + 1)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.end()

    def _places(self, width: int) -> list[QRect]:
        height = self.fontMetrics().height() + 4
        at, found = QPoint(0, 2), list[QRect]()
        for name, _ in self._entries:
            wide = _SWATCH + _GAP + min(self.fontMetrics().horizontalAdvance(name), _WIDEST)
            if at.x() and at.x() + wide > width:
                at = QPoint(0, at.y() + height)
            found.append(QRect(at, QSize(wide, height)))
            at.setX(at.x() + wide + _BETWEEN)
        return found

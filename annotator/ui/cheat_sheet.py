"""The cheat sheet: the keys for what the caret is on, in columns over the window; any other key closes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.commands.cheat_sheet import Row, Section
from annotator.ui.dialogs.messages import plain_label, quiet_label

_COLUMN = 330  # pixels that a column needs
_HEAD = 2  # rows that a heading counts for
_SCROLLING = {
    Qt.Key.Key_Down: 40,
    Qt.Key.Key_Up: -40,
    Qt.Key.Key_PageDown: 400,
    Qt.Key.Key_PageUp: -400,
    Qt.Key.Key_Space: 400,
}
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)


def in_columns(sections: Sequence[Section], columns: int) -> list[list[Section]]:
    """The sections in their order, shared out to at most `columns` columns of about the same height."""
    heights = [len(section.rows) + _HEAD for section in sections]
    limit = max(heights, default=0)
    while True:
        shared: list[list[Section]] = []
        room = 0
        for section, height in zip(sections, heights, strict=True):
            if not shared or height > room:
                shared.append([])
                room = limit
            shared[-1].append(section)
            room -= height
        if len(shared) <= max(columns, 1):
            return shared
        limit += 1


class CheatSheet(QFrame):
    """Arrows, Page keys and Space scroll; every other key, and a click elsewhere, closes it."""

    def __init__(self, window: QWidget, sections: Sequence[Section], title: str = "Keys") -> None:
        super().__init__(window, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("cheat-sheet")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 12)
        column.setSpacing(10)
        heading = plain_label(title, wrap=False)
        font = QFont(heading.font())
        font.setPointSizeF(font.pointSizeF() * 1.25)
        font.setWeight(QFont.Weight.DemiBold)
        heading.setFont(font)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._sections = sections
        column.addWidget(heading)
        column.addWidget(self.area, 1)
        column.addWidget(quiet_label("Arrows scroll. Any other key closes this."))

    def open_over(self, window: QWidget) -> None:
        """Show it in the middle of the window, with as many columns as there is room for."""
        width = min(window.width() - 60, 3 * _COLUMN + 80)
        content = _content(in_columns(self._sections, max((width - 60) // _COLUMN, 1)))
        self.area.setWidget(content)
        height = min(window.height() - 60, content.sizeHint().height() + 110)
        self.setFixedSize(width, height)
        where = window.mapToGlobal(window.rect().topLeft())
        self.move(where.x() + (window.width() - width) // 2, where.y() + (window.height() - height) // 2)
        self.show()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        bar = self.area.verticalScrollBar()
        if key in _SCROLLING and bar.maximum() > 0:
            bar.setValue(bar.value() + _SCROLLING[key])
        elif key not in _MODIFIERS:
            self.close()


def _content(columns: list[list[Section]]) -> QWidget:
    content = QWidget()
    line = QHBoxLayout(content)
    line.setContentsMargins(0, 0, 12, 0)
    line.setSpacing(32)
    for sections in columns:
        column = QVBoxLayout()
        column.setSpacing(14)
        for section in sections:
            column.addLayout(_section(section))
        column.addStretch(1)
        line.addLayout(column, 1)
    return content


def _section(section: Section) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(1, 1)
    heading = quiet_label(section.title)
    font = QFont(heading.font())
    font.setWeight(QFont.Weight.DemiBold)
    heading.setFont(font)
    grid.addWidget(heading, 0, 0, 1, 2)
    for number, row in enumerate(section.rows, start=1):
        keys = plain_label("  ".join(_shown_keys(row)), wrap=False)
        keys.setFont(font)
        keys.setMinimumWidth(96)
        title = plain_label(row.title)
        title.setToolTip(row.help)
        grid.addWidget(keys, number, 0)
        grid.addWidget(title, number, 1)
    return grid


def _shown_keys(row: Row) -> tuple[str, ...]:
    """The two first keys; more would push the words aside."""
    return row.keys[:2]

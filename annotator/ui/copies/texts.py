"""Two texts side by side; what one has and the other lacks is marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from annotator.app.copies import SideBySide
from annotator.domain.display import displayable
from annotator.domain.spans import Span
from annotator.domain.utf16 import Utf16Map
from annotator.ui.dialogs.messages import plain_label
from annotator.ui.ledger.model import runs_left
from annotator.ui.theme import Theme

_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


class TextPair(QWidget):
    """Left the earlier report, right the copy; scrolling one scrolls the other."""

    def __init__(self) -> None:
        super().__init__()
        self.earlier, self.later = _text("The earlier report"), _text("The copy")
        self._heads = (plain_label(wrap=False), plain_label(wrap=False))
        self._shown: SideBySide | None = None
        self._theme: Theme | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 4)
        row.setSpacing(10)
        for head, text in zip(self._heads, (self.earlier, self.later), strict=True):
            head.setMinimumWidth(10)
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(head)
            column.addWidget(text, 1)
            row.addLayout(column, 1)
        bars = self.earlier.verticalScrollBar(), self.later.verticalScrollBar()
        bars[0].valueChanged.connect(bars[1].setValue)
        bars[1].valueChanged.connect(bars[0].setValue)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._mark()

    def clear(self) -> None:
        self._shown = None
        for head, text in zip(self._heads, (self.earlier, self.later), strict=True):
            head.clear()
            text.clear()

    def show_heads(self, earlier: str, later: str) -> None:
        for head, words in zip(self._heads, (earlier, later), strict=True):
            _show_cut(head, words)

    def show_texts(self, shown: SideBySide) -> None:
        self._shown = shown
        for text, content in ((self.earlier, shown.earlier), (self.later, shown.later)):
            text.setPlainText(displayable(content))
            option = QTextOption(_RIGHT if runs_left(content) else _LEFT)
            option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            text.document().setDefaultTextOption(option)
        self._mark()

    def _mark(self) -> None:
        if self._shown is None or self._theme is None:
            return
        _mark(self.earlier, self._shown.earlier, self._shown.only_earlier, self._theme)
        _mark(self.later, self._shown.later, self._shown.only_later, self._theme)


def _text(name: str) -> QPlainTextEdit:
    text = QPlainTextEdit(readOnly=True)
    text.setAccessibleName(name)
    text.setTabChangesFocus(True)
    text.setFrameShape(QFrame.Shape.StyledPanel)
    return text


def _show_cut(head: QLabel, words: str) -> None:
    width = max(head.width(), 80)
    head.setText(head.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, width))
    head.setAccessibleName(words)


def _mark(text: QPlainTextEdit, content: str, spans: Sequence[Span], theme: Theme) -> None:
    units = Utf16Map(content)
    kind = QTextCharFormat()
    kind.setBackground(theme.color("find_current"))
    kind.setForeground(theme.color("text"))
    marks = []
    for span in spans:
        mark = QTextEdit.ExtraSelection()
        mark.cursor = QTextCursor(text.document())
        mark.cursor.setPosition(units.to_utf16(span.start))
        mark.cursor.setPosition(units.to_utf16(span.end), QTextCursor.MoveMode.KeepAnchor)
        mark.format = kind
        marks.append(mark)
    text.setExtraSelections(marks)

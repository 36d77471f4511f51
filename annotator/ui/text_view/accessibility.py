"""What a screen reader is told.

A text interface of our own is not possible from Python without crashing the reader's bridge. Instead a read-only
field of Qt's own, too small to be seen, holds the paragraph at the caret, and announcements tell of what happens.
"""

from __future__ import annotations

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from annotator.domain.sentences import paragraph_at
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex
from annotator.domain.utf16 import Utf16Map

try:
    from PySide6.QtGui import QAccessibleAnnouncementEvent
except ImportError:  # bindings that lack it
    QAccessibleAnnouncementEvent = None  # type: ignore[assignment, misc]

_LONGEST = 5_000


def announce(widget: QWidget, sentence: str) -> None:
    """Have a screen reader say the sentence on behalf of a widget; nothing happens while none is running."""
    if QAccessible.isActive() and QAccessibleAnnouncementEvent is not None and sentence:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))


class AccessibleText:
    """Keeps a screen reader up to date about `widget`; does nothing while none is running."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._mirror: QPlainTextEdit | None = None
        self._shown = Span(0, 0)

    def announce(self, sentence: str) -> None:
        """Have the sentence said."""
        announce(self._widget, sentence)

    def follow(self, text: str, caret: int, tokens: TokenIndex) -> None:
        """Mirror the paragraph at the caret and have the token there said."""
        if not QAccessible.isActive():
            return
        paragraph = paragraph_at(text, caret)
        start = max(paragraph.start, min(caret, paragraph.end) - _LONGEST)
        part = text[start : min(paragraph.end, start + 2 * _LONGEST)]
        mirror = self._field()
        if mirror.toPlainText() != part:
            mirror.setPlainText(part)
        cursor = mirror.textCursor()
        cursor.setPosition(Utf16Map(part).to_utf16(min(max(caret - start, 0), len(part))))
        mirror.setTextCursor(cursor)
        token = tokens.token_at(caret)
        self.announce(token.of(text) if token is not None and token.start <= caret else "End of the report")

    def _field(self) -> QPlainTextEdit:
        if self._mirror is None:
            self._mirror = QPlainTextEdit(self._widget)
            self._mirror.setReadOnly(True)
            self._mirror.setFocusPolicy(self._widget.focusPolicy().NoFocus)
            self._mirror.setAccessibleName("Paragraph at the caret")
            self._mirror.setFixedSize(1, 1)
            self._mirror.lower()
            self._mirror.show()
        return self._mirror

"""The find bar above the text: words, how many places there are, and which one is shown."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from annotator.app.finding import TextFinder
from annotator.domain.spans import Span
from annotator.ui.dialogs.messages import quiet_label

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_MOST_SHOWN = 2_000  # places that are highlighted around the current one


class FindBar(QWidget):
    """Signals: `found(Span)` for the place to show; `closed()`."""

    found = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("find-bar")
        self._window: MainWindow | None = None
        self._finder = TextFinder("")
        self._text = ""
        self.current: Span | None = None
        self.field = QLineEdit()
        self.field.setPlaceholderText("Find in the report")
        self.field.setAccessibleName("Find in the report")
        self.field.setClearButtonEnabled(True)
        self.field.setMaximumWidth(360)
        self.field.textChanged.connect(self._typed)
        self.field.installEventFilter(self)
        self.count = quiet_label()
        self.count.setWordWrap(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 6, 16, 6)
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self._button("‹", "Previous place (Shift+F3)", self.find_previous))
        row.addWidget(self._button("›", "Next place (F3)", self.find_next))
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(self._button("×", "Close (Esc)", self.close_bar))

    def attach(self, window: MainWindow) -> None:
        """Work on the report that the window shows."""
        self._window = window
        self.found.connect(self._show_in_window)
        self.closed.connect(self._clear_in_window)

    def open_bar(self) -> None:
        """Show the bar for the report on the desk; the words of the last time stand there, to be typed over."""
        self._follow_report()
        self.show()
        self.field.setFocus()
        self.field.selectAll()
        self._show_count()

    def close_bar(self) -> None:
        self.hide()
        self.current = None
        self.closed.emit()

    def set_text(self, text: str) -> None:
        """Find in this text from now on."""
        if text is not self._text:
            self._text, self._finder, self.current = text, TextFinder(text), None

    def find_next(self) -> None:
        """Go to the next place behind the current one, or behind the caret; round at the end."""
        self._follow_report()
        start = self.current.start + 1 if self.current is not None else self._caret()
        self._go(self._finder.next(self.field.text(), start))

    def find_previous(self) -> None:
        self._follow_report()
        end = self.current.end - 1 if self.current is not None else self._caret()
        self._go(self._finder.previous(self.field.text(), end))

    def highlight(self, words: list[str]) -> None:
        """Mark what the search over all reports has found in this one."""
        window = self._window
        if window is None or window.bench is None or window.bench.desk is None:
            return
        self.set_text(window.bench.desk.text)
        places = [span for word in words for span in islice(self._finder.places(word), _MOST_SHOWN)]
        window.text.set_search_hits(sorted(places))

    def shown_places(self) -> list[Span]:
        """The places to highlight: those around the current one."""
        needle = self.field.text()
        start = self.current.start if self.current is not None else 0
        behind = list(islice(self._finder.places(needle, start), _MOST_SHOWN))
        before = list(islice(self._finder.places(needle, max(start - 200_000, 0), start), _MOST_SHOWN))
        return before + behind

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                (self.find_previous if shift else self.find_next)()
                self._leave_field()
                return True
            if key == Qt.Key.Key_Escape:
                self.close_bar()
                self._leave_field()
                return True
        return super().eventFilter(watched, event)

    def _typed(self, _: str) -> None:
        self.current = None
        self._show_count()
        if self._window is not None:
            self._window.text.set_find_hits(self.shown_places(), None)

    def _go(self, place: Span | None) -> None:
        self.current = place
        self._show_count()
        if place is not None:
            self.found.emit(place)

    def _show_count(self) -> None:
        needle = self.field.text()
        number = self._finder.count(needle)
        if not needle:
            self.count.setText("")
        elif self.current is not None:
            self.count.setText(f"{self._finder.ordinal(needle, self.current):,} of {number:,}")
        else:
            self.count.setText(f"{number:,} found" if number else "not found")

    def _follow_report(self) -> None:
        if self._window is not None and self._window.bench is not None and self._window.bench.desk is not None:
            self.set_text(self._window.bench.desk.text)

    def _caret(self) -> int:
        bench = self._window.bench if self._window is not None else None
        return bench.cursor.caret if bench is not None and bench.cursor is not None else 0

    def _show_in_window(self, place: Span) -> None:
        bench = self._window.bench if self._window is not None else None
        if self._window is not None and bench is not None and bench.cursor is not None:
            self._window.text.set_find_hits(self.shown_places(), place)
            bench.cursor.move_to(place.start, landed=place)

    def _clear_in_window(self) -> None:
        if self._window is not None:
            self._window.text.set_find_hits([], None)

    def _leave_field(self) -> None:
        if self._window is not None:
            self._window.text.setFocus()

    def _button(self, text: str, name: str, pressed: object) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setAutoRaise(True)
        button.clicked.connect(pressed)
        return button

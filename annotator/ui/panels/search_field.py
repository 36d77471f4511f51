"""The field of the search over all reports: while one types a name or a value, it offers what may stand there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QListWidgetItem

from annotator.domain.display import displayable
from annotator.domain.query import Vocabulary
from annotator.domain.query_completion import Candidate, Completion, complete
from annotator.ui.panels.filter_field import FilterField

_ROWS = 9
_WIDTH = 300
_LETTERS = 2  # of a name, before names are offered
_HINT = "Search all reports"


class SearchField(FilterField):
    """Tab takes the marked or first candidate, Down and Up mark one, Enter takes a marked one, Esc hides them.

    Ctrl+Space offers everything. `names` gives the names of the project, whenever the field gets the focus.
    """

    def __init__(self) -> None:
        super().__init__("Search all reports", _HINT)
        self.names: Callable[[], Vocabulary] = Vocabulary
        self._vocabulary = Vocabulary()
        self._completion = Completion(0, 0)
        self.offers = Offers(self)
        self._look = QTimer(self, singleShot=True, interval=0)
        self._look.timeout.connect(self._offer)
        self.textEdited.connect(lambda _: self._look.start())
        self.offers.itemClicked.connect(lambda item: self._take(self.offers.row(item)))

    def event(self, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Tab
            and self.offers.isVisible()
        ):
            self._take(max(self.offers.currentRow(), 0))
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, offers = event.key(), self.offers
        if key == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._offer(everything=True)
        elif not offers.isVisible():
            super().keyPressEvent(event)
            return
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            offers.step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape:
            offers.hide()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and offers.currentRow() >= 0:
            self._take(offers.currentRow())
        else:
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                offers.hide()
            super().keyPressEvent(event)
            return
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._vocabulary = self.names()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.offers.hide()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.offers.hide()
        super().hideEvent(event)

    def _offer(self, *, everything: bool = False) -> None:
        self._completion = complete(self.text(), self.cursorPosition(), self._vocabulary, empty=everything)
        written = self._completion.end - self._completion.start
        is_value = self.text()[: self._completion.start].endswith(":")
        if not self._completion.candidates or not (is_value or everything or written >= _LETTERS):
            self.offers.hide()
        else:
            self.offers.show_candidates(self._completion.candidates)

    def _take(self, row: int) -> None:
        typed, place = self._completion.put(self.text(), self._completion.candidates[row])
        self.offers.hide()
        self.setText(typed)
        self.setCursorPosition(place)
        if typed[:place].endswith(":"):
            self._look.start()


class Offers(QListWidget):
    """The candidates below the field; it never takes the focus."""

    def __init__(self, field: FilterField) -> None:
        super().__init__(field)
        self._field = field
        self.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("offers")
        self.setAccessibleName("What can be typed here")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setUniformItemSizes(True)

    def show_candidates(self, candidates: tuple[Candidate, ...]) -> None:
        """Show these below the field, none of them marked."""
        self.clear()
        for candidate in candidates:
            means = f"   {candidate.means}" if candidate.means else ""
            self.addItem(QListWidgetItem(displayable(candidate.text + means)))
        self.setCurrentRow(-1)
        rows = min(len(candidates), _ROWS)
        height = rows * max(self.sizeHintForRow(0), 1) + 2 * self.frameWidth() + 4
        self.resize(max(self._field.width(), _WIDTH), height)
        self.move(self._field.mapToGlobal(QPoint(0, self._field.height() + 2)))
        self.show()

    def step(self, by: int) -> None:
        """Mark the next or the previous one, round the end."""
        row = self.currentRow()
        self.setCurrentRow((row + by) % self.count() if row >= 0 else 0 if by > 0 else self.count() - 1)

"""The palette: a short list over the window that narrows while one types; Enter takes what is marked."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotator.app.fuzzy import Titles
from annotator.commands.chords import Platform, display_sequence
from annotator.commands.keymap import Keymap
from annotator.ui.dialogs.messages import quiet_label

_ROWS = 12
_WIDTH = 620
_MOST = 60
_TOP = QModelIndex()
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True, slots=True)
class Choice:
    """One row: `key` is handed back; `detail` stands behind the title, `mark` at the right edge."""

    key: Hashable
    title: str
    detail: str = ""
    mark: str = ""


def command_choices(keymap: Keymap, platform: Platform = Platform.LINUX) -> list[Choice]:
    """Every command of the palette, with its menu and the key that calls it."""
    choices = []
    for command in keymap.commands.values():
        if command.palette:
            keys = keymap.keys_for(command.id)
            mark = display_sequence(keys[0], platform) if keys else ""
            choices.append(Choice(command.id, command.title, command.menu.replace("/", " › "), mark))
    return choices


class ChooserPopup(QFrame):
    """Asks for one of many; Enter or a click calls `chosen` with the key of the row, Esc closes it."""

    def __init__(
        self, window: QWidget, hint: str, choices: Sequence[Choice], chosen: Callable[[Hashable], None]
    ) -> None:
        super().__init__(window, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("palette")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._choices = choices
        self._titles = Titles(choice.title for choice in choices)
        self._chosen = chosen
        self.field = QLineEdit()
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(hint)
        self.field.textChanged.connect(self._narrow)
        self.field.installEventFilter(self)
        self.list = QListView()
        self.list.setAccessibleName("What can be chosen")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._model = _Rows(self)
        self.list.setModel(self._model)
        self.list.setItemDelegate(_RowPainter(self.list))
        self.list.clicked.connect(lambda index: self._take(index.row()))
        self._none = quiet_label("Nothing fits.")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        for part in (self.field, self.list, self._none):
            column.addWidget(part)
        self._narrow("")

    def open_over(self, window: QWidget) -> None:
        """Show it under the window's upper edge, in the middle."""
        row = self.list.sizeHintForRow(0) if self._choices else 0
        shown = min(len(self._choices), _ROWS)
        self.list.setFixedHeight(row * shown + 4)
        self.setFixedWidth(min(_WIDTH, window.width() - 40))
        self.adjustSize()
        where = window.mapToGlobal(window.rect().topLeft())
        self.move(where.x() + (window.width() - self.width()) // 2, where.y() + min(90, window.height() // 8))
        self.show()
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event.key(), event)
        return super().eventFilter(watched, event)

    def _key(self, key: int, event: QKeyEvent) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.list.currentIndex().row())
        elif key == Qt.Key.Key_Escape:
            self.close()
        elif key in _LIST_KEYS:
            self.list.keyPressEvent(event)
        elif key == Qt.Key.Key_Tab:
            self._step(1)
        elif key == Qt.Key.Key_Backtab:
            self._step(-1)
        else:
            return False
        return True

    def _step(self, step: int) -> None:
        rows = self._model.rowCount()
        if rows:
            self.list.setCurrentIndex(self._model.index((self.list.currentIndex().row() + step) % rows))

    def _narrow(self, typed: str) -> None:
        self._model.show_choices([self._choices[place] for place in self._titles.best(typed, _MOST)])
        there = self._model.rowCount() > 0
        self._none.setVisible(not there)
        if there:
            self.list.setCurrentIndex(self._model.index(0))

    def _take(self, row: int) -> None:
        if 0 <= row < len(self._model.choices):
            choice = self._model.choices[row]
            self.close()
            self._chosen(choice.key)


class _Rows(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.choices: list[Choice] = []

    def show_choices(self, choices: list[Choice]) -> None:
        self.beginResetModel()
        self.choices = choices
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _TOP) -> int:
        return 0 if parent.isValid() else len(self.choices)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        choice = self.choices[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return choice.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (choice.title, choice.detail, choice.mark) if part)
        return choice if role == Qt.ItemDataRole.UserRole else None


class _RowPainter(QStyledItemDelegate):
    """Title, behind it the detail in a quiet colour, and the mark at the right edge."""

    def sizeHint(self, option: QStyleOptionViewItem, _: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, QFontMetrics(option.font).height() + 12)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        choice: Choice = index.data(Qt.ItemDataRole.UserRole)
        rect, palette, font = option.rect, option.palette, QFont(option.font)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), 4, 4)
        inner = rect.adjusted(10, 0, -10, 0)
        metrics = QFontMetrics(font)
        quiet = palette.color(QPalette.ColorRole.PlaceholderText)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font)
        painter.setPen(quiet)
        mark = metrics.horizontalAdvance(choice.mark)
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, choice.mark)
        inner.setRight(inner.right() - mark - 16)
        title = metrics.elidedText(choice.title, Qt.TextElideMode.ElideRight, inner.width())
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        painter.drawText(inner, middle, title)
        inner.setLeft(inner.left() + metrics.horizontalAdvance(title) + 12)
        if choice.detail and inner.width() > 40:
            painter.setPen(quiet)
            detail = metrics.elidedText(choice.detail, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, middle, detail)
        painter.restore()

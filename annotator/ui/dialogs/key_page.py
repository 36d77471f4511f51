"""The page of keys: every command with its keys, a key press to give it another, and clashes told at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QBrush, QFont, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.app.key_choices import KeyChoices, KeyRow
from annotator.ui.dialogs.messages import plain_label, quiet_label
from annotator.ui.keys import chord_from_event

_COMMAND = Qt.ItemDataRole.UserRole


class KeyPage(QWidget):
    """Shows and changes `choices`; keeping them is up to the dialog around it."""

    def __init__(self, choices: KeyChoices) -> None:
        super().__init__()
        self.choices = choices
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Find a command or a key")
        self.filter.setAccessibleName("Find a command or a key")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(lambda _: self._show_rows())
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("Commands and their keys")
        self.tree.setHeaderLabels(["Command", "Keys", "Section"])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.setAllColumnsShowFocus(True)
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.tree.setColumnWidth(0, 270)
        self.tree.setColumnWidth(1, 200)
        self.tree.itemActivated.connect(lambda *_: self._press(self.choices.set_key))
        self.troubles = QPlainTextEdit()
        self.troubles.setReadOnly(True)
        self.troubles.setTabChangesFocus(True)
        self.troubles.setAccessibleName("Clashes")
        self.troubles.setFixedHeight(66)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 12, 6, 6)
        column.setSpacing(8)
        column.addWidget(self.filter)
        column.addWidget(self.tree, 1)
        column.addLayout(self._buttons())
        column.addWidget(self.troubles)
        self._show_rows()

    def use_digits(self, digits_label: bool) -> None:
        self.choices.use_digits(digits_label)
        self._show_rows()

    def command(self) -> str | None:
        """The id of the command that is marked."""
        item = self.tree.currentItem()
        return str(item.data(0, _COMMAND)) if item is not None else None

    def change(self, how: Callable[[str], None]) -> None:
        """Change the marked command's keys and show what came of it."""
        command = self.command()
        if command is not None:
            how(command)
            self._show_rows()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for title, pressed in (
            ("Se&t key…", lambda: self._press(self.choices.set_key)),
            ("&Add key…", lambda: self._press(self.choices.add_key)),
            ("Re&move", lambda: self.change(self.choices.remove_keys)),
            ("&Reset", lambda: self.change(self.choices.reset)),
        ):
            row.addWidget(_button(title, pressed))
        row.addStretch(1)
        row.addWidget(_button("Reset a&ll", self._reset_all))
        return row

    def _press(self, give: Callable[[str, str], None]) -> None:
        command = self.command()
        if command is None:
            return
        key = KeyPress.ask(self, self.choices.keymap.commands[command].title)
        if key is not None:
            self.change(lambda chosen: give(chosen, key))

    def _reset_all(self) -> None:
        self.choices.reset_all()
        self._show_rows()

    def _show_rows(self) -> None:
        marked, wanted = self.command(), self.filter.text().casefold()
        self.tree.clear()
        for row in self.choices.rows():
            if wanted in f"{row.command.title} {' '.join(row.keys)} {row.command.section}".casefold():
                item = self._item(row)
                self.tree.addTopLevelItem(item)
                if row.command.id == marked:
                    self.tree.setCurrentItem(item)
        first = self.tree.topLevelItem(0)
        if self.tree.currentItem() is None and first is not None:
            self.tree.setCurrentItem(first)
        troubles = self.choices.troubles()
        self.troubles.setPlainText("\n".join(troubles))
        self.troubles.setVisible(bool(troubles))

    def _item(self, row: KeyRow) -> QTreeWidgetItem:
        mark = "⚠ " if row.troubled else ""
        item = QTreeWidgetItem([row.command.title, mark + ("   ".join(row.keys) or "none"), row.command.section])
        item.setData(0, _COMMAND, row.command.id)
        if row.changed:
            font = QFont(self.tree.font())
            font.setBold(True)
            item.setFont(1, font)
        elif not row.keys:
            item.setForeground(1, QBrush(self.palette().color(QPalette.ColorRole.PlaceholderText)))
        return item


class KeyPress(QDialog):
    """Waits for one key press. Esc alone gives up."""

    def __init__(self, parent: QWidget | None, title: str) -> None:
        super().__init__(parent)
        self.key: str | None = None
        self.setWindowTitle("New key")
        self.setMinimumWidth(320)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 20)
        column.addWidget(plain_label(f"Press the key for “{title}”."))
        column.addWidget(quiet_label("Esc leaves it as it is."))

    @staticmethod
    def ask(parent: QWidget | None, title: str) -> str | None:
        """The key in text form, None when the user gave up."""
        dialog = KeyPress(parent, title)
        dialog.exec()
        dialog.deleteLater()
        return dialog.key

    def event(self, event: QEvent) -> bool:
        # Keys for moving between fields would not reach keyPressEvent.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chord = chord_from_event(event)
        if chord is None:
            return
        if str(chord) == "Esc":
            self.reject()
            return
        self.key = str(chord)
        self.accept()


def _button(title: str, pressed: Callable[[], None]) -> QPushButton:
    button = QPushButton(title)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _=False: pressed())
    return button

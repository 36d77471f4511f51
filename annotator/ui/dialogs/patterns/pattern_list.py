"""The list of patterns with its keys; also 100,000 of them scroll at once."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import QListView

from annotator.domain.display import displayable
from annotator.domain.user_pattern import UserPattern
from annotator.ui.panels.tooltips import as_tooltip
from annotator.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_SWATCH = 12  # pixels


class PatternModel(QAbstractListModel):
    """The patterns as they are edited. A filter hides some; `rows` are the places in `patterns` that are shown.

    `faults` are sentences about patterns that cannot suggest, by their names; `colors` the roles of the labels.
    """

    def __init__(self, theme: Theme, colors: Mapping[str, str]) -> None:
        super().__init__()
        self._theme = theme
        self._colors = colors
        self._words = ""
        self._swatches: dict[str, QIcon] = {}
        self.patterns: list[UserPattern] = []
        self.rows: list[int] = []
        self.faults: dict[str, str] = {}

    def show_patterns(self, patterns: list[UserPattern], faults: Mapping[str, str]) -> None:
        self.patterns, self.faults = patterns, dict(faults)
        self.narrow(self._words)

    def narrow(self, words: str) -> None:
        """Show the patterns in which these characters stand, in any case; all where there are none."""
        self.beginResetModel()
        self._words = words.casefold()
        self.rows = [n for n, pattern in enumerate(self.patterns) if self._words in _searched(pattern)]
        self.endResetModel()

    def add(self, pattern: UserPattern) -> int:
        """Put a pattern at the end; returns its row."""
        row = len(self.rows)
        self.beginInsertRows(_NO_PARENT, row, row)
        self.rows.append(len(self.patterns))
        self.patterns.append(pattern)
        self.endInsertRows()
        return row

    def put(self, row: int, pattern: UserPattern) -> None:
        """Another pattern in the place of one; what was wrong with that is forgotten."""
        self.faults.pop(pattern.name, None)
        self.patterns[self.rows[row]] = pattern
        index = self.index(row, 0)
        self.dataChanged.emit(index, index)

    def remove(self, row: int) -> None:
        self.beginRemoveRows(_NO_PARENT, row, row)
        gone = self.rows.pop(row)
        del self.patterns[gone]
        self.rows = [n - 1 if n > gone else n for n in self.rows]
        self.endRemoveRows()

    def pattern(self, row: int) -> UserPattern | None:
        return self.patterns[self.rows[row]] if 0 <= row < len(self.rows) else None

    def _swatch(self, label: str) -> QIcon:
        found = self._swatches.get(label)
        if found is None:
            square = QPixmap(_SWATCH, _SWATCH)
            square.fill(self._theme.strong(self._colors.get(label, "")))
            found = self._swatches[label] = QIcon(square)
            found.addPixmap(square, QIcon.Mode.Selected)
        return found

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        pattern = self.pattern(index.row())
        if pattern is None:
            return None
        fault = self.faults.get(pattern.name, "")
        if role == Qt.ItemDataRole.DisplayRole:
            return displayable(" ".join(pattern.text.split()) or "New pattern") + _mark(pattern, fault)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tooltip(displayable(fault or f"{pattern.text} – {pattern.label}"))
        if role == Qt.ItemDataRole.DecorationRole:
            return self._swatch(pattern.label)
        if role == Qt.ItemDataRole.ForegroundRole:
            if not pattern.on:
                return self._theme.color("muted")
            return self._theme.color("warning") if fault else None
        return None


class PatternList(QListView):
    """Signals: `added()` by Insert, `removed()` by Delete, `switched()` by Space, `edited()` by Enter or F2."""

    added = Signal()
    removed = Signal()
    switched = Signal()
    edited = Signal()

    def __init__(self, model: PatternModel) -> None:
        super().__init__()
        self.setAccessibleName("Patterns")
        self.setModel(model)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(_SWATCH, _SWATCH))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.doubleClicked.connect(lambda _: self.edited.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        told = {
            Qt.Key.Key_Insert: self.added,
            Qt.Key.Key_Delete: self.removed,
            Qt.Key.Key_Backspace: self.removed,
            Qt.Key.Key_Space: self.switched,
            Qt.Key.Key_Return: self.edited,
            Qt.Key.Key_Enter: self.edited,
            Qt.Key.Key_F2: self.edited,
        }.get(Qt.Key(event.key()))
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if told is None or held:
            super().keyPressEvent(event)
        else:
            told.emit()
            event.accept()


def _searched(pattern: UserPattern) -> str:
    return f"{pattern.text}\n{pattern.name}\n{pattern.label}".casefold()


def _mark(pattern: UserPattern, fault: str) -> str:
    if not pattern.on:
        return "  (off)"
    return "  (cannot suggest)" if fault else ""

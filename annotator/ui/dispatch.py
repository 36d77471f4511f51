"""From key events to commands: one event filter, one table."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from annotator.commands.chords import Chord
from annotator.commands.counts import Invoke, KeyInput, Pending
from annotator.commands.keymap import Keymap
from annotator.commands.table import FIELD, PANEL, TEXT
from annotator.ui.keys import chord_from_event

_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox)
_EDITING = frozenset("ACVXYZ")  # with Ctrl these belong to a field while one is typed in
_MODIFIERS = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock}
)


class KeyDispatcher(QObject):
    """Turns what is typed in a window into command ids.

    In the text every key is a command; in panels and fields only those of their context are, and a field keeps the
    keys it edits with. `pending(Pending)` tells what has been typed so far, with an idle one when that is over.
    """

    pending = Signal(object)

    def __init__(self, window: QWidget, text: QWidget, invoke: Callable[[str, int | None], None]) -> None:
        super().__init__(window)
        self._window = window
        self._text = text
        self._invoke = invoke
        self._input: KeyInput | None = None
        self._hints: _HintReader | None = None
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def set_keymap(self, keymap: Keymap) -> None:
        self._input = KeyInput(keymap)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) or not isinstance(event, QKeyEvent):
            return False
        if not isinstance(watched, QWidget) or watched.window() is not self._window or self._is_busy():
            return False
        if event.key() in _MODIFIERS:
            return False
        context = self._context_of(watched)
        chord = self._chord(event)
        if chord is None or (context == FIELD and chord.ctrl and chord.key in _EDITING):
            return False
        if kind is QEvent.Type.ShortcutOverride:
            if context == TEXT:
                event.accept()  # no menu or mnemonic may take a key of the text
            return context == TEXT
        return self.feed(chord, context)

    def read_hint(self, names: frozenset[str], arrive: Callable[[str], None]) -> None:
        """Take the next letters for a hint; `arrive` gets the hint typed, or nothing when it was none."""
        self._hints = _HintReader(names, arrive)

    def feed(self, chord: Chord, context: str) -> bool:
        """Take one chord; True when it belonged to a command."""
        if self._hints is not None:
            if self._hints.read(chord):
                self._hints = None
            return True
        if self._input is None:
            return False
        outcome = self._input.feed(chord, context)
        if isinstance(outcome, Pending):
            self.pending.emit(outcome)
            return True
        self.pending.emit(Pending())
        if isinstance(outcome, Invoke):
            self._invoke(outcome.command, outcome.count)
            return True
        return context == TEXT and chord.is_plain

    def _context_of(self, watched: QWidget) -> str:
        if watched is self._text or self._text.isAncestorOf(watched):
            return TEXT
        return FIELD if isinstance(watched, _FIELDS) else PANEL

    def _is_busy(self) -> bool:
        return QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None


class _HintReader:
    """Letters typed while hints are shown."""

    def __init__(self, names: frozenset[str], arrive: Callable[[str], None]) -> None:
        self._names = names
        self._arrive = arrive
        self._typed = ""

    def read(self, chord: Chord) -> bool:
        """Take one chord; True when the hint is complete or given up."""
        self._typed += chord.key.lower() if len(chord.key) == 1 and not chord.ctrl else "\n"
        if self._typed in self._names:
            self._arrive(self._typed)
            return True
        if any(name.startswith(self._typed) for name in self._names):
            return False
        self._arrive("")
        return True

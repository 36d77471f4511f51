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
from annotator.commands.keymap import EVERYWHERE, TEXT, Keymap
from annotator.ui.keys import chord_from_event

_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox)
_EDITING = frozenset("ACVXYZ")  # with Ctrl these belong to a field while one is typed in
_MODIFIERS = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock}
)


class KeyDispatcher(QObject):
    """Turns what is typed in a window into command ids.

    In the text every key is a command; elsewhere only those of the context `everywhere` are, and a field keeps the
    keys it edits with. `pending(Pending)` tells what has been typed so far, with an empty one when that is over.
    """

    pending = Signal(object)

    def __init__(self, window: QWidget, text: QWidget, invoke: Callable[[str, int | None], None]) -> None:
        super().__init__(window)
        self._window = window
        self._text = text
        self._invoke = invoke
        self._inputs: dict[str, KeyInput] = {}
        self._hints: _HintReader | None = None
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def set_keymap(self, keymap: Keymap) -> None:
        self._inputs = {context: KeyInput(keymap, context) for context in (TEXT, EVERYWHERE)}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) or not isinstance(event, QKeyEvent):
            return False
        if not isinstance(watched, QWidget) or watched.window() is not self._window or self._is_busy():
            return False
        if event.key() in _MODIFIERS:
            return False
        in_text = watched is self._text or self._text.isAncestorOf(watched)
        chord = chord_from_event(event)
        if chord is None or not (in_text or _leaves_field(watched, chord)):
            return False
        if kind is QEvent.Type.ShortcutOverride:
            if in_text:
                event.accept()  # no menu or mnemonic may take a key of the text
            return in_text
        return self.feed(chord, TEXT if in_text else EVERYWHERE)

    def read_hint(self, names: frozenset[str], arrive: Callable[[str], None]) -> None:
        """Take the next letters for a hint; `arrive` gets the hint typed, or nothing when it was none."""
        self._hints = _HintReader(names, arrive)

    def feed(self, chord: Chord, context: str) -> bool:
        """Take one chord; True when it belonged to a command."""
        if self._hints is not None:
            if self._hints.read(chord):
                self._hints = None
            return True
        source = self._inputs.get(context)
        if source is None:
            return False
        outcome = source.feed(chord)
        if isinstance(outcome, Pending):
            self.pending.emit(outcome)
            return True
        self.pending.emit(None)
        if isinstance(outcome, Invoke):
            self._invoke(outcome.command, outcome.count)
            return True
        return context == TEXT and chord.is_plain

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


def _leaves_field(watched: QWidget, chord: Chord) -> bool:
    """Whether a chord typed outside the text may be a command at all."""
    if not isinstance(watched, _FIELDS):
        return chord.ctrl or chord.key.startswith("F") or chord.key == "Escape"
    if chord.ctrl and not chord.alt:
        return chord.key.upper() not in _EDITING and len(chord.key) == 1
    return len(chord.key) > 1 and chord.key.startswith("F")

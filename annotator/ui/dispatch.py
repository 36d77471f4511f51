"""From key events to commands: one table for the text, the panels and the fields."""

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
from shiboken6 import isValid

from annotator.commands.chords import Chord
from annotator.commands.counts import Invoke, KeyInput, Pending
from annotator.commands.keymap import Keymap
from annotator.commands.table import FIELD, PANEL, TEXT
from annotator.ui.key_modes import HintMode, KeyMode
from annotator.ui.keys import chord_from_event
from annotator.ui.panels.filter_field import FilterField
from annotator.ui.text_view import TextView

_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox)
_EDITING = frozenset("ACVXYZ")  # with Ctrl these belong to a field while one is typed in


class KeyDispatcher(QObject):
    """Turns what is typed in a window into command ids.

    In the text every key is a command; in panels and fields only those of their context are, and a field keeps the
    keys it edits with. `pending(Pending)` tells what has been typed so far, with an idle one when that is over.
    """

    pending = Signal(object)

    def __init__(self, text: TextView, invoke: Callable[[str, int | None], None]) -> None:
        super().__init__(text)
        self._text = text
        self._invoke = invoke
        self._input: KeyInput | None = None
        self._bound: frozenset[Chord] = frozenset()
        self._mode: KeyMode | None = None
        self._watched: QWidget | None = None
        text.key_handler = self._text_key
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_changed)

    def set_keymap(self, keymap: Keymap) -> None:
        self._input = KeyInput(keymap)
        self._bound = keymap.chords

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hears the keys of the one widget outside the text that has the focus."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() == Qt.Key.Key_Escape and isinstance(watched, FilterField):
            return False  # it clears first and leaves then
        context = FIELD if isinstance(watched, _FIELDS) else PANEL
        chord = chord_from_event(event, self._bound)
        if chord is None or (context == FIELD and chord.ctrl and chord.key.upper() in _EDITING):
            return False
        return self.feed(chord, context)

    def _text_key(self, event: QKeyEvent) -> bool:
        chord = chord_from_event(event, self._bound)
        return chord is not None and self.feed(chord, TEXT)

    def _focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        """Listen to the widget that has the focus now, where it is in our window but not the text.

        What was begun in the text, a count or a mode, ends when the focus leaves it.
        """
        if now is not self._text:
            self._drop_begun()
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = None
        if now is not None and now is not self._text and self._hears(now.window()):
            now.installEventFilter(self)
            self._watched = now

    def _hears(self, window: QWidget) -> bool:
        """Whether keys there are for us: in the window of the text, and in companions of it."""
        own = self._text.window()
        return window is own or (getattr(window, "takes_command_keys", False) and window.parentWidget() is own)

    def _drop_begun(self) -> None:
        if self._mode is not None:
            mode, self._mode = self._mode, None
            mode.give_up()
        if self._input is not None and not self._input.pending.idle:
            self._input.reset()
            self.pending.emit(Pending())

    def read_hint(self, names: frozenset[str], arrive: Callable[[str], None]) -> None:
        """Take the next letters for a hint; `arrive` gets the hint typed, or nothing when it was none."""
        self.read_with(HintMode(names, arrive))

    def read_with(self, mode: KeyMode) -> None:
        """Give the next keys to a mode, until it is over or the focus leaves the text."""
        if self._mode is not None:
            self._mode.give_up()
        self._mode = mode

    def feed(self, chord: Chord, context: str) -> bool:
        """Take one chord; True when it belonged to a command."""
        mode = self._mode
        if mode is not None:
            self._mode = None  # it may hand over to another while it reads
            reading = mode.read(chord)
            if not reading.is_over and self._mode is None:
                self._mode = mode
            if reading.is_taken:
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

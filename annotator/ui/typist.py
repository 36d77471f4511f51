"""A habitual user at the keyboard: labels given spans by key events alone, following a fixed policy.

The tour uses it to do the main job, and the effort figure to count keys. The policy is what an analyst does
without thinking, not what a search would find; it looks only at what the screen shows:

1. Move. Within two words: Right. A span that begins with a capital letter or digit: Tab, as long as the
   highlighted stretch begins before the span (three times at most). Else within nine words: a count and Right.
   Else: `f` and the hint.
2. Adjust. When the highlighted stretch is not the span: a count of words; for a sentence `s`; for a long span
   Shift+F and the hint of its last word, then Shift+Right over the signs behind it.
3. Label with the label's key; with Shift where the span has another label already. Where the span is not
   whole words, move the edges by characters afterwards.

With `suggestions`, what is suggested on the screen is looked at first:

a. Ctrl+Enter where two or more are suggested on the screen and all of them are right.
b. A right suggestion that Enter is offered for: Enter, which goes on to the next; where the next span comes before
   that, and the caret is on the suggestion, its label key, which leaves the caret behind it. One that Enter is not
   offered for is gone to by Tab, three times at most.
c. On a suggestion with the right edges and the wrong label: the right label's key. On one with the right label and
   one edge off by a word: the key that moves that edge. One that only begins right is gone to, and the words are
   counted. All others are passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from annotator.domain.labels import LabelSchema
from annotator.domain.sentences import sentence_at
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.ui.main_window import MainWindow

_NAMES = {"Esc": "Escape", "Enter": "Return"}
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_NEAR, _COUNTED, _TABS = 2, 9, 3
_GLANCE = 400  # characters that are looked ahead


class Typist:
    """Presses keys in a window; `keys` counts them, a key with modifiers as one."""

    def __init__(self, window: MainWindow, *, suggestions: bool = False) -> None:
        self._window = window
        self._suggestions = suggestions
        self.keys = 0

    def press(self, key: str) -> None:
        """One key with its modifiers, such as `l`, `Shift+Right` or `Ctrl+Home`."""
        *names, last = key.split("+") if len(key) > 1 else [key]
        modifiers = Qt.KeyboardModifier.NoModifier
        modifiers |= _SHIFT if "Shift" in names else modifiers
        modifiers |= _CONTROL if "Ctrl" in names else modifiers
        modifiers |= _ALT if "Alt" in names else modifiers
        code = Qt.Key(ord(last.upper())) if len(last) == 1 else Qt.Key[f"Key_{_NAMES.get(last, last)}"]
        text = "" if len(last) > 1 or "Ctrl" in names else (last.upper() if "Shift" in names else last)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(self._window.text, QKeyEvent(kind, code, modifiers, text))
        self.keys += 1

    def label(self, wanted: Iterable[tuple[Span, str]]) -> None:
        """Label the spans in reading order, of those that begin together the longest first."""
        left = sorted(wanted, key=lambda entry: (entry[0].start, -entry[0].end))
        while left:
            if self._suggestions and self._take_suggested(left):
                continue
            span, label = left.pop(0)
            whole = self._bench.desk.tokens.snap(span)
            self._go_to(whole)
            self._label(whole, label)
            self._trim(span)

    def _take_suggested(self, left: list[tuple[Span, str]]) -> bool:
        """Take the first of what is left, or all on the screen, by suggestions; False when none helps."""
        landmarks = self._bench.landmarks
        self._bench.pause()
        visible = self._window.text.visible_range()
        shown = landmarks.suggestions_in(visible.start, visible.end)
        right = {(s.span, s.label) for s in shown} & set(left)
        if len(right) > 1 and len(right) == len(shown):
            self.press("Ctrl+Enter")
            left[:] = [entry for entry in left if entry not in right]
            return True
        span, label = left[0]
        if self._bench.desk.tokens.snap(span) != span:
            return False
        here = next((s for s in shown if s.span == span), None)
        beside, edge = (None, "") if here is not None else self._edge(shown, span, label)
        offered = self._bench.offered()
        if here is not None and here.label == label and offered == here and self._bench.cursor.landed != span:
            self.press("Enter")
            left.pop(0)
            return True
        near = here or beside
        if near is None:
            begins = next((s for s in shown if s.start == span.start), None)
            return begins is not None and self._reach(begins.span) and self._take_from_here(left)
        if not self._reach(near.span):
            return False
        following = next((s for s in shown if s.start >= span.end), None)
        if edge:
            self.press(edge)
        elif near.label == label and following is not None and left[1:] and following.span == left[1][0]:
            self.press("Enter")
        else:
            self.press(self._schema.label(label).key)
        left.pop(0)
        return True

    def _take_from_here(self, left: list[tuple[Span, str]]) -> bool:
        """Label what begins where the caret is, as without suggestions."""
        self._label(*left.pop(0))
        return True

    def _reach(self, span: Span) -> bool:
        """Go to a suggestion by a few times Tab; False when it is not near enough for that."""
        cursor, landmarks = self._bench.cursor, self._bench.landmarks
        if cursor.landed == span:
            return True
        stop, position = cursor.landed, cursor.caret
        for times in range(1, _TABS + 1):
            stop = landmarks.behind(position, stop)
            if stop is None or stop.start > span.start:
                return False
            if stop == span:
                for _ in range(times):
                    self.press("Tab")
                while cursor.landed != span and times <= _TABS + _TABS:  # alternatives were shown on the way
                    self.press("Tab")
                    times += 1
                return bool(cursor.landed == span)
            position = stop.start
        return False

    def _edge(self, shown: Sequence[Suggestion], span: Span, label: str) -> tuple[Suggestion | None, str]:
        """A suggestion of this label of which one edge is off by one word, and the key that mends that."""
        tokens = self._bench.desk.tokens
        for suggestion in shown:
            if suggestion.label != label or not suggestion.span.overlaps(span):
                continue
            if suggestion.start == span.start:
                low, high = sorted((suggestion.end, span.end))
                keys = "]" if span.end > suggestion.end else "["
            elif suggestion.end == span.end:
                low, high = sorted((suggestion.start, span.start))
                keys = "{" if span.start < suggestion.start else "}"
            else:
                continue
            if len(tokens.tokens_in(low, high)) == 1:
                return suggestion, keys
        return None, ""

    def _go_to(self, span: Span) -> None:
        desk, cursor = self._bench.desk, self._bench.cursor
        if desk is None or cursor is None:
            raise LookupError("no report is on the desk")
        if self._begins_as_seen(span):
            return
        ahead = self._words_ahead(span)
        named = desk.text[span.start].isupper() or desk.text[span.start].isdigit()
        if ahead is not None and ahead <= _NEAR:
            for _ in range(ahead):
                self.press("Right")
        elif ahead is not None and named:
            for _ in range(3):
                target = cursor.target()
                if target is None or (target.start >= span.start and cursor.landed is not None):
                    break
                self.press("Tab")
        if self._begins_as_seen(span):
            return
        if cursor.selection() is not None:
            self.press("Esc")
        ahead = self._words_ahead(span)
        if ahead is not None and ahead <= _COUNTED:
            for key in [str(ahead), "Right"] if ahead > 1 else ["Right"] * ahead:
                self.press(key)
        else:
            self._hint(span.start, "f")

    def _label(self, span: Span, label: str) -> None:
        desk, cursor = self._bench.desk, self._bench.cursor
        if desk is None or cursor is None:
            raise LookupError("no report is on the desk")
        key = self._schema.label(label).key
        second = any(a.label != label for a in desk.annotations.exactly(span))
        if cursor.target() != span:
            words = desk.tokens.tokens_in(span.start, span.end)
            whole = bool(words) and words[-1].end == span.end
            if whole and len(words) <= _COUNTED and cursor.selection() is None:
                self.press(str(len(words)))
            elif sentence_at(desk.text, span.start) == span:
                self.press("s")
            else:
                hinted = [word for word in words if desk.text[word.start].isalnum()]
                self._hint(hinted[-1].start, "Shift+f")
                for _ in words[words.index(hinted[-1]) + 1 :]:
                    self.press("Shift+Right")
        self.press(f"Shift+{key.upper()}" if second else key)

    def _trim(self, span: Span) -> None:
        """Move the edges of what was just labelled by single characters, where the span is not whole words."""
        for _ in range(_GLANCE):
            made = self._bench.annotation()
            if made is None or made.span == span or not made.span.overlaps(span):
                return
            if made.end != span.end:
                self.press("Ctrl+[" if made.end > span.end else "Ctrl+]")
            else:
                self.press("Ctrl+}" if made.start < span.start else "Ctrl+{")

    def _begins_as_seen(self, span: Span) -> bool:
        target = self._bench.target()
        return target is not None and target.start == span.start

    def _words_ahead(self, span: Span) -> int | None:
        """How many words the span is ahead of the caret; None when it lies behind, or further than a glance."""
        desk, cursor = self._bench.desk, self._bench.cursor
        here = desk.tokens.token_at(cursor.caret) if desk is not None and cursor is not None else None
        if desk is None or here is None or span.start < here.start or span.start - here.start > _GLANCE:
            return None
        return sum(1 for word in desk.tokens.tokens_in(here.start, span.start + 1) if word.start > here.start)

    def _hint(self, position: int, command: str) -> None:
        """Jump to the word at `position` by its hint; a word off the screen is brought there by turning pages."""
        view, desk = self._window.text, self._bench.desk
        if desk is None:
            return
        for _ in range(1000):
            visible = view.visible_range()
            if visible.start <= position < visible.end:
                break
            self.press("PageDown" if position >= visible.end else "PageUp")
        self.press(command)
        token = desk.tokens.token_at(position)
        names = view.hints or {}
        for letter in names.get(token.start, "") if token is not None else "":
            self.press(letter)

    @property
    def _bench(self):  # type: ignore[no-untyped-def]
        return self._window.bench

    @property
    def _schema(self) -> LabelSchema:
        return self._bench.session.schema

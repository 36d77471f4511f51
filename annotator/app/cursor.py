"""The reader's cursor: caret, selection, and what the next label key will take.

Everything here is positions in a text, so that moving and selecting can be tried without a window. Only what
depends on the lines on the screen (up, down, page) is left to the view, which hands the position to `move_to`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from annotator.app.open_document import OpenDocument
from annotator.domain.graphemes import next_boundary, previous_boundary
from annotator.domain.sentences import next_sentence, paragraph_at, previous_sentence, sentence_at
from annotator.domain.spans import Span
from annotator.domain.stretches import widen_steps


class Landmarks(Protocol):
    """Where Tab stops: suggestions and candidates of the report on the desk."""

    def behind(self, position: int, landed: Span | None = None) -> Span | None:
        """The first that starts at or behind the position; the one after `landed`, where the caret is on that."""

    def before(self, position: int) -> Span | None:
        """The last that starts before the position."""

    def around(self, position: int) -> Span | None:
        """The one that covers the position."""


class Cursor:
    """Caret and selection in the report on the desk, in code points.

    `landed` is the candidate, suggestion or annotation that the last jump went to; it is the target until the
    caret moves in another way. `moved` is called after every change.
    """

    def __init__(self, desk: OpenDocument, landmarks: Landmarks, moved: Callable[[], None] = lambda: None) -> None:
        self._desk = desk
        self._landmarks = landmarks
        self._moved = moved
        self.caret = min(desk.document.caret, len(desk.text))
        self.anchor: int | None = None
        self.landed: Span | None = None
        self._narrower: list[Span | None] = []

    def selection(self) -> Span | None:
        """What is selected, without the white space at its ends; None when nothing visible is."""
        if self.anchor is None or self.anchor == self.caret:
            return None
        return _trimmed(self._desk.text, min(self.anchor, self.caret), max(self.anchor, self.caret))

    def target(self, count: int | None = None) -> Span | None:
        """What the next label key takes: the selection, else `count` tokens, else what the caret landed on.

        Without any of these it is the token at the caret.
        """
        selected = self.selection()
        if selected is not None:
            return selected
        if count is not None:
            return self._desk.tokens.count_from(self.caret, count)
        return self.landed if self.landed is not None else self._desk.tokens.token_at(self.caret)

    def move_to(self, position: int, *, extend: bool = False, landed: Span | None = None) -> None:
        """Put the caret at `position`; `extend` keeps the other end of the selection."""
        position = max(0, min(position, len(self._desk.text)))
        if extend:
            self.anchor = self.caret if self.anchor is None else self.anchor
        else:
            self.anchor = None
        self.caret = position
        self.landed = None if extend else landed
        self._narrower.clear()
        self._moved()

    def select(self, span: Span) -> None:
        """Select a span; the caret stands at its end."""
        self.anchor, self.caret, self.landed = span.start, span.end, None
        self._narrower.clear()
        self._moved()

    def drop(self) -> bool:
        """Drop the selection, or else what the caret landed on; False when there was neither."""
        if self.anchor is None and self.landed is None:
            return False
        self.anchor = self.landed = None
        self._narrower.clear()
        self._moved()
        return True

    def tokens(self, step: int, *, extend: bool = False) -> None:
        """Go `step` tokens on, back when negative. Extending ends at the edge of a token: words stay whole."""
        tokens, position = self._desk.tokens, self.caret
        for _ in range(abs(step)):
            if extend and step > 0:
                token = tokens.token_at(position)
                position = token.end if token is not None else len(self._desk.text)
            elif step > 0:
                here = tokens.token_at(position)  # between words, the one ahead is the target already
                following = tokens.next_token(here.start) if here is not None else None
                position = following.start if following is not None else len(self._desk.text)
            else:
                previous = tokens.previous_token(position)
                position = previous.start if previous is not None else 0
        self.move_to(position, extend=extend)

    def graphemes(self, step: int, *, extend: bool = False) -> None:
        """Go `step` characters as a reader counts them."""
        text, position = self._desk.text, self.caret
        for _ in range(abs(step)):
            if step > 0:
                position = next_boundary(text, position) if position < len(text) else position
            else:
                position = previous_boundary(text, position) if position else position
        self.move_to(position, extend=extend)

    def sentences(self, step: int, *, extend: bool = False) -> None:
        """Go to the beginning of the next sentence, or the one before."""
        text, position = self._desk.text, self.caret
        for _ in range(abs(step)):
            if step > 0:
                found = next_sentence(text, position)
                position = found.start if found is not None else len(text)
            else:
                found = previous_sentence(text, position)
                position = found.start if found is not None else 0
        self.move_to(position, extend=extend)

    def landmark(self, step: int, *, extend: bool = False) -> bool:
        """Go to the next candidate or suggestion, or the one before; False when there is none."""
        found: Span | None = None
        here, position = self.landed, self.caret
        for _ in range(abs(step)):
            if step > 0:
                on_it = here is not None and position == here.start
                further = self._landmarks.behind(position, here if on_it else None)
            else:
                further = self._landmarks.before(position)
            if further is None:
                break
            here = found = further
            position = further.start
        if found is None:
            return False
        self.move_to(found.end if extend else found.start, extend=extend, landed=found)
        return True

    def select_sentence(self) -> None:
        """Select the sentence; when it is selected already, the paragraph."""
        sentence = sentence_at(
            self._desk.text, self.caret if self.anchor is None else min(self.anchor, self.caret)
        )
        if self.selection() == _trimmed(self._desk.text, sentence.start, sentence.end):
            sentence = paragraph_at(self._desk.text, sentence.start)
        self.select(sentence)

    def widen(self) -> bool:
        """Make the target one step wider; False when it is the paragraph already."""
        now = self.target()
        if now is None:
            return False
        around = self._landmarks.around(now.start)
        for step in widen_steps(self._desk.text, now, self._desk.tokens, around):
            trimmed = _trimmed(self._desk.text, step.start, step.end)
            if trimmed is not None and trimmed.contains(now) and len(trimmed) > len(now):
                kept = [*self._narrower, now]
                self.select(trimmed)
                self._narrower = kept
                return True
        return False

    def narrow(self) -> bool:
        """Take the last widening back; False when there was none."""
        if not self._narrower:
            return False
        kept = self._narrower[:-1]
        span = self._narrower[-1]
        if span is not None:
            self.select(span)
        self._narrower = kept
        return True


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if end > start else None

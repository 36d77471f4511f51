"""Suggestions on the screen: looked for when the keys pause, a few sentences at a time."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.app.landmarks import DeskLandmarks
from annotator.app.session import Session
from annotator.domain.changes import ChangeSet
from annotator.domain.sentences import sentence_at
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.ui.text_view import TextView

_AROUND = 1_500  # code points beyond the screen in which suggestions are looked for
_CALM_MS = 120  # after the last key, so that nothing falls between a key and its paint
_AT_ONCE = 150  # code points looked through between two events: one to three milliseconds


class Suggesting(QObject):
    """Follows the screen of one view. A key calls `put_off`; looking goes on where it was when the keys pause.

    Signal: `shown_anew()` when others are shown than before.
    """

    shown_anew = Signal()

    def __init__(self, session: Session, view: TextView, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._view = view
        self._landmarks: DeskLandmarks | None = None
        self._shown: list[Suggestion] = []
        self._seen: dict[Suggestion, None] = {}
        self._looked: tuple[Span, tuple[int, int]] | None = (
            None  # what has been looked through, and what was known then
        )
        self._ahead: Span | None = None  # what is still to be looked through
        self._found: list[Suggestion] = []
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._look_on)
        view.viewport_changed.connect(self.look)

    @property
    def shown(self) -> list[Suggestion]:
        """What is on the screen and around it, in the order of the text."""
        return self._shown

    @property
    def seen(self) -> list[Suggestion]:
        """What has been on the screen since the report was opened."""
        return list(self._seen)

    def begin(self, landmarks: DeskLandmarks) -> None:
        """Look in the report that the view shows now; there is no suggestion in it yet."""
        self._landmarks, self._shown, self._seen = landmarks, [], {}
        self.look_again()

    def look(self) -> None:
        """Look as soon as the keys pause, unless all around the screen is known."""
        self._note_seen()
        if self._ahead is not None:
            self._looked = self._ahead = None  # the screen is another now
        self._timer.start(_CALM_MS)

    def look_anew(self) -> None:
        """Look for everything anew in the next pause; what is shown stays until then."""
        self._looked = None
        self.look()

    def look_again(self) -> None:
        """Look for everything anew; what is no longer suggested goes at once."""
        landmarks = self._landmarks
        if landmarks is not None:
            self._show([shown for shown in self._shown if landmarks.suggestion_at(shown.span) is not None])
        self.look_anew()

    def look_now(self) -> None:
        """Look to the end, as when the keys pause."""
        self._timer.stop()
        while self._ahead is not None or self._begin_around():
            self._look_on()
            self._timer.stop()

    def put_off(self) -> None:
        """A key has come: its paint goes first."""
        if self._timer.isActive():
            self._timer.start(_CALM_MS)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._view.viewport_changed.disconnect(self.look)
        self._landmarks = None

    def follow(self, change: ChangeSet) -> None:
        """Take away at once what an annotation has settled; the rest is looked for when the keys pause."""
        if not change.added and not change.removed:
            self.look_again()  # one was rejected, or that was taken back
            return
        if change.removed:
            self._looked = None
        spans = [annotation.span for annotation in change.added if annotation.label in self._session.entities]
        if spans:
            self._show([s for s in self._shown if not any(s.span.overlaps(span) for span in spans)])
        self.look()

    def _look_on(self) -> None:
        if self._landmarks is None:
            return
        if self._ahead is None and not self._begin_around():
            return
        ahead = self._ahead
        if ahead is None:
            return
        if ahead.start < ahead.end:
            stop = min(ahead.start + _AT_ONCE, ahead.end)
            stop = min(max(stop, sentence_at(self._view.text, stop - 1).end), ahead.end)
            known = {suggestion.span for suggestion in self._found[-1:]}
            found = self._landmarks.suggestions_in(ahead.start, stop)
            self._found.extend(suggestion for suggestion in found if suggestion.span not in known)
            self._ahead = Span(stop, ahead.end)
            self._timer.start(1)  # timers of 0 ms are held back while an inner event loop runs
        else:
            self._ahead = None
            self._show(self._found)

    def _begin_around(self) -> bool:
        """Whether there is anything to look through around the screen."""
        visible, version = self._view.visible_range(), self._session.assistance.version
        if self._looked is not None:
            within, seen = self._looked
            if within.start <= visible.start and visible.end <= within.end and seen == version:
                return False
        length = len(self._view.text)
        self._ahead = Span(max(0, visible.start - _AROUND), min(length, visible.end + _AROUND))
        self._looked, self._found = (self._ahead, version), []
        return True

    def _show(self, suggestions: list[Suggestion]) -> None:
        if suggestions != self._shown:
            self._shown = suggestions
            self._view.set_suggestions(suggestions)
            self._note_seen()
            self.shown_anew.emit()

    def _note_seen(self) -> None:
        if self._shown:
            visible = self._view.visible_range()
            self._seen.update((s, None) for s in self._shown if visible.start <= s.start < visible.end)

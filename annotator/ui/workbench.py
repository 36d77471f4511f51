"""The workbench: keeps the session, the reader's cursor and the text view in step."""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from annotator.app.cursor import Cursor
from annotator.app.landmarks import DeskLandmarks
from annotator.app.open_document import OpenDocument
from annotator.app.operations.relations import unrelate
from annotator.app.session import Act, Session, act_beside, on_desk
from annotator.app.settings import Settings
from annotator.app.sources import Progress
from annotator.domain.annotations import Annotation, Relation
from annotator.domain.changes import ChangeSet
from annotator.domain.edits import Operation, Place
from annotator.domain.errors import Cancelled, Refusal
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.ui.suggesting import Suggesting
from annotator.ui.text_view import TextView

_QUICK_TO_COLLECT = 5_000  # annotations; with 80,000 a collection would hold up the keys for 0.2 s
_WORTH_COLLECTING = 2_000_000  # characters of reports opened since the last time
_IDLE_MS = 1_500  # after that long without a key, the place in the report is kept


class Workbench(QObject):
    """One project on the screen.

    Signals: `said(sentence)` for the status line; `caret_moved()`; `report_opened()`; `changed(ChangeSet)`.
    """

    said = Signal(str)
    caret_moved = Signal()
    report_opened = Signal()
    changed = Signal(object)

    def __init__(self, session: Session, view: TextView, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        self.view = view
        self.settings = settings
        self.cursor: Cursor | None = None
        self.landmarks: DeskLandmarks | None = None
        self.count: int | None = None
        session.assistance.set_threshold(float(settings["threshold"]))
        self._made_last: str | None = None
        self._left_over = 0
        self._suggesting = Suggesting(session, view, self)
        self._suggesting.shown_anew.connect(self._show_offered)
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self._rest)
        session.long_work = self._long_work
        session.changed.connect(self._follow)
        session.faulted.connect(self.said.emit)
        view.mouse_selected.connect(self._mouse_selected)

    @property
    def desk(self) -> OpenDocument | None:
        return self.session.desk

    def open_report(self, key: int, place: Place | None = None) -> bool:
        """Put a report before the reader, where it was left or at `place`.

        One that cannot be read is told and the one before stays; then False.
        """
        self.remember_place()
        if not self.attempt(lambda: self.session.open_report(key)):
            return False
        desk = on_desk(self.session)
        self.landmarks = DeskLandmarks(desk, self.session.assistance, suggesting=bool(self.settings["repeats"]))
        self.cursor = Cursor(desk, self.landmarks, self._cursor_moved)
        if place is not None:
            self.cursor.caret, self.cursor.anchor = place.caret, place.anchor
        self._made_last = None
        self.view.set_document(
            desk.text, desk.annotations, self.session.schema, desk.tokens, caret=self.cursor.caret
        )
        self._suggesting.begin(self.landmarks)
        self.report_opened.emit()
        self._cursor_moved()
        self.view.announce(desk.document.facts.title or "Untitled report")
        self._left_over += len(desk.text)
        gc.freeze()  # a collection looks at what is new, not at all annotations: that would take several frames
        return True

    def _long_work(self, title: str, act: Act) -> Operation | None:
        """What concerns very many annotations goes on beside the window, which shows that and can stop it."""
        from annotator.ui.dialogs.progress import ProgressDialog

        def work(_: Progress, stopped: Callable[[], bool]) -> Operation | None:
            return act_beside(self.session, act, stopped)

        window = QApplication.activeWindow()
        try:
            done: Operation | None = ProgressDialog.run(window, "Changing annotations", f"{title}…", work)
        except Cancelled as cancelled:
            raise Refusal(str(cancelled)) from cancelled
        return done

    def go_to(self, place: Place) -> None:
        """Bring a place before the reader, in whichever report it is."""
        if self.desk is None or self.desk.key != place.document:
            self.open_report(place.document, place)
        elif self.cursor is not None:
            self.cursor.move_to(place.caret)

    def follow_relation(self, annotation: Annotation, relation: Relation) -> None:
        """Go to the other end of a relation of the annotation, in whichever report it is."""
        document, uid = relation.other_end(annotation)
        if self.desk is None or self.cursor is None:
            return
        if document == self.desk.key:
            other = self.desk.annotations.get(uid)
            self.cursor.move_to(other.start, landed=other.span)
        elif (there := self.desk.elsewhere.get((document, uid))) is not None:
            self.go_to(Place(document, there.start))
            self.view.set_flash(Span(there.start, there.end))

    def remove_relation(self, relation: Relation) -> None:
        """Take a relation away."""
        if self.cursor is not None:
            caret = self.cursor.caret
            self.attempt(lambda: self.said.emit(unrelate(self.session, relation, caret).title))

    def attempt(self, action: Callable[[], object]) -> bool:
        """Do something that may be refused; a refusal becomes a sentence in the status line."""
        try:
            action()
        except Refusal as refusal:
            self.said.emit(str(refusal))
            return False
        return True

    def target(self) -> Span | None:
        """What the next label key takes."""
        return self.cursor.target(self.count) if self.cursor is not None else None

    def set_count(self, count: int | None) -> None:
        """Show what a label key would take after this count."""
        if count != self.count:
            self.count = count
            self.view.set_target(self.target())
            self.caret_moved.emit()

    def annotation(self) -> Annotation | None:
        """The annotation that keys act on: the one just made, or landed on, else the innermost at the caret."""
        if self.desk is None or self.cursor is None:
            return None
        if self._made_last is not None and self._made_last in self.desk.annotations:
            made = self.desk.annotations.get(self._made_last)
            if made.end == self.cursor.caret and self.cursor.selection() is None:
                return made
        landed = self.cursor.selection() or self.cursor.landed
        if landed is not None:
            exact = self.desk.annotations.exactly(landed)
            if exact:
                return exact[0]
        return self.desk.annotation_at(self.cursor.caret)

    def suggestion(self) -> Suggestion | None:
        """The suggestion under the caret."""
        if self.landmarks is None or self.cursor is None:
            return None
        landed = self.cursor.landed or self.landmarks.around(self.cursor.caret)
        return self.landmarks.suggestion_at(landed)

    def pause(self) -> None:
        """Do what is done when the keys pause: show what is suggested around here now."""
        self._suggesting.look_now()

    def offered(self) -> Suggestion | None:
        """The suggestion that Enter accepts: the one that the caret is on, else the next one on the screen."""
        cursor = self.cursor
        if cursor is None or cursor.selection() is not None:
            return None
        end = self.view.visible_range().end
        ahead = None
        for suggestion in self._suggesting.shown:
            if suggestion.span == cursor.landed:
                return suggestion
            if ahead is None and cursor.caret <= suggestion.start < end:
                ahead = suggestion
        return ahead

    @property
    def shown_suggestions(self) -> list[Suggestion]:
        """What the reader sees proposed."""
        return self._suggesting.shown

    @property
    def seen_suggestions(self) -> list[Suggestion]:
        """What was proposed on the screen since the report was opened."""
        return self._suggesting.seen

    def _rest(self) -> None:
        """While nobody types: keep the place, and now and then free what the reports before have left."""
        self.remember_place()
        worth_it = self._left_over > _WORTH_COLLECTING
        if worth_it and self.desk is not None and len(self.desk.annotations) < _QUICK_TO_COLLECT:
            self._left_over = 0
            gc.unfreeze()
            gc.collect()
            gc.freeze()

    def remember_place(self) -> None:
        """Keep where the reader is in the file."""
        self._idle.stop()
        if self.cursor is not None:
            caret = self.cursor.caret
            self.attempt(lambda: self.session.remember_place(caret))

    def close(self) -> None:
        """Keep the place and let go of the project."""
        self._suggesting.stop()
        self.remember_place()
        self.session.changed.disconnect(self._follow)
        self.session.faulted.disconnect(self.said.emit)
        self.session.close()

    def refresh_suggestions(self) -> None:
        """Look again for suggestions around the screen."""
        self._suggesting.look_again()

    def refresh_suggestions_later(self) -> None:
        """The same when the keys pause, for what was learned meanwhile."""
        self._suggesting.look_anew()

    def _cursor_moved(self) -> None:
        cursor = self.cursor
        if cursor is None:
            return
        self.view.set_caret(cursor.caret, cursor.anchor)
        self.view.set_target(cursor.target(self.count))
        self._show_offered()
        self._idle.start()
        self._suggesting.put_off()
        self.caret_moved.emit()

    def _show_offered(self) -> None:
        offered = self.offered()
        self.view.set_offered(offered.span if offered is not None else None)

    def _mouse_selected(self, start: int, end: int) -> None:
        if self.cursor is not None:
            if start == end:
                self.cursor.move_to(end)
            else:
                self.cursor.anchor = start
                self.cursor.move_to(end, extend=True)

    def _follow(self, change: ChangeSet) -> None:
        desk = self.desk
        if change.go_to is not None and (desk is None or desk.key != change.go_to.document):
            self.open_report(change.go_to.document, change.go_to)
        elif desk is not None and desk.key in change.documents:
            self.view.annotations_changed(change.added, change.removed)
            self._made_last = change.added[-1].uid if change.added else None
            if change.go_to is not None and self.cursor is not None:
                self.cursor.move_to(change.go_to.caret)
            self._suggesting.follow(change)
        elif change.corpus and desk is None and (first := self.session.first_report()) is not None:
            self.open_report(first)
        self.changed.emit(change)

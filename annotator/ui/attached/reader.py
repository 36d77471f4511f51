"""A report that is only read: its head, its text with the annotations, and what is said of that at the caret."""

from __future__ import annotations

from itertools import islice

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from annotator.app.finding import TextFinder
from annotator.app.open_document import OpenDocument
from annotator.app.searching import Found, place_of_hit
from annotator.app.session import Session
from annotator.domain.annotations import Annotation, Relation
from annotator.domain.spans import Span
from annotator.ui.panels.details import AnnotationDetails
from annotator.ui.report_header import ReportHeader
from annotator.ui.text_view import TextView
from annotator.ui.theme import Theme

_MOST_SHOWN = 2_000  # places of a word that was searched for
_PAGES: dict[int, int] = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1, Qt.Key.Key_Space: 1}
_LEAVE = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Backspace)
_LINES: dict[int, int] = {Qt.Key.Key_Up: -3, Qt.Key.Key_Down: 3}


class ReportReader(QWidget):
    """Up, Down and the page keys scroll, Left and Right go through the annotations, Ctrl+C copies a selection.

    Signal: `leave()` by Tab and Backspace; Esc is the window's.
    """

    leave = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._session: Session | None = None
        self.header = ReportHeader()
        self.text = TextView()
        self.text.setAccessibleName("Report of the attached project")
        self.text.key_handler = self._take_key
        self.details = AnnotationDetails()
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.text)
        halves.addWidget(self.details)
        halves.setSizes([460, 120])
        halves.setStretchFactor(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(halves, 1)
        self.setFocusProxy(self.text)
        self.text.caret_moved.connect(lambda _: self._describe())
        self.details.relations.followed.connect(self._follow)

    def set_session(self, session: Session | None) -> None:
        """Read in this project; no report is shown yet."""
        self._session = session
        self.header.clear()
        self.text.clear()
        self.details.clear()
        if session is not None:
            self.details.set_session(session)

    def set_theme(self, theme: Theme, zoom: float, line_width: int) -> None:
        self.text.set_theme(theme)
        self.text.set_zoom(zoom)
        self.text.set_line_width(line_width)
        self.header.set_theme(theme)
        self.details.set_theme(theme)

    def read(self, key: int, found: Found | None = None) -> None:
        """Show a report, at the place for which it was found.

        Raises KeyError when it has gone meanwhile, Refusal when it cannot be read.
        """
        session = self._session
        if session is None:
            return
        desk = session.open_report(key)
        self._show(session, desk)
        if found is not None:
            place = place_of_hit(session.store, found, key, desk.text)
            finder = TextFinder(desk.text)
            words = (span for word in found.words for span in islice(finder.places(word), _MOST_SHOWN))
            self.text.set_search_hits(sorted(words))
            self._go_to(place)
        self._describe()

    @property
    def desk(self) -> OpenDocument | None:
        return self._session.desk if self._session is not None else None

    def _show(self, session: Session, desk: OpenDocument) -> None:
        self.header.show_report(desk)
        self.text.set_document(desk.text, desk.annotations, session.schema, desk.tokens)
        self.text.set_search_hits([])

    def _go_to(self, span: Span | None) -> None:
        if span is not None:
            self.text.set_caret(span.start)
            self.text.set_flash(span)

    def _describe(self) -> None:
        there = self.desk.annotations_at(self.text.caret) if self.desk is not None else []
        if self.desk is not None and there:
            self.details.show_annotations(self.desk, there, None)
        else:
            self.details.clear()

    def _follow(self, annotation: Annotation, relation: Relation) -> None:
        """Go to the other end of a relation."""
        document, uid = relation.other_end(annotation)
        if self.desk is not None and document != self.desk.key:
            self.read(document)
        if self.desk is not None and uid in self.desk.annotations:
            self._go_to(self.desk.annotations.get(uid).span)

    def _take_key(self, event: QKeyEvent) -> bool:
        key, screen = event.key(), self.text.viewport().height()
        if key in _LEAVE:
            self.leave.emit()
        elif key in _PAGES:
            self.text.scroll_by(_PAGES[key] * (screen - self.text.metrics.pitch))
        elif key in _LINES:
            self.text.scroll_by(_LINES[key] * self.text.metrics.pitch)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.text.set_caret(0 if key == Qt.Key.Key_Home else len(self.text.text))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(forward=key == Qt.Key.Key_Right)
        elif key == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._copy()
        else:
            return False
        return True

    def _step(self, *, forward: bool) -> None:
        annotations, caret = (self.desk.annotations, self.text.caret) if self.desk is not None else (None, 0)
        if annotations is not None:
            there = annotations.next_from(caret) if forward else annotations.previous_from(caret)
            self._go_to(there.span if there is not None else None)

    def _copy(self) -> None:
        selected = self.text.selection()
        if selected is not None:
            QGuiApplication.clipboard().setText(self.text.text[selected.start : selected.end])

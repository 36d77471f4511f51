"""The text view: a report with its annotations, on which the keys of the program work."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from annotator.domain.annotation_set import AnnotationSet
from annotator.domain.annotations import Annotation
from annotator.domain.labels import LabelSchema
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex
from annotator.ui.text_view.accessibility import AccessibleText
from annotator.ui.text_view.arcs import Arc
from annotator.ui.text_view.caret_canvas import CaretCanvas
from annotator.ui.text_view.marks import cluster
from annotator.ui.text_view.mouse import MouseSelector
from annotator.ui.text_view.stretch_index import StretchIndex

_MOUSE = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.MouseMove,
    }
)


class TextView(CaretCanvas):
    """Shows one report. Positions are code points of its text; the text cannot be changed here.

    It has no keys of its own: `key_handler` gets each key press, and the parent those that it does not take.
    Signals: `mouse_selected(anchor, caret)` for what the mouse does, with equal ends for a click;
    `context_menu_requested(QPoint, int)` with the place on the screen of the desktop and the position.
    """

    mouse_selected = Signal(int, int)
    context_menu_requested = Signal(QPoint, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName("Report")
        self.key_handler: Callable[[QKeyEvent], bool] | None = None
        self._annotations = AnnotationSet()
        self._mouse = MouseSelector(self, self._select_by_mouse)
        self._accessible = AccessibleText(self)

    def set_document(
        self,
        text: str,
        annotations: AnnotationSet,
        schema: LabelSchema,
        tokens: TokenIndex,
        caret: int = 0,
    ) -> None:
        """Show a report with the caret at `caret`. `annotations` stays shared: see `annotations_changed`."""
        self._mouse.stop()
        self._mouse.tokens = tokens
        self.show_text(text, annotations, schema)
        self.set_caret(caret)

    def clear(self) -> None:
        """Show nothing."""
        self._mouse.stop()
        self._mouse.tokens = TokenIndex("")
        self.show_text("", AnnotationSet(), None)
        self.set_caret(0)

    def annotations_changed(self, added: Iterable[Annotation], removed: Iterable[Annotation]) -> None:
        """Draw anew what these annotations touch; the shared set has been changed already."""
        for annotation in (*added, *removed):
            start, end = annotation.start, annotation.end
            for other in cluster(self._annotations, start, end):
                start, end = min(start, other.start), max(end, other.end)
            self.marks_changed(start, end)

    def set_target(self, target: Span | None) -> None:
        """Highlight what the next label key takes."""
        self._replace("target", target)

    def set_offered(self, span: Span | None) -> None:
        """Mark the suggestion that Enter accepts."""
        self._replace("offered", span)

    def set_flash(self, span: Span | None) -> None:
        """Highlight a place until the caret moves on."""
        self._replace("flash", span)

    def set_find_hits(self, hits: list[Span], current: Span | None) -> None:
        """Highlight what a search in this report found, and the hit that the reader is at."""
        self.over.found = StretchIndex(hits)
        self.over.current = current
        self.viewport().update()

    def set_search_hits(self, hits: list[Span]) -> None:
        """Highlight faintly what a search of the corpus found in this report."""
        self.over.searched = StretchIndex(hits)
        self.viewport().update()

    def set_hints(self, hints: dict[int, str] | None) -> None:
        """Show badges with letters at positions; None takes them away."""
        self.hints = hints
        self.viewport().update()

    def set_arcs(self, arcs: list[Arc]) -> None:
        """Draw these relations over the text instead of those before."""
        if arcs != self.arcs:
            self.arcs = arcs
            self.viewport().update()

    def set_snap(self, snaps: bool) -> None:
        """Whether the mouse selects whole tokens; with Alt held it never does."""
        self._mouse.snaps = snaps

    def announce(self, sentence: str) -> None:
        """Have a screen reader say a sentence."""
        self._accessible.announce(sentence)

    def set_caret(self, position: int, anchor: int | None = None, ensure_visible: bool = True) -> None:
        before = self.caret
        super().set_caret(position, anchor, ensure_visible)
        if self.caret != before:
            self.set_flash(None)
        self._accessible.follow(self.text, self.caret, self._mouse.tokens)

    # Qt's own

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.key_handler is None or not self.key_handler(event):
            event.ignore()

    def focusNextPrevChild(self, _: bool) -> bool:
        return False  # Tab and Shift+Tab are commands here

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update_range(self.caret, self.caret)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update_range(self.caret, self.caret)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() in _MOUSE and isinstance(event, QMouseEvent) and self._mouse.handle(event):
            return True
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            position = self.position_at(event.pos())
            selection = self.selection()
            if selection is None or not selection.holds(position):
                self._select_by_mouse(position, position)
            place = event.globalPos()
        else:
            position = self.caret
            place = self.viewport().mapToGlobal(self.rect_of(position).bottomLeft())
        self.context_menu_requested.emit(place, position)

    def _select_by_mouse(self, anchor: int, caret: int) -> None:
        self.set_caret(caret, None if anchor == caret else anchor, ensure_visible=False)
        self.mouse_selected.emit(anchor, caret)

    def _replace(self, name: str, span: Span | None) -> None:
        before: Span | None = getattr(self.over, name)
        if span != before:
            setattr(self.over, name, span)
            for changed in (before, span):
                if changed is not None:
                    self.update_range(changed.start, changed.end)

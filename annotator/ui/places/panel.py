"""The companion with the map: places of the report or of all, and what is linked to the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from annotator.app.place_map import MapPlace, World, places_beside, spans_beside, world_of
from annotator.app.places import gazetteer_of
from annotator.app.session import Session
from annotator.domain.changes import ChangeSet
from annotator.domain.edits import Place
from annotator.domain.spans import Span
from annotator.ui.dialogs.messages import plain_label
from annotator.ui.panels.choice import Choice
from annotator.ui.panels.filter_field import FilterField
from annotator.ui.panels.panel_list import PanelList
from annotator.ui.places.canvas import MapCanvas
from annotator.ui.places.jobs import LatestJobs
from annotator.ui.places.lists import PlaceDelegate, PlaceRows, SpanDelegate, SpanRows
from annotator.ui.theme import Theme

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_SCOPES = ("All reports", "This report")
_CALM_MS = 300  # after a change of the project, before the map follows
_WAIT_MS = 500  # between two looks for the list of places
_NARROW = 640  # pixels; in less the lists stand below the map
HINT = "A place is linked by “Link to a place” on an annotation."


class PlacesPanel(QWidget):
    """The map at the left; places, and the annotations of the chosen one, at the right."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("Map of places")
        self.setAccessibleName("Map of places")
        self._window = window
        self._session: Session | None = None
        self._places: list[MapPlace] = []
        self._id = ""  # of the chosen place
        self.canvas = MapCanvas()
        self.scope = Choice("Whose places", list(_SCOPES))
        self.field = FilterField("Filter the places", "Filter by name or country")
        self.places, self.spans = PlaceRows(), SpanRows()
        self._delegates = PlaceDelegate(), SpanDelegate()
        self.place_list = PanelList("Places", self.places, self._delegates[0])
        self.span_list = PanelList("Annotations of the place", self.spans, self._delegates[1])
        self.sentence = plain_label()
        self.jobs = LatestJobs(self, self.sentence.setText)
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._wait = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._build()
        self._connect()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.scope, 2)
        top.addWidget(self.field, 3)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(10, 10, 10, 6)
        column.setSpacing(6)
        column.addLayout(top)
        lists = QSplitter(Qt.Orientation.Vertical)
        lists.setChildrenCollapsible(False)
        for each in (self.place_list, self.span_list):
            each.setFrameShape(QFrame.Shape.NoFrame)
            each.setMinimumHeight(70)
            lists.addWidget(each)
        column.addWidget(lists, 1)
        column.addWidget(self.sentence)
        side.setMinimumWidth(220)
        self.halves = QSplitter(Qt.Orientation.Horizontal)
        self.halves.setChildrenCollapsible(False)
        self.halves.addWidget(self.canvas)
        self.halves.addWidget(side)
        self.halves.setStretchFactor(0, 3)
        self.halves.setStretchFactor(1, 2)
        self.halves.setSizes([660, 340])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.halves)
        self.setFocusProxy(self.place_list)

    def _connect(self) -> None:
        self.scope.activated.connect(lambda _: self._read(fit=True))
        self.field.textChanged.connect(self._filter)
        self.field.to_list.connect(self.place_list.setFocus)
        self.place_list.selectionModel().currentRowChanged.connect(lambda now, _: self._choose(now.row()))
        self.place_list.chosen.connect(self._enter_place)
        self.place_list.typed.connect(self._typed)
        self.place_list.above.connect(self.field.setFocus)
        self.span_list.chosen.connect(self.open_span)
        self.spans.modelReset.connect(lambda: self.span_list.go_to_row(0))
        self.span_list.above.connect(self.place_list.setFocus)
        self.canvas.chosen.connect(self._choose_on_map)
        self.canvas.entered.connect(self.span_list.setFocus)
        for part in (self.field, self.place_list, self.span_list, self.canvas):
            part.leave.connect(self._leave)
        self._calm.timeout.connect(lambda: self._read(fit=False))
        self._wait.timeout.connect(self._read_world)

    def set_session(self, session: Session | None) -> None:
        self._calm.stop()
        self._wait.stop()
        self.jobs.stop()
        if self._session is not None:
            self._session.opened.disconnect(self._report_opened)
        if session is not None:
            session.opened.connect(self._report_opened)
        self._session = session
        self._show([], fit=True)
        if session is not None and self.isVisible():
            self.enter()

    def take(self, change: ChangeSet) -> None:
        if self.isVisible() and (change.added or change.removed or change.corpus or change.schema):
            self._calm.start()

    def set_theme(self, theme: Theme) -> None:
        self.canvas.set_theme(theme)
        for delegate in self._delegates:
            delegate.theme = theme
        for each in (self.place_list, self.span_list):
            each.viewport().update()

    def enter(self) -> None:
        """Show the places as they are now and take the keyboard."""
        self.place_list.setFocus()
        self._read_world()
        self._read(fit=not self._places)

    def open_span(self, row: int) -> None:
        """Bring an annotation before the reader, with the caret behind it."""
        bench = self._window.bench
        if bench is None or not 0 <= row < len(self.spans.spans):
            return
        span = self.spans.spans[row]
        bench.go_to(Place(span.document, span.end))
        self._window.text.set_flash(Span(span.start, span.end))
        self._leave()

    def _report(self) -> int | None:
        """The report whose places are shown; None for all."""
        desk = self._session.desk if self._session is not None else None
        return desk.key if desk is not None and self.scope.currentIndex() == 1 else None

    def _report_opened(self, _: object) -> None:
        if self.isVisible() and self.scope.currentIndex() == 1:
            QTimer.singleShot(0, self, lambda: self._read(fit=True))

    def _read(self, *, fit: bool) -> None:
        session, report = self._session, self._report()
        if session is None:
            return
        if not self._places:
            self.sentence.setText("Reading places …")
        self.jobs.begin(
            "places",
            lambda progress, cancelled: places_beside(session, report, progress, cancelled),
            lambda places: self._show(places, fit=fit or not self._places),
            lambda done, total, text: self.sentence.setText(f"{text} … {done:,} of {total:,}"),
        )

    def _read_world(self) -> None:
        """Load the towns behind the places, once the list of places is there."""
        if self._session is None or self.canvas.has_world or "world" in self.jobs:
            return
        gazetteer = gazetteer_of(self._session)
        if gazetteer is None:
            self._wait.start()
            return
        self.jobs.begin("world", lambda *_: world_of(gazetteer), self._take_world)

    def _take_world(self, world: World) -> None:
        self.canvas.set_world(world)
        self._say()

    def _show(self, places: list[MapPlace], *, fit: bool) -> None:
        self._places = places
        kept = self._id
        self.places.set_places(places)
        self.canvas.set_places(places, fit=fit)
        numbers = [number for number, place in enumerate(places) if place.link.id == kept]
        self._go_to(numbers[0] if numbers else 0)
        self._say()

    def _say(self) -> None:
        spans = sum(place.times for place in self._places)
        known = f"{len(self._places):,} place{'' if len(self._places) == 1 else 's'}, {spans:,} annotations."
        parts = [known if self._places else f"No places are linked yet. {HINT}"]
        if not self.canvas.has_world:
            if self._window.settings["repeats"]:
                parts.append("The list of places is still being loaded; the towns of the map come with it.")
            else:
                parts.append("With suggestions switched off, the map is without its towns.")
        self.sentence.setText(" ".join(parts))

    def _filter(self, words: str) -> None:
        self.places.filter(words)
        self._go_to(self.places.numbers[0] if self.places.numbers else -1)

    def _typed(self, letters: str) -> None:
        """Signs belong to the map, letters to the filter."""
        if letters in ("+", "=", "-"):
            self.canvas.zoom(1 / 1.5 if letters == "-" else 1.5)
        elif letters == "0":
            self.canvas.fit()
        else:
            self.field.type_on(letters)

    def _choose_on_map(self, number: int) -> None:
        if number not in self.places.numbers:
            self.field.clear()
        self._go_to(number)

    def _go_to(self, number: int) -> None:
        if number in self.places.numbers:
            self.place_list.go_to_row(self.places.numbers.index(number))
        else:
            self._choose(-1)

    def _choose(self, row: int) -> None:
        """Mark the place of a row on the map and read what is linked to it."""
        place, session, report = self.places.place(row), self._session, self._report()
        if place is None or session is None:
            self.jobs.drop("spans")
            self.canvas.choose(None)
            self.spans.set_spans([])
            return
        is_new, self._id = place.link.id != self._id, place.link.id
        self.canvas.choose(self.places.numbers[row], into_view=is_new)
        self.jobs.begin("spans", lambda *_: spans_beside(session, place.link.id, report), self.spans.set_spans)

    def _enter_place(self, row: int) -> None:
        self._choose(row)
        self.span_list.setFocus()

    def _leave(self) -> None:
        self._window.activateWindow()
        self._window.text.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        """The lists beside the map, or below it where it is narrow."""
        wanted = Qt.Orientation.Vertical if self.width() < _NARROW else Qt.Orientation.Horizontal
        if self.halves.orientation() != wanted:
            self.halves.setOrientation(wanted)
            QTimer.singleShot(0, self, lambda: self.halves.setSizes([1100, 900]))  # once it has its new size

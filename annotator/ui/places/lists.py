"""Beside the map: the places with how often they are linked, and the annotations of one of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.app.place_map import MapPlace, in_its_words, whereabouts
from annotator.domain.places import LinkedSpan
from annotator.ui.panels.painting import draw_line, draw_match, font_of
from annotator.ui.theme import Theme

_NOWHERE = QModelIndex()
_SMALL, _PADDING, _LEADING = 0.86, 0.35, 1.18
Index = QModelIndex | QPersistentModelIndex


class PlaceRows(QAbstractListModel):
    """The places that pass the filter; `numbers` are their places in what the map shows."""

    def __init__(self) -> None:
        super().__init__()
        self._places: list[MapPlace] = []
        self._words = ""
        self.numbers: list[int] = []

    def set_places(self, places: Sequence[MapPlace]) -> None:
        self._places = list(places)
        self.filter(self._words)

    def filter(self, words: str) -> None:
        """List the places whose names have all these words somewhere."""
        self.beginResetModel()
        self._words = words
        wanted = words.casefold().split()
        self.numbers = [
            number
            for number, place in enumerate(self._places)
            if all(word in place.name.casefold() for word in wanted)
        ]
        self.endResetModel()

    def place(self, row: int) -> MapPlace | None:
        return self._places[self.numbers[row]] if 0 <= row < len(self.numbers) else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.numbers)

    def data(self, index: Index, role: int = 0) -> object:
        place = self.place(index.row())
        if place is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return place.name if role == Qt.ItemDataRole.DisplayRole else f"{place.name}, {place.times} times"


class SpanRows(QAbstractListModel):
    """The annotations that are linked to a place."""

    def __init__(self) -> None:
        super().__init__()
        self.spans: list[LinkedSpan] = []

    def set_spans(self, spans: Sequence[LinkedSpan]) -> None:
        self.beginResetModel()
        self.spans = list(spans)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.spans)

    def data(self, index: Index, role: int = 0) -> object:
        if not 0 <= index.row() < len(self.spans):
            return None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        span = self.spans[index.row()]
        return f"{''.join(in_its_words(span))}, {whereabouts(span)}"


class _Rows(QStyledItemDelegate):
    """Rows with room around them, on the ground that says what is current."""

    _lines = 1

    def __init__(self) -> None:
        super().__init__()
        self.theme: Theme | None = None

    def sizeHint(self, option: QStyleOptionViewItem, _: Index) -> QSize:
        unit = QFontMetricsF(option.font).height()
        return QSize(80, round(unit * (_LEADING * self._lines + _PADDING * 2)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self.theme
        if theme is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.fillRect(box, theme.color("accent_tint" if focused else "raised"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color("alternate"))
        unit = QFontMetricsF(option.font).height()
        inner = box.adjusted(unit * 0.65, unit * _PADDING, -unit * 0.65, -unit * _PADDING)
        self.paint_row(painter, inner, option, index, theme)
        painter.restore()

    def paint_row(
        self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem, index: Index, theme: Theme
    ) -> None:
        raise NotImplementedError


class PlaceDelegate(_Rows):
    """The name of a place and how often it is linked."""

    def paint_row(
        self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem, index: Index, theme: Theme
    ) -> None:
        model = index.model()
        place = model.place(index.row()) if isinstance(model, PlaceRows) else None
        if place is None:
            return
        times = f"{place.times:,}"
        width = QFontMetricsF(option.font).horizontalAdvance(times)
        draw_line(painter, box, times, theme.color("muted"), option.font, right=True)
        draw_line(painter, box.adjusted(0, 0, -width - 10, 0), place.name, theme.color("text"), option.font)


class SpanDelegate(_Rows):
    """An annotation in its words, with its report below."""

    _lines = 2

    def paint_row(
        self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem, index: Index, theme: Theme
    ) -> None:
        model = index.model()
        if not isinstance(model, SpanRows) or index.row() >= len(model.spans):
            return
        span = model.spans[index.row()]
        upper, lower = QRectF(box), QRectF(box)
        upper.setHeight(box.height() / 2)
        lower.setTop(upper.bottom())
        draw_match(painter, upper, in_its_words(span), theme.color("text"), theme, option.font)
        draw_line(painter, lower, whereabouts(span), theme.color("muted"), font_of(option.font, _SMALL))

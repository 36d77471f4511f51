"""How a row of the label panels is drawn."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.ui.models.label_rows import HEADER, MORE, TEXT, LabelRow, LabelRowsModel, shown_text
from annotator.ui.panels.painting import draw_chevron, draw_key_cap, draw_line, draw_swatch, font_of, key_cap_width
from annotator.ui.theme import Theme

_ROW = 1.65  # height of a row in heights of its font


class LabelRowDelegate(QStyledItemDelegate):
    """Draws from plain parts; all rows have one height, so that a list of any length is laid out at once."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme | None = None

    def sizeHint(self, option: QStyleOptionViewItem, _: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, round(QFontMetricsF(option.font).height() * _ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        theme = self.theme
        if theme is None or not isinstance(model, LabelRowsModel):
            return
        row = model.row_at(index.row())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.color("accent_tint"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color("alternate"))
        if row.kind == HEADER:
            if index.row():
                painter.fillRect(QRectF(box.left(), box.top(), box.width(), 1), theme.color("raised"))
            self._paint_header(painter, box, option, row, theme)
        else:
            self._paint_text(painter, box, option, row, theme)
        painter.restore()

    def _paint_header(
        self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem, row: LabelRow, theme: Theme
    ) -> None:
        unit = QFontMetricsF(option.font).height()
        bold, small = font_of(option.font, bold=True), font_of(option.font, 0.82)
        middle = box.center().y()
        left = box.left() + unit * 0.55
        if row.count:
            draw_chevron(
                painter, QPointF(left + unit * 0.2, middle), unit * 0.4, theme.color("muted"), open_=row.expanded
            )
        left += unit * 0.8
        height = unit * 0.78
        draw_swatch(painter, QRectF(left, middle - height / 2, unit * 1.05, height), row.label, theme)
        left += unit * 1.55
        right = box.right() - unit * 0.65
        count = f"{row.count:,}"
        width = QFontMetricsF(bold).horizontalAdvance(count) + 2
        color = theme.color("text" if row.count else "disabled")
        draw_line(painter, QRectF(right - width, box.top(), width, box.height()), count, color, bold, right=True)
        right -= width + unit * 0.6
        key_width = key_cap_width(row.keys, small) if row.keys else 0.0
        gap = unit * 0.5 if key_width else 0.0
        room = max(right - left - key_width - gap, 0.0)
        name = shown_text(row)
        name_width = min(QFontMetricsF(bold).horizontalAdvance(name) + 2, room)
        draw_line(painter, QRectF(left, box.top(), name_width, box.height()), name, theme.color("text"), bold)
        if key_width:
            cap = QRectF(left + name_width + gap, middle - unit * 0.55, key_width, unit * 1.1)
            draw_key_cap(painter, cap, row.keys, theme, small)

    def _paint_text(
        self, painter: QPainter, box: QRectF, option: QStyleOptionViewItem, row: LabelRow, theme: Theme
    ) -> None:
        unit = QFontMetricsF(option.font).height()
        left, right = box.left() + unit * 1.35, box.right() - unit * 0.65
        if row.kind == TEXT:
            count = f"{row.count:,}"
            width = QFontMetricsF(option.font).horizontalAdvance(count) + 2
            place = QRectF(right - width, box.top(), width, box.height())
            draw_line(painter, place, count, theme.color("muted"), option.font, right=True)
            right -= width + unit * 0.6
        draw_line(
            painter,
            QRectF(left, box.top(), max(right - left, 0.0), box.height()),
            shown_text(row),
            theme.color("muted" if row.kind == MORE else "text"),
            option.font,
            elide=Qt.TextElideMode.ElideMiddle,
        )

"""How a report is drawn in the queue."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.domain.display import displayable
from annotator.domain.documents import DocumentSummary
from annotator.ui.models.queue_model import QueueModel, QueueRow, date_of, source_of, title_of
from annotator.ui.panels.painting import draw_flag, draw_line, draw_match, draw_state, font_of
from annotator.ui.theme import Theme

_SMALL = 0.86
_PADDING = 0.42  # above and below, in heights of the font
_LEADING = 1.18


class QueueDelegate(QStyledItemDelegate):
    """State, title and facts of a report; `searching` makes room for a third line with the match."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme | None = None
        self.searching = False

    def sizeHint(self, option: QStyleOptionViewItem, _: QModelIndex | QPersistentModelIndex) -> QSize:
        unit = QFontMetricsF(option.font).height()
        small = QFontMetricsF(font_of(option.font, _SMALL)).height()
        lines = unit + small * (2 if self.searching else 1)
        return QSize(80, round(lines * _LEADING + unit * _PADDING * 2))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        row = model.row_at(index.row()) if isinstance(model, QueueModel) else None
        if row is None or self.theme is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, row, self.theme)
        self._paint_row(painter, option, row, self.theme)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, row: QueueRow, theme: Theme) -> None:
        box = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if selected and focused:
            painter.fillRect(box, theme.color("accent_tint"))
        elif row.current or selected:
            painter.fillRect(box, theme.color("raised"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color("alternate"))
        if row.current:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), theme.color("accent"))

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, row: QueueRow, theme: Theme) -> None:
        summary = row.summary
        unit = QFontMetricsF(option.font).height()
        small = font_of(option.font, _SMALL)
        box = QRectF(option.rect)
        line = QRectF(0, box.top() + unit * _PADDING, 0, unit * _LEADING)
        glyph = unit * 0.72
        draw_state(
            painter,
            QRectF(box.left() + unit * 0.75, line.center().y() - glyph / 2, glyph, glyph),
            summary.state,
            theme,
        )
        line.setLeft(box.left() + unit * 1.95)
        line.setRight(box.right() - unit * 0.65)
        title = QRectF(line)
        if summary.flagged:
            flag = QRectF(line.right() - unit * 0.55, line.center().y() - unit * 0.32, unit * 0.55, unit * 0.64)
            draw_flag(painter, flag, theme)
            title.setRight(flag.left() - unit * 0.4)
        draw_line(painter, title, title_of(summary), theme.color("text"), font_of(option.font, bold=row.current))
        line.translate(0, line.height())
        line.setHeight(QFontMetricsF(small).height() * _LEADING)
        _paint_facts(painter, line, summary, theme.color("muted"), small)
        if self.searching and row.hit is not None:
            line.translate(0, line.height())
            hit = row.hit
            parts = (displayable(hit.before), displayable(hit.match), displayable(hit.behind))
            draw_match(painter, line, parts, theme.color("muted"), theme, small)


def _paint_facts(painter: QPainter, line: QRectF, summary: DocumentSummary, color: QColor, font: QFont) -> None:
    """Source, date and, at the right, the number of annotations; only the source is cut.

    They are drawn one by one: in one line with an Arabic source, the date would be turned round.
    """
    metrics = QFontMetricsF(font)
    gap = metrics.height() * 0.6
    rest = QRectF(line)
    if summary.annotations:
        draw_line(painter, rest, f"{summary.annotations:,}", color, font, right=True)
        rest.setRight(rest.right() - metrics.horizontalAdvance(f"{summary.annotations:,}") - gap)
    source, date = source_of(summary), date_of(summary)
    if source:
        behind = f" · {date}" if date else ""
        room = max(rest.width() - metrics.horizontalAdvance(behind) - 2, metrics.height() * 2)
        width = min(metrics.horizontalAdvance(source) + 2, room)
        draw_line(painter, QRectF(rest.left(), rest.top(), width, rest.height()), source, color, font)
        rest.setLeft(rest.left() + width)
        date = behind
    draw_line(painter, rest, date, color, font)

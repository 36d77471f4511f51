"""The strip over the lower edge of the text that says what the next keys mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.app.attribute_keys import KeyOption, OptionGroup
from annotator.ui.panels.painting import draw_key_cap, draw_line, font_of
from annotator.ui.text_view import TextView
from annotator.ui.text_view.accessibility import announce
from annotator.ui.theme import Theme

_ASIDE, _ABOVE, _GAP, _BETWEEN, _CAP = 16, 8, 6, 14, 7
_FIELD = 260


class KeyStrip(QWidget):
    """Shown while a mode reads keys. It lies over the text, so that nothing is laid out anew."""

    def __init__(self, text: TextView) -> None:
        super().__init__(text)
        self.setAccessibleName("What the next keys mean")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._text = text
        self._theme: Theme | None = None
        self._title = ""
        self._groups: tuple[OptionGroup, ...] = ()
        self._field = QLineEdit(self)
        self._field.hide()
        self._field.installEventFilter(self)
        self._answer: Callable[[str], None] | None = None
        text.installEventFilter(self)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_keys(self, title: str, groups: Sequence[OptionGroup]) -> None:
        """Say under a title what each key does."""
        self._title, self._groups = title, tuple(groups)
        self._field.hide()
        self._place()
        self.show()
        self.raise_()
        self.update()
        self._keep_caret_visible()
        announce(self, self.words())

    def ask(self, title: str, value: str, answer: Callable[[str], None]) -> None:
        """Have a line typed; `answer` gets it at Enter, and nothing is asked any more at Esc."""
        self._answer = answer
        self._title, self._groups = title, ()
        self._place()
        self.show()
        self.raise_()
        self._field.setAccessibleName(title)
        self._field.setText(value)
        self._field.show()
        self._field.setFocus()
        self._field.selectAll()
        self.update()

    def words(self) -> str:
        """What is shown, as a sentence."""
        options = [f"{o.key} {o.text}{' ✓' if o.chosen else ''}".strip() for g in self._groups for o in g.options]
        return f"{self._title}: {', '.join(options)}" if options else self._title

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._text and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is self._field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self._finish(None)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._finish(self._field.text())
                return True
        return False

    def _finish(self, text: str | None) -> None:
        answer, self._answer = self._answer, None
        self.hide()
        self._text.setFocus()
        if text is not None and answer is not None:
            answer(text)

    def _place(self) -> None:
        rows = len(self._rows(self._text.width()))
        height = round(rows * self._row_height() + 2 * _ABOVE)
        self.setGeometry(0, self._text.height() - height, self._text.width(), height)
        title = QFontMetricsF(font_of(self.font(), bold=True)).horizontalAdvance(self._title)
        left = round(_ASIDE + title + _BETWEEN)
        self._field.setGeometry(
            left, _ABOVE - 4, min(_FIELD, self.width() - left - _ASIDE), height - 2 * _ABOVE + 8
        )

    def _keep_caret_visible(self) -> None:
        place = self._text.place_of(self._text.caret)
        hidden = 0 if place is None else place.bottom() - (self._text.height() - self.height())
        if hidden > 0:
            self._text.scroll_by(hidden)

    def _row_height(self) -> float:
        return QFontMetricsF(self.font()).height() + _GAP + 2

    def _width_of(self, option: KeyOption) -> float:
        metrics = QFontMetricsF(self.font())
        cap = self._cap_width(option.key) + _GAP if option.key else 0
        return cap + metrics.horizontalAdvance(option.text) + _BETWEEN

    def _cap_width(self, key: str) -> float:
        metrics = QFontMetricsF(self.font())
        return max(metrics.horizontalAdvance(key.upper()) + 2 * _CAP, metrics.height() + 2)

    def _rows(self, width: int) -> list[list[tuple[float, KeyOption]]]:
        """The options of each row with their left edges."""
        left = _ASIDE + QFontMetricsF(font_of(self.font(), bold=True)).horizontalAdvance(self._title) + _BETWEEN
        rows: list[list[tuple[float, KeyOption]]] = [[]]
        at = left
        for number, group in enumerate(self._groups):
            at += _BETWEEN if number and rows[-1] else 0
            for option in group.options:
                if at + self._width_of(option) > width - _ASIDE and rows[-1]:
                    rows.append([])
                    at = left if left < width / 3 else _ASIDE
                rows[-1].append((at, option))
                at += self._width_of(option)
        return rows

    def paintEvent(self, _: QPaintEvent) -> None:
        theme = self._theme
        if theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("window"))
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawLine(0, 0, self.width(), 0)
        height = self._row_height()
        bold = font_of(self.font(), bold=True)
        draw_line(
            painter,
            QRectF(_ASIDE, _ABOVE, self.width() - 2 * _ASIDE, height),
            self._title,
            theme.color("text"),
            bold,
        )
        for row, options in enumerate(self._rows(self.width())):
            for left, option in options:
                self._paint_option(painter, theme, left, _ABOVE + row * height, option)
        painter.end()

    def _paint_option(self, painter: QPainter, theme: Theme, left: float, top: float, option: KeyOption) -> None:
        height = self._row_height()
        if option.key:
            cap = QRectF(left, top + 1, self._cap_width(option.key), height - 2)
            draw_key_cap(painter, cap, option.key, theme, font_of(self.font(), 0.9))
            left += cap.width() + _GAP
        width = min(QFontMetricsF(self.font()).horizontalAdvance(option.text) + 2, self.width() - left - _ASIDE)
        box = QRectF(left, top, max(width, 1), height)
        color = theme.color("accent" if option.chosen else "text" if option.key else "muted")
        draw_line(painter, box, option.text, color, self.font())
        if option.chosen:
            painter.fillRect(QRectF(left, box.bottom() - 2, width - 2, 2), theme.color("accent"))

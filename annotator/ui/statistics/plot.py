"""Charts, drawn by pyqtgraph, which is loaded when the first one is shown."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPixmap, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.domain.display import displayable
from annotator.domain.figures import Chart, ChartKind, Series
from annotator.ui.statistics.legend import Legend
from annotator.ui.theme import Theme

_WIDE = 0.8  # of the room of a category
_LONG_NAME = 11  # characters; longer names of categories stand beside lying bars
_SHOWN_NAME = 26
_TICK_WIDTH = 78  # pixels for a category's name under the chart
_TICK_HEIGHT = 22
_SHARP = 2  # pixels of an exported picture for each of the screen's
_SYMBOLS = ("o", "s", "t", "d", "t1", "star", "p", "h")


class ChartView(QWidget):
    """One chart with its legend; it follows the theme."""

    def __init__(self) -> None:
        super().__init__()
        self._chart: Chart | None = None
        self._theme: Theme | None = None
        self._colors: dict[str, str] = {}
        self._plot: Any = None
        self.legend = Legend()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self.legend)
        self.setMinimumHeight(120)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._draw()

    def show_chart(self, chart: Chart | None, colors: dict[str, str]) -> None:
        """Draw a chart; `colors` are the colour roles of the labels."""
        self._chart, self._colors = chart, colors
        self._draw()

    def picture(self) -> QPixmap:
        """The chart as it stands, for a file."""
        picture = QPixmap(self.size() * _SHARP)
        picture.setDevicePixelRatio(_SHARP)
        picture.fill(self.palette().window().color())
        self.render(picture)
        return picture

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name_categories()

    def sizeHint(self) -> QSize:
        return QSize(500, 240)

    def _draw(self) -> None:
        chart, theme = self._chart, self._theme
        if chart is None or theme is None or not chart.series:
            self.legend.show_entries([])
            return
        if self._plot is None:
            self._plot = _new_plot()
            self._column.addWidget(self._plot, 1)
        plot = self._plot
        plot.clear()
        plot.setBackground(theme.color("base"))
        colors = [self._color(series, number, theme) for number, series in enumerate(chart.series)]
        named = [(series.name, color) for series, color in zip(chart.series, colors, strict=True)]
        self.legend.show_entries(named if len(named) > 1 else [])
        if chart.kind is ChartKind.LINES:
            _draw_lines(plot, chart, colors)
        else:
            _draw_bars(plot, chart, colors, lying=self._is_lying())
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setPen(theme.color("border"))
            axis.setTextPen(theme.color("muted"))
            axis.setTickFont(self.font())
            axis.setStyle(tickLength=0)
        self._name_categories()

    def _is_lying(self) -> bool:
        chart = self._chart
        is_bars = chart is not None and chart.kind is ChartKind.BARS
        return is_bars and any(len(name) > _LONG_NAME for name in chart.categories)  # type: ignore[union-attr]

    def _color(self, series: Series, number: int, theme: Theme) -> QColor:
        if not series.label:
            return theme.color("accent")
        role = self._colors.get(series.label, "")
        taken = [self._colors.get(other.label, "") for other in self._chart.series[:number]] if self._chart else []
        color = QColor(theme.strong(role))
        for _ in range(taken.count(role)):  # imported labels may share a colour
            color = color.lighter(135) if theme.is_dark else color.darker(135)
        return color

    def _name_categories(self) -> None:
        """Put names to as many categories as there is room for."""
        chart = self._chart
        if chart is None or self._plot is None or not chart.categories:
            return
        lying = self._is_lying()
        room = (self.height() // _TICK_HEIGHT) if lying else (self.width() // _TICK_WIDTH)
        every = -(-len(chart.categories) // max(room, 1))
        names = [displayable(" ".join(name.split())) for name in chart.categories]
        ticks = [
            (at, name if len(name) <= _SHOWN_NAME else name[: _SHOWN_NAME - 1] + "…")
            for at, name in enumerate(names)
            if at % every == 0
        ]
        self._plot.getAxis("left" if lying else "bottom").setTicks([ticks])
        self._plot.getAxis("bottom" if lying else "left").setTicks(None)


def _new_plot() -> Any:
    import pyqtgraph

    pyqtgraph.setConfigOptions(antialias=True)
    plot = pyqtgraph.PlotWidget()
    plot.setMenuEnabled(False)
    plot.setMouseEnabled(x=False, y=False)
    plot.hideButtons()
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.setAccessibleName("Chart; the table below has its numbers")
    return plot


def _draw_bars(plot: Any, chart: Chart, colors: list[QColor], *, lying: bool) -> None:
    """Bars on each other; lying ones begin at the top."""
    import pyqtgraph

    places = list(range(len(chart.categories)))
    under = [0.0] * len(places)
    for series, color in zip(chart.series, colors, strict=True):
        over = [low + value for low, value in zip(under, series.values, strict=True)]
        if lying:
            bars = pyqtgraph.BarGraphItem(x0=under, x1=over, y=places, height=_WIDE, brush=color, pen=None)
        else:
            bars = pyqtgraph.BarGraphItem(x=places, y0=under, y1=over, width=_WIDE, brush=color, pen=None)
        plot.addItem(bars)
        under = over
    most = max(under, default=0) or 1
    plot.getViewBox().invertY(lying)
    along, across = (-0.6, len(places) - 0.4), (0, most * 1.05)
    plot.setRange(
        xRange=across if lying else along, yRange=along if lying else across, padding=0, disableAutoRange=True
    )
    plot.setLabel("bottom" if lying else "left", chart.unit)
    plot.setLabel("left" if lying else "bottom", "")


def _draw_lines(plot: Any, chart: Chart, colors: list[QColor]) -> None:
    import pyqtgraph

    places = list(range(len(chart.categories)))
    few = len(places) <= 60
    for number, (series, color) in enumerate(zip(chart.series, colors, strict=True)):
        symbol = _SYMBOLS[number % len(_SYMBOLS)] if few else None
        pen = pyqtgraph.mkPen(color, width=2)
        plot.plot(
            places, list(series.values), pen=pen, symbol=symbol, symbolSize=7, symbolBrush=color, symbolPen=None
        )
    most = max((value for series in chart.series for value in series.values), default=0) or 1
    plot.getViewBox().invertY(False)
    plot.setRange(
        xRange=(-0.3, max(len(places) - 0.7, 0.3)), yRange=(0, most * 1.05), padding=0, disableAutoRange=True
    )
    plot.setLabel("left", chart.unit)
    plot.setLabel("bottom", "")

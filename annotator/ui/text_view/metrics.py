"""Sizes of the text view, in pixels, at a given zoom. All follow from a text of 15 px."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QFont, QFontMetricsF

from annotator.ui.fonts import reading_font

TEXT_SIZE = 15.0
SMALLEST_ZOOM, LARGEST_ZOOM = 0.5, 4.0
_SAMPLE = "the quick report of the day says that a town in the north was shelled for hours, and nobody knows why"


@dataclass(frozen=True)
class Metrics:
    """Distances of one zoom. Those that place lines are whole pixels, so that scrolled text stays sharp."""

    font: QFont
    letter_font: QFont
    number_font: QFont
    character: float
    pitch: int
    baseline: int
    gap: int
    blank: int
    gutter: int
    margin: int
    scale: float
    descent: float

    def column(self, viewport: int, characters: int) -> tuple[int, int]:
        """Left edge and width of the text in a viewport; `characters` limits the width, 0 does not."""
        room = max(viewport - self.gutter - 2 * self.margin, round(6 * self.character))
        width = min(room, round(characters * self.character)) if characters else room
        spare = viewport - width - self.gutter - 2 * self.margin
        return self.gutter + self.margin + max(spare // 2 - self.gutter // 2, 0), width


@lru_cache(maxsize=8)
def metrics_for(zoom: float) -> Metrics:
    """The sizes at a zoom between SMALLEST_ZOOM and LARGEST_ZOOM."""
    font = reading_font(TEXT_SIZE * zoom)
    letter_font = reading_font(8.5 * zoom, bold=True)
    measured = QFontMetricsF(font)
    return Metrics(
        font=font,
        letter_font=letter_font,
        number_font=reading_font(11 * zoom),
        character=measured.horizontalAdvance(_SAMPLE) / len(_SAMPLE),
        pitch=round(35 * zoom),
        baseline=round(21 * zoom),
        gap=round(7 * zoom),
        blank=round(16 * zoom),
        gutter=round(44 * zoom),
        margin=round(14 * zoom),
        scale=zoom,
        descent=measured.descent(),
    )

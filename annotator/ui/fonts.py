"""The font that reports are read in."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase

_READING = (
    "Noto Sans",
    "Segoe UI",
    "SF Pro Text",
    "Helvetica Neue",
    "Source Sans 3",
    "Open Sans",
    "Ubuntu",
    "Cantarell",
    "DejaVu Sans",
)
# Scripts for which the system's own choice is often a display face, or another one on each line.
_OTHER_SCRIPTS = ("Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans CJK SC", "Noto Color Emoji")


@lru_cache(maxsize=1)
def _families() -> list[str]:
    reading = next((family for family in _READING if QFontDatabase.hasFamily(family)), None)
    others = [family for family in _OTHER_SCRIPTS if QFontDatabase.hasFamily(family)]
    return [reading or QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family(), *others]


def reading_font(pixels: float, *, bold: bool = False) -> QFont:
    """A calm sans serif of that size in pixels; letters keep their exact widths at any zoom."""
    font = QFont(_families())
    font.setPixelSize(max(round(pixels), 5))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    font.setBold(bold)
    return font

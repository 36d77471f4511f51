"""The font that reports are read in."""

from __future__ import annotations

from PySide6.QtGui import QFont

# The first that is there is used; for characters it lacks, the next ones, then whatever the system has.
_FAMILIES = (
    "Noto Sans",
    "Segoe UI",
    "SF Pro Text",
    "Helvetica Neue",
    "Source Sans 3",
    "Open Sans",
    "Ubuntu",
    "Cantarell",
    "DejaVu Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans CJK SC",
    "Noto Color Emoji",
)


def reading_font(pixels: float, *, bold: bool = False) -> QFont:
    """A calm sans serif of that size in pixels; letters keep their exact widths at any zoom."""
    font = QFont(list(_FAMILIES))
    font.setPixelSize(max(round(pixels), 5))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    font.setBold(bold)
    return font

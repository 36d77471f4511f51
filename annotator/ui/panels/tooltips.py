"""Tooltips that show text letter by letter."""

from __future__ import annotations

import html

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QToolTip, QWidget


def as_tooltip(text: str) -> str:
    """The text as Qt is to be given it, wrapped; an empty one stays empty.

    Qt guesses whether a tooltip is HTML and would take some texts for it, so that every text is escaped.
    """
    return f"<p>{html.escape(text)}</p>" if text else ""


def show_plain_tooltip(on_screen: QPoint, text: str, widget: QWidget) -> None:
    """Show the text, wrapped; an empty one hides what is shown."""
    QToolTip.showText(on_screen, as_tooltip(text), widget)

"""The text view: lays out and paints only what is on the screen."""

from annotator.ui.text_view.view import TextView

__all__ = ["TextView"]

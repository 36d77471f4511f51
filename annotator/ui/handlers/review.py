"""The review of spans by commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from annotator.domain.figures import Work
from annotator.ui.companions import REVIEW
from annotator.ui.handlers.base import Context, Handler

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow
    from annotator.ui.review.panel import ReviewPanel


def open_review(context: Context, _: int) -> None:
    """Go through all spans with the text and the label of the annotation at the caret."""
    panel = cast("ReviewPanel", context.window.companions.open(REVIEW))
    desk, annotation = context.bench.desk, context.bench.annotation()
    if desk is not None and annotation is not None:
        panel.look_for("", desk.text_of(annotation))


def open_label(context: Context, _: int) -> None:
    """Go through all spans of the label of the annotation at the caret."""
    panel = cast("ReviewPanel", context.window.companions.open(REVIEW))
    annotation = context.bench.annotation()
    panel.look_for(annotation.label if annotation is not None else context.session.schema.labels[0].name, "")


def look_through(window: MainWindow, work: Work) -> None:
    """Open the work that a row of the statistics leads to."""
    panel = cast("ReviewPanel", window.companions.open(REVIEW))
    panel.look_for("" if work.missing else work.label, work.text, missing=work.missing)


HANDLERS: dict[str, Handler] = {"review.text": open_review, "review.label": open_label}

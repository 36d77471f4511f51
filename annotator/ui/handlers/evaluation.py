"""The page that tells how good suggestions are."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from annotator.domain.errors import Refusal
from annotator.ui.companions import EVALUATION
from annotator.ui.handlers.base import Context, Handler

if TYPE_CHECKING:
    from annotator.ui.evaluation.panel import EvaluationPanel


def open_page(context: Context, _: int) -> None:
    """Bring the page forward."""
    context.window.companions.open(EVALUATION)


def save_table(context: Context, _: int) -> None:
    """Write the numbers as CSV."""
    _panel(context).save_table()


def save_picture(context: Context, _: int) -> None:
    """Write the chart as PNG."""
    _panel(context).save_picture()


def _panel(context: Context) -> EvaluationPanel:
    panel = cast("EvaluationPanel | None", context.window.companions.panel(EVALUATION))
    if panel is None or panel.found is None:
        raise Refusal("Measure how good suggestions are first.")
    return panel


HANDLERS: dict[str, Handler] = {
    "evaluation.open": open_page,
    "evaluation.save-table": save_table,
    "evaluation.save-picture": save_picture,
}

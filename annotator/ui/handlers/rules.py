"""The rule report and the user's patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from annotator.domain.errors import Refusal
from annotator.ui.companions import RULES
from annotator.ui.handlers.base import Context, Handler

if TYPE_CHECKING:
    from annotator.ui.rules.panel import RulesPanel


def report(context: Context, _: int) -> None:
    """Show what became of suggestions, by their sources."""
    context.window.companions.open(RULES)


def save_report(context: Context, _: int) -> None:
    """Write the shown table of the rule report as CSV."""
    panel = context.window.companions.panel(RULES)
    if panel is None:
        raise Refusal("Open the window “Suggestions” first.")
    cast("RulesPanel", panel).save_table()


HANDLERS: dict[str, Handler] = {
    "suggestion.report": report,
    "suggestion.save-report": save_report,
}

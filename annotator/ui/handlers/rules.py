"""The rule report and the user's patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from annotator.app.user_patterns import pattern_of
from annotator.domain.errors import Refusal
from annotator.ui.companions import RULES
from annotator.ui.handlers.base import Context, Handler

if TYPE_CHECKING:
    from annotator.domain.user_pattern import UserPattern
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


def patterns(context: Context, _: int) -> None:
    """List the project's patterns, to be changed."""
    _edit(context, None)


def new_pattern(context: Context, _: int) -> None:
    """Begin a pattern with the words and the label of the annotation at the caret."""
    annotation, desk = context.bench.annotation(), context.bench.desk
    if annotation is None or desk is None:
        raise Refusal("There is no annotation at the caret.")
    _edit(context, pattern_of(desk.text_of(annotation), annotation.label))


def _edit(context: Context, new: UserPattern | None) -> None:
    from annotator.ui.dialogs.patterns.dialog import PatternsDialog

    if context.session.store.read_only:
        raise Refusal("The project is open for reading only, so its patterns cannot be changed.")
    dialog = PatternsDialog(context.window, context.session, context.window.theme, new)
    dialog.exec()
    saved = dialog.saved
    dialog.deleteLater()
    if saved is not None:
        context.bench.refresh_suggestions()
        number, on = len(saved), sum(pattern.on for pattern in saved)
        off = f", {number - on:,} of them off" if on < number else ""
        context.say(f"The project has {number:,} pattern{'' if number == 1 else 's'}{off}.")


HANDLERS: dict[str, Handler] = {
    "suggestion.patterns": patterns,
    "suggestion.new-pattern": new_pattern,
    "suggestion.report": report,
    "suggestion.save-report": save_report,
}

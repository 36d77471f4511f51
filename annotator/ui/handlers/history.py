"""Undo and redo."""

from __future__ import annotations

from annotator.ui.handlers.base import Context, Handler


def undo(context: Context, count: int) -> None:
    """Take back the last step, or the last `count`."""
    for _ in range(count):
        change = context.session.undo()
        if change is None:
            context.say("Nothing is left to undo.")
            return
        context.say(f"Undone: {change.title}")


def redo(context: Context, count: int) -> None:
    """Do again what was taken back."""
    for _ in range(count):
        change = context.session.redo()
        if change is None:
            context.say("Nothing is left to redo.")
            return
        context.say(f"Redone: {change.title}")


HANDLERS: dict[str, Handler] = {"history.undo": undo, "history.redo": redo}

"""Choosing which report comes next."""

from __future__ import annotations

from annotator.domain.triage import TriageOrder
from annotator.ui.handlers.base import Context, Handler


def open_choice(context: Context, _: int) -> None:
    """Open the choice in the queue, which is shown for it."""
    context.window.queue.show()
    turns = context.window.queue.turns
    turns.setFocus()
    turns.showPopup()


def _by(order: TriageOrder) -> Handler:
    return lambda context, _: context.window.background.ranking.choose(order)


HANDLERS: dict[str, Handler] = {
    "triage.choose": open_choice,
    **{f"triage.{order.value}": _by(order) for order in TriageOrder},
}

"""The claims ledger and the list of notes by commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from annotator.domain.errors import Refusal
from annotator.ui.companions import LEDGER
from annotator.ui.handlers.base import Context, Handler

if TYPE_CHECKING:
    from annotator.ui.ledger.panel import LedgerPanel


def open_ledger(context: Context, _: int) -> None:
    """Bring the ledger forward and go there."""
    context.window.companions.open(LEDGER)


def dock(context: Context, _: int) -> None:
    """Move the ledger into the window, or into a window of its own."""
    context.window.companions.dock(LEDGER)


def toggle_scope(context: Context, _: int) -> None:
    """The claims of this report, or of all; opens the ledger where it is closed."""
    if context.window.companions.panel(LEDGER) is None:
        open_ledger(context, 1)
    _panel(context).toggle_scope()


def _on_panel(act: Callable[[LedgerPanel], None]) -> Handler:
    return lambda context, _: act(_panel(context))


def _panel(context: Context) -> LedgerPanel:
    panel = context.window.companions.panel(LEDGER)
    if panel is None:
        raise Refusal("Open the claims ledger first.")
    return cast("LedgerPanel", panel)


def list_notes(context: Context, _: int) -> None:
    """A list of all notes and flags to go to."""
    context.window.choosers.notes()


HANDLERS: dict[str, Handler] = {
    "notes.list": list_notes,
    "ledger.open": open_ledger,
    "ledger.dock": dock,
    "ledger.scope": toggle_scope,
    "ledger.group": _on_panel(lambda panel: panel.next_group()),
    "ledger.mark": _on_panel(lambda panel: panel.relating.mark()),
    "ledger.relate": _on_panel(lambda panel: panel.relating.relate()),
    "ledger.unrelate": _on_panel(lambda panel: panel.relating.unrelate()),
}

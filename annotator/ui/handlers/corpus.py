"""Windows on the whole corpus."""

from __future__ import annotations

from annotator.ui.companions import COPIES
from annotator.ui.handlers.base import Context, Handler


def near_duplicates(context: Context, _: int) -> None:
    context.window.companions.open(COPIES)


HANDLERS: dict[str, Handler] = {
    "copies.open": near_duplicates,
}

"""Places: linking an annotation to an entry of the gazetteer, and the map."""

from __future__ import annotations

from annotator.ui.companions import PLACES
from annotator.ui.handlers.base import Context, Handler


def link(context: Context, _: int) -> None:
    """Propose places for the annotation at the caret, and link one by a key."""
    from annotator.ui.handlers import place_mode  # the gazetteer's parts are not needed for the first screen

    place_mode.link(context)


def open_map(context: Context, _: int) -> None:
    """Bring the map forward and go there."""
    context.window.companions.open(PLACES)


HANDLERS: dict[str, Handler] = {"place.link": link, "place.map": open_map}

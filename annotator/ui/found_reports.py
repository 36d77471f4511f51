"""Opening a report that a search has found, at the place it was found for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.app.searching import Found, place_of_hit
from annotator.domain.edits import Place

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow


def open_hit(window: MainWindow, key: int, found: Found) -> None:
    """Open it with the caret at the first hit, and point out all of them."""
    bench = window.bench
    if bench is None or not bench.open_report(key) or bench.desk is None:
        return
    window.find_bar.highlight(list(found.words))
    place = place_of_hit(bench.session.store, found, key, bench.desk.text)
    if place is not None:
        bench.go_to(Place(key, place.start))
        window.text.set_flash(place)
    window.text.setFocus()

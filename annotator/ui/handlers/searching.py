"""Searching all reports: saved searches, and working through what is found."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from annotator.app.saved_searches import delete_search, save_search, saved_searches
from annotator.app.work_list import WorkList
from annotator.ui.handlers.base import Context, Handler


def save(context: Context, _: int) -> None:
    """Keep what stands in the search field, in the project."""
    typed = context.window.queue.search.text()
    context.bench.attempt(lambda: context.say(f"Saved: {save_search(context.session.store, typed)}"))


def choose(context: Context, _: int) -> None:
    """Search for what was saved."""

    def run(key: Hashable) -> None:
        context.window.queue.setVisible(True)
        context.window.queue.look_for(saved_searches(context.session.store)[str(key)])

    _offer(context, "Search for what was saved", run)


def delete(context: Context, _: int) -> None:
    """Choose a saved search to delete."""

    def remove(key: Hashable) -> None:
        store = context.session.store
        if context.bench.attempt(lambda: delete_search(store, str(key))):
            context.say(f"The saved search is gone: {key}")

    _offer(context, "Delete a saved search", remove)


def work(context: Context, _: int) -> None:
    """Stay among the reports that were found, or end that."""
    session = context.session
    if session.work is not None:
        session.work = None
        context.say("Done-and-next goes through all reports again.")
        return
    found = session.found
    if found.query is None or not found.keys:
        context.say("Search for reports first; then they can be worked through.")
    elif not found.complete:
        context.say("The search is not finished yet.")
    else:
        session.work = WorkList(found.typed, found.keys)
        number = len(found.keys)
        reports = "report" if number == 1 else f"{number:,} reports"
        context.say(f"Done-and-next stays among the {reports} found, until the search ends.")


def _offer(context: Context, hint: str, chosen: Callable[[Hashable], object]) -> None:
    saved = saved_searches(context.session.store)
    if not saved:
        context.say("No search is saved in this project.")
        return
    context.window.choosers.saved_searches(hint, saved, chosen)


HANDLERS: dict[str, Handler] = {
    "search.save": save,
    "search.saved": choose,
    "search.delete": delete,
    "search.work": work,
}

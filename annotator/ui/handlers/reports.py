"""Going from report to report, and saying how far each one is."""

from __future__ import annotations

from annotator.app.operations import reports
from annotator.app.operations.suggestions import ignored
from annotator.domain.documents import State
from annotator.ui.handlers.base import Context, Handler

_FINISHED = frozenset({State.DONE, State.SET_ASIDE})


def done_and_next(context: Context, _: int) -> None:
    """Mark the report done and open the next one that is not."""
    left = ignored(context.session, context.bench.seen_suggestions)
    reports.set_state(context.session, State.DONE, context.caret, left)
    _open_next_unfinished(context, "Report done.")


def set_aside(context: Context, _: int) -> None:
    """Set the report aside and open the next one; a report that is set aside comes back."""
    desk = context.bench.desk
    if desk is not None and desk.document.state is State.SET_ASIDE:
        reports.set_state(context.session, State.IN_PROGRESS, context.caret)
        context.say("The report is back among the open ones.")
        return
    reports.set_state(context.session, State.SET_ASIDE, context.caret)
    _open_next_unfinished(context, "Report set aside.")


def reopen(context: Context, _: int) -> None:
    """Take a report that is done or set aside up again."""
    desk = context.bench.desk
    if desk is None or desk.document.state not in _FINISHED:
        context.say("This report is not finished yet.")
        return
    reports.set_state(context.session, State.IN_PROGRESS, context.caret)
    context.say("The report is open again.")


def next_report(context: Context, count: int) -> None:
    _step(context, count)


def previous_report(context: Context, count: int) -> None:
    _step(context, -count)


def flag(context: Context, _: int) -> None:
    """Flag the report for later, or take the flag away."""
    desk = context.bench.desk
    if desk is not None:
        change = reports.set_flag(context.session, not desk.document.flagged, context.caret)
        context.say(change.title if change is not None else "")


def write_note(context: Context, _: int) -> None:
    """Write a note on the report."""
    desk = context.bench.desk
    if desk is None:
        return
    from annotator.ui.dialogs.note import NoteDialog

    note = NoteDialog.ask(context.window, "Note on the report", desk.document.note)
    if note is not None:
        reports.set_note(context.session, note, context.caret)


def edit_facts(context: Context, _: int) -> None:
    """Edit title, source, date, language and address of the report."""
    desk = context.bench.desk
    if desk is None:
        return
    from annotator.ui.dialogs.facts import FactsDialog

    facts = FactsDialog.ask(context.window, desk.document.facts)
    if facts is not None:
        reports.set_facts(context.session, facts, context.caret)


def read_on(context: Context, _: int) -> None:
    """The next page; at the end say so, and the second time finish the report."""
    bench = context.bench
    if not bench.view.at_end():
        context.window.armed_to_finish = False
        context.cursor.move_to(bench.view.page_move(1))
    elif context.window.armed_to_finish:
        context.window.armed_to_finish = False
        done_and_next(context, 1)
    else:
        context.window.armed_to_finish = True
        context.say("End of the report. Space again: done, and on to the next.")


def _step(context: Context, step: int) -> None:
    desk = context.bench.desk
    key = context.session.store.documents.neighbour(desk.key, step) if desk is not None else None
    if key is None:
        context.say("This is the last report." if step > 0 else "This is the first report.")
    else:
        context.bench.open_report(key)


def _open_next_unfinished(context: Context, done: str) -> None:
    key = context.session.next_unfinished()
    if key is None:
        among = " among those that were found" if context.session.work is not None else ""
        context.say(f"{done} No unfinished report is left{among}.")
    elif context.bench.open_report(key):
        context.say(f"{done} This is the next one.")


HANDLERS: dict[str, Handler] = {
    "report.done-and-next": done_and_next,
    "report.next": next_report,
    "report.previous": previous_report,
    "report.flag": flag,
    "report.set-aside": set_aside,
    "report.reopen": reopen,
    "report.note": write_note,
    "report.facts": edit_facts,
    "read.on": read_on,
}

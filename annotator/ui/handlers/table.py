"""From command id to handler."""

from __future__ import annotations

from annotator.commands.table import ADD_SECOND_LABEL, APPLY_LABEL, split_id
from annotator.ui.handlers import (
    attaching,
    attributes,
    corpus,
    evaluation,
    guideline,
    history,
    housekeeping,
    labelling,
    ledger,
    moving,
    places,
    program,
    relations,
    reports,
    review,
    rules,
    schema,
    searching,
    suggestions,
    triage,
    view,
)
from annotator.ui.handlers.base import Handler

HANDLERS: dict[str, Handler] = {
    **moving.HANDLERS,
    **labelling.HANDLERS,
    **suggestions.HANDLERS,
    **reports.HANDLERS,
    **evaluation.HANDLERS,
    **history.HANDLERS,
    **view.HANDLERS,
    **program.HANDLERS,
    **housekeeping.HANDLERS,
    **attaching.HANDLERS,
    **guideline.HANDLERS,
    **attributes.HANDLERS,
    **relations.HANDLERS,
    **places.HANDLERS,
    **schema.HANDLERS,
    **review.HANDLERS,
    **searching.HANDLERS,
    **ledger.HANDLERS,
    **corpus.HANDLERS,
    **rules.HANDLERS,
    **triage.HANDLERS,
}


def handler_of(command: str) -> Handler:
    """The function behind a command. Raises KeyError when there is none."""
    base, label = split_id(command)
    if label is not None and base in (APPLY_LABEL, ADD_SECOND_LABEL):
        second = base == ADD_SECOND_LABEL
        return lambda context, _: labelling.apply_label(context, label, second=second)
    return HANDLERS[command]

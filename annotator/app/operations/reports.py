"""What the annotator says of a whole report: done, set aside, flagged, a note, its facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from annotator.app.session import Session, on_desk
from annotator.domain.changes import ChangeSet
from annotator.domain.decisions import Decision
from annotator.domain.documents import Facts, State
from annotator.domain.edits import DecisionMade, DocumentChanged, DocumentStatus, Edit, Operation, Place

_TITLES = {
    State.OPEN: "Put the report back to open",
    State.IN_PROGRESS: "Reopen the report",
    State.DONE: "Report done",
    State.SET_ASIDE: "Set the report aside",
}


def set_state(session: Session, state: State, caret: int, decisions: Sequence[Decision] = ()) -> ChangeSet | None:
    """Say how far the report is; None when it is there already. `decisions` are logged in the same step."""
    return _change(session, replace(on_desk(session).status, state=state), _TITLES[state], caret, decisions)


def set_flag(session: Session, flagged: bool, caret: int) -> ChangeSet | None:
    title = "Flag the report" if flagged else "Unflag the report"
    return _change(session, replace(on_desk(session).status, flagged=flagged), title, caret)


def set_note(session: Session, note: str, caret: int) -> ChangeSet | None:
    return _change(session, replace(on_desk(session).status, note=note), "Note on the report", caret)


def set_facts(session: Session, facts: Facts, caret: int) -> ChangeSet | None:
    return _change(session, replace(on_desk(session).status, facts=facts), "Change the report's facts", caret)


def _change(
    session: Session, after: DocumentStatus, title: str, caret: int, decisions: Sequence[Decision] = ()
) -> ChangeSet | None:
    desk = on_desk(session)
    before = desk.status
    if after == before:
        return None
    place = Place(desk.key, caret)
    edits: tuple[Edit, ...] = (DocumentChanged(desk.key, before, after), *map(DecisionMade, decisions))
    return session.perform(Operation(title, edits, place, place))

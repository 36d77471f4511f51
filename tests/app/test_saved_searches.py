"""Searches kept in the project, and work on what was found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.app.operations.reports import set_state
from annotator.app.saved_searches import delete_search, save_search, saved_searches
from annotator.app.session import Session
from annotator.app.work_list import WorkList
from annotator.domain.documents import State
from annotator.domain.errors import Refusal
from annotator.storage.store import open_store
from tests.projects import new_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = new_session(tmp_path / "p.annodb", *(f"Mosul {n}" for n in range(6)))
    yield session
    session.close()


def test_searches_are_kept_in_the_project(session: Session) -> None:
    assert saved_searches(session.store) == {}
    assert save_search(session.store, " actor:Wagner   state:open ") == "actor:Wagner state:open"
    save_search(session.store, "mosul", "Our city")
    with open_store(session.path, read_only=True) as other:
        assert saved_searches(other) == {"Our city": "mosul", "actor:Wagner state:open": "actor:Wagner state:open"}
    delete_search(session.store, "Our city")
    delete_search(session.store, "never there")
    assert list(saved_searches(session.store)) == ["actor:Wagner state:open"]


def test_nothing_is_not_saved(session: Session) -> None:
    with pytest.raises(Refusal, match="Search for something first"):
        save_search(session.store, "  ")


@pytest.mark.parametrize("kept", ["", "[1]", "{", '{"a": 1}', '"x"'])
def test_a_damaged_setting_is_no_search(session: Session, kept: str) -> None:
    session.store.set_setting("saved_searches", kept)
    assert saved_searches(session.store) == {}


def test_done_and_next_stays_among_what_was_found(session: Session) -> None:
    session.work = WorkList("mosul", (2, 5, 3))
    session.open_report(5)
    assert session.next_unfinished() == 3
    session.open_report(3)
    assert session.next_unfinished() == 2
    set_state(session, State.DONE, 0)
    session.open_report(2)
    set_state(session, State.SET_ASIDE, 0)
    assert session.next_unfinished() == 5
    session.open_report(5)
    set_state(session, State.DONE, 0)
    assert session.next_unfinished() is None


def test_from_outside_the_list_it_begins_at_the_top(session: Session) -> None:
    session.work = WorkList("mosul", (4, 2))
    session.open_report(6)
    assert session.next_unfinished() == 4
    session.work = WorkList("mosul", ())
    assert session.next_unfinished() is None

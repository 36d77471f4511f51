"""Searching a project: first what is best, then all, narrowed and ordered as the queue asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.app import searching
from annotator.app.operations import labelling
from annotator.app.operations.reports import set_flag, set_state
from annotator.app.searching import Found, keys_found, list_reports, place_of_hit, search_reports, vocabulary
from annotator.app.session import Session
from annotator.domain.documents import State
from annotator.domain.errors import Cancelled, QueryRefused
from annotator.domain.spans import Span
from annotator.storage.documents import QueueFilter
from tests.projects import new_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = new_session(tmp_path / "p.annodb", *(f"Mosul {n}, and rebels near Kyiv" for n in range(7)))
    yield session
    session.close()


def test_the_first_are_told_before_all_are_found(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PAGE", 3)
    told: list[Found] = []
    found = search_reports(session.store, "mosul", tell=told.append)
    assert [(len(first.keys or ()), first.complete) for first in told] == [(3, False)]
    assert sorted(found.keys or ()) == [1, 2, 3, 4, 5, 6, 7]
    assert list(found.keys or ())[:3] == list(told[0].keys or ())
    assert found.complete
    assert len(found.hits) == 3


def test_a_search_is_narrowed_by_the_filter_of_the_queue(session: Session) -> None:
    set_state(session, State.DONE, 0)
    session.open_report(2)
    set_flag(session, True, 0)
    done = search_reports(session.store, "mosul", QueueFilter(frozenset({State.DONE})))
    flagged = search_reports(session.store, "mosul", QueueFilter(flagged=True))
    plain = search_reports(session.store, "mosul", QueueFilter(flagged=False))
    assert (list(done.keys or ()), list(flagged.keys or ())) == ([1], [2])
    assert sorted(plain.keys or ()) == [1, 3, 4, 5, 6, 7]


def test_without_a_search_the_filter_alone_counts(session: Session) -> None:
    set_state(session, State.DONE, 0)
    assert list_reports(session.store, QueueFilter()).keys is None
    found = search_reports(session.store, "  ", QueueFilter(frozenset({State.DONE})))
    assert (list(found.keys or ()), found.query) == ([1], None)


def test_what_is_not_understood_is_said(session: Session) -> None:
    found = search_reports(session.store, "actr:x")
    assert found.refusal.startswith("There is no field, label or attribute “actr”")
    assert found.keys is None
    with pytest.raises(QueryRefused):
        keys_found(session.store, "actr:x")


def test_a_search_can_be_broken_off(session: Session) -> None:
    session.store._db.execute("SELECT 1")
    with pytest.raises(Cancelled), session.store.stopped_when(lambda: True):
        session.store._db.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9000000) SELECT max(i) FROM n"
        ).fetchall()


def test_keys_are_those_in_the_states_asked_for(session: Session) -> None:
    set_state(session, State.DONE, 0)
    assert list(keys_found(session.store, "mosul", frozenset({State.DONE})) or ()) == [1]
    assert keys_found(session.store, " ") is None


def test_names_are_those_of_the_project(session: Session) -> None:
    labelling.label_span(session, Span(0, 5), "Location", 0)
    names = vocabulary(session.store)
    assert names.labels == ("Location", "Actor", "Weapon", "Claim")
    assert names.relations == ("said_by",)
    assert "ada" in names.annotators


def test_a_hit_is_opened_at_the_span_else_at_the_word(session: Session) -> None:
    text = "Mosul 0, and rebels near Kyiv"
    labelling.label_span(session, Span(25, 29), "Location", 0)
    by_span = search_reports(session.store, "location:kyiv mosul")
    by_word = search_reports(session.store, "rebels")
    assert place_of_hit(session.store, by_span, 1, text) == Span(25, 29)
    assert place_of_hit(session.store, by_word, 1, text) == Span(13, 19)
    assert place_of_hit(session.store, Found(), 1, text) is None

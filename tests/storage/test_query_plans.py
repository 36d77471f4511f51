"""What the program asks the file on the way of opening, listing, searching and labelling goes by an index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.app import report_queue
from annotator.app.operations import labelling
from annotator.app.operations.reports import set_state
from annotator.app.report_queue import ReportQueue
from annotator.app.searching import Found, keys_found, vocabulary
from annotator.app.session import Session
from annotator.domain.documents import State
from annotator.domain.query import parse
from annotator.domain.spans import Span
from annotator.storage.documents import QueueFilter
from tests.projects import new_session
from tests.storage.test_report_search import EXPECTED

_FEW = r"(?! USING INDEX \w+_(noted|done|undone))"  # these indexes have the few rows that are asked for
_SCANS = re.compile(rf"^SCAN (documents|annotations|texts|relations|operations|edits|[adtr])\b{_FEW}")
_READS = re.compile(r"^\s*(SELECT|WITH|UPDATE|DELETE|INSERT)\b")
_NAMED = (  # these names stand for few rows there
    "FROM span_totals t",
    "ORDER BY document_id, start LIMIT",
)


class Asked:
    """Every statement that a session's connection runs."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.statements: dict[str, None] = {}
        session.store._db.conn.set_trace_callback(lambda statement: self.statements.update({statement: None}))

    def refuse_scans(self) -> None:
        """Raises AssertionError with each statement that looks at all rows of a large table."""
        connection = self.session.store._db.conn
        connection.set_trace_callback(None)
        wrong = []
        for statement in self.statements:
            if not _READS.match(statement) or any(name in statement for name in _NAMED):
                continue
            plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
            wrong += [(step, statement) for step in plan if _SCANS.match(step)]
        assert not wrong, wrong
        assert self.statements


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    monkeypatch.setattr(report_queue, "LARGE", 1)
    session = new_session(
        tmp_path / "p.annodb", *(f"Rebels shelled Mosul, officials said. {n}" for n in range(30))
    )
    yield Asked(session)
    session.close()


def test_opening_and_listing(asked: Asked) -> None:
    session = asked.session
    session.first_report()
    session.open_report(2)
    session.next_unfinished()
    session.store.documents.neighbour(2, 1)
    session.remember_place(3)
    queue = ReportQueue(session.store)
    queue.reload()
    assert isinstance(queue.keys, report_queue.AllReports)
    assert [queue.row_of(key) for key in (1, 30, 31)] == [0, 29, None]
    assert queue.summary(29) is not None
    queue.refresh([1, 2])
    session.store.notes.noted(10)
    session.store.bulk_reader().count_by_label(frozenset(State))
    session.store.bulk_reader().count_annotations(frozenset(State))
    vocabulary(session.store)
    asked.refuse_scans()


def test_the_next_report_is_found_by_state_and_place(asked: Asked) -> None:
    session = asked.session
    assert session.store.documents.next_in_queue(3, frozenset({State.OPEN, State.DONE})) == 4
    assert session.store.documents.next_in_queue(30, frozenset({State.OPEN})) == 1
    connection = session.store._db.conn
    connection.set_trace_callback(None)
    plans = [
        row[3] for statement in asked.statements for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")
    ]
    assert any("(state=? AND position" in step for step in plans)
    assert not any("TEMP B-TREE" in step for step in plans)


def test_labelling_and_taking_back(asked: Asked) -> None:
    session = asked.session
    made = labelling.label_span(session, Span(0, 6), "Actor", 0).added[0]
    labelling.annotate_annotation(session, made, 0, note="a note", flagged=True)
    set_state(session, State.DONE, 0)
    session.undo()
    session.redo()
    asked.refuse_scans()


@pytest.mark.parametrize(
    "typed", [typed for typed in EXPECTED if "stance" not in typed and "evidence" not in typed]
)
def test_searching(asked: Asked, typed: str) -> None:
    session = asked.session
    session.annotator = "bo"
    for label in ("Actor", "Claim", "Location", "Weapon"):
        labelling.label_span(session, Span(0, 6 if label != "Claim" else 20), label, 0, second=True)
    session.store.labels.annotator_id("bo")
    query = parse(typed, vocabulary(session.store))
    assert query is not None
    found = session.store.search.first(query, 10)
    list(session.store.search.hits(query, found))
    list(session.store.search.keys(query))
    for key in found:
        session.store.search.place(query, key)
    keys_found(session.store, typed, frozenset({State.OPEN}))
    asked.refuse_scans()


def test_all_reports_in_order_are_a_sequence(asked: Asked) -> None:
    queue = ReportQueue(asked.session.store)
    queue.reload()
    assert list(queue.keys) == list(asked.session.store.documents.keys())
    assert queue.keys[2:5] == [3, 4, 5]
    with pytest.raises(IndexError):
        queue.keys[30]
    queue.drop(0)
    assert queue.row_of(1) is None
    queue.found = Found(filter=QueueFilter(), keys=(4, 2))
    queue.reload()
    assert list(queue.keys) == [4, 2]

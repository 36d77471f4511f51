"""The queue of reports without a window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.app import report_queue, searching
from annotator.app.operations.reports import set_flag, set_state
from annotator.app.report_queue import Found, QueueFilter, ReportQueue, search_reports
from annotator.app.session import Session
from annotator.domain.documents import State
from tests.projects import new_report, new_session

TEXTS = ("Rockets hit Mosul", "A quiet day in Kyiv", "Mosul again, Mosul and Kyiv")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = new_session(tmp_path / "q.annodb", *TEXTS)
    yield session
    session.close()


@pytest.fixture
def queue(session: Session) -> ReportQueue:
    queue = ReportQueue(session.store)
    queue.reload()
    return queue


def test_all_reports_are_there_in_their_order(queue: ReportQueue) -> None:
    assert list(queue.keys) == [1, 2, 3]
    assert queue.counts[State.OPEN] == 3
    assert [queue.row_of(key) for key in (1, 3, 9)] == [0, 2, None]


def test_rows_are_read_by_the_page(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_queue, "PAGE", 2)
    queue = ReportQueue(session.store)
    queue.reload()
    titles = [summary.facts.title for row in range(3) if (summary := queue.summary(row)) is not None]
    assert titles == [text[:20] for text in TEXTS]


def test_a_frame_reads_little_more_than_it_shows(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    with session.store.writing():
        list(session.store.bulk_writer().add([new_report(f"Report {number}") for number in range(300)]))
    monkeypatch.setattr(report_queue, "LARGE", 1)
    queue = ReportQueue(session.store)
    queue.reload()
    read: list[int] = []
    summaries = session.store.documents.summaries
    monkeypatch.setattr(
        session.store.documents, "summaries", lambda keys: read.append(len(keys)) or summaries(keys)
    )
    shown = [queue.summary(row) for row in range(140, 160)]
    assert [summary.position for summary in shown if summary is not None] == list(range(141, 161))
    assert read == [report_queue.PAGE] * 2
    assert len(list(queue.keys)) == 303


def test_search_puts_the_best_first_and_shows_a_line(session: Session, queue: ReportQueue) -> None:
    queue.found = search_reports(session.store, "mosul")
    queue.reload()
    assert sorted(queue.keys) == [1, 3]
    assert queue.keys[0] == next(iter(queue.found.hits))
    assert queue.found.hits[1].match == "Mosul"
    assert queue.found.words == ("mosul",)


def test_another_order_wins_over_relevance(session: Session, queue: ReportQueue) -> None:
    queue.found = search_reports(session.store, "mosul", QueueFilter(sort="title"))
    queue.reload()
    assert list(queue.keys) == [3, 1]


def test_search_without_words_finds_nothing_and_narrows_nothing(session: Session, queue: ReportQueue) -> None:
    queue.found = search_reports(session.store, " - ")
    queue.reload()
    assert len(queue) == 3


def test_more_matches_than_lines_are_all_kept(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PAGE", 1)
    found = search_reports(session.store, "mosul")
    assert len(found.hits) == 1
    assert sorted(found.keys or ()) == [1, 3]


def test_refresh_reads_only_what_changed_and_counts_states(session: Session, queue: ReportQueue) -> None:
    queue.summary(0)
    set_state(session, State.DONE, 0)
    assert queue.refresh([1]) == [0]
    summary = queue.summary(0)
    assert summary is not None
    assert summary.state is State.DONE
    assert queue.counts[State.DONE] == 1


def test_filter_is_asked_of_each_row(session: Session, queue: ReportQueue) -> None:
    queue.found = Found(filter=QueueFilter(flagged=True))
    assert not queue.passes(0)
    set_flag(session, True, 0)
    queue.refresh([1])
    assert queue.passes(0)
    queue.found = Found(filter=QueueFilter(frozenset({State.DONE}), True))
    assert not queue.passes(0)


def test_dropped_rows_move_the_others_up(queue: ReportQueue) -> None:
    queue.summary(0)
    queue.drop(0)
    summary = queue.summary(0)
    assert summary is not None
    assert summary.key == 2
    assert queue.row_of(1) is None

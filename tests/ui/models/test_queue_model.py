"""The queue of reports as rows of a list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from annotator.app.operations.reports import set_flag, set_state
from annotator.app.report_queue import QueueFilter, ReportQueue, list_reports
from annotator.app.session import Session
from annotator.domain.changes import ChangeSet
from annotator.domain.documents import DocumentSummary, Facts, State
from annotator.ui.models.queue_model import QueueModel, facts_of, title_of
from tests.projects import new_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = new_session(tmp_path / "q.annodb", "First report", "Second report", "Third report")
    yield session
    session.close()


@pytest.fixture
def model(session: Session) -> QueueModel:
    model = QueueModel()
    model.set_queue(ReportQueue(session.store))
    model.set_current(1)
    session.changed.connect(model.take)
    return model


def show_only(model: QueueModel, state: State) -> None:
    assert model.queue is not None
    model.queue.found = list_reports(model.queue.store, QueueFilter(frozenset({state})))
    model.reload()


def titles(model: QueueModel) -> list[str]:
    return [model.data(model.index(row)) for row in range(model.rowCount())]


def test_rows_carry_title_state_and_facts(model: QueueModel) -> None:
    assert titles(model) == ["First report", "Second report", "Third report"]
    spoken = model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "First report, open, no annotations"
    assert [row.current for row in map(model.row_at, range(3)) if row] == [True, False, False]


def test_a_change_is_told_for_its_row_alone(session: Session, model: QueueModel) -> None:
    changed = []
    model.dataChanged.connect(lambda first, last, _: changed.append((first.row(), last.row())))
    session.open_report(2)
    set_flag(session, True, 0)
    assert changed == [(1, 1)]
    row = model.row_at(1)
    assert row is not None
    assert row.summary.flagged


def test_the_current_report_stays_although_the_filter_leaves_it_out(session: Session, model: QueueModel) -> None:
    show_only(model, State.OPEN)
    set_state(session, State.DONE, 0)
    assert titles(model) == ["First report", "Second report", "Third report"]
    model.set_current(2)
    assert titles(model) == ["Second report", "Third report"]
    assert model.row_of(2) == 0


def test_another_report_leaves_at_once(session: Session, model: QueueModel) -> None:
    show_only(model, State.OPEN)
    session.open_report(3)
    set_state(session, State.SET_ASIDE, 0)
    assert titles(model) == ["First report", "Second report"]


def test_reports_that_came_or_went_make_the_list_anew(session: Session, model: QueueModel) -> None:
    resets = []
    model.modelReset.connect(lambda: resets.append(True))
    model.take(ChangeSet("Import", corpus=True))
    assert resets == [True]


def test_without_a_project_there_are_no_rows(model: QueueModel) -> None:
    model.set_queue(None)
    assert model.rowCount() == 0
    assert model.row_of(1) is None


def test_facts_are_one_plain_line() -> None:
    facts = Facts(" A\n title ", "UNIAN", "2022-06-01T10:00", "uk")
    summary = DocumentSummary(1, "u", facts, State.OPEN, False, "", 0, 10, 1)
    assert title_of(summary) == "A title"
    assert facts_of(summary) == "UNIAN · 2022-06-01 · 1 annotation"

"""The order of the next reports in the window, by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.app import report_queue
from annotator.domain.documents import Facts, NewDocument, text_digest
from annotator.domain.triage import TriageOrder
from annotator.storage.store import create_store
from annotator.ui import triage
from annotator.ui.main_window import MainWindow
from tests.projects import CONFLICT
from tests.ui.windows import press, window_on

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
TEXTS = ("Rebels fired.", "Rebels fired again.", "Rebels fired, and other things were heard of.", "Fired.")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "p.annodb"
    with create_store(path, CONFLICT) as store, store.writing():
        list(
            store.bulk_writer().add(
                NewDocument(f"r{n}", text, text_digest(text), Facts(title=f"Report {n}", date=f"2023-01-0{9 - n}"))
                for n, text in enumerate(TEXTS, 1)
            )
        )
    return path


@pytest.fixture
def window(qapp: QApplication, project: Path) -> Iterator[MainWindow]:
    with window_on(project) as opened:
        yield opened


def wait(window: MainWindow) -> None:
    while window.background.ranking.busy:
        QApplication.processEvents()


def shown(window: MainWindow) -> list[int]:
    return [window.queue.model.key_at(row) for row in range(window.queue.model.rowCount())]


def test_by_date_the_queue_follows_and_done_opens_the_next(window: MainWindow, project: Path) -> None:
    assert window.queue.turns.currentText() == "Next: in the order of the file"
    window.invoke("triage.date")
    wait(window)
    assert window.status.sentence == "Next: by date, the earliest first."
    assert shown(window) == [4, 3, 2, 1]
    press(window, "d")
    assert window.bench is not None
    assert window.bench.desk is not None
    assert window.bench.desk.key == 4  # the first one was the latest
    window.close_project()
    assert window.open_project(project)
    assert window.queue.turns.order is TriageOrder.DATE
    window.background.ranking._rank()  # as after some seconds
    wait(window)
    assert shown(window) == [4, 3, 2, 1]


def test_new_words_are_counted_beside(window: MainWindow) -> None:
    window.invoke("triage.new-words")
    assert window.bench is not None
    assert window.bench.session.next_unfinished() == 2  # until they are counted, as in the file
    wait(window)
    assert shown(window) == [3, 2, 1, 4]
    press(window, "d")
    assert window.bench.desk is not None
    assert window.bench.desk.key == 3


def test_the_choice_is_opened_by_its_key_and_taken_by_keys(window: MainWindow) -> None:
    press(window, "Ctrl+Shift+O")
    turns = window.queue.turns
    assert turns.view().isVisible()
    QTest.keyClick(turns.view(), Qt.Key.Key_Down)
    QTest.keyClick(turns.view(), Qt.Key.Key_Return)
    wait(window)
    assert turns.order is TriageOrder.DATE
    assert shown(window) == [4, 3, 2, 1]


def test_another_choice_meanwhile_ends_the_first(window: MainWindow) -> None:
    window.invoke("triage.new-words")
    window.invoke("triage.file")
    wait(window)
    assert window.status.sentence == "Next: in the order of the file."
    assert shown(window) == [1, 2, 3, 4]


def test_what_cannot_be_ranked_yet_is_said(window: MainWindow) -> None:
    window.invoke("triage.uncertain")
    wait(window)
    assert window.status.sentence.startswith("Nothing has been learned yet")
    assert window.status.sentence.endswith("Reports come as in the file until then.")
    assert shown(window) == [1, 2, 3, 4]


def test_finishing_a_report_ranks_again_where_nothing_could_be_ranked(window: MainWindow) -> None:
    window.invoke("triage.uncertain")
    wait(window)
    press(window, "d")
    assert window.background.ranking._calm.isActive()
    window.close_project()
    assert not window.background.ranking._calm.isActive()


def test_enough_finished_reports_rank_anew(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triage, "_FINISHED", 2)
    window.invoke("triage.new-words")
    wait(window)
    ranking = window.background.ranking
    press(window, "d")
    assert not ranking._calm.isActive()
    press(window, "d")
    assert ranking._calm.isActive()
    ranking._rank()
    wait(window)
    assert len(shown(window)) == 4
    assert window.bench is not None
    assert list(window.bench.session.triage.keys or ()) == shown(window)[:2]


def test_in_a_large_project_the_list_is_made_by_a_worker(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_queue, "LARGE", 2)
    window.invoke("triage.date")
    wait(window)
    while shown(window) != [4, 3, 2, 1]:
        QApplication.processEvents()

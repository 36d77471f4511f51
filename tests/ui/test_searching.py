"""The search over all reports under the keys: completion, refusals, hits, saved searches and work on hits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.app import report_queue
from annotator.app.operations import labelling
from annotator.app.report_queue import AllReports
from annotator.domain.documents import State
from annotator.domain.spans import Span
from annotator.ui.dialogs.export_choices import ExportChoices
from annotator.ui.main_window import MainWindow
from annotator.ui.palette import ChooserPopup
from tests.projects import new_session
from tests.ui.windows import window_on

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
TEXTS = (
    "Rebels shelled Mosul.",
    "A quiet day in Kyiv.",
    "Rebels left Mosul, rebels said.",
    "Rebels in Mosul again.",
)


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    session = new_session(tmp_path / "p.annodb", *TEXTS)
    session.open_report(3)
    labelling.label_span(session, Span(19, 25), "Actor", 0)
    session.close()
    with window_on(tmp_path / "p.annodb") as window:
        yield window


def search(window: MainWindow, qtbot: QtBot, typed: str) -> None:
    window.queue.look_for(typed)
    queue = window.queue.model.queue
    assert queue is not None
    qtbot.waitUntil(lambda: queue.found.typed == typed and queue.found.complete)


def popup_keys(window: MainWindow, qtbot: QtBot, typed: str) -> None:
    popup = next(widget for widget in window.findChildren(ChooserPopup) if widget.isVisible())
    qtbot.keyClicks(QApplication.focusWidget() or popup, typed)
    qtbot.keyClick(QApplication.focusWidget() or popup, Qt.Key.Key_Return)


def test_names_and_values_are_completed_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    field = window.queue.search
    window.invoke("search.corpus")
    qtbot.keyClicks(field, "st")
    qtbot.waitUntil(field.offers.isVisible)
    assert field.offers.item(0).text().startswith("state:")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert field.text() == "state:"
    qtbot.waitUntil(lambda: field.offers.count() == 4)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == 'state:"in progress" '
    assert not field.offers.isVisible()


def test_escape_hides_the_offers_before_it_clears(window: MainWindow, qtbot: QtBot) -> None:
    field = window.queue.search
    window.invoke("search.corpus")
    qtbot.keyClick(field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert field.offers.count() > 10
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.offers.currentRow() == field.offers.count() - 1
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.offers.isVisible()
    qtbot.keyClicks(field, "mosul")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""


def test_a_refusal_is_shown_and_the_list_stays(window: MainWindow, qtbot: QtBot) -> None:
    search(window, qtbot, "mosul")
    window.queue.look_for("actr:x")
    qtbot.waitUntil(lambda: "“actr”" in window.queue.refusal.text())
    assert window.queue.model.rowCount() == 3
    search(window, qtbot, "kyiv")
    assert window.queue.refusal.text() == ""


def test_a_hit_opens_at_the_span_it_was_found_for(window: MainWindow, qtbot: QtBot) -> None:
    search(window, qtbot, "actor:rebels")
    assert window.queue.model.rowCount() == 1
    window.queue.list.go_to_row(0)
    qtbot.keyClick(window.queue.list, Qt.Key.Key_Return)
    bench = window.bench
    assert bench is not None
    assert bench.desk is not None
    assert bench.cursor is not None
    assert (bench.desk.key, bench.cursor.caret) == (3, 19)
    search(window, qtbot, "kyiv")
    window.queue.list.go_to_row(0)
    qtbot.keyClick(window.queue.list, Qt.Key.Key_Return)
    assert (bench.desk.key, bench.cursor.caret) == (2, 15)


def test_searches_are_saved_found_again_and_deleted(window: MainWindow, qtbot: QtBot) -> None:
    window.invoke("search.saved")
    assert "No search is saved" in window.status.sentence
    window.invoke("search.save")
    assert "Search for something first" in window.status.sentence
    search(window, qtbot, "kyiv")
    window.invoke("search.save")
    search(window, qtbot, "mosul")
    window.invoke("search.saved")
    popup_keys(window, qtbot, "kyi")
    queue = window.queue.model.queue
    assert queue is not None
    qtbot.waitUntil(lambda: list(queue.keys) == [2])
    window.invoke("search.delete")
    popup_keys(window, qtbot, "kyi")
    assert "is gone: kyiv" in window.status.sentence
    window.invoke("search.saved")
    assert "No search is saved" in window.status.sentence


def test_done_and_next_stays_among_what_was_found(window: MainWindow, qtbot: QtBot) -> None:
    bench = window.bench
    assert bench is not None
    window.invoke("search.work")
    assert "Search for reports first" in window.status.sentence
    bench.open_report(1)
    search(window, qtbot, "text:mosul again OR text:shelled")
    window.invoke("search.work")
    assert "stays among the 2 reports" in window.status.sentence
    window.invoke("report.done-and-next")
    assert bench.desk is not None
    assert bench.desk.key == 4
    window.queue.search.clear()
    qtbot.waitUntil(lambda: bench.session.work is None)
    search(window, qtbot, "mosul")
    window.invoke("search.work")
    window.invoke("search.work")
    assert bench.session.work is None


def test_the_export_offers_what_is_found(window: MainWindow, qtbot: QtBot) -> None:
    search(window, qtbot, "mosul")
    assert window.bench is not None
    session = window.bench.session
    choices = ExportChoices(session.store.documents.count_by_state(), session.found)
    qtbot.addWidget(choices)
    choices.reports.setCurrentIndex(2)
    assert choices.reports.currentText() == "those found by mosul (3)"
    assert (choices.options().where, choices.options().states) == ("mosul", frozenset(State))


def test_a_large_project_is_listed_without_reading_it(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_queue, "LARGE", 2)
    panel, queue = window.queue, window.queue.model.queue
    assert queue is not None
    panel._begin_search()
    assert isinstance(queue.keys, AllReports)
    assert panel.model.rowCount() == 4
    panel.orders.setCurrentIndex(1)
    panel._begin_search()
    qtbot.waitUntil(lambda: list(queue.keys) == [2, 4, 3, 1])

"""The rule report in its window, by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator.app.user_patterns import keep_patterns
from annotator.domain.user_pattern import UserPattern
from annotator.ui.companions import RULES
from annotator.ui.main_window import MainWindow
from annotator.ui.rules.panel import RulesPanel
from tests.projects import new_session
from tests.ui.windows import press, window_on

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    session = new_session(tmp_path / "p.annodb")
    keep_patterns(session, [UserPattern("city", "literal", "Mosul", "Location")])
    session.close()
    with window_on(tmp_path / "p.annodb") as opened:
        assert opened.bench is not None
        keep_patterns(opened.bench.session, [UserPattern("city", "literal", "Mosul", "Location")])
        opened.bench.refresh_suggestions()
        opened.bench.pause()
        yield opened


@pytest.fixture
def panel(window: MainWindow, qapp: QApplication) -> RulesPanel:
    press(window, "Tab Enter")
    press(window, "Ctrl+Alt+U")
    opened = cast("RulesPanel", window.companions.panel(RULES))
    wait(opened, qapp)
    return opened


def wait(panel: RulesPanel, qapp: QApplication) -> None:
    while panel._tasks.busy:
        qapp.processEvents()


def row_of(panel: RulesPanel, source: str) -> int:
    return next(row for row in range(panel.model.rowCount()) if panel.model.source(row) == source)


def test_space_switches_the_source_off_and_on_again(
    panel: RulesPanel, window: MainWindow, qapp: QApplication
) -> None:
    row = row_of(panel, "pattern:city")
    panel.table.setCurrentIndex(panel.model.index(row, 0))
    assert window.bench is not None
    QTest.keyClick(panel.table, Qt.Key.Key_Space)
    assert panel.model.cell(row, 1) == "off"
    assert panel.table.currentIndex().row() == row
    assert window.status.sentence == "pattern:city suggests nothing any more."
    window.bench.pause()
    assert {shown.source for shown in window.bench.shown_suggestions} == {"memory"}
    QTest.keyClick(panel.table, Qt.Key.Key_Space)
    window.bench.pause()
    assert panel.model.cell(row, 1) == "on"
    assert {shown.source for shown in window.bench.shown_suggestions} == {"pattern:city"}


def test_a_decision_is_counted_and_drawn_by_day(panel: RulesPanel, qapp: QApplication) -> None:
    assert panel.sentence.text() == "1 suggestion was shown and decided, 1 of them accepted (100 %)."
    panel.table.setCurrentIndex(panel.model.index(row_of(panel, "pattern:city"), 0))
    assert panel.chart.isVisible()
    assert panel.about.text() == "pattern:city: day by day"
    panel.table.setCurrentIndex(panel.model.index(row_of(panel, "memory"), 0))
    assert not panel.chart.isVisible()


def test_a_change_is_counted_when_the_keys_pause(
    panel: RulesPanel, window: MainWindow, qapp: QApplication
) -> None:
    press(window, "u")
    assert panel._calm.isActive()
    panel.count()
    wait(panel, qapp)
    assert panel.sentence.text() == "Nothing was decided yet."


def test_pages_and_saving(
    panel: RulesPanel, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter([tmp_path / "a", tmp_path / "none" / "b.csv"])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(next(names)), ""))
    panel.pages.setCurrentRow(2)
    assert panel.model.cell(0, 0) == "suggested"
    assert not panel.daily.isVisible()
    panel.switch(0)  # no source stands there
    window.invoke("suggestion.save-report")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8-sig").startswith("Origin,Source,Annotations")
    panel.csv.click()
    assert "cannot be written" in window.status.sentence or "none" in window.status.sentence
    window.close_project()
    assert panel.model.rowCount() == 0


def test_all_columns_are_seen_where_there_is_room(panel: RulesPanel, qapp: QApplication) -> None:
    panel.window().resize(1000, 620)
    qapp.processEvents()
    assert not panel.table.horizontalScrollBar().isVisible()
    panel.window().resize(700, 500)
    qapp.processEvents()
    assert panel.table.columnWidth(0) >= 56
    assert panel.table.horizontalScrollBar().isVisible()


def test_escape_goes_back_to_the_text(panel: RulesPanel, window: MainWindow, qapp: QApplication) -> None:
    QTest.keyClick(panel.table, Qt.Key.Key_Escape)
    qapp.processEvents()
    assert window.text.hasFocus()

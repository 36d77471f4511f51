"""The statistics in their window, by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator.app.figures import PAGES
from annotator.storage.store import create_store
from annotator.ui.companions import REVIEW, STATISTICS
from annotator.ui.main_window import MainWindow
from annotator.ui.review.panel import ReviewPanel
from annotator.ui.statistics.panel import StatisticsPanel
from tests.app.test_figures import documents
from tests.projects import CONFLICT
from tests.ui.windows import press, window_on

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    with create_store(tmp_path / "p.annodb", CONFLICT) as store, store.writing():
        list(store.bulk_writer().add(documents()))
    with window_on(tmp_path / "p.annodb") as opened:
        yield opened


@pytest.fixture
def panel(window: MainWindow, qapp: QApplication) -> StatisticsPanel:
    press(window, "Ctrl+Shift+T")
    opened = cast("StatisticsPanel", window.companions.panel(STATISTICS))
    wait(opened, qapp)
    return opened


def wait(panel: StatisticsPanel | ReviewPanel, qapp: QApplication) -> None:
    while panel._tasks.busy:
        qapp.processEvents()


def go_to(panel: StatisticsPanel, name: str, qapp: QApplication) -> None:
    panel.pages.setCurrentRow([page for page, _, _ in PAGES].index(name))
    wait(panel, qapp)


def review(window: MainWindow, qapp: QApplication) -> ReviewPanel:
    found = cast("ReviewPanel", window.companions.panel(REVIEW))
    wait(found, qapp)
    return found


def test_every_page_shows_its_numbers(panel: StatisticsPanel, qapp: QApplication) -> None:
    shown = {}
    for name, _, title in PAGES:
        go_to(panel, name, qapp)
        assert panel.sentence.text()
        assert not panel.bar.isVisible()
        assert panel._figures[name].title == title
        shown[name] = (panel.model.rowCount(), panel.chart.isVisible())
    assert shown["sources"] == (3, True)
    assert shown["overlaps"] == (4, False)
    assert shown["frequent"] == (5, False)
    assert not panel.chart.grab().isNull()


def test_a_row_opens_the_spans_it_counts(panel: StatisticsPanel, window: MainWindow, qapp: QApplication) -> None:
    go_to(panel, "torn", qapp)
    QTest.keyClick(panel.pages, Qt.Key.Key_Return)
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert [line.label for line in review(window, qapp).model.lines] == ["Actor", "Location", "Actor"]


def test_a_missing_label_is_given_in_the_work_list(
    panel: StatisticsPanel, window: MainWindow, qapp: QApplication
) -> None:
    go_to(panel, "missing", qapp)
    panel.open_work(0)
    lines = review(window, qapp)
    assert [(line.text, line.document, line.label) for line in lines.model.lines] == [("Bakhmut", 4, "")]
    QTest.keyClick(lines.table, Qt.Key.Key_L)
    assert window.status.sentence == "Label 1 place Location."
    go_to(panel, "missing", qapp)
    assert panel.hint.text().endswith("Something has changed since.")
    panel.refresh.click()
    wait(panel, qapp)
    assert panel.model.rowCount() == 0
    press(window, "u")
    panel.refresh.click()
    wait(panel, qapp)
    assert panel.model.rowCount() == 1


def test_table_and_picture_are_saved(
    panel: StatisticsPanel, window: MainWindow, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter([tmp_path / "a", tmp_path / "b.png", tmp_path / "c.png", tmp_path / "none" / "d.png"])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(next(names)), ""))
    go_to(panel, "sources", qapp)
    window.invoke("statistics.save-table")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8-sig").startswith("Source,Location,Actor,Weapon,Claim")
    window.invoke("statistics.save-picture")
    assert QImage(str(tmp_path / "b.png")).width() == 2 * panel.chart.width()
    go_to(panel, "overlaps", qapp)
    panel.png.click()
    assert not QImage(str(tmp_path / "c.png")).isNull()
    panel.png.click()
    assert "cannot be written" in window.status.sentence
    assert not list(tmp_path.glob(".*partial*"))


def test_counting_can_be_stopped_and_closing_the_project_clears_it(
    panel: StatisticsPanel, window: MainWindow, qapp: QApplication
) -> None:
    panel.refresh.click()
    assert panel.refresh.text() == "&Stop"
    panel.refresh.click()
    wait(panel, qapp)
    assert panel.refresh.text() == "&Refresh"
    window.close_project()
    assert panel.model.rowCount() == 0
    window.invoke("statistics.save-table")
    assert window.status.sentence == "Open a project first."


def test_colours_follow_the_theme(panel: StatisticsPanel, window: MainWindow, qapp: QApplication) -> None:
    go_to(panel, "sources", qapp)
    before = panel.chart.grab().toImage()
    window.settings.set("theme", "dark")
    window.choose_theme()
    qapp.processEvents()
    after = panel.chart.grab().toImage()
    assert before.pixelColor(before.width() - 5, 40).lightness() > 200
    assert after.pixelColor(after.width() - 5, 40).lightness() < 80

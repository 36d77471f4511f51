"""The review of spans in its window, by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.ui.companions import REVIEW
from annotator.ui.main_window import MainWindow
from annotator.ui.review.panel import ReviewPanel
from tests.projects import new_session
from tests.ui.windows import press, window_on

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    new_session(tmp_path / "p.annodb", "Wagner left. Wagner came.", "And Wagner stayed.").close()
    with window_on(tmp_path / "p.annodb") as opened:
        yield opened


@pytest.fixture
def panel(window: MainWindow, qapp: QApplication) -> ReviewPanel:
    press(window, "a *")
    assert window.bench is not None
    window.bench.open_report(2)
    press(window, "Right a")
    window.invoke("review.text")
    opened = cast("ReviewPanel", window.companions.panel(REVIEW))
    wait(opened, qapp)
    return opened


def wait(panel: ReviewPanel, qapp: QApplication) -> None:
    while panel._tasks.busy:
        qapp.processEvents()


def labels(panel: ReviewPanel) -> list[str]:
    return [line.label for line in panel.model.lines]


def test_it_begins_with_the_text_at_the_caret(panel: ReviewPanel) -> None:
    assert [line.text for line in panel.model.lines] == ["Wagner"] * 3
    assert panel.count.text() == "3 spans"


def test_a_label_key_relabels_the_line_and_goes_on(panel: ReviewPanel, window: MainWindow) -> None:
    QTest.keyClick(panel.table, Qt.Key.Key_L)
    assert labels(panel) == ["Location", "Actor", "Actor"]
    assert panel.table.chosen_rows() == [1]
    QTest.keyClick(panel.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(panel.table, Qt.Key.Key_W)
    assert labels(panel) == ["Location", "Weapon", "Weapon"]
    assert window.status.sentence == "Relabel 2 annotations Weapon."


def test_delete_removes_and_enter_goes_there(panel: ReviewPanel, window: MainWindow) -> None:
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    assert len(panel.model.lines) == 2
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert window.bench is not None
    assert window.bench.desk is not None
    assert window.bench.cursor is not None
    assert (window.bench.desk.key, window.bench.cursor.caret) == (1, 13)


def test_the_label_alone_lists_all_of_it(panel: ReviewPanel, window: MainWindow, qapp: QApplication) -> None:
    window.invoke("review.label")
    wait(panel, qapp)
    assert labels(panel) == ["Actor"] * 3
    panel.look_for("Weapon", "")
    wait(panel, qapp)
    assert panel.count.text() == "0 spans"
    QTest.keyClick(panel.table, Qt.Key.Key_W)
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    assert labels(panel) == []

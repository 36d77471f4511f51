"""Near duplicates in their window, by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.domain.documents import State
from annotator.ui.companions import COPIES
from annotator.ui.copies.panel import CopiesPanel
from annotator.ui.main_window import MainWindow
from tests.app.test_copies import OTHER, STORY
from tests.projects import new_session
from tests.ui.windows import press, window_on

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    new_session(
        tmp_path / "p.annodb", "💥 " + STORY, OTHER, STORY.upper(), "💥 " + STORY.replace("three", "four")
    ).close()
    with window_on(tmp_path / "p.annodb") as opened:
        yield opened


@pytest.fixture
def panel(window: MainWindow, qapp: QApplication) -> CopiesPanel:
    press(window, "Ctrl+Shift+D")
    opened = cast("CopiesPanel", window.companions.panel(COPIES))
    wait(opened, window, qapp)
    return opened


def wait(panel: CopiesPanel, window: MainWindow, qapp: QApplication) -> None:
    while window.background.copies.busy or panel._tasks.busy or panel._calm.isActive():
        qapp.processEvents()


def pairs(panel: CopiesPanel) -> list[tuple[int, int]]:
    return [(pair.later, pair.earlier) for pair in panel.model.pairs]


def marked(panel: CopiesPanel) -> list[str]:
    return [
        mark.cursor.selectedText()
        for text in (panel.texts.earlier, panel.texts.later)
        for mark in text.extraSelections()
    ]


def test_it_looks_and_shows_both_texts_with_their_differences(panel: CopiesPanel, window: MainWindow) -> None:
    assert pairs(panel) == [(3, 1), (4, 1), (4, 3)]
    assert panel.count.text() == "3 pairs"
    assert not panel.bar.isVisible()
    assert "3 pairs" in window.status.sentence


def test_the_differences_are_marked_where_they_are(
    panel: CopiesPanel, window: MainWindow, qapp: QApplication
) -> None:
    panel.table.go_to(1)
    wait(panel, window, qapp)
    assert marked(panel) == ["three", "four"]


def test_delete_sets_the_copy_aside_and_undo_brings_it_back(
    panel: CopiesPanel, window: MainWindow, qapp: QApplication
) -> None:
    assert window.bench is not None
    documents = window.bench.session.store.documents
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    assert pairs(panel) == [(4, 1)]
    assert documents.read(3).state is State.SET_ASIDE
    QTest.keyClick(panel.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait(panel, window, qapp)
    assert len(pairs(panel)) == 3
    QTest.keyClick(panel.table, Qt.Key.Key_Delete, Qt.KeyboardModifier.ShiftModifier)
    assert documents.read(1).state is State.SET_ASIDE


def test_several_are_set_aside_at_once_and_k_keeps_both(panel: CopiesPanel, window: MainWindow) -> None:
    QTest.keyClick(panel.table, Qt.Key.Key_K)
    assert pairs(panel) == [(4, 1), (4, 3)]
    assert window.status.sentence == "Both reports stay."
    panel.table.selectAll()
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    assert pairs(panel) == []
    assert panel.texts.later.toPlainText() == ""
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)


def test_enter_opens_the_copy_and_with_shift_the_earlier_report(panel: CopiesPanel, window: MainWindow) -> None:
    assert window.bench is not None
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert window.bench.desk is not None
    assert window.bench.desk.key == 3
    QTest.keyClick(panel.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert window.bench.desk.key == 1


def test_looking_again_can_be_stopped_and_a_closed_project_shows_nothing(
    panel: CopiesPanel, window: MainWindow, qapp: QApplication
) -> None:
    panel.button.click()
    assert panel.button.text() == "&Stop"
    panel.button.click()
    wait(panel, window, qapp)
    assert panel.button.text() == "&Look again"
    assert len(pairs(panel)) == 3
    window.close_project()
    assert pairs(panel) == []


def test_after_an_import_it_looks_by_itself(window: MainWindow, qapp: QApplication) -> None:
    window.background.copies.after_import()
    while window.background.copies.busy:
        qapp.processEvents()
    assert window.status.sentence.startswith("3 pairs of reports")

"""The queue under the keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.app.operations.reports import set_state
from annotator.app.session import Session
from annotator.domain.documents import State
from annotator.ui.panels.progress import progress_words
from annotator.ui.panels.queue import QueuePanel
from annotator.ui.theme import load_theme
from tests.projects import new_session

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # said by the offscreen platform


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = new_session(
        tmp_path / "q.annodb", "Rockets hit Mosul", "A quiet day in Kyiv", "Mosul, Mosul <b>& Kyiv"
    )
    yield session
    session.close()


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> Iterator[QueuePanel]:
    panel = QueuePanel()
    qtbot.addWidget(panel)
    panel.set_theme(load_theme("light"))
    panel.set_session(session)
    panel.set_current(1)
    session.changed.connect(panel.take)
    panel.show()
    yield panel
    panel.clear()  # a search may still be running


def search(qtbot: QtBot, panel: QueuePanel, words: str, rows: int) -> None:
    panel.focus_search()
    qtbot.keyClicks(panel.search, words)
    qtbot.waitUntil(lambda: panel.model.rowCount() == rows)


def test_enter_opens_the_report_in_the_row(qtbot: QtBot, panel: QueuePanel) -> None:
    assert panel.list.row() == 0
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.open_report) as opened:
        qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert opened.args == [2]


def test_search_narrows_the_list_and_tells_the_words(qtbot: QtBot, panel: QueuePanel) -> None:
    search(qtbot, panel, "mosul", 2)
    qtbot.keyClick(panel.search, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.open_hit) as opened:
        qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert opened.args is not None
    assert opened.args[1].words == ("mosul",)


def test_escape_ends_the_search_then_leaves(qtbot: QtBot, panel: QueuePanel) -> None:
    search(qtbot, panel, "mosul", 2)
    with qtbot.waitSignal(panel.search_words) as ended:
        qtbot.keyClick(panel.search, Qt.Key.Key_Escape)
    assert ended.args == [[]]
    assert panel.model.rowCount() == 3
    with qtbot.waitSignal(panel.leave):
        qtbot.keyClick(panel.search, Qt.Key.Key_Escape)


def test_rows_are_higher_while_there_is_a_line_of_the_text(qtbot: QtBot, panel: QueuePanel) -> None:
    before = panel.list.rowHeight(0)
    search(qtbot, panel, "kyiv", 2)
    assert panel.list.rowHeight(0) > before
    assert not panel.grab().isNull()


def test_states_are_chosen_by_key(qtbot: QtBot, panel: QueuePanel, session: Session) -> None:
    set_state(session, State.DONE, 0)
    panel.states.setFocus()
    for _ in range(3):
        qtbot.keyClick(panel.states, Qt.Key.Key_Down)
    assert panel.states.currentText() == "Done"
    assert list(panel.model.queue.keys if panel.model.queue else ()) == [1]


def test_order_is_chosen_by_key(qtbot: QtBot, panel: QueuePanel) -> None:
    qtbot.keyClick(panel.orders, Qt.Key.Key_Down)
    assert list(panel.model.queue.keys if panel.model.queue else ()) == [2, 3, 1]


def test_no_match_is_said_in_words(qtbot: QtBot, panel: QueuePanel) -> None:
    search(qtbot, panel, "zebra", 0)
    assert any("No report matches" in label.text() for label in panel.findChildren(type(panel._nothing)))


def test_closing_the_project_while_searching_is_harmless(qtbot: QtBot, panel: QueuePanel) -> None:
    panel.search.setText("mosul")
    panel._begin_search()
    panel.clear()
    qtbot.waitUntil(lambda: not panel._worker._running)
    assert panel.model.rowCount() == 0


def test_typing_in_the_list_begins_a_search(qtbot: QtBot, panel: QueuePanel) -> None:
    qtbot.keyClicks(panel.list, "k")
    assert panel.search.text() == "k"
    qtbot.waitUntil(lambda: panel.model.rowCount() == 2)


def test_progress_is_told_in_words() -> None:
    counts = {State.OPEN: 26, State.IN_PROGRESS: 1, State.DONE: 12, State.SET_ASIDE: 1}
    assert progress_words(counts) == ("12 of 40 done", "1 in progress · 26 open · 1 set aside")
    assert progress_words(dict.fromkeys(State, 0)) == ("No reports yet", "")


def test_all_parts_have_names_for_those_who_listen(panel: QueuePanel) -> None:
    parts = (panel, panel.progress, panel.search, panel.states, panel.orders, panel.list)
    assert all(part.accessibleName() for part in parts)

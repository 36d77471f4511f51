"""The label panels under the keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.app.operations.labelling import label_span
from annotator.app.session import Session
from annotator.domain.spans import Span
from annotator.ui.panels.labels import LabelPanels
from annotator.ui.theme import load_theme
from tests.projects import SHORT, new_session

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # said by the offscreen platform


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = new_session(tmp_path / "p.annodb", SHORT)
    for start in (15, 38, 60):
        assert SHORT[start : start + 5] == "Mosul"
        label_span(session, Span(start, start + 5), "Location", 0)
    label_span(session, Span(0, 6), "Actor", 0)
    yield session
    session.close()


@pytest.fixture
def panels(qtbot: QtBot, session: Session) -> LabelPanels:
    panels = LabelPanels()
    qtbot.addWidget(panels)
    panels.set_theme(load_theme("light"))
    panels.set_session(session)
    panels.set_desk(session.desk)
    session.changed.connect(panels.take)
    panels.show()
    panels.resize(280, 500)
    qtbot.waitUntil(lambda: panels.list.model().rowCount() == 6)
    return panels


def went_to(panels: LabelPanels) -> list[int]:
    starts: list[int] = []

    def go(start: int, end: int) -> None:
        starts.append(start)
        panels.set_caret(end)

    panels.go_to.connect(go)
    return starts


def test_nothing_is_grouped_before_the_panels_are_seen(qtbot: QtBot, session: Session) -> None:
    panels = LabelPanels()
    qtbot.addWidget(panels)
    panels.set_session(session)
    panels.set_desk(session.desk)
    qtbot.wait(1)
    assert panels.list.model().rowCount() == 4


def test_enter_goes_round_the_occurrences(qtbot: QtBot, panels: LabelPanels) -> None:
    starts = went_to(panels)
    panels.set_caret(20)
    panels.list.go_to_row(1)
    for _ in range(4):
        qtbot.keyClick(panels.list, Qt.Key.Key_Return)
    assert starts == [38, 60, 15, 38]


def test_a_click_goes_there_too(qtbot: QtBot, panels: LabelPanels) -> None:
    starts = went_to(panels)
    place = panels.list.visualRect(panels.list.model().index(1, 0)).center()
    qtbot.mouseClick(panels.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert starts == [15]


def test_left_folds_up_and_right_opens(qtbot: QtBot, panels: LabelPanels) -> None:
    panels.list.go_to_row(1)
    qtbot.keyClick(panels.list, Qt.Key.Key_Left)
    assert panels.list.row() == 0
    qtbot.keyClick(panels.list, Qt.Key.Key_Left)
    assert panels.list.model().rowCount() == 5
    qtbot.keyClick(panels.list, Qt.Key.Key_Right)
    assert panels.list.model().rowCount() == 6


def test_typing_filters_and_escape_clears_then_leaves(qtbot: QtBot, panels: LabelPanels) -> None:
    panels.list.setFocus()
    qtbot.keyClicks(panels.list, "r")
    qtbot.keyClicks(panels.filter, "eb")
    assert panels.filter.text() == "reb"
    assert panels.list.model().rowCount() == 2
    qtbot.keyClick(panels.filter, Qt.Key.Key_Escape)
    assert panels.list.model().rowCount() == 6
    with qtbot.waitSignal(panels.leave):
        qtbot.keyClick(panels.filter, Qt.Key.Key_Escape)


def test_escape_in_the_list_leaves(qtbot: QtBot, panels: LabelPanels) -> None:
    with qtbot.waitSignal(panels.leave):
        qtbot.keyClick(panels.list, Qt.Key.Key_Escape)


def test_the_row_chosen_stays_chosen_when_rows_come_before_it(
    qtbot: QtBot, panels: LabelPanels, session: Session
) -> None:
    panels.list.go_to_row(3)
    label_span(session, Span(7, 14), "Location", 0)
    qtbot.waitUntil(lambda: panels.list.row() == 4)


def test_a_key_puts_off_what_can_wait(qtbot: QtBot, panels: LabelPanels, session: Session) -> None:
    label_span(session, Span(7, 14), "Location", 0)
    panels.set_caret(14)
    assert panels.list.model().rowCount() == 6
    qtbot.waitUntil(lambda: panels.list.model().rowCount() == 7)


def test_what_was_put_off_comes_before_the_next_choice(
    qtbot: QtBot, panels: LabelPanels, session: Session
) -> None:
    starts = went_to(panels)
    label_span(session, Span(7, 14), "Location", 0)
    panels.list.go_to_row(1)
    qtbot.keyClick(panels.list, Qt.Key.Key_Return)
    assert panels.list.model().rowCount() == 7
    assert starts


def test_all_parts_have_names_for_those_who_listen(panels: LabelPanels) -> None:
    assert all((panels.accessibleName(), panels.filter.accessibleName(), panels.list.accessibleName()))


def test_rows_are_drawn_in_both_themes(panels: LabelPanels) -> None:
    light = panels.list.grab().toImage()
    panels.set_theme(load_theme("dark"))
    assert panels.list.grab().toImage() != light

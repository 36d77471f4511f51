from __future__ import annotations

from collections.abc import Hashable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from annotator.commands.cheat_sheet import Row, Section
from annotator.commands.keymap import build_keymap
from annotator.commands.table import COMMANDS
from annotator.ui.cheat_sheet import CheatSheet, in_columns
from annotator.ui.palette import Choice, ChooserPopup, command_choices
from tests.projects import CONFLICT

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform, of popups


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(1000, 700)
    widget.show()
    return widget


def popup(window: QWidget, taken: list[Hashable]) -> ChooserPopup:
    choices = [Choice(1, "Import reports"), Choice(2, "Export"), Choice(3, "Next report", "Report", "n")]
    shown = ChooserPopup(window, "Find", choices, taken.append)
    shown.open_over(window)
    return shown


def test_typing_narrows_and_enter_takes_the_best(qtbot: QtBot, window: QWidget) -> None:
    taken: list[Hashable] = []
    shown = popup(window, taken)
    qtbot.keyClicks(shown.field, "rep")
    assert [shown.list.model().index(row, 0).data() for row in range(2)] == ["Next report", "Import reports"]
    qtbot.keyClick(shown.field, Qt.Key.Key_Return)
    assert taken == [3]


def test_arrows_choose_and_escape_takes_nothing(qtbot: QtBot, window: QWidget) -> None:
    taken: list[Hashable] = []
    shown = popup(window, taken)
    qtbot.keyClick(shown.field, Qt.Key.Key_Down)
    qtbot.keyClick(shown.field, Qt.Key.Key_Return)
    assert taken == [2]
    shown = popup(window, taken)
    qtbot.keyClick(shown.field, Qt.Key.Key_Escape)
    assert taken == [2]


def test_where_nothing_fits_enter_does_nothing(qtbot: QtBot, window: QWidget) -> None:
    taken: list[Hashable] = []
    shown = popup(window, taken)
    qtbot.keyClicks(shown.field, "zzz")
    qtbot.keyClick(shown.field, Qt.Key.Key_Return)
    assert (taken, shown.isVisible()) == ([], True)
    shown.close()


def test_commands_stand_there_with_menu_and_key() -> None:
    choices = {choice.key: choice for choice in command_choices(build_keymap(COMMANDS, CONFLICT.labels))}
    assert choices["project.export"] == Choice("project.export", "Export…", "Project", "Ctrl+E")
    assert "label.apply:Actor" in choices
    assert "move.next-token" not in choices


def sections(*heights: int) -> list[Section]:
    row = Row("x", "X", ("x",), "")
    return [Section(str(number), (row,) * height) for number, height in enumerate(heights)]


@pytest.mark.parametrize("columns", [1, 2, 3, 9])
def test_sections_are_shared_out_in_order(columns: int) -> None:
    shared = in_columns(sections(8, 3, 2, 9, 1), columns)
    assert len(shared) <= columns
    assert [section.title for column in shared for section in column] == ["0", "1", "2", "3", "4"]
    assert all(shared)


def test_a_cheat_sheet_scrolls_and_closes_by_any_other_key(qtbot: QtBot, window: QWidget) -> None:
    sheet = CheatSheet(window, sections(*[20] * 9))
    sheet.open_over(window)
    qtbot.keyClick(sheet, Qt.Key.Key_PageDown)
    assert sheet.area.verticalScrollBar().value() > 0
    with qtbot.waitSignal(sheet.destroyed):
        qtbot.keyClick(sheet, Qt.Key.Key_A)

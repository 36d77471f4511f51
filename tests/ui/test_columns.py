"""The side columns give way while the window is narrow."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from annotator.ui.columns import Columns

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # said by the offscreen platform


def shown(qtbot: QtBot, width: int) -> tuple[Columns, QLabel, QLabel, QLabel]:
    """Columns of that width with what stands in them, from the left."""
    queue, text, labels = QLabel(), QLabel(), QLabel()
    columns = Columns(queue, text, labels)
    qtbot.addWidget(columns)
    columns.resize(width, 400)
    columns.show()
    QApplication.processEvents()
    return columns, queue, text, labels


def test_a_window_that_opens_narrow_leaves_its_room_to_the_text(qtbot: QtBot) -> None:
    columns, queue, text, labels = shown(qtbot, 750)
    assert (queue.isHidden(), text.isHidden(), labels.isHidden()) == (True, False, False)
    columns.resize(1200, 400)
    QApplication.processEvents()
    assert not queue.isHidden()


def test_a_column_that_the_user_has_hidden_stays_hidden(qtbot: QtBot) -> None:
    columns, queue, *_ = shown(qtbot, 1200)
    queue.hide()
    columns.resize(800, 400)
    columns.resize(1200, 400)
    QApplication.processEvents()
    assert queue.isHidden()

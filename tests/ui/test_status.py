"""The status line: its parts, its tooltips, and what a screen reader hears of it."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from annotator.app.work_list import WorkList
from annotator.ui import status as module
from annotator.ui.panels.elided_label import ElidedLabel
from annotator.ui.status import StatusLine
from tests.projects import new_session
from tests.ui.windows import press, window_on

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # said by the offscreen platform


@pytest.fixture
def line(qtbot: QtBot) -> StatusLine:
    line = StatusLine()
    qtbot.addWidget(line)
    line.resize(600, 30)
    line.show()
    return line


def test_parts_stand_side_by_side(line: StatusLine) -> None:
    for name, text in (("keys", "2"), ("position", "40 %"), ("annotator", "ada"), ("saved", "saved")):
        line.show_part(name, text)
    boxes = [label.geometry() for label in line.findChildren(QLabel) if not label.isHidden()]
    assert all(one.right() < other.left() for one, other in pairwise(boxes))
    assert boxes[-1].right() < line.width()


def test_saving_moves_nothing(line: StatusLine) -> None:
    line.show_part("annotator", "ada")
    line.show_part("saved", "saved")
    before = [label.geometry() for label in line.findChildren(QLabel)]
    line.show_part("saved", "saving…")
    assert [label.geometry() for label in line.findChildren(QLabel)] == before


def test_a_long_sentence_is_shown_letter_by_letter_in_its_tooltip(line: StatusLine) -> None:
    line.say("<b>bold</b> " * 12)
    tooltip = line.findChildren(QLabel)[0].toolTip()
    assert "&lt;b&gt;" in tooltip
    assert "<b>" not in tooltip


def test_each_sentence_is_announced(line: StatusLine, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(module, "announce", lambda _, sentence: heard.append(sentence))
    line.say("Label “Rebels” Actor")
    line._safety.fault.emit("The disk is full.")
    assert heard == ["Label “Rebels” Actor", "The disk is full."]


def test_a_sentence_that_has_been_read_goes_at_the_next_key(
    line: StatusLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.say("No further annotation.")
    line.drop_old()
    assert line.sentence == "No further annotation."
    later = time.monotonic() + 60
    monkeypatch.setattr(module.time, "monotonic", lambda: later)
    line.drop_old()
    assert line.sentence == ""


def test_a_sentence_without_room_ends_in_an_ellipsis_and_is_told_whole(line: StatusLine) -> None:
    line.show_part("annotator", "ada")
    line.say("Many words that no line of this width has any room for. " * 3)
    shown = line.findChildren(ElidedLabel)[0].shown()
    assert shown.endswith("…")
    assert line.sentence.startswith(shown[:-1])


def test_in_a_narrow_window_the_sentence_keeps_its_room(line: StatusLine) -> None:
    parts = {
        "ranking": "ranked 400 of 5,000",
        "learning": "learned from 1,234 reports",
        "annotator": "Ada Lovelace",
    }
    shown = {**parts, "position": "40 %", "saved": "saved"}
    for name in shown:
        line.show_part(name, shown[name])
    line.resize(1200, 30)
    assert not any(line._parts[name].isHidden() for name in parts)
    line.resize(360, 30)
    assert line._sentence.width() >= 0.35 * line.width()
    assert all(line._parts[name].isHidden() for name in parts)
    assert not line._parts["saved"].isHidden()


def test_a_closed_project_leaves_nothing_of_it_in_sight(qtbot: QtBot, tmp_path: Path) -> None:
    new_session(tmp_path / "p.annodb").close()
    with window_on(tmp_path / "p.annodb") as window:
        window.invoke("project.close")
        assert window.status.sentence == "The project is closed; everything is saved. Ctrl+O opens one."
        assert all(window.status._parts[name].text() == "" for name in ("position", "annotator", "saved"))


def test_the_last_of_the_reports_found_is_told_so(qtbot: QtBot, tmp_path: Path) -> None:
    new_session(tmp_path / "p.annodb", "Mosul fell.", "Kyiv stands.").close()
    with window_on(tmp_path / "p.annodb") as window:
        assert window.bench is not None
        window.bench.session.work = WorkList("mosul", (1,))
        press(window, "d")
        assert window.status.sentence == "Report done. No unfinished report is left among those that were found."

"""The view: caret, selection, moves by line and page, and that it keeps no key for itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.spans import Span
from annotator.ui.text_view import TextView
from tests.ui.text_view.conftest import MakeView

LINES = "\n".join(f"Line {number} of the report" for number in range(200))
WRAPPED = "one two three four five six seven eight nine ten " * 12


def fully_shown(view: TextView, position: int) -> bool:
    return view.viewport().rect().contains(view.rect_of(position))


def test_a_report_opens_with_its_caret_on_the_screen(make_view: MakeView) -> None:
    view = make_view(LINES, caret=LINES.index("Line 120"))
    assert view.caret == LINES.index("Line 120")
    assert fully_shown(view, view.caret)


def test_moving_the_caret_tells_once(make_view: MakeView, qtbot: QtBot) -> None:
    view = make_view(LINES)
    moves: list[int] = []
    view.caret_moved.connect(moves.append)
    view.set_caret(7)
    view.set_caret(7)
    assert moves == [7]


def test_a_selection_reaches_from_anchor_to_caret_either_way(make_view: MakeView) -> None:
    view = make_view(LINES)
    changes: list[None] = []
    view.selection_changed.connect(lambda: changes.append(None))
    view.set_caret(4, anchor=9)
    assert view.selection() == Span(4, 9)
    assert view.anchor == 9
    view.set_caret(4, anchor=9)
    view.set_caret(4)
    assert view.selection() is None
    assert len(changes) == 2


@pytest.mark.parametrize(("asked", "got"), [(-3, 0), (10_000, 6), (2, 1), (5, 5)])
def test_the_caret_stands_only_between_characters(make_view: MakeView, asked: int, got: int) -> None:
    view = make_view("ae\u0301\u0302bc")
    view.set_caret(asked)
    assert view.caret == got


def test_some_lines_stay_around_the_caret(make_view: MakeView) -> None:
    view = make_view(LINES)
    for _ in range(60):
        view.set_caret(view.vertical_move(1))
    below = view.viewport().height() - view.rect_of(view.caret).bottom()
    assert below >= 2 * view.metrics.pitch


def test_a_far_jump_puts_the_caret_in_the_upper_half(make_view: MakeView) -> None:
    view = make_view(LINES)
    view.set_caret(LINES.index("Line 150"))
    assert 0 < view.rect_of(view.caret).top() < view.viewport().height() // 2


def test_down_and_up_keep_to_the_column_over_short_lines(make_view: MakeView) -> None:
    text = "a long first line of text\nshort\nanother long line of text\n"
    view = make_view(text, caret=18)
    column = view.rect_of(18).x()
    view.set_caret(view.vertical_move(1))
    assert view.caret == text.index("\nanother")
    view.set_caret(view.vertical_move(1))
    assert abs(view.rect_of(view.caret).x() - column) < 12
    view.set_caret(view.vertical_move(-2))
    assert view.caret == 18


def test_down_goes_by_lines_on_the_screen(make_view: MakeView) -> None:
    view = make_view(WRAPPED)
    position = view.vertical_move(1)
    assert 0 < position < 150
    assert view.rect_of(position).top() - view.rect_of(0).top() == view.metrics.pitch


def test_beyond_the_outermost_lines_lie_the_ends(make_view: MakeView) -> None:
    view = make_view(LINES, caret=5)
    assert view.vertical_move(-1) == 0
    view.set_caret(len(LINES) - 3)
    assert view.vertical_move(1) == len(LINES)


def test_home_and_end_stay_on_the_line(make_view: MakeView) -> None:
    view = make_view(WRAPPED)
    view.set_caret(view.vertical_move(2) + 8)
    start, end = view.line_edge(True), view.line_edge(False)
    assert start < view.caret < end
    assert view.rect_of(start).top() == view.rect_of(end).top() == view.rect_of(view.caret).top()


def test_a_page_leaves_a_line_of_overlap(make_view: MakeView) -> None:
    view = make_view(LINES)
    before = view.visible_range()
    view.set_caret(view.page_move(1))
    after = view.visible_range()
    assert before.start < after.start < before.end < after.end


def test_pages_lead_through_the_whole_text_without_a_gap(make_view: MakeView) -> None:
    view = make_view(LINES)
    reached = view.visible_range().end
    for _ in range(200):
        if view.at_end():
            break
        view.set_caret(view.page_move(1))
        assert view.visible_range().start < reached
        reached = view.visible_range().end
    assert view.at_end()
    assert reached == len(LINES)


def test_a_page_beyond_the_end_goes_to_the_end(make_view: MakeView) -> None:
    view = make_view(LINES, caret=len(LINES) - 40)
    view.set_caret(view.page_move(1))
    view.set_caret(view.page_move(1))
    assert view.page_move(1) == len(LINES)
    view.set_caret(0)
    assert view.page_move(-1) == 0


def test_a_short_report_is_at_its_end_at_once(make_view: MakeView) -> None:
    assert make_view("one line\n").at_end()
    assert not make_view(LINES).at_end()


def test_the_position_under_a_place_is_the_one_drawn_there(make_view: MakeView) -> None:
    view = make_view(WRAPPED)
    for position in range(0, 150, 7):
        place = view.rect_of(position)
        assert view.position_at(QPoint(place.x() + 2, place.center().y())) == position


def test_what_is_far_away_has_no_place(make_view: MakeView) -> None:
    view = make_view(LINES)
    assert view.rect_of(len(LINES)).isNull()


def test_zoom_keeps_the_caret_where_it_is(make_view: MakeView) -> None:
    view = make_view(LINES, caret=LINES.index("Line 100"))
    before = view.rect_of(view.caret).y()
    view.set_zoom(1.5)
    assert view.zoom == 1.5
    assert view.rect_of(view.caret).y() == before
    assert view.metrics.pitch == 52


@pytest.mark.parametrize(("asked", "got"), [(0.01, 0.5), (99.0, 4.0)])
def test_zoom_has_bounds(make_view: MakeView, asked: float, got: float) -> None:
    view = make_view(LINES)
    view.set_zoom(asked)
    assert view.zoom == got


def test_a_narrower_window_keeps_the_caret_on_the_screen(make_view: MakeView, qapp: QApplication) -> None:
    view = make_view(WRAPPED * 20, caret=5_000)
    for width, height in ((400, 400), (300, 250), (900, 500)):
        view.resize(width, height)
        qapp.processEvents()
        assert fully_shown(view, view.caret)


def test_lines_are_limited_and_the_column_is_centred(make_view: MakeView) -> None:
    view = make_view(WRAPPED, chars=30)
    first_line_end = view.line_edge(False)
    assert 20 <= first_line_end <= 36
    left = view.rect_of(0).x()
    view.set_line_width(0)
    assert view.rect_of(0).x() < left
    assert view.line_edge(False) > first_line_end


def test_no_key_is_taken_by_the_view_itself(make_view: MakeView, qtbot: QtBot) -> None:
    view = make_view(LINES)
    seen: list[int] = []

    def take(event: QKeyEvent) -> bool:
        seen.append(event.key())
        return True

    view.key_handler = take
    keys = (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Space, Qt.Key.Key_L)
    for key in keys:
        qtbot.keyPress(view, key)
    assert seen == [*keys]
    assert view.caret == 0
    assert view.visible_range().start == 0


def test_keys_nobody_takes_go_to_the_parent(make_view: MakeView, qtbot: QtBot) -> None:
    class Parent(QWidget):
        def __init__(self) -> None:
            super().__init__()
            self.keys: list[int] = []

        def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
            self.keys.append(event.key())

    parent = Parent()
    qtbot.addWidget(parent)
    view = TextView(parent)
    qtbot.keyPress(view, Qt.Key.Key_PageDown)
    assert parent.keys == [Qt.Key.Key_PageDown]


def test_an_empty_view_answers_every_question(make_view: MakeView) -> None:
    view = make_view(LINES)
    view.clear()
    assert view.caret == 0
    assert view.visible_range() == Span(0, 0)
    assert view.at_end()
    assert view.vertical_move(1) == view.page_move(1) == view.line_edge(False) == 0
    assert view.position_at(QPoint(50, 50)) == 0
    view.set_target(None)
    view.annotations_changed([], [])


def test_another_report_starts_without_what_lay_over_the_last(make_view: MakeView) -> None:
    view = make_view(LINES)
    view.set_caret(5, anchor=0)
    view.set_hints({0: "a"})
    view.clear()
    assert view.selection() is None
    assert view.hints is None


def test_the_wheel_scrolls_and_with_ctrl_zooms(make_view: MakeView) -> None:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QWheelEvent

    view = make_view(LINES)
    zooms: list[float] = []
    view.zoom_changed.connect(zooms.append)

    def turn(modifiers: Qt.KeyboardModifier) -> None:
        middle = QPointF(100, 100)
        event = QWheelEvent(
            middle, middle, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, modifiers,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(view.viewport(), event)

    turn(Qt.KeyboardModifier.NoModifier)
    assert view.visible_range().start > 0
    turn(Qt.KeyboardModifier.ControlModifier)
    assert zooms == [view.zoom]
    assert view.zoom < 1


def test_the_scroll_bar_leads_to_the_end(make_view: MakeView) -> None:
    view = make_view(LINES)
    bar = view.verticalScrollBar()
    for _ in range(3):
        bar.setValue(bar.maximum())
    assert view.at_end()
    bar.setValue(0)
    assert view.visible_range().start == 0


def test_what_comes_on_the_screen_is_told(make_view: MakeView) -> None:
    view = make_view(LINES)
    told: list[Span] = []
    view.viewport_changed.connect(lambda: told.append(view.visible_range()))
    view.set_caret(LINES.index("Line 150"))
    assert told
    assert told[-1].holds(view.caret)

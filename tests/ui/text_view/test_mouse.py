"""The mouse: clicks, drags by token or by character, words, sentences, and scrolling while dragging."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.domain.spans import Span
from annotator.ui.text_view import TextView
from tests.ui.text_view.conftest import MakeView

TEXT = "The Orlan-10 drone fell near Harsk. Nobody was hurt in the town."
LONG = "\n".join(f"Line {number} of the report" for number in range(100))
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def point(view: TextView, position: int) -> QPoint:
    """A little right of where the character begins."""
    place = view.rect_of(position)
    return QPoint(place.x() + 2, place.center().y())


def drag(
    view: TextView, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = NONE, *, release: bool = True
) -> None:
    QTest.mousePress(view.viewport(), LEFT, modifiers, start)
    for place in ((start + end) / 2, end):
        event = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(place), view.viewport().mapToGlobal(QPointF(place)),
            Qt.MouseButton.NoButton, LEFT, modifiers,
        )  # fmt: skip
        QApplication.sendEvent(view.viewport(), event)
    if release:
        QTest.mouseRelease(view.viewport(), LEFT, modifiers, end)


def selected(view: TextView) -> str:
    selection = view.selection()
    return selection.of(view.text) if selection is not None else ""


def test_a_click_puts_the_caret_on_the_character(make_view: MakeView) -> None:
    view = make_view(TEXT)
    told: list[tuple[int, int]] = []
    view.mouse_selected.connect(lambda anchor, caret: told.append((anchor, caret)))
    QTest.mouseClick(view.viewport(), LEFT, NONE, point(view, 14))
    assert view.caret == 14
    assert told == [(14, 14)]
    assert view.selection() is None


def test_a_click_does_not_scroll(make_view: MakeView) -> None:
    view = make_view(LONG)
    before = view.visible_range()
    QTest.mouseClick(view.viewport(), LEFT, NONE, QPoint(100, view.viewport().height() - 5))
    view.set_caret(view.caret)
    assert view.visible_range() == before


def test_a_drag_takes_whole_tokens(make_view: MakeView) -> None:
    view = make_view(TEXT)
    drag(view, point(view, TEXT.index("lan-10")), point(view, TEXT.index("one fell")))
    assert selected(view) == "Orlan-10 drone"


def test_a_drag_backwards_leaves_the_caret_at_the_start(make_view: MakeView) -> None:
    view = make_view(TEXT)
    drag(view, point(view, TEXT.index("one fell")), point(view, TEXT.index("lan-10")))
    assert selected(view) == "Orlan-10 drone"
    assert view.caret == TEXT.index("Orlan")


def test_with_alt_a_drag_goes_by_character(make_view: MakeView) -> None:
    view = make_view(TEXT)
    start, end = point(view, 7), point(view, 15)
    drag(view, start, end, Qt.KeyboardModifier.AltModifier)
    assert selected(view) == TEXT[7:15]


def test_without_snapping_every_drag_goes_by_character(make_view: MakeView) -> None:
    view = make_view(TEXT)
    view.set_snap(False)
    drag(view, point(view, 7), point(view, 15))
    assert selected(view) == TEXT[7:15]


def test_a_double_click_takes_the_word(make_view: MakeView) -> None:
    view = make_view(TEXT)
    place = point(view, 7)
    QTest.mouseClick(view.viewport(), LEFT, NONE, place)
    QTest.mouseDClick(view.viewport(), LEFT, NONE, place)
    assert selected(view) == "Orlan-10"


def test_a_triple_click_takes_the_sentence(make_view: MakeView) -> None:
    view = make_view(TEXT)
    place = point(view, TEXT.index("Nobody") + 2)
    QTest.mouseClick(view.viewport(), LEFT, NONE, place)
    QTest.mouseDClick(view.viewport(), LEFT, NONE, place)
    QTest.mousePress(view.viewport(), LEFT, NONE, place)
    QTest.mouseRelease(view.viewport(), LEFT, NONE, place)
    assert selected(view) == "Nobody was hurt in the town."


def test_a_shift_click_extends_from_the_caret(make_view: MakeView) -> None:
    view = make_view(TEXT, caret=4)
    QTest.mouseClick(view.viewport(), LEFT, Qt.KeyboardModifier.ShiftModifier, point(view, TEXT.index("ell near")))
    assert selected(view) == "Orlan-10 drone fell"


def test_the_middle_button_does_nothing(make_view: MakeView) -> None:
    view = make_view(TEXT)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.MiddleButton, NONE, point(view, 14))
    assert view.caret == 0


def test_dragging_below_the_view_scrolls_on_until_the_button_is_let_go(make_view: MakeView, qtbot) -> None:
    view = make_view(LONG)
    outside = QPoint(100, view.viewport().height() + 60)
    drag(view, QPoint(100, 100), outside, release=False)
    qtbot.waitUntil(lambda: view.visible_range().start > 0, timeout=2_000)
    QTest.mouseRelease(view.viewport(), LEFT, NONE, outside)
    assert view.selection() is not None
    assert not any(timer.isActive() for timer in view.findChildren(type(view._mouse._scroll)))


def context_menu(view: TextView, place: QPoint, reason: QContextMenuEvent.Reason) -> list[int]:
    told: list[int] = []
    view.context_menu_requested.connect(lambda _, position: told.append(position))
    QApplication.sendEvent(view.viewport(), QContextMenuEvent(reason, place, view.mapToGlobal(place)))
    return told


def test_a_right_click_brings_the_caret_along(make_view: MakeView) -> None:
    view = make_view(TEXT)
    assert context_menu(view, point(view, 20), QContextMenuEvent.Reason.Mouse) == [20]
    assert view.caret == 20


def test_a_right_click_on_the_selection_keeps_it(make_view: MakeView) -> None:
    view = make_view(TEXT)
    view.set_caret(30, anchor=10)
    assert context_menu(view, point(view, 20), QContextMenuEvent.Reason.Mouse) == [20]
    assert view.selection() == Span(10, 30)


def test_the_menu_key_asks_for_the_menu_at_the_caret(make_view: MakeView) -> None:
    view = make_view(TEXT, caret=9)
    assert context_menu(view, QPoint(500, 300), QContextMenuEvent.Reason.Keyboard) == [9]


@pytest.mark.parametrize("text", ["قالت القوات الأوكرانية", "乌克兰军队在基辅附近", "👩‍👩‍👧 family 👩‍👩‍👧"])
def test_a_drag_over_everything_takes_everything(make_view: MakeView, text: str) -> None:
    view = make_view(text)
    first, last = view.rect_of(0), view.rect_of(len(text))
    left, right = sorted((first, last), key=lambda place: place.x())
    drag(view, QPoint(left.x() + 2, left.center().y()), QPoint(right.x() - 2, right.center().y()))
    assert selected(view) == text

"""What is painted: marks change no letter's place, and only the lines concerned are painted anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QImage, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication

from annotator.domain.annotations import Annotation
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.ui.text_view import TextView
from annotator.ui.theme import load_theme
from tests.ui.text_view.conftest import MakeView, mark

TEXT = "\n".join(f"Line {number} of the report from Old Harsk." for number in range(40))


class _Paints(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.region = QRegion()

    def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QPaintEvent):
            self.region += event.region()
        return False


@contextmanager
def painted(view: TextView) -> Iterator[_Paints]:
    """Collects what is painted of a view until the events are through."""
    QApplication.processEvents()
    paints = _Paints()
    view.viewport().installEventFilter(paints)
    yield paints
    QApplication.processEvents()
    view.viewport().removeEventFilter(paints)


def picture(view: TextView) -> QImage:
    return view.viewport().grab().toImage()


def has(image: QImage, color: QColor) -> bool:
    return any(image.pixelColor(x, y) == color for y in range(image.height()) for x in range(0, image.width(), 2))


def add(view: TextView, annotation: Annotation) -> None:
    view._annotations.add(annotation)
    view.annotations_changed([annotation], [])


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_label_shows_its_tint_and_its_strong_colour(make_view: MakeView, name: str) -> None:
    theme = load_theme(name)
    view = make_view("The army of Velmora", ("Actor", "army of Velmora"))
    view.set_theme(theme)
    image = picture(view)
    assert has(image, theme.tint("label2"))
    assert has(image, theme.strong("label2"))
    assert has(image, theme.color("paper"))


@pytest.mark.parametrize("label", ["Actor", "Claim"])
def test_adding_a_span_moves_no_text(make_view: MakeView, label: str) -> None:
    view = make_view(TEXT)
    before = [view.rect_of(position) for position in range(0, 200, 7)]
    add(view, mark(TEXT, label, "Line 3 of"))
    assert [view.rect_of(position) for position in range(0, 200, 7)] == before


def test_adding_a_span_paints_only_its_line(make_view: MakeView) -> None:
    view = make_view(TEXT)
    with painted(view) as paints:
        add(view, mark(TEXT, "Actor", "Line 3 of"))
    box = paints.region.boundingRect()
    assert 0 < box.height() <= view.metrics.pitch + view.metrics.gap
    assert box.top() <= view.rect_of(TEXT.index("Line 3")).top() <= box.bottom()


def test_a_span_out_of_sight_paints_nothing(make_view: MakeView) -> None:
    view = make_view(TEXT)
    with painted(view) as paints:
        add(view, mark(TEXT, "Actor", "Line 38"))
    assert paints.region.isEmpty()


def test_removing_a_span_leaves_no_trace(make_view: MakeView) -> None:
    view = make_view(TEXT)
    before = picture(view)
    added = mark(TEXT, "Claim", "Line 2 of the report from Old Harsk.\nLine 3")
    add(view, added)
    assert picture(view) != before
    view._annotations.remove(added.uid)
    view.annotations_changed([], [added])
    assert picture(view) == before


def test_scrolling_paints_only_what_comes_into_sight(make_view: MakeView) -> None:
    view = make_view(TEXT)
    with painted(view) as paints:
        view.scroll_by(50)
    assert paints.region.boundingRect().height() <= 50


def test_a_scrolled_view_looks_like_one_painted_anew(make_view: MakeView) -> None:
    view = make_view(TEXT, ("Claim", "Line 9 of"), ("Actor", "Old Harsk"))
    for distance in (13, 150, -40, 77):
        view.scroll_by(distance)
        QApplication.processEvents()
    scrolled = view.grab().toImage()
    view.viewport().repaint()
    assert view.grab().toImage() == scrolled


def test_the_target_is_highlighted_and_let_go(make_view: MakeView) -> None:
    view = make_view(TEXT)
    before = picture(view)
    view.set_target(Span(0, 6))
    assert has(picture(view), load_theme("light").color("target"))
    view.set_target(None)
    assert picture(view) == before


def test_hits_the_current_hit_and_words_searched_for_look_different(make_view: MakeView) -> None:
    view = make_view(TEXT)
    view.set_find_hits([Span(0, 4), Span(10, 16)], Span(10, 16))
    view.set_search_hits([Span(24, 30)])
    image, theme = picture(view), load_theme("light")
    assert all(has(image, theme.color(role)) for role in ("find", "find_current", "search"))


def test_a_flash_goes_when_the_caret_moves(make_view: MakeView) -> None:
    view = make_view(TEXT)
    view.set_flash(Span(0, 6))
    assert has(picture(view), load_theme("light").color("flash"))
    view.set_caret(9)
    assert not has(picture(view), load_theme("light").color("flash"))


def test_suggestions_that_stay_are_not_painted_again(make_view: MakeView) -> None:
    view = make_view(TEXT)
    first, second = Suggestion(0, 4, "Actor", "x", 0.5), Suggestion(100, 104, "Actor", "x", 0.5)
    view.set_suggestions([first])
    with painted(view) as paints:
        view.set_suggestions([first, second])
    assert not paints.region.contains(view.rect_of(0).center())
    assert paints.region.contains(view.rect_of(100).center())


def test_hints_are_painted_over_their_places(make_view: MakeView) -> None:
    view = make_view(TEXT)
    before = picture(view)
    view.set_hints({0: "a", 5: "sd"})
    assert view.hints == {0: "a", 5: "sd"}
    assert has(picture(view), load_theme("light").color("hint"))
    view.set_hints(None)
    assert picture(view) == before


def test_the_caret_is_always_to_be_seen(make_view: MakeView) -> None:
    view = make_view(TEXT, ("Actor", "Line 0 of the"), caret=5)
    view.set_target(Span(5, 6))
    place = view.rect_of(5)
    image = picture(view)
    assert image.pixelColor(place.left(), place.center().y()) in (
        load_theme("light").color("caret"),
        load_theme("light").color("gutter"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\n",
        "x" * 5_000,
        "e" + "\u0301" * 3_000,
        "a\x00b\ufeff\u2028c\ud800d",
        "قالت القوات\nplain",
        "\t\t\t",
    ],
)
def test_any_text_can_be_painted(make_view: MakeView, text: str) -> None:
    view = make_view(text)
    view.set_caret(len(text))
    assert not picture(view).isNull()
    assert view.caret == len(text)


def test_many_claims_over_one_place_can_be_painted(make_view: MakeView) -> None:
    view = make_view(TEXT)
    for end in range(8, 30, 2):
        add(view, Annotation(f"c{end}", 1, "Claim", 0, end, "ada"))
        add(view, Annotation(f"a{end}", 1, "Actor", 0, end, "ada"))
    assert has(picture(view), load_theme("light").strong("label4"))

"""The flow: the text stays put while heights are corrected, and the screen never leaves it."""

from __future__ import annotations

import random

import pytest
from PySide6.QtWidgets import QApplication

from annotator.ui.text_view.flow import Flow
from annotator.ui.text_view.metrics import metrics_for
from annotator.ui.text_view.segments import Segments

LONG = "".join(f"Line {number} {'of the long report ' * (number % 40)}\n" for number in range(3_000))
SCREEN = 500


@pytest.fixture(autouse=True)
def fonts(qapp: QApplication) -> None:
    """Layouts need the application's fonts."""


def flow_of(text: str, screen: int = SCREEN) -> Flow:
    return Flow(text, Segments(text), metrics_for(1.0), 500, screen)


def seen(flow: Flow) -> list[tuple[int, int]]:
    """Start and y of each line on the screen."""
    pitch = flow.metrics.pitch
    return [
        (layout.line_span(line)[0], y + line * pitch)
        for layout, y in flow.visible()
        for line in range(layout.line_count)
        if -pitch < y + line * pitch < flow.screen
    ]


def test_the_text_begins_a_little_below_the_top() -> None:
    flow = flow_of(LONG)
    assert seen(flow)[0] == (0, flow.metrics.margin)
    assert flow.top == 0


def test_a_short_text_cannot_be_scrolled() -> None:
    flow = flow_of("one\ntwo")
    assert flow.scroll_by(300) == 0
    assert flow.furthest == 0
    assert seen(flow)[0] == (0, flow.metrics.margin)


def test_scrolling_moves_every_line_by_as_much() -> None:
    flow = flow_of(LONG)
    before = dict(seen(flow))
    assert flow.scroll_by(100) == 100
    after = dict(seen(flow))
    assert all(after[start] == y - 100 for start, y in before.items() if start in after)


def test_back_and_forth_leads_to_the_same_place() -> None:
    flow = flow_of(LONG)
    flow.bring(len(LONG) // 2, 100)
    before = seen(flow)
    gone = [flow.scroll_by(distance) for distance in (333, 900, -200, 77)]
    flow.scroll_by(-sum(gone))
    assert seen(flow) == before


def test_the_end_stops_the_screen() -> None:
    flow = flow_of(LONG)
    flow.bring(len(LONG), 0)
    last, y = flow.visible()[-1]
    assert last.stop == len(LONG)
    assert y + last.height <= SCREEN
    assert flow.scroll_by(50) == 0
    assert flow.top == flow.furthest


def test_a_line_is_brought_to_where_it_is_wanted() -> None:
    flow = flow_of(LONG)
    position = LONG.index("Line 1500")
    flow.bring(position, 120)
    assert (position, 120) in seen(flow)
    found = flow.locate(position)
    assert found is not None
    assert found[2] == 120


def test_what_is_far_away_is_not_located() -> None:
    assert flow_of(LONG).locate(len(LONG)) is None


def test_corrected_guesses_above_do_not_move_the_text() -> None:
    flow = flow_of(LONG)
    flow.bring(LONG.index("Line 2000"), 50)
    before = seen(flow)
    for segment in range(1900, 1990):
        assert flow.layouts[segment].height > 0
    assert seen(flow) == before
    flow.scroll_by(40)
    assert flow.scroll_by(-40) == -40
    assert seen(flow) == before


def test_the_scroll_bar_reaches_every_part_of_the_text() -> None:
    flow = flow_of(LONG)
    chosen = random.Random(2)
    for _ in range(30):
        wanted = chosen.randrange(flow.furthest)
        flow.scroll_to(wanted)
        lines = seen(flow)
        assert lines[0][1] <= flow.metrics.margin
        assert lines[-1][1] > SCREEN - 60 - flow.metrics.pitch


def test_the_scroll_bar_at_its_top_shows_the_beginning() -> None:
    flow = flow_of(LONG)
    flow.bring(len(LONG), 0)
    flow.scroll_to(0)
    assert seen(flow)[0] == (0, flow.metrics.margin)


def test_lines_are_counted_across_segments() -> None:
    flow = flow_of("one\ntwo\n\nthree")
    layout, line = flow.step(0, 3)
    assert layout.line_span(line) == (9, 14)
    layout, line = flow.step(9, -2)
    assert layout.line_span(line) == (4, 7)


def test_beyond_the_first_and_last_line_there_is_none() -> None:
    flow = flow_of("one\ntwo")
    assert flow.step(0, -5)[0].start == 0
    assert flow.step(0, 50)[0].start == 4


def test_the_line_at_a_height_is_found_outside_the_screen_too() -> None:
    flow = flow_of(LONG)
    flow.bring(LONG.index("Line 1000"), 0)
    above, _ = flow.line_at_y(-2_000)
    below, _ = flow.line_at_y(SCREEN + 2_000)
    assert above.stop <= LONG.index("Line 1000") < below.start


def test_only_what_is_near_the_screen_is_laid_out() -> None:
    flow = flow_of(LONG)
    flow.bring(len(LONG) // 2, 0)
    assert flow.visible()
    assert len(flow.layouts) < 30


def test_a_larger_screen_at_the_end_shows_more_above() -> None:
    flow = flow_of(LONG, screen=200)
    flow.bring(len(LONG), 0)
    flow.resize(700)
    last, y = flow.visible()[-1]
    assert last.stop == len(LONG)
    assert y + last.height == 700 - flow.metrics.margin

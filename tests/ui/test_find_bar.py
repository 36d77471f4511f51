from __future__ import annotations

from pytestqt.qtbot import QtBot

from annotator.domain.spans import Span
from annotator.ui.find_bar import FindBar
from tests.projects import SHORT


def test_it_counts_and_goes_round(qtbot: QtBot) -> None:
    bar = FindBar()
    qtbot.addWidget(bar)
    bar.set_text(SHORT)
    found: list[Span] = []
    bar.found.connect(found.append)
    bar.field.setText("mosul")
    assert bar.count.text() == "3 found"
    for _ in range(4):
        bar.find_next()
    bar.find_previous()
    assert [span.of(SHORT) for span in found] == ["Mosul"] * 5
    assert [span.start for span in found] == [15, 38, 60, 15, 60]
    assert bar.count.text() == "3 of 3"


def test_it_says_when_nothing_is_found_and_lets_go_when_closed(qtbot: QtBot) -> None:
    bar = FindBar()
    qtbot.addWidget(bar)
    bar.set_text(SHORT)
    bar.field.setText("tank")
    bar.find_next()
    assert bar.count.text() == "not found"
    with qtbot.waitSignal(bar.closed):
        bar.close_bar()
    assert bar.current is None


def test_highlighted_places_are_bounded(qtbot: QtBot) -> None:
    bar = FindBar()
    qtbot.addWidget(bar)
    bar.set_text("e" * 100_000)
    bar.field.setText("e")
    assert len(bar.shown_places()) == 2_000

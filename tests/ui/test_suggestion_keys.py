"""Suggestions by keys in the real window: Enter, label keys, edges, Tab for alternatives, the threshold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.app.session import Session
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestion
from annotator.ui.main_window import MainWindow
from tests.app.test_suggestions import Fixed, model
from tests.projects import SHORT, new_session
from tests.ui.windows import press, window_on

REBELS, MOSUL, OFFICIALS, AGAIN = Span(0, 6), Span(15, 20), Span(22, 31), Span(38, 43)
FOUND = (
    model(REBELS, "Actor", 0.9),
    model(MOSUL, "Location", 0.8),
    model(MOSUL, "Actor", 0.5),
    model(OFFICIALS, "Weapon", 0.6),
    model(AGAIN, "Location", 0.2),
)


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    new_session(tmp_path / "p.annodb", SHORT, "Another report.").close()
    with window_on(tmp_path / "p.annodb") as opened:
        session_of(opened).assistance.put(Fixed("model", *FOUND))
        assert opened.bench is not None
        opened.bench.refresh_suggestions()
        press(opened, "Ctrl+Home")
        qtbot.waitUntil(lambda: len(shown(opened)) == 3, timeout=20_000)
        yield opened


def session_of(window: MainWindow) -> Session:
    assert window.bench is not None
    return window.bench.session


def shown(window: MainWindow) -> list[Suggestion]:
    assert window.bench is not None
    return window.bench.shown_suggestions


def labelled(window: MainWindow) -> list[tuple[str, str, str]]:
    desk = session_of(window).desk
    assert desk is not None
    return [(desk.text_of(a), a.label, a.origin.kind) for a in desk.annotations]


def outcomes(window: MainWindow) -> list[str]:
    return [d.outcome.value for d in session_of(window).store.suggestions.decisions()]


def test_enter_accepts_and_goes_on_to_the_next(window: MainWindow) -> None:
    press(window, "Tab Enter Enter")
    assert labelled(window) == [("Rebels", "Actor", "suggested"), ("Mosul", "Location", "suggested")]
    assert outcomes(window) == ["accepted", "accepted"]
    press(window, "u")
    assert outcomes(window) == ["accepted"]


def test_a_label_key_on_a_suggestion_corrects_it_or_agrees_with_it(window: MainWindow) -> None:
    press(window, "Tab a Tab l Tab a")
    assert labelled(window) == [
        ("Rebels", "Actor", "suggested"), ("Mosul", "Location", "suggested"), ("officials", "Actor", "manual"),
    ]  # fmt: skip
    assert outcomes(window) == ["accepted", "accepted", "corrected"]


def test_an_edge_key_on_a_suggestion_accepts_it_with_that_edge(window: MainWindow) -> None:
    press(window, "Tab ] ]")
    assert labelled(window) == [("Rebels shelled Mosul", "Actor", "manual")]
    assert outcomes(window) == ["corrected"]


def test_tab_shows_the_alternative_before_it_goes_on(window: MainWindow) -> None:
    press(window, "Tab Tab")
    assert "Suggested Location: model 0.8. Enter accepts. Tab: Actor." in window.status.sentence
    press(window, "Tab")
    assert "Suggested Actor" in window.status.sentence
    press(window, "Enter")
    assert labelled(window) == [("Mosul", "Actor", "suggested")]


def test_a_wrong_suggestion_costs_no_key(window: MainWindow) -> None:
    press(window, "Ctrl+Home Right Right l")
    assert labelled(window) == [("Mosul", "Location", "suggested")]
    press(window, "Ctrl+Home 3 w")
    assert ("Rebels shelled Mosul", "Weapon", "manual") in labelled(window)


def test_backspace_rejects_for_good_and_undo_brings_it_back(window: MainWindow) -> None:
    press(window, "Tab Backspace")
    assert outcomes(window) == ["rejected"]
    assert REBELS not in [s.span for s in shown(window)]
    press(window, "u")
    assert outcomes(window) == []


def test_all_on_the_screen_are_accepted_and_taken_back_as_one_step(window: MainWindow) -> None:
    press(window, "Ctrl+Enter")
    assert len(labelled(window)) == 3
    press(window, "u")
    assert labelled(window) == []


def test_the_threshold_moves_and_says_what_it_shows(window: MainWindow, qtbot: QtBot) -> None:
    for _ in range(4):
        press(window, "Ctrl+Alt+Down")
    assert window.status.sentence == "Suggestions from 0.20 on are shown: 4 suggestions on this screen."
    assert window.settings["threshold"] == 0.2
    qtbot.waitUntil(lambda: len(shown(window)) == 4, timeout=20_000)
    press(window, "9 Ctrl+Alt+Up")
    assert "from 0.65 on" in window.status.sentence


def test_what_was_seen_and_left_is_logged_when_the_report_is_done(window: MainWindow) -> None:
    press(window, "Tab Enter d")
    assert sorted(outcomes(window)) == ["accepted", "ignored", "ignored"]
    press(window, "u")
    assert outcomes(window) == ["accepted"]


def test_enter_takes_what_is_marked_with_its_sign(window: MainWindow) -> None:
    assert window.text.over.offered == REBELS
    press(window, "Enter")
    assert labelled(window) == [("Rebels", "Actor", "suggested")]
    assert window.text.over.offered == MOSUL
    press(window, "Shift+Right")
    assert window.text.over.offered is None
    press(window, "Ctrl+End")
    assert window.text.over.offered is None
    press(window, "Enter")
    assert len(labelled(window)) == 1

"""Linking places by keys, in the real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator.app.session import on_desk
from annotator.domain.places import PlaceLink, place_link_of
from annotator.ui.main_window import MainWindow
from tests.places import with_places
from tests.projects import new_session
from tests.ui.windows import press, window_on

TEXT = "Tripoli is calm. In Lebanon, Beirut and Tripoli were shelled; nobody said who did it."


@pytest.fixture
def window(tmp_path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    new_session(tmp_path / "p.annodb", TEXT).close()
    with window_on(tmp_path / "p.annodb") as opened:
        assert opened.bench is not None
        opened.learning.stop()  # this list serves, not the whole one
        with_places(opened.bench.session)
        press(opened, "l *")
        yield opened


def links(window: MainWindow) -> list[PlaceLink | None]:
    assert window.bench is not None
    return [place_link_of(a.attributes) for a in on_desk(window.bench.session).annotations]


def countries(window: MainWindow) -> list[str]:
    return [link.country if link is not None else "" for link in links(window)]


def test_two_keys_link_the_likeliest_and_undo_takes_it_back(window: MainWindow) -> None:
    press(window, "o Enter")
    assert countries(window) == ["LB", ""]
    assert not window.strip.isVisible()
    press(window, "u")
    assert countries(window) == ["", ""]


def test_the_strip_shows_the_places_once_it_is_painted(window: MainWindow) -> None:
    press(window, "o")
    QApplication.processEvents()
    assert "1 Tripoli, LB · city 229 k ✓" in window.strip.words()
    press(window, "Esc")
    assert not window.strip.isVisible()


def test_shift_links_the_repeats_in_one_step(window: MainWindow) -> None:
    press(window, "o Shift+Enter")
    assert countries(window) == ["LB", "LB"]
    press(window, "u")
    assert countries(window) == ["", ""]


def test_a_digit_a_letter_and_backspace(window: MainWindow) -> None:
    press(window, "o n 2")
    assert [(link.country, link.precision) for link in links(window) if link is not None] == [("LY", "near")]
    press(window, "o u")
    assert [link.precision for link in links(window) if link is not None] == ["unclear"]
    press(window, "Backspace")
    assert countries(window) == ["", ""]


def test_any_other_key_goes_on(window: MainWindow) -> None:
    press(window, "o p")
    assert not window.strip.isVisible()
    assert countries(window) == ["", ""]


def test_a_sentence_says_that_the_list_is_not_there_yet(window: MainWindow) -> None:
    assert window.bench is not None
    window.bench.session.assistance.take("gazetteer")
    press(window, "o")
    assert "still being loaded" in window.status.sentence
    press(window, "Enter")
    assert "type a name" in window.status.sentence
    assert window.strip.isVisible()
    assert countries(window) == ["", ""]


def test_a_claim_has_no_place(window: MainWindow) -> None:
    press(window, "s c o")
    assert "by relations" in window.status.sentence
    assert not window.strip.isVisible()

"""The main job in the real window, by key events."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator.domain.documents import State
from annotator.domain.spans import Span
from annotator.ui.main_window import MainWindow
from tests.projects import SHORT, new_session
from tests.ui.windows import press, window_on


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    new_session(tmp_path / "p.annodb", SHORT, "Second report from Harsk.", "Third.").close()
    with window_on(tmp_path / "p.annodb") as opened:
        yield opened


def labelled(window: MainWindow) -> list[tuple[str, str]]:
    assert window.bench is not None
    assert window.bench.desk is not None
    desk = window.bench.desk
    return [(desk.text_of(a), a.label) for a in window.bench.session.store.annotations.of_document(desk.key)]


def test_the_title_carries_the_file_name(window: MainWindow) -> None:
    assert "p.annodb" in window.windowTitle()


def test_a_label_key_takes_the_token_and_the_caret_goes_behind(window: MainWindow) -> None:
    press(window, "a")
    assert labelled(window) == [("Rebels", "Actor")]
    assert window.bench is not None
    assert window.bench.cursor is not None
    assert window.bench.cursor.caret == 6


def test_a_count_before_a_label_takes_so_many_tokens(window: MainWindow) -> None:
    press(window, "2 c")
    assert labelled(window) == [("Rebels shelled", "Claim")]


def test_a_count_shows_what_it_would_take(window: MainWindow) -> None:
    press(window, "3")
    assert window.bench is not None
    assert window.bench.target() == Span(0, 20)
    press(window, "Esc")
    assert window.bench.target() == Span(0, 6)


def test_relabel_second_label_delete_and_undo(window: MainWindow) -> None:
    press(window, "a p l")
    assert labelled(window) == [("Rebels", "Location")]
    press(window, "p Shift+W")
    assert labelled(window) == [("Rebels", "Location"), ("Rebels", "Weapon")]
    press(window, "u u")
    assert labelled(window) == [("Rebels", "Actor")]
    press(window, "Ctrl+y")
    assert labelled(window) == [("Rebels", "Location")]


def test_edges_move_by_token(window: MainWindow) -> None:
    press(window, "a ]")
    assert labelled(window) == [("Rebels shelled", "Actor")]
    press(window, "] [ [")
    assert labelled(window) == [("Rebels", "Actor")]


def test_all_occurrences_are_one_step(window: MainWindow) -> None:
    press(window, "2 Right l *")
    assert labelled(window) == [("Mosul", "Location")] * 3
    press(window, "u")
    assert labelled(window) == [("Mosul", "Location")]


def test_a_repeat_is_suggested_and_enter_accepts_it(window: MainWindow) -> None:
    press(window, "2 Right l Enter Enter")
    assert ("Mosul", "Location") in labelled(window)[1:]


def test_done_opens_the_next_and_undo_comes_back(window: MainWindow) -> None:
    assert window.bench is not None
    press(window, "d")
    assert window.bench.desk is not None
    assert window.bench.desk.key == 2
    press(window, "u")
    assert window.bench.desk.key == 1
    assert window.bench.desk.document.state is State.OPEN


def test_space_reads_on_and_then_finishes(window: MainWindow) -> None:
    assert window.bench is not None
    assert window.bench.desk is not None
    press(window, "Space")
    assert "Space again" in window.status.sentence
    press(window, "Space")
    assert window.bench.session.store.documents.summaries([1])[0].state is State.DONE


def test_hints_jump_and_extend(window: MainWindow) -> None:
    assert window.bench is not None
    assert window.bench.cursor is not None
    press(window, "f")
    hints = window.text.hints
    assert hints
    place = SHORT.index("officials")
    press(window, " ".join(hints[place]))
    assert window.bench.cursor.caret == place
    press(window, "Shift+f")
    hints = window.text.hints
    press(window, " ".join(hints[SHORT.index("said")]) + " a")
    assert labelled(window) == [("officials said", "Actor")]


def test_closing_and_opening_again_goes_on_where_it_was(window: MainWindow, tmp_path: Path) -> None:
    press(window, "d Right a")
    window.open_project(tmp_path / "p.annodb")
    assert window.bench is not None
    assert window.bench.desk is not None
    assert window.bench.desk.key == 2
    assert labelled(window) == [("report", "Actor")]


def test_an_own_mark_wins_and_a_twin_is_refused_in_words(window: MainWindow) -> None:
    press(window, "a p a")
    assert labelled(window) == [("Rebels", "Actor")]
    assert "already" in window.status.sentence


def test_a_full_status_line_is_plain_text(window: MainWindow) -> None:
    window.status.say("<b>not bold</b>")
    assert window.status.sentence == "<b>not bold</b>"

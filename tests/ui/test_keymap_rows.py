"""Each row of the keys as a user would try it: real key events in the real window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from annotator.app.cursor import Cursor
from annotator.app.settings import Settings
from annotator.app.state import ProgramState
from annotator.domain.documents import State
from annotator.domain.labels import Label, LabelSchema
from annotator.domain.spans import Span
from annotator.storage.store import create_store
from annotator.ui.application import make_window
from annotator.ui.dialogs.note import NoteDialog
from annotator.ui.main_window import MainWindow
from annotator.ui.typist import Typist
from annotator.ui.workbench import Workbench
from tests.projects import SHORT, new_report, new_session

SENTENCES = "Rebels shelled Mosul, officials said. Mosul fell. Grad fire followed.\n\nA second paragraph. It ends."
LONG = "\n\n".join(f"Paragraph {number} says that Harsk was calm." for number in range(200))
Opener = Callable[..., MainWindow]


@pytest.fixture
def opened(qapp: QApplication, tmp_path: Path) -> Iterator[Opener]:
    """Opens a window on a new project with these reports, or on the project that is there."""
    windows: list[MainWindow] = []

    def open_on(*texts: str) -> MainWindow:
        if texts:
            new_session(tmp_path / "p.annodb", *texts).close()
        settings = Settings(tmp_path / "settings.toml")
        settings.name_annotator("ada")
        window = make_window(settings, ProgramState(tmp_path / "state.json"))
        windows.append(window)
        window.resize(1200, 800)
        window.show()
        window.activateWindow()
        assert window.open_project(tmp_path / "p.annodb")
        window.text.setFocus()
        qapp.processEvents()
        return window

    yield open_on
    for window in windows:
        window.close()
        window.deleteLater()
    qapp.processEvents()


def press(window: MainWindow, keys: str) -> None:
    typist = Typist(window)
    for key in keys.split():
        typist.press(key)


def press_focused(key: Qt.Key, text: str = "") -> None:
    """A key for whatever has the focus."""
    focused = QApplication.focusWidget()
    assert focused is not None
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(focused, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))
    QApplication.processEvents()


def bench_of(window: MainWindow) -> Workbench:
    assert window.bench is not None
    return window.bench


def cursor_of(window: MainWindow) -> Cursor:
    cursor = bench_of(window).cursor
    assert cursor is not None
    return cursor


def selected(window: MainWindow) -> str:
    span, desk = cursor_of(window).selection(), bench_of(window).desk
    return span.of(desk.text) if span is not None and desk is not None else ""


def target(window: MainWindow) -> str:
    span, desk = bench_of(window).target(), bench_of(window).desk
    return span.of(desk.text) if span is not None and desk is not None else ""


def labelled(window: MainWindow) -> list[tuple[str, str]]:
    bench = bench_of(window)
    assert bench.desk is not None
    return [(bench.desk.text_of(a), a.label) for a in bench.session.store.annotations.of_document(bench.desk.key)]


def states(window: MainWindow) -> list[State]:
    documents = bench_of(window).session.store.documents
    return [summary.state for summary in documents.summaries([1, 2])]


def report_key(window: MainWindow) -> int:
    desk = bench_of(window).desk
    assert desk is not None
    return desk.key


def test_right_and_left_go_by_token_and_take_a_count(opened: Opener) -> None:
    window = opened(SHORT)
    press(window, "3 Right")
    assert target(window) == ","
    press(window, "2 Left")
    assert target(window) == "shelled"


def test_the_ends_of_line_and_report(opened: Opener) -> None:
    window = opened(SENTENCES)
    press(window, "End")
    assert cursor_of(window).caret == SENTENCES.index("\n")
    press(window, "Home Ctrl+End")
    assert cursor_of(window).caret == len(SENTENCES)
    press(window, "Ctrl+Home")
    assert cursor_of(window).caret == 0


def test_lines_and_pages(opened: Opener) -> None:
    window = opened(LONG)
    press(window, "2 Down")
    down = cursor_of(window).caret
    press(window, "Up PageDown")
    assert cursor_of(window).caret > down > 0
    press(window, "9 PageUp")
    assert cursor_of(window).caret == 0


def test_tab_goes_over_candidates_and_back(opened: Opener) -> None:
    window = opened("They left Harsk. Later Orlan-10 came to Kirov Bridge.")
    press(window, "Tab")
    assert target(window) == "Harsk"
    press(window, "2 Tab")
    assert target(window) == "Kirov Bridge"
    press(window, "Shift+Tab")
    assert target(window) == "Orlan-10"


def test_point_and_comma_go_by_sentence(opened: Opener) -> None:
    window = opened(SENTENCES)
    press(window, "2 .")
    assert cursor_of(window).caret == SENTENCES.index("Grad")
    press(window, ",")
    assert cursor_of(window).caret == SENTENCES.index("Mosul fell")


def test_find_goes_on_and_back(opened: Opener, qapp: QApplication) -> None:
    window = opened(SHORT)
    press(window, "/")
    for letter in "mosul":
        press_focused(Qt.Key(ord(letter.upper())), letter)
    press_focused(Qt.Key.Key_Return, "\r")
    places = [SHORT.index("Mosul"), SHORT.index("Mosul is"), SHORT.index("Mosul, rebels")]
    assert cursor_of(window).caret == places[0]
    assert target(window) == "Mosul"
    press(window, "F3 F3")
    assert cursor_of(window).caret == places[2]
    press(window, "Shift+F3")
    assert cursor_of(window).caret == places[1]
    press(window, "Esc")
    assert not window.find_bar.isVisible()


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("2 Shift+Right", "Rebels shelled"),
        ("Right Shift+End", "shelled Mosul, officials said. Mosul fell. Grad fire followed."),
        ("Shift+Right Ctrl+Shift+Right Ctrl+Shift+Right", "Rebels s"),
        ("Right Ctrl+Shift+Left Ctrl+Shift+Left", "s"),
        ("2 >", "Rebels shelled Mosul, officials said. Mosul fell."),
        ("Ctrl+End Ctrl+Shift+Home", SENTENCES),
    ],
)
def test_shift_with_a_move_selects(opened: Opener, keys: str, text: str) -> None:
    window = opened(SENTENCES)
    press(window, keys)
    assert selected(window) == text


def test_s_selects_the_sentence_then_the_paragraph(opened: Opener) -> None:
    window = opened(SENTENCES)
    press(window, ". s")
    assert selected(window) == "Mosul fell."
    press(window, "s")
    assert selected(window) == SENTENCES.partition("\n")[0]


def test_x_widens_and_shift_x_narrows(opened: Opener) -> None:
    window = opened(SENTENCES)
    seen = [target(window)]
    for _ in range(4):
        press(window, "x")
        if target(window) != seen[-1]:
            seen.append(target(window))
    assert seen[-1] == SENTENCES.partition("\n")[0]
    assert "Rebels shelled Mosul, officials said." in seen
    press(window, f"{len(seen) - 1} Shift+X")
    assert target(window) == "Rebels"


def test_enter_and_backspace_on_suggestions(opened: Opener) -> None:
    window = opened(SHORT)
    press(window, "2 Right l Tab Tab")
    assert bench_of(window).suggestion() is not None
    press(window, "Backspace")
    assert labelled(window) == [("Mosul", "Location")]
    assert cursor_of(window).caret == SHORT.index("Mosul, rebels")
    press(window, "Enter")
    assert labelled(window) == [("Mosul", "Location")] * 2


def test_all_suggestions_on_the_screen_are_one_step(opened: Opener) -> None:
    window = opened(SHORT)
    press(window, "2 Right l Ctrl+Enter")
    assert labelled(window)[:1] + labelled(window)[1:3] == [("Mosul", "Location")] * 3
    press(window, "u")
    assert labelled(window) == [("Mosul", "Location")]


def test_delete_takes_the_innermost_then_the_next(opened: Opener) -> None:
    window = opened(SHORT)
    press(window, "3 c Ctrl+Home a Ctrl+Home 2 w")
    assert len(labelled(window)) == 3
    press(window, "Ctrl+Home Delete")
    assert labelled(window) == [("Rebels shelled Mosul", "Claim"), ("Rebels shelled", "Weapon")]
    press(window, "Delete")
    assert labelled(window) == [("Rebels shelled Mosul", "Claim")]
    press(window, "Delete Delete")
    assert labelled(window) == []
    assert "No annotation" in window.status.sentence


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("]", "shelled Mosul,"), ("Alt+Right", "shelled Mosul,"),
        ("[", "shelled"), ("Alt+Left", "shelled"),
        ("}", "Mosul"), ("Alt+Shift+Right", "Mosul"),
        ("{", "Rebels shelled Mosul"), ("Alt+Shift+Left", "Rebels shelled Mosul"),
        ("Ctrl+[", "shelled Mosu"), ("Ctrl+Alt+Left", "shelled Mosu"),
        ("Ctrl+}", "helled Mosul"), ("Ctrl+Alt+Shift+Right", "helled Mosul"),
        ("2 ]", "shelled Mosul, officials"),
    ],
)  # fmt: skip
def test_edges(opened: Opener, key: str, text: str) -> None:
    window = opened(SHORT)
    press(window, f"Right 2 a {key}")
    assert labelled(window) == [(text, "Actor")]


def test_edges_by_character_keep_what_the_eye_sees_as_one_whole(opened: Opener) -> None:
    window = opened("Flag 👩‍👩‍👧 raised.")
    press(window, "a Ctrl+] Ctrl+]")
    assert labelled(window) == [("Flag 👩‍👩‍👧", "Actor")]


def test_n_and_p_go_over_annotations(opened: Opener) -> None:
    window = opened(SHORT)
    press(window, "a 3 Right l Ctrl+Home n")
    assert target(window) == "officials"
    press(window, "p")
    assert target(window) == "Rebels"
    press(window, "p")
    assert "No annotation before" in window.status.sentence


def test_d_g_and_the_neighbours(opened: Opener) -> None:
    window = opened(SHORT, "Second.", "Third.")
    press(window, "g")
    assert bench_of(window).session.store.documents.summaries([1])[0].flagged
    press(window, "Ctrl+PageDown Ctrl+PageUp d")
    assert (report_key(window), states(window)[0]) == (2, State.DONE)
    press(window, "Ctrl+PageDown Ctrl+PageDown")
    assert report_key(window) == 3
    assert "last report" in window.status.sentence


def test_m_writes_on_the_annotation_else_on_the_report(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(_: QWidget, title: str, __: str) -> str:
        asked.append(title)
        return "doubtful"

    monkeypatch.setattr(NoteDialog, "ask", ask)
    window = opened(SHORT)
    press(window, "a m Ctrl+End m")
    assert asked == ["Note on Actor", "Note on the report"]
    desk = bench_of(window).desk
    assert desk is not None
    assert desk.document.note == "doubtful"
    assert [annotation.note for annotation in desk.annotations] == ["doubtful"]


def test_space_pages_to_the_end_before_it_finishes(opened: Opener) -> None:
    window = opened(LONG, "Second.")
    for _ in range(200):
        press(window, "Space")
        if "Space again" in window.status.sentence:
            break
    assert states(window)[0] is State.OPEN
    press(window, "Left Space")
    assert report_key(window) == 1
    press(window, "Space Space")
    assert report_key(window) == 2


@pytest.mark.parametrize("key", ["Ctrl+p", "Ctrl+k", "?"])
def test_what_opens_over_the_window_closes_by_esc(opened: Opener, key: str, qapp: QApplication) -> None:
    window = opened(SHORT)
    press(window, key)
    qapp.processEvents()
    popup = QApplication.activePopupWidget() or QApplication.activeModalWidget() or QApplication.focusWidget()
    assert popup is not None
    assert popup is not window.text
    press_focused(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is window.text


def test_esc_drops_count_selection_and_hints(opened: Opener) -> None:
    window = opened(SHORT)
    press(window, "3 Esc Right")
    assert target(window) == "shelled"
    press(window, "Shift+Right Esc")
    assert selected(window) == ""
    press(window, "f Esc")
    assert not window.text.hints


def test_hints_end_when_the_focus_leaves(opened: Opener, qapp: QApplication) -> None:
    window = opened(SHORT)
    press(window, "f")
    window.queue.search.setFocus()
    qapp.processEvents()
    assert not window.text.hints
    press_focused(Qt.Key.Key_Q, "q")
    assert window.queue.search.text() == "q"


def test_a_count_is_dropped_when_the_focus_leaves(opened: Opener, qapp: QApplication) -> None:
    window = opened(SHORT)
    press(window, "3")
    window.queue.search.setFocus()
    qapp.processEvents()
    assert target(window) == "Rebels"
    window.text.setFocus()
    press(window, "a")
    assert labelled(window) == [("Rebels", "Actor")]


def test_a_report_without_words_has_no_hints_to_wait_for(opened: Opener) -> None:
    window = opened("… !", "Second.")
    press(window, "f d")
    assert report_key(window) == 2


def test_a_label_takes_a_letter_and_semicolon_brings_the_command(opened: Opener, tmp_path: Path) -> None:
    store = create_store(tmp_path / "p.annodb", LabelSchema("own", (Label("Drone", "d", "label1"),), ()))
    with store.writing():
        list(store.bulk_writer().add([new_report(SHORT), new_report("Second.")]))
    store.close()
    window = opened()
    press(window, "d")
    assert labelled(window) == [("Rebels", "Drone")]
    press(window, "; d")
    assert report_key(window) == 2


def test_digits_label_when_the_user_wants_it(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("digits_label = true\n", encoding="utf-8")
    window = opened(SHORT)
    press(window, "1 2")
    assert labelled(window) == [("Rebels", "Location"), ("shelled", "Actor")]


def test_own_keys_work_and_a_clash_is_told(opened: Opener, tmp_path: Path) -> None:
    keys = '[keys]\n"report.flag" = "q"\n"report.done-and-next" = ["u"]\n'
    (tmp_path / "settings.toml").write_text(keys, encoding="utf-8")
    window = opened(SHORT)
    assert "report.done-and-next" in window.status.sentence
    assert "history.undo" in window.status.sentence
    press(window, "q")
    assert bench_of(window).session.store.documents.summaries([1])[0].flagged


def test_settings_that_cannot_be_read_are_told(opened: Opener, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("zoom = = 1\n", encoding="utf-8")
    assert "settings" in opened(SHORT).status.sentence


def test_esc_in_a_field_clears_it_then_leaves(opened: Opener) -> None:
    window = opened(SHORT)
    press(window, "Ctrl+f")
    press_focused(Qt.Key.Key_Q, "q")
    press_focused(Qt.Key.Key_Escape)
    assert window.queue.search.text() == ""
    assert QApplication.focusWidget() is window.queue.search
    press_focused(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is window.text


def test_f6_goes_round_and_esc_comes_back_with_the_selection(opened: Opener) -> None:
    window = opened(SHORT)
    press(window, "Shift+Right F6")
    assert window.labels.isAncestorOf(QApplication.focusWidget())
    press_focused(Qt.Key.Key_F6)
    assert window.queue.isAncestorOf(QApplication.focusWidget())
    press_focused(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is window.text
    assert selected(window) == "Rebels"


def test_enter_in_the_label_panel_goes_to_the_next_one(opened: Opener) -> None:
    window = opened(SHORT)
    press(window, "2 Right l * Ctrl+Home F6")
    window.labels.finish()
    assert window.labels.list.model().rowCount() == 5  # four labels and one text
    while window.labels.list.row() != 1:  # the first text below the first label
        press_focused(Qt.Key.Key_Down)
    seen = []
    for _ in range(3):
        press_focused(Qt.Key.Key_Return, "\r")
        seen.append(cursor_of(window).caret - len("Mosul"))
    assert seen == [annotation.start for annotation in bench_of(window).desk.annotations]  # type: ignore[union-attr]


def test_the_queue_shows_only_what_the_filter_asks_for(opened: Opener) -> None:
    window = opened(SHORT, "Second.", "Third.")
    press(window, "d g")
    shown = {}
    for index in range(window.queue.states.count()):
        window.queue.states.setCurrentIndex(index)
        window.queue.states.activated.emit(index)
        shown[window.queue.states.itemText(index)] = window.queue.model.rowCount()
    assert shown == {
        "All reports": 3, "Open": 2, "In progress": 0, "Done": 1, "Set aside": 0, "Flagged": 1,
    }  # fmt: skip


def test_esc_leaves_a_panel_of_an_empty_window(opened: Opener, qapp: QApplication) -> None:
    window = opened(SHORT)
    press(window, "Ctrl+w")
    window.queue.search.setFocus()
    press_focused(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is window.text
    press(window, "Esc")
    assert "first" in window.status.sentence or window.bench is None


def test_fresh_preferences_hold_for_the_open_report(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    from annotator.ui.dialogs.preferences import PreferencesDialog

    window = opened(SHORT)

    def choose(_: PreferencesDialog) -> int:
        window.settings.set("annotator", "eva")
        window.settings.set("repeats", False)
        return 1

    monkeypatch.setattr(PreferencesDialog, "exec", choose)
    press(window, "2 Right l Ctrl+, Tab Tab a")
    assert bench_of(window).suggestion() is None
    desk = bench_of(window).desk
    assert desk is not None
    assert {annotation.annotator for annotation in desk.annotations} == {"ada", "eva"}


def test_a_project_for_reading_refuses_every_mark_in_a_sentence(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = new_session(tmp_path / "p.annodb", SHORT)
    monkeypatch.setattr("annotator.ui.projects.ask", lambda *_: 0)
    window = opened()
    assert "read only" in window.windowTitle()
    for key in ("a", "d", "g", "u", "*"):
        window.status.say("")
        press(window, key)
        assert window.status.sentence, key
    assert labelled(window) == []
    session.close()


def test_a_second_project_takes_the_place_of_the_first(opened: Opener, tmp_path: Path) -> None:
    other = tmp_path / "other.annodb"
    new_session(other, "Another report.").close()
    window = opened(SHORT)
    assert window.open_project(other)
    assert "other.annodb" in window.windowTitle()
    assert [path.name for path in window.state.recent_projects()] == ["other.annodb", "p.annodb"]
    new_session(tmp_path / "third.annodb").close()


def test_a_copy_holds_the_marks_and_the_work_goes_on_in_the_original(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy"
    monkeypatch.setattr("annotator.ui.projects.QFileDialog.getSaveFileName", lambda *_: (str(copy), ""))
    window = opened(SHORT)
    press(window, "a Ctrl+Shift+s l")
    assert "p.annodb" in window.windowTitle()
    assert window.open_project(tmp_path / "copy.annodb")
    assert labelled(window) == [("Rebels", "Actor")]


def test_quitting_keeps_the_place(opened: Opener) -> None:
    window = opened(SHORT)
    press(window, "3 Right Ctrl+q")
    assert not window.isVisible()
    again = opened()
    assert cursor_of(again).caret == SHORT.index(",")


def test_targets_by_count_are_seen_before_the_label(opened: Opener) -> None:
    window = opened(SHORT)
    press(window, "5")
    assert bench_of(window).target() == Span(0, SHORT.index(" said"))


def test_an_edge_that_moves_is_told_as_it_stands_now(opened: Opener) -> None:
    window = opened(SHORT)
    press(window, "l ]")
    assert window.status.sentence == "Change the edges of Location “Rebels shelled”"
    press(window, "[")
    assert window.status.sentence == "Change the edges of Location “Rebels”"


def test_find_next_says_why_it_goes_nowhere(opened: Opener) -> None:
    window = opened(SHORT)
    press(window, "F3")
    assert window.status.sentence == "Find some words first."
    window.find_bar.field.setText("tank")
    press(window, "Shift+F3")
    assert window.status.sentence == "“tank” is not in this report."

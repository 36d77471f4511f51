"""The window with reports, keys and faults that nobody planned for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from annotator.app.operations import labelling
from annotator.app.session import Session
from annotator.app.settings import Settings
from annotator.app.state import ProgramState
from annotator.domain.errors import ProjectRefused, StorageFailed
from annotator.domain.spans import Span
from annotator.storage.store import create_store
from annotator.ui.application import make_window
from annotator.ui.main_window import MainWindow
from annotator.ui.typist import Typist
from tests.projects import CONFLICT, SHORT, new_session

Opener = Callable[..., MainWindow]


@pytest.fixture
def opened(qapp: QApplication, tmp_path: Path) -> Iterator[Opener]:
    """Opens a window on a project with these reports."""
    windows: list[MainWindow] = []

    def open_on(*texts: str) -> MainWindow:
        path = tmp_path / "p.annodb"
        if texts:
            new_session(path, *texts).close()
        else:
            create_store(path, CONFLICT).close()
        settings = Settings(tmp_path / "settings.toml")
        settings.name_annotator("ada")
        window = make_window(settings, ProgramState(tmp_path / "state.json"))
        windows.append(window)
        window.resize(1200, 800)
        window.show()
        assert window.open_project(path)
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
    QApplication.processEvents()
    window.text.viewport().repaint()


def session_of(window: MainWindow) -> Session:
    assert window.bench is not None
    return window.bench.session


def labelled(window: MainWindow) -> list[tuple[str, str]]:
    """What the file has, after making sure that the screen has the same."""
    session = session_of(window)
    assert session.desk is not None
    stored = session.store.annotations.of_document(session.desk.key)
    assert list(session.desk.annotations) == stored
    return [(session.desk.text_of(a), a.label) for a in stored]


MOVES = "Right Tab Down PageDown End Home PageUp Ctrl+End Left Ctrl+Home s Esc f Esc"


@pytest.mark.parametrize(
    "text",
    [
        "Rebels shelled Mosul " * 48_000,
        "Rebels a" + "".join(chr(0x300 + n % 0x70) for n in range(10_000)) + " Mosul",
        "x" * 200_000,
        "Rebels \u202ereversed \u2066Mosul\u2069\0\x07\u2028 end",
        "<b>Rebels</b> &amp; <script>Mosul</script>" * 10,
        "👨\u200d👩\u200d👧" * 2000,
        "\n" * 5000,
        " ",
        "x",
    ],
    ids=["1 MB line", "combining", "one word", "bidi", "markup", "emoji", "line ends", "space", "letter"],
)
def test_moving_and_labelling_in_hostile_reports(opened: Opener, text: str) -> None:
    window = opened(text)
    press(window, MOVES)
    press(window, "Ctrl+Home a u Ctrl+y Ctrl+End Ctrl+Shift+Left w u")
    for part, _ in labelled(window):
        assert part in text


def test_annotations_at_both_ends_are_drawn_and_changed(opened: Opener) -> None:
    window = opened(SHORT)
    session, size = session_of(window), len(SHORT)
    for span in (Span(0, 1), Span(size - 1, size), Span(0, size)):
        labelling.label_span(session, span, "Claim", span.end)
    press(window, "Ctrl+Home p n ] [ Ctrl+End p n Ctrl+Home n n n p Esc")
    assert labelled(window)
    press(window, "Ctrl+End p w u")
    assert len(labelled(window)) == 3


def test_an_empty_project_says_what_to_do_and_takes_every_key(opened: Opener) -> None:
    window = opened()
    assert "no reports yet" in window.status.sentence
    press(window, f"a u p n d Space * {MOVES}")
    assert session_of(window).desk is None


def test_an_empty_text_takes_every_key(opened: Opener) -> None:
    window = opened("")
    press(window, f"a 3 a u {MOVES} *")
    assert labelled(window) == []


@pytest.mark.parametrize(
    ("code", "typed", "scan_code"),
    [(0x0424, "ф", 38), (0x0634, "ش", 38), (ord("A"), "a", 24), (0x03B1, "α", 38)],
    ids=["Cyrillic", "Arabic", "AZERTY", "Greek"],
)
def test_a_label_key_works_under_other_layouts(opened: Opener, code: int, typed: str, scan_code: int) -> None:
    window = opened(SHORT)
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, scan_code, 0, 0, typed)
        QApplication.sendEvent(window.text, event)
    assert labelled(window) == [("Rebels", "Actor")]


def test_a_refusal_while_labelling_is_said_and_leaves_screen_and_file_alike(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(SHORT)
    press(window, "a")
    log = session_of(window).store.log

    def full(*_: object) -> None:
        raise StorageFailed("The disk is full. The last step was not saved in p.annodb.")

    for name in ("apply", "undo"):
        monkeypatch.setattr(log, name, full)
    for keys in ("Right l", "u", "p w", "Delete"):
        window.status.say("")
        press(window, keys)
        assert "disk is full" in window.status.sentence
        assert labelled(window) == [("Rebels", "Actor")]
    monkeypatch.undo()
    press(window, "Ctrl+Home Right l")
    assert len(labelled(window)) == 2


def test_a_project_deleted_under_the_window_is_told_and_closes(opened: Opener, tmp_path: Path) -> None:
    window = opened(SHORT)
    press(window, "a")
    (tmp_path / "p.annodb").unlink()
    press(window, "Right l")
    assert "Save a copy" in window.status.sentence
    assert len(session_of(window).desk.annotations) == 1  # type: ignore[union-attr]


def test_a_damaged_report_is_told_and_the_others_stay_open(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(SHORT, "Second.")
    session = session_of(window)
    read = session.store.documents.read

    def damaged(key: int) -> object:
        if key == 2:
            raise ProjectRefused("p.annodb is damaged and was left untouched.")
        return read(key)

    monkeypatch.setattr(session.store.documents, "read", damaged)
    press(window, "d")
    assert "damaged" in window.status.sentence
    window.queue.open_report.emit(2)
    assert "damaged" in window.status.sentence
    assert session.desk is not None
    assert session.desk.key == 1

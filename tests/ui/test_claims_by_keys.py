"""A report with twelve claims, annotated by keys alone from a written list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from annotator.app import paths
from annotator.app.session import Session
from annotator.formats.schema_toml import read_schema
from annotator.storage.store import create_store, open_store
from annotator.ui.main_window import MainWindow
from tests.projects import new_report
from tests.ui.windows import press, window_on

SPEAKERS = ("Army", "Rebels", "Farmers")
EVENTS = ("Harsk burned", "Dolna fell", "Vesk held", "Orveth starved")
TEXT = "\n".join(f"{who} said {what}." for what in EVENTS for who in SPEAKERS)
STANCES = (("a", "asserts"), ("d", "denies"), ("q", "questions"))
CERTAINTIES = (("c", "certain"), ("p", "probable"), ("o", "possible"))


def expected(number: int) -> tuple[str, str, str, list[tuple[str, str]]]:
    who, what = SPEAKERS[number % 3], EVENTS[number // 3]
    return what, STANCES[number % 3][1], CERTAINTIES[number % 3][1], [("about", what.split()[0]), ("said_by", who)]


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    store = create_store(tmp_path / "p.annodb", read_schema(paths.resources() / "schemas" / "conflict.toml"))
    with store.writing():
        list(store.bulk_writer().add([new_report(TEXT)]))
    store.close()
    with window_on(tmp_path / "p.annodb") as opened:
        yield opened


def session(window: MainWindow) -> Session:
    assert window.bench is not None
    return window.bench.session


def table(opened: Session) -> list[tuple[str, object, object, list[tuple[str, str]]]]:
    """Each claim in the file with its stance, certainty and relations."""
    annotations = {a.uid: a for a in opened.store.annotations.of_document(1)}
    relations = opened.store.annotations.relations_of_document(1)

    def text(uid: str) -> str:
        return TEXT[annotations[uid].start : annotations[uid].end]

    return [
        (
            text(claim.uid),
            claim.attributes.get("stance"),
            claim.attributes.get("certainty"),
            sorted((r.type, text(r.child)) for r in relations if r.head == claim.uid),
        )
        for claim in sorted(annotations.values(), key=lambda a: a.start)
        if claim.label == "Claim"
    ]


def test_twelve_claims_by_keys_alone(window: MainWindow, tmp_path: Path) -> None:
    for number in range(12):
        press(window, f"Ctrl+Home {' '.join(['Down'] * number)} Home a")
        press(window, "Right 2 c")
        stance, certainty = STANCES[number % 3][0], CERTAINTIES[number % 3][0]
        press(window, f"e {stance} {certainty} r s")
        press(window, f"Ctrl+Home {' '.join(['Down'] * number)} Home 2 Right l")
        press(window, f"Ctrl+Home {' '.join(['Down'] * number)} End Left Left r a Esc")
    wanted = [expected(number) for number in range(12)]
    assert table(session(window)) == wanted
    steps = 0
    while session(window).undo() is not None:
        steps += 1
    assert table(session(window)) == []
    for _ in range(steps):
        session(window).redo()
    assert table(session(window)) == wanted
    window.close()
    with open_store(tmp_path / "p.annodb", read_only=True) as store:
        assert table(Session(store, "ada")) == wanted


@pytest.mark.parametrize(
    "letters",
    [
        {"a": "ф", "c": "с", "e": "у", "d": "в", "p": "з", "r": "к", "s": "ы"},
        {"a": "ش", "c": "ؤ", "e": "ث", "d": "ي", "p": "ح", "r": "ق", "s": "س"},
    ],
    ids=["Cyrillic", "Arabic"],
)
def test_attributes_and_relations_work_under_other_layouts(window: MainWindow, letters: dict[str, str]) -> None:
    places = {"a": 38, "c": 54, "e": 26, "d": 40, "p": 33, "r": 27, "s": 39}  # evdev plus 8

    def press_there(key: str) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(
                kind, ord(letters[key]), Qt.KeyboardModifier.NoModifier, places[key], 0, 0, letters[key]
            )
            QApplication.sendEvent(window.text, event)

    press_there("a")
    press(window, "Right 2")
    for key in "cedprs":
        press_there(key)
    assert table(session(window)) == [("Harsk burned", "denies", "probable", [("said_by", "Army")])]


def claims(window: MainWindow) -> list[list[tuple[str, str]]]:
    return [row[3] for row in table(session(window))]


def test_backspace_gives_the_relation_its_next_end_as_one_step(window: MainWindow) -> None:
    press(window, "a Right 2 c Down Home a Ctrl+Home Right Right Right")
    press(window, "r s")
    assert claims(window) == [[("said_by", "Army")]]
    press(window, "Backspace")
    assert claims(window) == [[("said_by", "Rebels")]]
    press(window, "u")
    assert claims(window) == [[("said_by", "Army")]]


def test_tab_proposes_another_end_before_the_relation_is_made(window: MainWindow) -> None:
    press(window, "a Right 2 c Down Home a Ctrl+Home Right Right Right r Tab")
    assert "Rebels" in window.strip.words()
    press(window, "s")
    assert claims(window) == [[("said_by", "Rebels")]]


def test_after_the_last_end_the_relation_is_taken_back(window: MainWindow) -> None:
    press(window, "a Right 2 c r s Backspace")
    assert claims(window) == [[]]
    assert window.strip.isHidden()


def test_tab_goes_on_to_the_next_candidate_and_leaves_the_relation(window: MainWindow) -> None:
    press(window, "a Right 2 c Down Home a Ctrl+Home Right Right Right r s")
    assert window.strip.isVisible()
    press(window, "Tab")
    assert claims(window) == [[("said_by", "Army")]]
    assert window.strip.isHidden()


def test_a_digit_removes_a_relation(window: MainWindow) -> None:
    press(window, "a Right 2 c r s r 1")
    assert claims(window) == [[]]
    assert window.strip.isHidden()


def test_the_other_end_can_be_picked_by_its_hint(window: MainWindow) -> None:
    press(window, "a Right 2 c Down Home a Ctrl+Home Right Right Right r Shift+s")
    hints = window.text.hints
    assert hints is not None
    assert len(hints) == 2
    press(window, hints[TEXT.index("Rebels")])
    assert claims(window) == [[("said_by", "Rebels")]]
    assert window.text.hints is None


def test_the_other_end_can_be_gone_to(window: MainWindow) -> None:
    press(window, "a Right 2 c Down Home a Ctrl+Home Right Right Right r Shift+s")
    press(window, "Down Home Enter")
    assert claims(window) == [[("said_by", "Rebels")]]
    press(window, "r Shift+s Esc")
    assert claims(window) == [[("said_by", "Rebels")]]


def test_any_other_key_ends_the_strip_and_does_what_it_does(window: MainWindow) -> None:
    press(window, "a Right 2 c e")
    assert window.strip.isVisible()
    assert "denies" in window.strip.words()
    press(window, "d Delete")
    assert window.strip.isHidden()
    assert table(session(window)) == []


def test_the_focus_leaving_ends_the_strip(window: MainWindow) -> None:
    press(window, "a Right 2 c e")
    window.queue.focus_search()
    assert window.strip.isHidden()


def test_following_a_relation_goes_to_its_other_end_and_back(window: MainWindow) -> None:
    press(window, "a Right 2 c r s Shift+r")
    assert window.bench is not None
    assert window.bench.cursor is not None
    assert window.bench.cursor.caret == 0
    press(window, "Shift+r")
    assert window.bench.cursor.caret == TEXT.index("Harsk burned")


def test_the_relations_of_the_annotation_at_the_caret_are_drawn(window: MainWindow) -> None:
    press(window, "a Right 2 c r s")
    assert [(arc.word, arc.outward) for arc in window.text.arcs] == [("said by", True)]
    press(window, "Ctrl+Home")
    assert [(arc.word, arc.outward) for arc in window.text.arcs] == [("said by", False)]
    press(window, "Ctrl+End")
    assert window.text.arcs == []


def test_what_cannot_be_related_or_said_is_told(window: MainWindow) -> None:
    press(window, "r")
    assert window.status.sentence == "No annotation at the caret."
    press(window, "a Left e")
    assert window.status.sentence == "Actor has no attributes in this project."
    press(window, "r s")
    assert "nothing nearby" in window.strip.words()


def test_enter_completes_the_claim_and_backspace_mends_its_speaker(window: MainWindow) -> None:
    press(window, "a Right 2 c Down Home a Ctrl+Home Right Right Right e d")
    assert "Enter certain, said by Actor “Army”" in window.strip.words()
    press(window, "Enter")
    assert table(session(window)) == [("Harsk burned", "denies", "certain", [("said_by", "Army")])]
    press(window, "Backspace")
    assert table(session(window)) == [("Harsk burned", "denies", "certain", [("said_by", "Rebels")])]

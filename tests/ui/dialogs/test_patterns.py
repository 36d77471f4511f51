"""The dialog of patterns, by keys."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.app.user_patterns import keep_patterns, patterns_in
from annotator.domain.user_pattern import UserPattern
from annotator.ui.dialogs.patterns import dialog as dialogs
from annotator.ui.dialogs.patterns.dialog import PatternsDialog
from annotator.ui.main_window import MainWindow
from tests.projects import SHORT, new_session
from tests.ui.windows import press, window_on

CITY = UserPattern("city", "literal", "Mosul", "Location")
SLOW = UserPattern("slow", "regex", r"(a|aa)+$", "Actor")


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    session = new_session(tmp_path / "p.annodb", SHORT, *(f"Report {n} from Mosul." for n in range(40)))
    keep_patterns(session, [CITY])
    session.close()
    with window_on(tmp_path / "p.annodb") as opened:
        yield opened


@pytest.fixture
def dialog(window: MainWindow, qapp: QApplication) -> Iterator[PatternsDialog]:
    assert window.bench is not None
    opened = PatternsDialog(window, window.bench.session, window.theme)
    opened.show()
    qapp.processEvents()
    yield opened
    opened.done(0)
    opened.deleteLater()


def counted(dialog: PatternsDialog) -> str:
    end = time.monotonic() + 10
    while dialog.trial.busy and time.monotonic() < end:
        QApplication.processEvents()
    return dialog.trial.sentence.text()


def key(widget: object, *keys: Qt.Key) -> None:
    for one in keys:
        QTest.keyClick(widget, one)  # type: ignore[call-overload]


def test_hits_are_counted_while_a_pattern_is_written(dialog: PatternsDialog) -> None:
    assert counted(dialog) == "3 hits in this report."
    assert [line.text for line in dialog.trial.model.lines] == ["Mosul"] * 3
    key(dialog.list, Qt.Key.Key_Insert)
    assert dialog.form.text.hasFocus()
    assert dialog.trial.sentence.text() == ""
    QTest.keyClicks(dialog.form.text, "rebels")
    assert dialog.trial.model.lines == []
    assert counted(dialog) == "2 hits in this report."
    dialog.form.kind.setCurrentIndex(2)
    QTest.keyClicks(dialog.form.text, "(")
    assert "no regular expression" in counted(dialog)
    assert not dialog.trial.corpus.isEnabled()


def test_a_pattern_is_added_and_saved_by_keys(dialog: PatternsDialog, window: MainWindow) -> None:
    key(dialog.list, Qt.Key.Key_Insert)
    QTest.keyClicks(dialog.form.text, "Grad rockets")
    dialog.form.label.setCurrentIndex(2)
    key(dialog.form.text, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert window.bench is not None
    grad = UserPattern("Grad rockets", "literal", "Grad rockets", "Weapon")
    assert patterns_in(window.bench.session.store) == dialog.saved == [CITY, grad]


def test_delete_space_and_enter_in_the_list(dialog: PatternsDialog) -> None:
    key(dialog.list, Qt.Key.Key_Space)
    assert not dialog.model.patterns[0].on
    assert not dialog.form.on.isChecked()
    assert dialog.model.data(dialog.model.index(0, 0)) == "Mosul  (off)"
    key(dialog.list, Qt.Key.Key_Return)
    assert dialog.form.text.hasFocus()
    key(dialog.list, Qt.Key.Key_Delete)
    assert dialog.model.patterns == []
    assert not dialog.right.isEnabled()
    key(dialog.list, Qt.Key.Key_Delete, Qt.Key.Key_Space)
    dialog.add()
    assert dialog.right.isEnabled()


def test_what_is_wrong_is_said_on_saving_and_nothing_is_kept(dialog: PatternsDialog) -> None:
    dialog.add(UserPattern("city", "literal", "Grad", "Weapon"))
    dialog.save()
    assert dialog.isVisible()
    assert dialog.trouble.text() == "Two patterns are called “city”."
    QTest.keyClick(dialog.form.name, Qt.Key.Key_End)
    QTest.keyClicks(dialog.form.name, "2")
    assert not dialog.trouble.isVisible()
    dialog.save()
    assert dialog.saved is not None
    assert [pattern.name for pattern in dialog.saved] == ["city", "city2"]


def test_leaving_with_changes_asks_first(dialog: PatternsDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([2, 1])
    monkeypatch.setattr(dialogs, "ask", lambda *_: next(answers))
    dialog.reject()
    assert not dialog.isVisible()
    dialog.show()
    dialog.remove()
    dialog.reject()
    assert dialog.isVisible()
    dialog.reject()
    assert not dialog.isVisible()
    assert dialog.saved is None


def test_the_list_is_narrowed(dialog: PatternsDialog) -> None:
    dialog.add(UserPattern("", "literal", "Grad", "Weapon"))
    QTest.keyClicks(dialog.filter, "weap")
    assert [dialog.model.pattern(n).text for n in range(dialog.model.rowCount())] == ["Grad"]  # type: ignore[union-attr]
    assert dialog.form.text.text() == "Grad"
    QTest.keyClicks(dialog.filter, "x")
    assert dialog.row() == -1
    dialog.add()
    assert dialog.filter.text() == ""
    assert dialog.model.rowCount() == 3


def test_the_corpus_is_counted_on_a_button(dialog: PatternsDialog) -> None:
    counted(dialog)
    dialog.trial.corpus.click()
    assert not dialog.trial.strip.isHidden()
    assert counted(dialog) == "43 hits in 41 reports of the project."
    assert dialog.trial.strip.isHidden()
    assert len(dialog.trial.model.lines) == 43
    assert dialog.trial.corpus.isEnabled()


def test_escape_in_the_hits_goes_back_to_the_list(dialog: PatternsDialog) -> None:
    counted(dialog)
    dialog.trial.table.setFocus()
    key(dialog.trial.table, Qt.Key.Key_Escape)
    assert dialog.list.hasFocus()
    assert dialog.isVisible()


def test_very_many_are_made_ready_in_a_worker(dialog: PatternsDialog) -> None:
    many = [UserPattern(f"n{n}", "literal", f"name {n} of many", "Actor") for n in range(dialogs._MANY)]
    dialog.model.show_patterns([CITY, *many], {})
    dialog.save()
    assert dialog.saved is not None
    assert len(patterns_in(dialog._session.store)) == dialogs._MANY + 1
    assert not dialog.isVisible()


def test_counting_the_corpus_can_be_stopped(dialog: PatternsDialog) -> None:
    dialog.form.kind.setCurrentIndex(2)
    counted(dialog)
    dialog.trial.corpus.click()
    dialog.trial.strip.button.click()
    assert counted(dialog).startswith(("Stopped after", "43 hits"))


def test_a_pattern_that_switched_itself_off_is_marked_and_told(window: MainWindow, qapp: QApplication) -> None:
    assert window.bench is not None
    session = window.bench.session
    keep_patterns(session, [CITY, SLOW, UserPattern("gone", "literal", "x", "No label")])
    slow = session.assistance.suggesters["pattern"]
    text = "a" * 60 + "b"
    from annotator.domain.tokens import TokenIndex

    slow.suggest(text, TokenIndex(text), 0, len(text))
    assert window.status.sentence.startswith("The pattern “slow” takes too long")
    dialog = PatternsDialog(window, session, window.theme)
    assert dialog.model.data(dialog.model.index(1, 0)) == "(a|aa)+$  (cannot suggest)"
    assert dialog.model.data(dialog.model.index(2, 0)) == "x  (cannot suggest)"
    dialog._go_to(1)
    assert "takes too long" in dialog.trial.sentence.text()
    QTest.keyClicks(dialog.form.text, "b")
    assert dialog.model.data(dialog.model.index(1, 0)) == "(a|aa)+$b"
    dialog.done(0)
    dialog.deleteLater()


def test_the_commands_open_it_and_tell_what_there_is(window: MainWindow, qapp: QApplication) -> None:
    shown: list[UserPattern] = []

    def accept() -> None:
        opened = QApplication.activeModalWidget()
        assert isinstance(opened, PatternsDialog)
        shown.append(opened.form.pattern())
        opened.save()

    QTimer.singleShot(0, accept)
    press(window, "Ctrl+Alt+P")
    assert window.status.sentence == "The project has 1 pattern."
    press(window, "a")  # labels the first word
    press(window, "p")
    QTimer.singleShot(0, accept)
    press(window, "Ctrl+Alt+N")
    assert shown == [CITY, UserPattern("", "literal", "Rebels", "Actor")]
    assert window.status.sentence == "The project has 2 patterns."
    assert window.bench is not None
    window.bench.pause()
    assert "pattern:city" in {suggestion.source for suggestion in window.bench.shown_suggestions}

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QLabel, QLineEdit, QMessageBox, QSpinBox
from pytestqt.qtbot import QtBot

from annotator.app.projects import open_session
from annotator.app.settings import SETTINGS, Settings
from annotator.domain.documents import Facts
from annotator.ui.dialogs.about import AboutDialog
from annotator.ui.dialogs.facts import FactsDialog
from annotator.ui.dialogs.key_page import KeyPress
from annotator.ui.dialogs.messages import ask
from annotator.ui.dialogs.new_project import NewProjectDialog
from annotator.ui.dialogs.note import NoteDialog
from annotator.ui.dialogs.preferences import PreferencesDialog
from tests.projects import CONFLICT

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says it of every dialog


def press_in_dialog(qtbot: QtBot, *keys: tuple[Qt.Key, Qt.KeyboardModifier]) -> None:
    """Press keys in the dialog that will be opened next."""

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        for key, modifiers in keys:
            qtbot.keyClick(dialog.focusWidget() or dialog, key, modifiers)

    QTimer.singleShot(0, press)


NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


def test_a_note_is_kept_by_ctrl_enter_as_plain_text(qtbot: QtBot) -> None:
    dialog = NoteDialog(None, "Note", "<b>old</b>")
    qtbot.addWidget(dialog)
    assert dialog.field.toPlainText() == "<b>old</b>"
    press_in_dialog(qtbot, (Qt.Key.Key_A, NONE), (Qt.Key.Key_Return, NONE), (Qt.Key.Key_Return, CTRL))
    assert NoteDialog.ask(None, "Note", "<b>old</b>") == "<b>old</b>a"


def test_a_note_that_is_left_stays_as_it_was(qtbot: QtBot) -> None:
    press_in_dialog(qtbot, (Qt.Key.Key_A, NONE), (Qt.Key.Key_Escape, NONE))
    assert NoteDialog.ask(None, "Note", "old") is None


def test_facts_are_edited_and_the_rest_is_kept(qtbot: QtBot) -> None:
    dialog = FactsDialog(None, Facts("Old", "Agency", more={"desk": 7}))
    qtbot.addWidget(dialog)
    dialog.fields["title"].setText(" New ")
    assert dialog.facts() == Facts("New", "Agency", more={"desk": 7})


def test_a_question_is_plain_text_and_escape_is_the_last_button(qtbot: QtBot) -> None:
    seen: list[Qt.TextFormat] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(box.textFormat())
        qtbot.keyClick(box, Qt.Key.Key_Escape)

    QTimer.singleShot(0, look)
    assert ask(None, "<b>Sure?</b>", ["Yes", "No"]) == 1
    assert seen == [Qt.TextFormat.PlainText]


def test_a_new_project_is_made_with_the_chosen_labels(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = NewProjectDialog(None, tmp_path / "projects")
    qtbot.addWidget(dialog)
    assert not dialog.make_button.isEnabled()
    dialog.name.setText("Reports 2022")
    dialog.make_button.click()
    assert dialog.project == tmp_path / "projects" / "Reports 2022.annodb"
    session = open_session(dialog.project, "ada")
    assert session.schema.names() == ("Location", "Actor", "Weapon", "Claim")
    session.close()


@pytest.mark.parametrize("name", ["a/b", "..", "there"])
def test_a_project_that_cannot_be_made_is_refused_in_the_dialog(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    (tmp_path / "there.annodb").write_bytes(b"x")
    dialog = NewProjectDialog(None, tmp_path)
    qtbot.addWidget(dialog)
    dialog.name.setText(name)
    dialog.make_button.click()
    assert dialog.project is None
    assert dialog.trouble.text()
    assert (tmp_path / "there.annodb").read_bytes() == b"x"


def preferences(qtbot: QtBot, settings: Settings) -> PreferencesDialog:
    dialog = PreferencesDialog(None, settings, CONFLICT.labels)
    qtbot.addWidget(dialog)
    return dialog


def test_every_setting_has_a_field_and_ok_keeps_what_was_changed(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = preferences(qtbot, Settings(tmp_path / "s.toml"))
    assert set(dialog.fields) == {setting.name for setting in SETTINGS}
    name, width, snap = (dialog.fields[field] for field in ("annotator", "line_width", "snap"))
    assert isinstance(name, QLineEdit)
    assert isinstance(width, QSpinBox)
    assert isinstance(snap, QCheckBox)
    name.setText(" Ada ")
    width.setValue(70)
    snap.setChecked(False)
    dialog.accept()
    kept = Settings(tmp_path / "s.toml")
    assert (kept["annotator"], kept["line_width"], kept["snap"]) == ("Ada", 70, False)


def test_cancelled_preferences_keep_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = preferences(qtbot, Settings(tmp_path / "s.toml"))
    dialog.keys.choices.set_key("report.flag", "F9")
    dialog.reject()
    assert not (tmp_path / "s.toml").exists()


def test_a_key_is_pressed_and_a_clash_is_told_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = preferences(qtbot, Settings(tmp_path / "s.toml"))
    page = dialog.keys
    page.filter.setText("flag for later")
    assert page.command() == "report.flag"
    press_in_dialog(qtbot, (Qt.Key.Key_N, NONE))
    page._press(page.choices.set_key)
    assert "“Next annotation”" in page.troubles.toPlainText()
    press_in_dialog(qtbot, (Qt.Key.Key_F9, CTRL))
    page._press(page.choices.set_key)
    assert page.troubles.toPlainText() == ""
    dialog.accept()
    assert Settings(tmp_path / "s.toml").keys == {"report.flag": ["Ctrl+F9"]}


@pytest.mark.parametrize(
    ("key", "modifiers", "taken"),
    [
        (Qt.Key.Key_Tab, NONE, "Tab"),
        (Qt.Key.Key_Return, NONE, "Enter"),
        (Qt.Key.Key_Space, NONE, "Space"),
        (Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier, "Shift+L"),
        (Qt.Key.Key_Escape, NONE, None),
    ],
)
def test_every_key_but_escape_can_be_taken(
    qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier, taken: str | None
) -> None:
    dialog = KeyPress(None, "Label Actor")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClick(dialog, key, modifiers)
    assert dialog.key == taken
    assert not dialog.isVisible()


def test_about_says_the_version(qtbot: QtBot) -> None:
    dialog = AboutDialog(None)
    qtbot.addWidget(dialog)
    assert any("0.1.0" in label.text() for label in dialog.findChildren(QLabel))

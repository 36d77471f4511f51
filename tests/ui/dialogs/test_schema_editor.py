"""The schema editor in the window: what is typed is planned, shown, applied as one step, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator.app.operations.schema import change_schema, import_schema
from annotator.app.session import Session
from annotator.domain.labels import Label, LabelSchema
from annotator.ui.dialogs.schema_editor.editor import SchemaEditor
from annotator.ui.main_window import MainWindow
from tests.projects import SHORT, new_session
from tests.ui.windows import press, window_on

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # said by the offscreen platform


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    new_session(tmp_path / "p.annodb", SHORT).close()
    with window_on(tmp_path / "p.annodb") as opened:
        yield opened


def session(window: MainWindow) -> Session:
    assert window.bench is not None
    return window.bench.session


@pytest.fixture
def editor(window: MainWindow, qapp: QApplication) -> Iterator[SchemaEditor]:
    press(window, "a")
    opened = SchemaEditor(window, session(window), window.theme)
    opened.show()
    while opened._tasks.busy:
        qapp.processEvents()
    yield opened
    opened.reject()
    opened.deleteLater()


def choose(editor: SchemaEditor, name: str) -> None:
    for row in range(editor.list.count()):
        if editor.list.item(row).text().split()[0] == name:
            editor.list.setCurrentRow(row)


def type_name(editor: SchemaEditor, name: str) -> None:
    editor.form.name.setText(name)
    editor.form.changed.emit()


def test_nothing_is_changed_before_apply(window: MainWindow, editor: SchemaEditor) -> None:
    assert editor.preview.text() == "Nothing is changed yet."
    assert not editor.apply_button.isEnabled()
    choose(editor, "Actor")
    type_name(editor, "Party")
    assert editor.preview.text() == "Will rename Actor to Party (1 annotation)."
    editor.reject()
    assert session(window).schema.names()[1] == "Actor"


def test_apply_is_one_step_that_the_window_follows(window: MainWindow, editor: SchemaEditor) -> None:
    choose(editor, "Actor")
    type_name(editor, "Party")
    editor.form.key.setText("y")
    choose(editor, "Weapon")
    editor._step(lambda plan: plan.merge_labels("Weapon", "Location"), "Location")
    editor._apply()
    assert session(window).schema.names() == ("Location", "Party", "Claim")
    press(window, "Right y")
    desk = session(window).desk
    assert desk is not None
    assert [a.label for a in desk.annotations] == ["Party", "Party"]
    session(window).undo()
    session(window).undo()
    assert session(window).schema.names() == ("Location", "Actor", "Weapon", "Claim")
    press(window, "Right a")
    assert [a.label for a in session(window).desk.annotations] == ["Actor", "Actor"]  # type: ignore[union-attr]


def test_what_cannot_be_read_is_said_and_not_left(editor: SchemaEditor) -> None:
    choose(editor, "Claim")
    editor.form.attributes.setPlainText("stance")
    assert "Line 1 of the attributes" in editor.trouble.text()
    assert not editor.apply_button.isEnabled()
    choose(editor, "Actor")
    assert editor.form.name.text() == "Claim"


def test_colours_that_are_alike_are_told(editor: SchemaEditor) -> None:
    choose(editor, "Actor")
    editor.form.color.setCurrentIndex(editor.form.color.findData("label1"))
    assert "It looks like Location." in editor.form.notes.text()


def test_labels_move_with_alt_and_the_arrows(editor: SchemaEditor) -> None:
    choose(editor, "Weapon")
    editor._move(-1)
    assert editor.plan.schema.names() == ("Location", "Weapon", "Actor", "Claim")


def test_relations_have_a_form_of_their_own(editor: SchemaEditor) -> None:
    choose(editor, "↗")
    editor.relation.name.setText("told_by")
    editor.relation.changed.emit()
    assert editor.preview.text() == "Will rename said_by to told_by."


def test_sixty_labels_are_reached_by_two_keys(window: MainWindow) -> None:
    many = tuple(Label(f"Label {n}", "", f"label{n % 12 + 1}") for n in range(60))
    change_schema(session(window), import_schema(session(window).schema, LabelSchema("many", many)))
    press(window, "' a")
    desk = session(window).desk
    assert desk is not None
    first = next(iter(desk.annotations))
    assert first.label.startswith("Label ")

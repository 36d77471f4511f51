from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.app.operations import labelling, reports
from annotator.app.session import Session
from annotator.domain.documents import State
from annotator.domain.spans import Span
from annotator.formats import extras
from annotator.ui.dialogs.export_dialog import ExportDialog
from annotator.ui.dialogs.import_dialog import ImportDialog
from tests.projects import new_session

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says it of every dialog
TEXT = "Rebels shelled Mosul."


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = new_session(tmp_path / "p.annodb", "<b>First</b> report.")
    yield opened
    opened.close()


def shown(qtbot: QtBot, session: Session, *paths: Path) -> ImportDialog:
    dialog = ImportDialog(None, session, paths)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.strip.isVisible())
    return dialog


def test_importing_tells_before_and_does_it(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("<i>Report</i> & more.")
    (tmp_path / "again.txt").write_text("<b>First</b> report.")
    dialog = shown(qtbot, session, tmp_path / "in.txt", tmp_path / "again.txt")
    assert dialog.import_button.text() == "&Import 1 report"
    assert dialog.preview.toPlainText() == "<i>Report</i> & more."
    assert dialog.duplicates.toPlainText() == "again — the project has this text already"
    dialog.import_button.click()
    qtbot.waitUntil(lambda: dialog.outcome is not None)
    assert session.open_report(2).text == "<i>Report</i> & more."


def test_unknown_labels_become_what_is_chosen(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    spans = [{"start": 0, "end": 6, "label": "ORG"}, {"start": 15, "end": 20, "label": "Town"}]
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": TEXT, "spans": spans}) + "\n")
    dialog = shown(qtbot, session, tmp_path / "in.jsonl")
    assert dialog.labels.mapping() == {"ORG": "Actor", "Town": "Town"}
    dialog.import_button.click()
    qtbot.waitUntil(lambda: dialog.outcome is not None)
    assert [a.label for a in session.store.annotations.of_document(2)] == ["Actor", "Town"]
    assert session.schema.names()[-1] == "Town"


def test_another_encoding_is_tried_at_once(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes("Одеса, повідомили чиновники міста сьогодні.".encode("cp1251"))
    dialog = shown(qtbot, session, path)
    assert dialog.preview.toPlainText().startswith("Одеса")
    dialog.files._choose(path, "latin-1")
    qtbot.waitUntil(lambda: dialog.preview.toPlainText().startswith("Îäåñà"))


def test_a_file_that_cannot_be_read_is_left_out_and_told(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Good report.")
    (tmp_path / "bad.jsonl").write_text('{"text": \n')
    dialog = shown(qtbot, session, tmp_path / "good.txt", tmp_path / "bad.jsonl")
    assert "1 file cannot be read and is left out." in dialog.sentence.text()
    assert "bad.jsonl, line 1" in dialog.notes.toPlainText()
    dialog.import_button.click()
    qtbot.waitUntil(lambda: dialog.outcome is not None)
    assert dialog.outcome is not None
    assert dialog.outcome.reports == 1


def test_closing_while_files_are_read_leaves_nothing_running(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    (tmp_path / "in.txt").write_text("Report.")
    dialog = ImportDialog(None, session, [tmp_path / "in.txt"])
    qtbot.addWidget(dialog)
    dialog.reject()
    assert dialog.outcome is None
    assert not dialog._tasks.busy


def finished(session: Session) -> Session:
    labelling.label_span(session, Span(3, 8), "Actor", 0)
    reports.set_state(session, State.DONE, 0)
    return session


def test_exporting_shows_the_first_record_and_where_the_files_are(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    dialog = ExportDialog(None, finished(session))
    qtbot.addWidget(dialog)
    assert dialog.sentence.text() == "1 report with 1 annotation (1 Actor)."
    assert '"text":"<b>First</b> report."' in dialog.preview.toPlainText()
    preview = dialog.preview.toPlainText()
    dialog.path.setText(str(tmp_path / "out.jsonl"))
    dialog.export_button.click()
    qtbot.waitUntil(lambda: dialog.report is not None)
    assert (tmp_path / "out.jsonl").read_text() == preview + "\n"
    assert str(tmp_path / "out.manifest.json") in dialog.preview.toPlainText()


def test_choices_change_what_will_be_written(qtbot: QtBot, session: Session) -> None:
    dialog = ExportDialog(None, session)
    qtbot.addWidget(dialog)
    assert not dialog.export_button.isEnabled()
    dialog.choices.reports.setCurrentIndex(1)
    assert dialog.export_button.text() == "&Export 1 report"
    dialog.choices.split.setChecked(True)
    assert dialog.choices.options().split == (80, 10, 10)


def test_what_cannot_be_written_is_said(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    dialog = ExportDialog(None, finished(session))
    qtbot.addWidget(dialog)
    dialog.path.setText(str(tmp_path / "gone" / "out.jsonl"))
    dialog.export_button.click()
    qtbot.waitUntil(lambda: "no such folder" in dialog.sentence.text())
    assert dialog.report is None


def test_a_format_whose_packages_are_missing_names_the_command(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = ExportDialog(None, finished(session))
    qtbot.addWidget(dialog)
    monkeypatch.setitem(extras.MODULES, "spacy", "no_such_module")
    dialog.choices.format.setCurrentIndex(dialog.choices.format.findData("spacy"))
    assert "“python3 main.py add spacy” installs" in dialog.sentence.text()
    assert (dialog.export_button.isEnabled(), dialog.preview.toPlainText()) == (False, "")
    dialog.choices.format.setCurrentIndex(dialog.choices.format.findData("gliner"))
    assert dialog.export_button.isEnabled()
    assert Path(dialog.path.text()).name == "p.gliner.json"
    assert "tokenized_text" in dialog.preview.toPlainText()


def test_wrong_offsets_are_offered_to_be_mended_and_listed(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    span = {"start": 14, "end": 19, "label": "Location", "text": "Mosul"}
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": TEXT, "spans": [span]}) + "\n")
    dialog = shown(qtbot, session, tmp_path / "in.jsonl")
    assert not dialog.repair.isHidden()
    assert not dialog.import_button.isEnabled()
    dialog.repair.setChecked(True)
    qtbot.waitUntil(lambda: dialog.import_button.isEnabled())
    assert "Span 1: moved from 14–19 to 15–20, where “Mosul” stands." in dialog.notes.toPlainText()
    dialog.import_button.click()
    qtbot.waitUntil(lambda: dialog.outcome is not None)
    assert [(a.start, a.end) for a in session.store.annotations.of_document(2)] == [(15, 20)]


def test_the_export_dialog_counts_losses_and_offers_how_to_lose(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    labelling.label_span(session, Span(0, 8), "Actor", 0)
    labelling.label_span(session, Span(0, 12), "Claim", 0)
    reports.set_state(session, State.DONE, 0)
    dialog = ExportDialog(None, session)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.choices.on_loss.isHidden()
    dialog.choices.format.setCurrentIndex(dialog.choices.format.findData("conll2003"))
    assert not dialog.choices.on_loss.isHidden()
    assert not dialog.choices.snap.isHidden()
    qtbot.waitUntil(lambda: "annotations that overlap others: cannot be held" in dialog.losses.text())
    dialog.path.setText(str(tmp_path / "out.conll2003"))
    dialog.export_button.click()
    assert dialog.losses.text().startswith("Nothing will be written before you choose")
    qtbot.waitUntil(lambda: "cannot hold" in dialog.sentence.text())
    assert "--" not in dialog.sentence.text()
    assert dialog.choices.on_loss.hasFocus() or not dialog.isActiveWindow()
    assert not (tmp_path / "out.conll2003").exists()
    dialog.choices.on_loss.setCurrentIndex(dialog.choices.on_loss.findText("longest", Qt.MatchFlag.MatchContains))
    dialog.choices.snap.setCurrentIndex(1)
    assert not dialog.choices.scheme.isHidden()
    dialog.choices.scheme.setCurrentIndex(dialog.choices.scheme.findData("BILOU"))
    qtbot.waitUntil(lambda: "U-Actor" in dialog.preview.toPlainText() or "B-Claim" in dialog.preview.toPlainText())
    qtbot.waitUntil(lambda: "left out, the longest were kept" in dialog.losses.text())
    dialog.export_button.click()
    qtbot.waitUntil(lambda: dialog.report is not None)
    assert "the longest were kept" in dialog.preview.toPlainText()

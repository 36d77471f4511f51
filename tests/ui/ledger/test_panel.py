"""The ledger in its own window and in the main one, by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from annotator.app.operations import labelling
from annotator.app.settings import Settings
from annotator.app.state import ProgramState
from annotator.ui.application import make_window
from annotator.ui.ledger.model import preview_of
from annotator.ui.ledger.panel import LedgerPanel
from annotator.ui.main_window import MainWindow
from tests.claims_project import claims_session

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise")  # said by the offscreen platform
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    claims_session(tmp_path / "p.annodb").close()
    settings = Settings(tmp_path / "settings.toml")
    settings.name_annotator("ada")
    window = make_window(settings, ProgramState(tmp_path / "state.json"))
    window.show()
    window.activateWindow()
    assert window.open_project(tmp_path / "p.annodb")
    qapp.processEvents()
    yield window
    window.close()
    window.deleteLater()
    qapp.processEvents()


def opened(window: MainWindow) -> LedgerPanel:
    window.invoke("ledger.open")
    QApplication.processEvents()
    return cast("LedgerPanel", window.companions.panel("ledger"))


def press(widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    text = "" if held or key > 0x7F else chr(key).lower()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, held, text))
    QApplication.processEvents()


def go_to(panel: LedgerPanel, text: str) -> None:
    for row in range(panel.model.rowCount()):
        panel.table.go_to(row)
        claim = panel.current()
        if claim is not None and claim.text == text:
            return
    raise LookupError(text)


def test_enter_opens_the_claim_in_its_report_and_the_ledger_comes_back_where_it_was(window: MainWindow) -> None:
    panel = opened(window)
    assert panel.model.rowCount() == 12
    go_to(panel, "No mortar was fired")
    press(panel.table, Qt.Key.Key_Return)
    bench = window.bench
    assert bench is not None
    assert bench.desk is not None
    annotation = bench.annotation()
    assert annotation is not None
    assert bench.desk.text_of(annotation) == "No mortar was fired"
    again = opened(window)
    claim = again.current()
    assert claim is not None
    assert claim.text == "No mortar was fired"


def test_letters_filter_and_down_goes_back_to_the_list(window: MainWindow) -> None:
    panel = opened(window)
    press(panel.table, Qt.Key.Key_M)
    panel.field.setText("mort")
    assert panel.model.rowCount() == 2
    assert panel.count.text() == "2 claims"
    press(panel.field, Qt.Key.Key_Escape)
    assert panel.model.rowCount() == 12


def test_two_claims_of_two_reports_are_related_by_keys_and_undone(window: MainWindow) -> None:
    panel = opened(window)
    go_to(panel, "Two pupils were wounded")
    press(panel.table, Qt.Key.Key_Space)
    go_to(panel, "لم يبق أحد")
    press(panel.table, Qt.Key.Key_R, CTRL)
    claim = panel.current()
    assert claim is not None
    assert [end.text for end in claim.disputes] == ["Two pupils were wounded"]
    assert "Disputes “Two pupils were wounded”" in panel.preview.toPlainText()
    press(panel.table, Qt.Key.Key_Z, CTRL)
    panel.catch_up()
    claim = panel.current()
    assert claim is not None
    assert claim.disputes == ()


def test_relating_without_a_mark_is_refused_in_a_sentence(window: MainWindow) -> None:
    opened(window)
    window.invoke("ledger.relate")
    assert "Mark the other claim first" in window.status.sentence


def test_scope_groups_and_order(window: MainWindow) -> None:
    panel = opened(window)
    window.invoke("ledger.scope")
    assert panel.model.rowCount() == 4
    window.invoke("ledger.scope")
    window.invoke("ledger.group")
    assert panel.model.index(0, 0).data() == "Nobody says it   3"
    assert panel.model.index(0, 1).data() is None
    window.invoke("ledger.group")
    window.invoke("ledger.group")
    assert panel.model.rowCount() == 9
    window.invoke("ledger.group")
    panel.table._sort(0)
    assert panel.model.index(0, 0).data() == "=HYPERLINK was found on a drone"
    panel.table._sort(0)
    panel.table._sort(0)
    assert panel.table.order() == ("", False)


def test_it_moves_into_the_window_and_out_and_remembers(window: MainWindow) -> None:
    panel = opened(window)
    assert panel.window() is not window
    window.invoke("ledger.dock")
    assert panel.window() is window
    assert window.state.get("companion.ledger.docked") is True
    window.invoke("ledger.dock")
    assert panel.window() is not window
    panel.window().close()
    assert window.state.get("companion.ledger.geometry")
    assert window.companions.panel("ledger") is None


def test_it_is_empty_without_a_project_and_follows_the_next(window: MainWindow, tmp_path: Path) -> None:
    panel = opened(window)
    window.close_project()
    assert panel.model.rowCount() == 0
    window.open_project(tmp_path / "p.annodb")
    assert panel.model.rowCount() == 12


def test_it_follows_a_change_made_in_the_text(window: MainWindow) -> None:
    panel = opened(window)
    go_to(panel, "Two pupils were wounded")
    panel.open_current()
    window.invoke("annotation.delete")
    panel.catch_up()
    assert panel.model.rowCount() == 11


def test_opened_wide_it_shows_at_once_what_there_is_room_for(window: MainWindow) -> None:
    panel = opened(window)
    panel.window().resize(1400, 600)
    QApplication.processEvents()
    head = panel.table.horizontalHeader()
    assert not any(head.isSectionHidden(number) for number in range(len(panel.model.columns)))


def test_narrow_it_keeps_the_claim_and_who_says_it(window: MainWindow) -> None:
    panel = opened(window)
    panel.window().resize(460, 400)
    QApplication.processEvents()
    head = panel.table.horizontalHeader()
    shown = [c.title for n, c in enumerate(panel.model.columns) if not head.isSectionHidden(n)]
    assert shown[0] == "Claim"
    assert "Date" not in shown
    assert head.sectionSize(0) >= 0.38 * panel.table.viewport().width()


def test_arabic_stands_at_the_right_and_the_preview_says_all(window: MainWindow) -> None:
    panel = opened(window)
    go_to(panel, "الجسر في دولنا سقط")
    alignment = panel.table.currentIndex().siblingAtColumn(0).data(Qt.ItemDataRole.TextAlignmentRole)
    assert alignment & Qt.AlignmentFlag.AlignRight.value
    claim = panel.current()
    assert claim is not None
    lines = preview_of(claim, claim.text).splitlines()
    assert lines[1] == "شاهد · asserts · certain"
    assert "Disputes “The bridge at Dolna stands” in “The ministry answers”" in lines


def test_the_scope_of_the_report_follows_the_report(window: MainWindow) -> None:
    panel = opened(window)
    window.invoke("ledger.scope")
    assert panel.model.rowCount() == 4
    assert window.bench is not None
    window.bench.open_report(2)
    QApplication.processEvents()
    assert panel.model.rowCount() == 5


def test_a_note_on_a_claim_is_shown_without_listing_anew(window: MainWindow) -> None:
    panel = opened(window)
    go_to(panel, "Two pupils were wounded")
    panel.open_current()
    bench = window.bench
    assert bench is not None
    annotation = bench.annotation()
    assert annotation is not None
    labelling.annotate_annotation(bench.session, annotation, 0, note="Which ward?")
    panel._follow()
    assert "Note: Which ward?" in panel.preview.toPlainText()

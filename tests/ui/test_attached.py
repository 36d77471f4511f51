"""An attached project in its window: searched and read by keys, never changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator.app.operations import labelling
from annotator.domain.spans import Span
from annotator.ui.attached.panel import AttachedPanel
from annotator.ui.companions import ATTACHED
from annotator.ui.main_window import MainWindow
from tests.projects import SHORT, new_session
from tests.ui.windows import window_on

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

OLD = "The convoy left Aleppo at dawn. " * 40 + "Rebels held Mosul."
MOSUL = Span(OLD.index("Mosul"), OLD.index("Mosul") + 5)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    session = new_session(tmp_path / "archive.annodb", SHORT, OLD)
    session.open_report(2)
    for span, label in ((Span(4, 10), "Actor"), (MOSUL, "Location")):
        labelling.label_span(session, span, label, 0)
    session.close()
    return tmp_path / "archive.annodb"


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    new_session(tmp_path / "p.annodb", SHORT).close()
    with window_on(tmp_path / "p.annodb") as opened:
        yield opened


@pytest.fixture
def panel(window: MainWindow, archive: Path, monkeypatch: pytest.MonkeyPatch) -> AttachedPanel:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(archive), ""))
    window.invoke("project.attach")
    return cast("AttachedPanel", window.companions.panel(ATTACHED))


def search(panel: AttachedPanel, typed: str) -> None:
    panel.queue.search.setText(typed)
    panel.queue._begin_search()
    while panel.attached is not None and panel.attached.found.typed != typed:
        QApplication.processEvents()


def test_a_hit_is_read_with_its_annotations_at_its_place(panel: AttachedPanel, window: MainWindow) -> None:
    assert panel.name.text() == "archive.annodb (read only)"
    assert panel.queue.model.rowCount() == 2
    search(panel, 'location:"Mosul"')
    row = panel.queue.model.row_at(0)
    assert row is not None
    assert row.hit is not None
    assert (panel.queue.model.rowCount(), row.hit.match) == (1, "Mosul")
    panel.queue.list.go_to_row(0)
    QTest.keyClick(panel.queue.list, Qt.Key.Key_Return)
    assert panel.reader.text.text == OLD
    assert panel.reader.text.caret == MOSUL.start
    assert panel.reader.details.texts()[0] == "Location"
    QTest.keyClick(panel.reader.text, Qt.Key.Key_Left)
    assert panel.reader.text.caret == 4
    assert panel.reader.details.texts()[0] == "Actor"
    QTest.keyClick(panel.reader.text, Qt.Key.Key_Right)
    assert panel.reader.text.caret == MOSUL.start
    assert window.bench is not None
    assert window.bench.desk is not None
    assert window.bench.desk.text == SHORT
    assert window.text.text == SHORT


def test_label_keys_change_nothing_there(panel: AttachedPanel, archive: Path, window: MainWindow) -> None:
    before = archive.read_bytes()
    panel.queue.open_report.emit(2)
    for key in ("l", "a", "u", " "):
        QTest.keyClicks(panel.reader.text, key)
    panel.reader.text.set_caret(10, 4)
    QTest.keyClick(panel.reader.text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "convoy"
    assert panel.attached is not None
    assert panel.attached.desk is not None
    assert len(panel.attached.desk.annotations) == 2
    assert panel.detach_button.isEnabled()
    panel.detach()
    assert archive.read_bytes() == before
    assert window.bench is not None
    assert window.bench.desk is not None
    assert not len(window.bench.desk.annotations)


def test_keys_scroll_and_lead_back(panel: AttachedPanel) -> None:
    panel.queue.open_report.emit(2)
    QTest.keyClick(panel.reader.text, Qt.Key.Key_End)
    assert panel.reader.text.caret == len(OLD)
    QTest.keyClick(panel.reader.text, Qt.Key.Key_Home)
    top = panel.reader.text.visible_range().start
    QTest.keyClick(panel.reader.text, Qt.Key.Key_PageDown)
    assert panel.reader.text.visible_range().start >= top
    left = []
    panel.reader.leave.connect(lambda: left.append(True))
    QTest.keyClick(panel.reader.text, Qt.Key.Key_Tab)
    assert left


def test_it_is_attached_again_with_the_project_until_it_is_detached(
    panel: AttachedPanel, window: MainWindow, tmp_path: Path, archive: Path
) -> None:
    window.close_project()
    assert panel.attached is None
    assert panel.name.text() == "No project is attached."
    window.open_project(tmp_path / "p.annodb")
    assert panel.attached is not None
    assert panel.attached.path == archive
    window.invoke("project.detach")
    assert window.status.sentence == "The project is detached."
    window.invoke("project.detach")
    assert window.status.sentence == "No project is attached."
    window.close_project()
    window.open_project(tmp_path / "p.annodb")
    assert panel.attached is None


def test_what_is_refused_leaves_the_one_before(
    panel: AttachedPanel, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "p.annodb"), ""))
    window.invoke("project.attach")
    assert window.status.sentence == "p.annodb is the open project itself."
    assert panel.attached is not None


def test_a_remembered_file_that_cannot_be_read_is_told(
    panel: AttachedPanel, window: MainWindow, tmp_path: Path, archive: Path
) -> None:
    window.close_project()
    archive.write_bytes(b"")
    window.open_project(tmp_path / "p.annodb")
    assert panel.name.text() == "archive.annodb is empty, so it is not a project."
    assert not panel.queue.isEnabled()


def test_a_report_that_has_gone_meanwhile_is_told(panel: AttachedPanel, window: MainWindow) -> None:
    panel.queue.open_report.emit(77)
    assert window.status.sentence == "This report is not in the attached project any more."

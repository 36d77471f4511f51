"""The map of places in its window, by keys and by the mouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.storage.store import create_store
from annotator.ui.companions import PLACES
from annotator.ui.main_window import MainWindow
from annotator.ui.places.panel import PlacesPanel
from annotator.ui.theme import load_theme
from tests.app.test_place_map import BEIRUT, report
from tests.places import MOSUL, with_places
from tests.projects import CONFLICT
from tests.ui.windows import press, window_on

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
TRIPOLI = {"place_id": "1", "place": "Tripoli", "country": "LY", "lat": 32.89, "lon": 13.19, "precision": "region"}


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    with create_store(tmp_path / "p.annodb", CONFLICT) as store, store.writing():
        one = report("One", MOSUL.attributes(), {}, MOSUL.attributes(), BEIRUT.attributes())
        list(store.bulk_writer().add([one, report("Two", TRIPOLI, MOSUL.attributes())]))
    with window_on(tmp_path / "p.annodb") as opened:
        opened.learning.stop()  # the small list serves, once it is put in
        yield opened


@pytest.fixture
def panel(window: MainWindow, qapp: QApplication) -> PlacesPanel:
    press(window, "Ctrl+Alt+M")
    opened = cast("PlacesPanel", window.companions.panel(PLACES))
    wait(opened, qapp)
    return opened


def wait(panel: PlacesPanel, qapp: QApplication) -> None:
    qapp.processEvents()
    while panel.jobs.busy:
        qapp.processEvents()
    qapp.processEvents()


def names(panel: PlacesPanel) -> list[str]:
    return [str(panel.places.index(row, 0).data()) for row in range(panel.places.rowCount())]


def test_it_lists_the_places_and_what_is_linked(panel: PlacesPanel) -> None:
    assert names(panel) == ["Mosul, IQ", "Beirut, LB", "Tripoli, LY"]
    assert panel.sentence.text().startswith("3 places, 5 annotations.")
    assert "still being loaded" in panel.sentence.text()
    assert panel.spans.rowCount() == 3
    assert "place 0" in str(panel.spans.index(0, 0).data())
    assert not panel.canvas.grab().isNull()


def test_the_towns_come_once_the_list_is_there(panel: PlacesPanel, window: MainWindow, qapp: QApplication) -> None:
    assert not panel.canvas.has_world
    assert window.bench is not None
    with_places(window.bench.session)
    panel.enter()
    wait(panel, qapp)
    assert panel.canvas.has_world
    assert "loaded" not in panel.sentence.text()
    towns, view = panel.canvas._towns, panel.canvas.view
    assert towns is not None
    assert towns.is_sharp(view, window.theme)
    panel.canvas.zoom(2)
    assert not panel.canvas.grab().isNull()
    assert not towns.is_sharp(panel.canvas.view, window.theme)
    panel.canvas._rest.timeout.emit()
    assert towns.is_sharp(panel.canvas.view, window.theme)
    panel.set_theme(load_theme("dark"))
    assert not panel.canvas.grab().isNull()


def test_enter_goes_to_the_annotations_and_to_the_report(
    panel: PlacesPanel, window: MainWindow, qapp: QApplication
) -> None:
    QTest.keyClick(panel.place_list, Qt.Key.Key_Down)
    QTest.keyClick(panel.place_list, Qt.Key.Key_Down)
    QTest.keyClick(panel.place_list, Qt.Key.Key_Return)
    wait(panel, qapp)
    QTest.keyClick(panel.span_list, Qt.Key.Key_Return)
    assert window.bench is not None
    assert window.bench.desk is not None
    assert window.bench.cursor is not None
    assert (window.bench.desk.key, window.bench.cursor.caret) == (2, len("at\nplace 0"))


def test_the_report_alone(panel: PlacesPanel, window: MainWindow, qapp: QApplication) -> None:
    panel.scope.setCurrentIndex(1)
    panel.scope.activated.emit(1)
    wait(panel, qapp)
    assert names(panel) == ["Mosul, IQ", "Beirut, LB"]
    assert window.bench is not None
    window.bench.open_report(2)
    wait(panel, qapp)
    assert names(panel) == ["Mosul, IQ", "Tripoli, LY"]


def test_letters_filter_and_signs_zoom(panel: PlacesPanel, qapp: QApplication) -> None:
    scale = panel.canvas.view.scale
    QTest.keyClicks(panel.place_list, "+")
    assert panel.canvas.view.scale > scale
    QTest.keyClicks(panel.place_list, "0")
    assert panel.canvas.view.scale == scale
    QTest.keyClicks(panel.place_list, "l")
    QTest.keyClicks(panel.field, "y")
    assert names(panel) == ["Tripoli, LY"]
    wait(panel, qapp)
    assert panel.spans.rowCount() == 1
    panel.field.setText("nothing so called")
    assert panel.spans.rowCount() == 0


def test_the_map_moves_by_keys_and_wheel(panel: PlacesPanel) -> None:
    canvas = panel.canvas
    before = canvas.view
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    assert canvas.view.x > before.x
    assert canvas.view.y < before.y
    at = QPointF(100, 100)
    under = canvas.view.to_world(100, 100)
    nothing = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    canvas.wheelEvent(QWheelEvent(at, at, QPoint(), QPoint(0, 240), *nothing, False))
    assert canvas.view.scale == pytest.approx(before.scale * 1.5**2)
    assert canvas.view.to_world(100, 100) == pytest.approx(under)
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.view == before


def test_a_click_chooses_and_a_drag_moves(panel: PlacesPanel, qapp: QApplication) -> None:
    canvas = panel.canvas
    panel.field.setText("mosul")
    place = next(p for p in panel._places if p.link.name == "Tripoli")
    at = QPointF(*canvas.view.to_screen(place.x, place.y)).toPoint()
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)
    wait(panel, qapp)
    assert panel.field.text() == ""
    assert panel.place_list.row() == 2
    assert panel.spans.rowCount() == 1
    before = canvas.view
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(canvas, at + QPoint(30, 10))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at + QPoint(30, 10))
    assert canvas.view.x < before.x


def test_n_and_p_go_from_place_to_place(panel: PlacesPanel) -> None:
    for key, row in (("n", 1), ("n", 2), ("n", 0), ("p", 2)):
        QTest.keyClicks(panel.canvas, key)
        assert panel.place_list.row() == row
    assert panel.canvas.accessibleDescription() == "Tripoli, LY"


def test_it_follows_the_project(panel: PlacesPanel, window: MainWindow, qapp: QApplication) -> None:
    assert window.bench is not None
    with_places(window.bench.session)
    window.text.setFocus()
    press(window, "n o / ")
    window.strip._field.setText("33.5, 36.3")
    QTest.keyClick(window.strip._field, Qt.Key.Key_Return)
    press(window, "Enter")
    panel.canvas.zoom(9)
    view = panel.canvas.view
    panel._calm.timeout.emit()
    wait(panel, qapp)
    assert panel.canvas.view == view
    assert "33.5, 36.3" in names(panel)
    assert names(panel)[0] == "Mosul, IQ"


def test_in_a_narrow_window_the_lists_stand_below(panel: PlacesPanel, qapp: QApplication) -> None:
    top = panel.window()
    top.resize(430, 800)
    qapp.processEvents()
    assert panel.halves.orientation() is Qt.Orientation.Vertical
    top.resize(1100, 700)
    qapp.processEvents()
    assert panel.halves.orientation() is Qt.Orientation.Horizontal


def test_without_links_a_sentence_says_how(tmp_path: Path, qapp: QApplication) -> None:
    create_store(tmp_path / "empty.annodb", CONFLICT).close()
    with window_on(tmp_path / "empty.annodb") as window:
        press(window, "Ctrl+Alt+M")
        panel = cast("PlacesPanel", window.companions.panel(PLACES))
        wait(panel, qapp)
        assert panel.sentence.text().startswith("No places are linked yet.")
        QTest.keyClicks(panel.canvas, "n")
        assert not panel.canvas.grab().isNull()

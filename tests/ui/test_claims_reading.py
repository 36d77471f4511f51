"""Claims are read into their index while nobody types."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from annotator.domain.changes import ChangeSet
from annotator.ui.claims_reading import ClaimsReading
from tests.claims_project import claims_session, read_claims_anew


def test_it_reads_what_waits_and_stops(qtbot: QtBot, tmp_path: Path) -> None:
    session = claims_session(tmp_path / "p.annodb")
    read_claims_anew(session.store)
    parent = QObject()
    reading = ClaimsReading(parent)
    reading.follow(session)
    reading._begin.start(0)
    qtbot.waitUntil(lambda: session.store.claims.waiting() == 0)
    qtbot.waitUntil(lambda: not reading._some.isActive())
    session.changed(ChangeSet("Imported", corpus=True))
    assert reading._begin.isActive()
    reading.stop()
    session.changed(ChangeSet("Imported", corpus=True))
    assert not reading._begin.isActive()
    session.close()
    parent.deleteLater()


def test_a_file_that_cannot_be_written_is_left_alone(tmp_path: Path) -> None:
    session = claims_session(tmp_path / "p.annodb")
    read_claims_anew(session.store)
    parent = QObject()
    reading = ClaimsReading(parent)
    reading.follow(session)
    session.store.path.rename(tmp_path / "elsewhere.annodb")
    reading._some.start()
    reading.read_some()
    assert not reading._some.isActive()
    reading.stop()
    session.close()

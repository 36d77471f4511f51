"""Backups and compacting from the window."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from annotator.storage.backups import backups_of
from annotator.ui import housekeeping
from annotator.ui.main_window import MainWindow
from tests.projects import SHORT, new_session
from tests.ui.windows import press, window_on

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    new_session(tmp_path / "p.annodb", SHORT * 300).close()
    with window_on(tmp_path / "p.annodb") as opened:
        yield opened


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked; each question is answered with its first button."""
    questions: list[str] = []

    def answer(_: QWidget, text: str, buttons: list[str]) -> int:
        questions.append(f"{text} {buttons}")
        return 0

    monkeypatch.setattr(housekeeping, "ask", answer)
    return questions


def count(window: MainWindow) -> int:
    assert window.bench is not None
    assert window.bench.desk is not None
    return len(window.bench.desk.annotations)


def test_a_backup_on_command_is_put_back(window: MainWindow, asked: list[str]) -> None:
    window.invoke("project.back-up")
    assert window.status.sentence.startswith("The backup is")
    press(window, "l")
    path = window.project_path
    assert path is not None
    assert count(window) == 1
    assert housekeeping.put_back(window, path, backups_of(path)[0].path)
    assert count(window) == 0
    assert window.status.sentence.startswith("The project is as the backup was. The file from before is p before")
    assert not asked


def test_compacting_opens_the_project_again(window: MainWindow) -> None:
    press(window, "l")
    window.invoke("project.compact")
    assert count(window) == 1
    assert window.status.sentence.startswith("The project takes")
    press(window, "u")
    assert count(window) == 0


def test_finished_reports_are_archived(
    window: MainWindow, asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.invoke("project.archive")
    assert window.status.sentence == "No report is done that could be moved."
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "shelf.annodb"), ""))
    press(window, "l d")
    window.invoke("project.archive")
    assert "Move 1 finished report to shelf.annodb?" in asked[0]
    assert window.status.sentence.startswith("1 report was moved to shelf.annodb.")
    assert window.open_project(tmp_path / "shelf.annodb")
    assert count(window) == 1


def test_a_project_is_opened_for_reading_only(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_session(tmp_path / "other.annodb", SHORT).close()
    before = (tmp_path / "other.annodb").read_bytes()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "other.annodb"), ""))
    window.invoke("project.open-read-only")
    press(window, "l")
    assert (count(window), window.windowTitle()) == (0, "other.annodb (read only) — Annotator")
    window.background.backing_up.back_up_when_due()
    assert not window.background.backing_up._tasks.busy
    window.close_project()
    assert (tmp_path / "other.annodb").read_bytes() == before


def test_it_backs_up_by_itself_in_a_calm_moment(window: MainWindow, qapp: QApplication) -> None:
    path = window.project_path
    assert path is not None
    window.background.backing_up.back_up_when_due()
    while window.background.backing_up._tasks.busy:
        qapp.processEvents()
    assert len(backups_of(path)) == 1
    assert window.status.sentence.startswith("A backup was made")
    press(window, "l")
    window.background.backing_up.back_up_when_due()
    assert not window.background.backing_up._tasks.busy


def test_damage_that_the_check_finds_is_met_with_the_last_backup(
    window: MainWindow, qapp: QApplication, asked: list[str]
) -> None:
    window.invoke("project.back-up")
    path = window.project_path
    assert path is not None
    window.close_project()
    with path.open("r+b") as file:
        file.seek(-4096 * 4, os.SEEK_END)
        file.write(b"\xff" * 4096 * 4)
    assert window.open_project(path)
    window.background.check()
    while window.background._tasks.busy:
        qapp.processEvents()
    assert len(asked) == 1
    assert "Restore the backup of" in asked[0]
    assert window.status.sentence.startswith("The project is as the backup was.")
    window.background.check()
    while window.background._tasks.busy:
        qapp.processEvents()
    assert window.status.sentence.startswith("The project is sound")


def test_a_project_with_its_end_missing_is_offered_its_backup_or_to_be_left(
    window: MainWindow, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    window.invoke("project.back-up")
    path = window.project_path
    assert path is not None
    window.close_project()
    os.truncate(path, 4096 * 10)
    monkeypatch.setattr(housekeeping, "ask", lambda *_: 2)
    assert not window.open_project(path)
    monkeypatch.setattr(housekeeping, "ask", lambda *_: 0)
    assert window.open_project(path)
    assert count(window) == 0
    assert not asked

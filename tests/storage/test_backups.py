"""Backups: whole, rotating, made while work goes on, and put back."""

from __future__ import annotations

import os
import shutil
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from annotator.app.checking import check
from annotator.app.housekeeping import back_up_when_due, restore, size_text
from annotator.app.operations import labelling
from annotator.app.session import Session
from annotator.app.settings import Settings
from annotator.app.sources import no_progress
from annotator.domain.errors import Cancelled, ProjectInUse, ProjectRefused, Refusal
from annotator.domain.spans import Span
from annotator.storage.backups import (
    backups_of,
    folder_of_backups,
    is_changed_since,
    restore_backup,
    write_backup,
)
from annotator.storage.store import open_beside, open_store
from tests.projects import SHORT, new_session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return new_session(tmp_path / "p.annodb", SHORT * 300, "Another report.")


def label(session: Session, start: int) -> None:
    labelling.label_span(session, Span(start, start + 3), "Actor", start)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def spoil(path: Path) -> None:
    """Damage pages that hold the text."""
    with path.open("r+b") as file:
        file.seek(-4096 * 6, os.SEEK_END)
        file.write(b"\xff" * 4096 * 6)


def stored(path: Path) -> int:
    with open_store(path, read_only=True) as store:
        return len(store.annotations.of_document(1))


def test_the_newest_are_kept(session: Session) -> None:
    for number in range(4):
        label(session, 10 * number)
        write_backup(session.store, 2)
    kept = backups_of(session.path)
    assert [stored(backup.path) for backup in kept] == [4, 3]
    assert all(check(backup.path) == [] for backup in kept)
    assert names(folder_of_backups(session.path)) == sorted(backup.path.name for backup in kept)
    session.close()


def test_other_files_in_the_folder_are_not_counted_and_never_removed(session: Session) -> None:
    folder = folder_of_backups(session.path)
    folder.mkdir()
    for name in ("p.annodb", "p notes.annodb", "q 2024-01-01 00.00.00.annodb", "p 2024-01-01.annodb"):
        (folder / name).write_bytes(b"mine")
    write_backup(session.store, 1)
    write_backup(session.store, 1)
    assert len(backups_of(session.path)) == 1
    assert len(names(folder)) == 5
    session.close()


def test_two_projects_of_one_name_share_a_folder_of_choice(session: Session, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = new_session(tmp_path / "other" / "p.annodb", "Something else.")
    shelf = tmp_path / "shelf"
    write_backup(session.store, 1, shelf)
    write_backup(other.store, 1, shelf)
    assert len(backups_of(session.path, shelf)) == len(backups_of(other.path, shelf)) == 1
    assert backups_of(session.path) == []
    session.close()
    other.close()


def test_work_goes_on_while_it_is_written(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.storage.store._PAGES_AT_ONCE", 1)
    steps: list[int] = []

    def work(done: int, _: int) -> None:
        label(session, 5 * len(steps))
        steps.append(done)

    with open_beside(session.store) as beside:
        backup = write_backup(beside, 3, progress=work)
    assert steps == sorted(steps)
    assert len(steps) > 20
    assert stored(backup.path) == 0
    assert check(backup.path) == []
    assert stored(session.path) == len(steps)
    session.close()
    assert check(session.path) == []


def test_stopping_leaves_nothing_and_removes_nothing(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.storage.store._PAGES_AT_ONCE", 1)
    first = write_backup(session.store, 1)

    def stop(*_: int) -> None:
        raise Cancelled("It was stopped.")

    with pytest.raises(Cancelled):
        write_backup(session.store, 1, progress=stop)
    assert names(first.path.parent) == [first.path.name]
    label(session, 0)  # no transaction is left open
    session.close()


def test_a_damaged_project_does_not_push_out_its_good_backup(session: Session) -> None:
    good = write_backup(session.store, 1)
    path = session.path
    session.close()
    spoil(path)
    with open_store(path, read_only=True) as store, pytest.raises(ProjectRefused, match="damaged"):
        write_backup(store, 1)
    assert names(good.path.parent) == [good.path.name]


def test_a_backup_is_put_back_and_the_file_from_before_kept(session: Session) -> None:
    label(session, 0)
    write_backup(session.store, 3)
    label(session, 10)
    path = session.path
    with pytest.raises(ProjectInUse):
        restore(path)
    session.close()
    backup, aside = restore(path)
    assert stored(path) == 1
    assert aside is not None
    assert stored(aside) == 2
    assert check(path) == check(aside) == []
    assert backup.exists()
    with open_store(path) as store:
        assert store.undo() is not None


def test_the_log_that_a_killed_program_left_goes_with_its_file(session: Session, tmp_path: Path) -> None:
    write_backup(session.store, 3)
    label(session, 0)
    left = tmp_path / "left"
    shutil.copytree(tmp_path, left, ignore=shutil.ignore_patterns("left", ".*"))
    session.close()
    _, aside = restore(left / "p.annodb")
    assert aside is not None
    assert (stored(left / "p.annodb"), stored(aside)) == (0, 1)


def test_a_project_that_is_gone_or_no_project_any_more_comes_back(session: Session) -> None:
    write_backup(session.store, 3)
    path = session.path
    session.close()
    path.unlink()
    assert restore(path)[1] is None
    path.write_bytes(b"no project at all")
    aside = restore(path)[1]
    assert aside is not None
    assert aside.read_bytes() == b"no project at all"
    assert check(path) == []


def test_an_unsound_backup_is_not_put_back(session: Session, tmp_path: Path) -> None:
    bad = write_backup(session.store, 3).path
    session.close()
    spoil(bad)
    before = session.path.read_bytes()
    for wrong in (bad, session.path, tmp_path / "missing.annodb"):
        with pytest.raises(ProjectRefused):
            restore_backup(session.path, wrong)
    bad.unlink()
    with pytest.raises(Refusal, match="no backup"):
        restore(session.path)
    assert session.path.read_bytes() == before


def test_old_parts_of_killed_backups_are_removed(session: Session) -> None:
    place = folder_of_backups(session.path)
    place.mkdir()
    old, fresh = place / ".p.partial-1", place / ".p.partial-2"
    for part in (old, fresh):
        part.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    write_backup(session.store, 3)
    assert (old.exists(), fresh.exists()) == (False, True)
    session.close()


def test_one_is_due_when_the_last_is_old_and_something_has_changed(session: Session, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.toml")
    now = datetime.now(timezone.utc)
    due = back_up_when_due(session, settings, now)
    assert due is not None
    backup = due(no_progress)
    assert not is_changed_since(session.store, backup)
    later = now + timedelta(hours=9)
    assert back_up_when_due(session, settings, later) is None
    label(session, 0)
    assert is_changed_since(session.store, backup)
    assert back_up_when_due(session, settings, now) is None
    assert back_up_when_due(session, settings, later) is not None
    settings.set("backups", 0)
    assert back_up_when_due(session, settings, later) is None
    session.close()


def test_sizes_in_words() -> None:
    assert [size_text(size) for size in (12, 1_500, 12_345_678, 3_000_000_000)] == [
        "12 bytes", "1.5 kB", "12.3 MB", "3.0 GB",
    ]  # fmt: skip

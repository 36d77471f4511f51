from __future__ import annotations

import errno
import itertools
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from annotator.domain.errors import StorageFailed
from annotator.storage import durability, file_watch
from annotator.storage.durability import LogKeeper
from annotator.storage.store import Store

_LONG = 20.0  # seconds; only a keeper that hangs takes so long


class Disk:
    """A disk that writes when it is let, and can refuse."""

    def __init__(self) -> None:
        self.flushes = 0
        self.reached = threading.Event()
        self.let = threading.Event()
        self.let.set()
        self.faults: list[OSError] = []

    def flush(self, _handle: int) -> None:
        self.flushes += 1
        self.reached.set()
        assert self.let.wait(_LONG)
        if self.faults:
            raise self.faults.pop()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk = Disk()
    monkeypatch.setattr(durability, "_flush_to_disk", disk.flush)
    return disk


@pytest.fixture
def told() -> list[int | str]:
    return []


@pytest.fixture
def keeper(tmp_path: Path, disk: Disk, told: list[int | str]) -> Iterator[LogKeeper]:
    (tmp_path / "p.annodb-wal").write_bytes(b"log")
    keeper = LogKeeper(tmp_path / "p.annodb", told.append, told.append)
    yield keeper
    disk.let.set()
    keeper.stop()


def test_commits_are_numbered_and_told_once_they_are_safe(keeper: LogKeeper, told: list[int | str]) -> None:
    for number in (1, 2):
        assert keeper.commit_made() == number
        assert keeper.wait_until_safe(_LONG)
    keeper.stop()
    assert told == [1, 2]


def test_commits_made_while_the_disk_works_are_flushed_together(
    keeper: LogKeeper, disk: Disk, told: list[int | str]
) -> None:
    disk.let.clear()
    keeper.commit_made()
    assert disk.reached.wait(_LONG)
    for _ in range(5):
        keeper.commit_made()
    disk.let.set()
    assert keeper.wait_until_safe(_LONG)
    keeper.stop()
    assert (disk.flushes, told) == (2, [1, 6])


def test_waiting_ends_when_the_disk_takes_too_long(keeper: LogKeeper, disk: Disk) -> None:
    disk.let.clear()
    keeper.commit_made()
    assert not keeper.wait_until_safe(0)


def test_without_commits_everything_is_safe(keeper: LogKeeper, disk: Disk) -> None:
    assert keeper.wait_until_safe(0)
    keeper.stop()
    assert disk.flushes == 0


def test_stopping_flushes_what_is_left(keeper: LogKeeper, told: list[int | str]) -> None:
    keeper.commit_made()
    keeper.stop()
    assert told == [1]


def test_a_refusal_of_the_disk_is_told_once_and_the_next_commit_tries_again(
    keeper: LogKeeper, disk: Disk, told: list[int | str]
) -> None:
    disk.faults.append(OSError(errno.EIO, os.strerror(errno.EIO)))
    for _ in range(2):
        keeper.commit_made()
        keeper.wait_until_safe(_LONG)
    keeper.stop()
    assert told == [f"The disk refused to save: {os.strerror(errno.EIO)}.", 2]


def test_a_log_that_was_carried_over_needs_no_flush(tmp_path: Path, keeper: LogKeeper, disk: Disk) -> None:
    (tmp_path / "p.annodb-wal").unlink()
    keeper.commit_made()
    assert keeper.wait_until_safe(_LONG)
    assert disk.flushes == 0


def test_a_long_log_is_carried_over_into_the_file(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durability, "_LOG_MOST", -1)
    store.set_setting("place", "42")
    store.wait_until_safe()
    alone = shutil.copy(store.path, tmp_path / "alone.annodb")
    with closing(sqlite3.connect(alone)) as db:
        assert db.execute("SELECT value FROM settings WHERE name = 'place'").fetchone() == ("42",)


def wait_for(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + _LONG
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_log_is_carried_over_in_a_pause_and_begins_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the first key behind the pause would begin it, and wait for the disk."""
    monkeypatch.setattr(durability, "_PAUSE", 0.01)
    monkeypatch.setattr(durability, "_LOG_LIMIT", 10_000)
    assert store.keeper is not None
    log = store.path.with_name(f"{store.path.name}-wal")
    store.set_setting("place", "a" * 50_000)
    wait_for(lambda: store.keeper.carries() == 1)
    assert log.stat().st_size < 10_000
    store.set_setting("other", "b")
    assert (len(store.setting("place")), store.setting("other")) == (50_000, "b")
    store.wait_until_safe()
    assert 0 < log.stat().st_size < 20_000
    assert store.keeper.carries() == 1


def test_a_very_long_log_is_cut_in_steps_between_which_others_can_write(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    begin = durability._begin_log_anew

    def noted(db: Database, size: int) -> None:
        begin(db, size)
        sizes.append(log.stat().st_size)

    monkeypatch.setattr(durability, "_begin_log_anew", noted)
    monkeypatch.setattr(durability, "_CUT", 100_000)
    monkeypatch.setattr(durability, "_LOG_MOST", 400_000)
    log = store.path.with_name(f"{store.path.name}-wal")
    store.set_setting("place", "a" * 500_000)
    store.wait_until_safe()
    assert store.keeper is not None
    wait_for(lambda: store.keeper.carries() == 1)
    assert len(sizes) >= 5
    assert all(0 <= one - other <= 100_000 for one, other in itertools.pairwise(sizes))
    assert sizes[-1] < 20_000
    assert len(store.setting("place")) == 500_000


def test_whoever_shortens_the_log_cannot_overtake_a_transaction_that_has_only_read(store: Store) -> None:
    with closing(sqlite3.connect(store.path, timeout=0, isolation_level=None)) as other:
        with store.writing() as db:
            db.execute("SELECT count(*) FROM settings").fetchone()
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("PRAGMA user_version = 99")
            db.execute("INSERT INTO settings VALUES ('place', '42')")
        assert other.execute("SELECT value FROM settings WHERE name = 'place'").fetchone() == ("42",)


def test_a_log_is_not_carried_over_between_keys(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durability, "_PAUSE", _LONG)
    monkeypatch.setattr(durability, "_LOG_LIMIT", -1)
    for number in range(5):
        store.set_setting("place", str(number))
        store.wait_until_safe()
    assert store.keeper is not None
    assert store.keeper.carries() == 0


def refusing(error: Exception) -> Callable[..., object]:
    def connect(path: Path) -> object:
        raise error

    return connect


def test_a_long_log_that_cannot_be_carried_over_now_is_no_fault(
    keeper: LogKeeper, told: list[int | str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durability, "_LOG_MOST", -1)
    monkeypatch.setattr(durability, "connect", refusing(sqlite3.OperationalError("locked")))
    keeper.commit_made()
    keeper.stop()
    assert told == [1]


def test_a_file_into_which_a_long_log_is_being_carried_is_not_taken_for_another(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half carried over, the file shows neither the old mark nor the new one: after an import, for seconds."""
    reached, go_on = threading.Event(), threading.Event()

    def slow(_: LogKeeper) -> None:
        reached.set()
        assert go_on.wait(_LONG)

    monkeypatch.setattr(LogKeeper, "_shorten", slow)
    monkeypatch.setattr(durability, "_LOG_MOST", 0)
    store.set_setting("first", "1")
    assert reached.wait(_LONG)
    monkeypatch.setattr(file_watch, "mark_in", lambda _: None)
    os.utime(store.path)
    store.set_setting("second", "2")
    go_on.set()
    store.wait_until_safe()
    os.utime(store.path)
    with pytest.raises(StorageFailed, match="moved, deleted or replaced"):
        store.set_setting("third", "3")
    assert (store.setting("second"), store.setting("third")) == ("2", "")

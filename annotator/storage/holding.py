"""Who has a project file: one program at a time writes to it, and says so in the file."""

from __future__ import annotations

import getpass
import json
import platform
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import filelock
from sqlite_utils import Database

from annotator.domain.errors import ProjectInUse, Refusal, StorageFailed
from annotator.storage.connection import connect


@contextmanager
def holding(path: Path) -> Iterator[None]:
    """Keep other programs from opening the file for writing. Raises ProjectInUse, StorageFailed."""
    lock = take_lock(path)
    try:
        yield
    finally:
        release(lock)


def take_lock(path: Path) -> filelock.BaseFileLock:
    lock = filelock.FileLock(path.with_name(f".{path.name}.lock"), thread_local=False)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise ProjectInUse(f"{path.name} is open already{_holder(path)}.") from None
    except OSError as error:
        raise StorageFailed(f"{path.name} cannot be locked: {error.strerror}.") from error
    return lock


def release(lock: filelock.BaseFileLock) -> None:
    with suppress(OSError):  # Windows removes it itself once it is released
        Path(lock.lock_file).unlink()
    lock.release()


def say_who_holds_it(db: Database) -> None:
    user = "someone"
    with suppress(Exception):  # no login name, as in a container
        user = getpass.getuser()
    holder = {"user": user, "computer": platform.node(), "since": time.strftime("%Y-%m-%d %H:%M")}
    db.execute("INSERT OR REPLACE INTO settings VALUES ('held_by', ?)", [json.dumps(holder)])


def _holder(path: Path) -> str:
    try:
        db = connect(path, read_only=True)
    except Refusal:
        return ""
    try:
        row = db.execute("SELECT value FROM settings WHERE name = 'held_by'").fetchone()
    except (sqlite3.Error, Refusal):
        return ""
    finally:
        db.close()
    try:
        holder = json.loads(row[0])
        return f" by {holder['user']} on {holder['computer']} since {holder['since']}"
    except (TypeError, ValueError, KeyError):  # nobody wrote it, or another program did
        return ""


def remove_with_logs(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            path.with_name(path.name + suffix).unlink()

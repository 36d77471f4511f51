"""Giving back the room that deleted rows left in a project file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from annotator.domain.errors import ProjectDamaged, ProjectInUse, StorageFailed
from annotator.storage.connection import connect, real_path, refuse_other_files
from annotator.storage.faults import plain_faults
from annotator.storage.holding import holding, remove_with_logs
from annotator.storage.stopping import asking

_STEPS_BETWEEN_QUESTIONS = 200_000  # of SQLite's machine: some milliseconds


@dataclass(frozen=True, slots=True)
class Compaction:
    """The bytes of the file before and after."""

    before: int
    after: int


def compact_file(path: Path, progress: Callable[[int, int], None] = lambda *_: None) -> Compaction:
    """Write the project without gaps into a file aside, look that over, and put it in the project's place.

    `progress` is told bytes written and expected, and may raise Cancelled; the project is then as it was, and so
    it is when the program dies. Raises ProjectInUse when anybody has the file open, ProjectDamaged when it is
    damaged, StorageFailed when the disk has no room for a second copy.
    """
    path = real_path(path)
    refuse_other_files(path)
    with holding(path):
        _remove_left_over(path)
        partial = path.with_name(f".{path.name}.compact-{os.getpid()}")
        try:
            with plain_faults(path), closing(connect(path, any_thread=True)) as db:
                _take_alone(path, db)
                before = path.stat().st_size
                _write(db, partial, before, progress)
                _compare(db, partial, path, lambda: progress(before, before))
            partial.replace(path)
        except OSError as error:
            raise StorageFailed(f"{path.name} could not be compacted: {error.strerror}.") from error
        finally:
            remove_with_logs(partial)
    return Compaction(before, path.stat().st_size)


def _take_alone(path: Path, db: Database) -> None:
    """Carry the log into the file and give it up, which SQLite does for none but the only one who has the file."""
    try:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        mode = db.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except ProjectInUse:
        mode = "wal"
    if mode != "delete":
        raise ProjectInUse(f"Another program has {path.name} open. Close it there, then compact.")


def _write(db: Database, partial: Path, expected: int, progress: Callable[[int, int], None]) -> None:
    def ask() -> None:
        progress(min(partial.stat().st_size if partial.exists() else 0, expected), expected)

    with asking(db.conn, ask, _STEPS_BETWEEN_QUESTIONS):
        db.execute("VACUUM INTO ?", [str(partial)])


def _compare(db: Database, partial: Path, path: Path, ask: Callable[[], None]) -> None:
    """Raises ProjectDamaged unless the new file is sound and has as many rows in every table."""
    with closing(sqlite3.connect(partial)) as copy, asking(copy, ask), asking(db.conn, ask):
        sound = copy.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
        if not sound or _rows(copy) != _rows(db.conn):
            raise ProjectDamaged(f"{path.name} is damaged, so it was not compacted and left untouched.")
    handle = os.open(partial, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Each table's rows; those of the search index count themselves through their own tables."""
    tables = [
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        )
    ]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}


def _remove_left_over(path: Path) -> None:
    """What a compaction that was killed has left; nobody else can be at it, for we hold the project."""
    for left in path.parent.glob(f".{_literal(path.name)}.compact-*"):
        with suppress(OSError):
            left.unlink()


def _literal(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)

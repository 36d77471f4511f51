"""Whether the file under an open project is still the project's own."""

from __future__ import annotations

import os
import secrets
import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

from sqlite_utils import Database

_OPENED = "opened"
_TRIES = 4
_PAUSE = 0.02  # seconds; a checkpoint is over by then


class FileWatch:
    """Notices that the file was moved or deleted, or that something else was copied into it.

    Each opening writes a random mark into the project. The file is read past SQLite's cache and log, and only when
    its time or size has changed: as long as the mark has not been carried into it, the one from before must stand
    there. `is_written` is set by the store once it has committed anything else.
    """

    def __init__(self, path: Path, db: Database) -> None:
        self.is_written = False
        self._path = path
        self._place = place_of(path)
        self._before = mark_in(path)
        self._accepted = {self._before, (mark := secrets.token_hex(8))}
        self._mark = mark
        self._seen = _time_and_size(path)
        put = "INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        db.execute(put, [_OPENED, mark])  # in place of the one before, to the byte
        if None in self._accepted:  # the first opening: any project that is not open would have none either
            db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def is_moved(self) -> bool:
        """Whether the name leads to another file now, or to none."""
        return place_of(self._path) != self._place

    def take_back(self, db: Database) -> None:
        """Put back the mark from before at closing: a project in which nothing was changed stays what it was."""
        if self._before is not None and not self.is_written:
            db.execute("UPDATE settings SET value = ? WHERE name = ?", [self._before, _OPENED])
            self._accepted.add(self._before)

    def is_overwritten(self) -> bool:
        """Whether something else stands in the file itself now."""
        now = _time_and_size(self._path)
        if now == self._seen:
            return False
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(_PAUSE)  # the log may be on its way into the file
            if (found := mark_in(self._path)) in self._accepted:
                if found == self._mark:
                    self._accepted = {found}
                self._seen = now
                return False
        return True


def forget_mark(connection: sqlite3.Connection) -> None:
    """For a copy, which is a project of its own."""
    connection.execute("DELETE FROM settings WHERE name = ?", [_OPENED])


def mark_in(path: Path) -> str | None:
    """The mark that the file itself has, whatever its log says; None when it has none or is no project."""
    uri = f"file:{quote(os.fsencode(path.absolute()))}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(uri, uri=True)
    except sqlite3.Error:
        return None
    try:
        row = connection.execute("SELECT value FROM settings WHERE name = ?", [_OPENED]).fetchone()
    except sqlite3.Error:
        return None
    finally:
        connection.close()
    return None if row is None else str(row[0])


def place_of(path: Path) -> tuple[int, int] | None:
    """The device and number of the file that the name leads to; None when it leads to none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _time_and_size(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size

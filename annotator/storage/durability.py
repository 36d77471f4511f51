"""The small thread that carries commits from the system's memory to the disk.

A commit under `synchronous=NORMAL` outlives the program, not a power cut. So after each one the log file is
flushed here, away from the keyboard, several commits at once when they come faster than the disk. A long log is
carried over into the file when the commits pause.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from sqlite_utils import Database

from annotator.domain.errors import Refusal
from annotator.storage.connection import connect

_LOG_LIMIT = 4_000_000  # bytes; beyond it the log is carried over into the file in the next pause
_LOG_MOST = 64_000_000  # bytes; beyond it no pause is waited for
_CUT = 128_000_000  # bytes of the log that are given back at once, while nobody else can write
_PAUSE = 1.0  # seconds without a commit


class LogKeeper:
    """Flushes the write-ahead log soon after each `commit_made`, and keeps it short.

    `on_safe(number)` is called in the keeper's thread with the number of the last commit that is on the disk, and
    `on_fault(sentence)` when the disk refused.
    """

    def __init__(
        self,
        path: Path,
        on_safe: Callable[[int], None] = lambda _: None,
        on_fault: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._path = path
        self._log = Path(f"{path}-wal")
        self.on_safe = on_safe
        self.on_fault = on_fault
        self._wake = threading.Condition()
        self._made = 0
        self._safe = 0
        self._tried = 0
        self._stopping = False
        self._carrying = False
        self._carried = 0
        self._log_size = 0
        self._thread = threading.Thread(target=self._work, name="log-keeper", daemon=True)
        self._thread.start()

    def commit_made(self) -> int:
        """Tell that a commit has been made; returns its number."""
        with self._wake:
            self._made += 1
            self._wake.notify_all()
            return self._made

    def wait_until_safe(self, timeout: float = 30.0) -> bool:
        """Wait until every commit made so far is on the disk; False on a fault or after `timeout` seconds."""
        with self._wake:
            made = self._made
            flushed = self._wake.wait_for(lambda: self._tried >= made, timeout)
            return flushed and self._safe >= made

    def carries(self) -> int | None:
        """How often the log was carried over so far; None while it is, and the file itself stands half done."""
        with self._wake:
            return None if self._carrying else self._carried

    def stop(self) -> None:
        """Flush what is left and end the thread."""
        with self._wake:
            self._stopping = True
            self._wake.notify_all()
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._wake:
                is_calm = not self._wake.wait_for(
                    lambda: self._stopping or self._made > self._tried,
                    _PAUSE if self._log_size > _LOG_LIMIT else None,
                )
                if not is_calm and self._made == self._tried:
                    return
                made = self._made
            if is_calm:
                self._carry_over()
                continue
            fault = self._fault_of_flush()
            if self._log_size > _LOG_MOST:
                self._carry_over()
            with self._wake:
                self._tried = made  # a fault is told once; the next commit flushes these as well
                self._safe = self._safe if fault else made
                self._wake.notify_all()
            if fault:
                self.on_fault(fault)
            else:
                self.on_safe(made)

    def _fault_of_flush(self) -> str:
        try:
            self._flush()
        except OSError as error:
            return f"The disk refused to save: {error.strerror}."
        return ""

    def _flush(self) -> None:
        self._log_size = 0
        try:
            handle = os.open(self._log, os.O_RDWR)
        except FileNotFoundError:
            return  # carried over into the file, which SQLite flushes itself
        try:
            _flush_to_disk(handle)
            self._log_size = os.fstat(handle).st_size
        finally:
            os.close(handle)

    def _carry_over(self) -> None:
        with self._wake:
            self._carrying = True
        try:
            self._shorten()
        finally:
            self._log_size = 0  # what could not be carried over waits for the next commit
            with self._wake:
                self._carrying = False
                self._carried += 1

    def _shorten(self) -> None:
        try:
            db = connect(self._path)
        except Exception:  # the next commit tries again; nothing is lost while the log stands
            return
        try:
            before = sys.maxsize
            while _is_carried(db) and (size := self._log.stat().st_size) < before:
                _begin_log_anew(db, max(size - _CUT, 0))
                if size <= _CUT:
                    return
                before = size
        except (OSError, sqlite3.Error, Refusal):
            return
        finally:
            db.close()


def _is_carried(db: Database) -> bool:
    """Carry the log over into the file; whether nothing came to it meanwhile."""
    _, length, carried = db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()[0]
    return bool(length == carried)


def _begin_log_anew(db: Database, size: int) -> None:
    """Write a page that says what it said, which cuts the log to that size: the next key would wait for it."""
    db.execute(f"PRAGMA journal_size_limit = {size}")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    db.execute(f"PRAGMA user_version = {version}")


if sys.platform == "darwin":
    import fcntl

    def _flush_to_disk(handle: int) -> None:
        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)  # fsync alone stops at the drive's own memory there

else:

    def _flush_to_disk(handle: int) -> None:
        os.fsync(handle)

"""Connections to a project file: one that writes, and any number that only read."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlite_utils import Database

from annotator.domain.errors import ProjectDamaged, ProjectRefused
from annotator.storage.faults import plain_faults, refusal_of
from annotator.storage.migrations import APPLICATION_ID, schema_version

_MAGIC = b"SQLite format 3\x00"
_HEADER = 100
_BUSY_MS = 2_000


class ProjectDatabase(Database):
    """A database whose damaged pages are met with a Refusal that names the file, wherever it is read."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        super().__init__(connection)
        self.path = path

    def execute(self, sql: str, parameters: Sequence[Any] | dict[str, Any] | None = None) -> sqlite3.Cursor:
        try:
            return super().execute(sql, parameters)
        except sqlite3.DatabaseError as error:
            refusal = refusal_of(error, self.path)
            if refusal is None:
                raise
            raise refusal from error


def connect(path: Path, *, read_only: bool = False, any_thread: bool = False) -> Database:
    """A connection with foreign keys on. The one that writes commits at once and leaves checkpoints to others.

    NORMAL keeps every commit through the death of the program; `durability.LogKeeper` sees to the power cut.
    """
    uri = f"file:{quote(os.fsencode(path.absolute()))}?mode={'ro' if read_only else 'rw'}"
    if read_only and not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists():
        uri += "&immutable=1"  # a log cannot be made beside it, and nobody can be writing
    with plain_faults(path):
        connection = sqlite3.connect(
            uri, uri=True, isolation_level=None, timeout=_BUSY_MS / 1000, check_same_thread=not any_thread
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -16000")
        # what a large statement puts aside, to be taken back or sorted, must not fill the memory
        connection.execute("PRAGMA temp_store = FILE")
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            connection.execute("PRAGMA journal_size_limit = 16000000")
        return ProjectDatabase(connection, path)


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All of the block or nothing, also within another; nobody else writes from its first statement on.

    Begun by reading, it could be overtaken by whoever shortens the log, and SQLite would refuse its first change.
    """
    if db.conn.in_transaction:
        with db.atomic():
            yield
        return
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.conn.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise


def real_path(path: Path) -> Path:
    """Where the file itself is: a link's name would get a lock of its own. Raises ProjectRefused for no name."""
    try:
        real = Path(os.path.realpath(path))
        real.exists()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "The name has a NUL character"
        raise ProjectRefused(f"{path.name[:80]} cannot be used: {reason}.") from error
    return real


def refuse_other_files(path: Path) -> int:
    """Look at the header, without opening the file as a database, and return its version.

    Raises ProjectRefused with one sentence when it is missing, empty, damaged, foreign or newer.
    """
    name = path.name
    try:
        if not path.exists():
            raise ProjectRefused(f"There is no file {name} in {path.parent}.")
        if path.is_dir():
            raise ProjectRefused(f"{name} is a folder, not a project.")
        if not path.is_file():  # reading a pipe would wait for ever
            raise ProjectRefused(f"{name} is not a file, so it is not a project.")
        with path.open("rb") as file:
            header = file.read(_HEADER)
        size = path.stat().st_size
    except OSError as error:
        raise ProjectRefused(f"{name} cannot be read: {error.strerror}.") from error
    if not header:
        raise ProjectRefused(f"{name} is empty, so it is not a project.")
    if len(header) < _HEADER or not header.startswith(_MAGIC):
        raise ProjectRefused(f"{name} is not a project of this program, or its beginning is damaged.")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise ProjectRefused(f"{name} is a database of another program.")
    _refuse_cut_off(path, header, size)
    version = int.from_bytes(header[60:64], "big")
    if version > schema_version():
        raise ProjectRefused(f"{name} was made by a newer version of this program; this one would harm it.")
    return version


def _refuse_cut_off(path: Path, header: bytes, size: int) -> None:
    page_size = int.from_bytes(header[16:18], "big")
    page_size = 65536 if page_size == 1 else page_size
    pages = int.from_bytes(header[28:32], "big")
    if size < pages * page_size and not Path(f"{path}-wal").exists():
        raise ProjectDamaged(f"{path.name} is damaged: its end is missing.")

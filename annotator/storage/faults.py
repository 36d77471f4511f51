"""SQLite's faults in the user's words."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.domain.errors import ProjectDamaged, ProjectInUse, Refusal, StorageFailed

_ROOM = 65_536  # bytes
_FULL = ("full", "disk is full")
_DAMAGED = ("malformed", "not a database", "corrupt", "could not decode to utf-8")
_HALF_PAIR = "Half of a surrogate pair cannot be saved."


@contextmanager
def plain_faults(path: Path) -> Iterator[None]:
    """Turn what the disk or another program does to the file into a Refusal; faults of our own SQL pass.

    Raises StorageFailed, ProjectInUse or ProjectDamaged in place of sqlite3's errors.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        refusal = refusal_of(error, path)
        if refusal is None:
            raise
        raise refusal from error
    except UnicodeEncodeError as error:
        place = f"It stands at character {error.start + 1} of what was to be saved."
        raise StorageFailed(f"{_HALF_PAIR} {place}") from error


def refusal_of(error: sqlite3.DatabaseError, path: Path) -> Refusal | None:
    """The refusal that says what happened; None for a fault of our own SQL."""
    message = str(error).lower()
    disk_failed = "disk i/o" in message or "unable to open" in message
    if any(word in message for word in _FULL) or (disk_failed and _has_no_room(path)):
        return StorageFailed(f"The disk is full. The last step was not saved in {path.name}.")
    if "locked" in message or "busy" in message:
        return ProjectInUse(f"Another program is writing to {path.name}. Try again in a moment.")
    if "readonly" in message or "read-only" in message:
        return StorageFailed(f"{path.name} cannot be written: it or its folder is read-only.")
    if any(word in message for word in _DAMAGED):
        return ProjectDamaged(f"{path.name} is damaged and was left untouched.")
    if disk_failed:
        return StorageFailed(f"The disk failed while {path.name} was used. The last step was not saved.")
    return None


def _has_no_room(path: Path) -> bool:
    """SQLite calls it a fault of the disk when there is no room for its shared memory beside the file."""
    try:
        return shutil.disk_usage(path.parent).free < _ROOM
    except OSError:
        return False

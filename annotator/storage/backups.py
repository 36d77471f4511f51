"""Backups of a project: whole files of their own, the newest few kept, and one of them put back in its place."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from hashlib import sha256
from pathlib import Path

from annotator.domain.errors import ProjectDamaged, ProjectRefused, Refusal, StorageFailed
from annotator.storage.connection import connect, real_path, refuse_other_files
from annotator.storage.faults import plain_faults
from annotator.storage.holding import holding, remove_with_logs
from annotator.storage.stopping import asking
from annotator.storage.store import Store

_STAMP = "%Y-%m-%d %H.%M.%S"
_NAMED = re.compile(r"\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d( \d+)?")
_AT_ONCE = 4_000_000  # bytes of a copy
_STATE = """
    SELECT (SELECT max(id) FROM operations), (SELECT min(id) FROM operations WHERE state = 'undone'),
        (SELECT max(id) FROM documents), (SELECT value FROM settings WHERE name = 'archived')
"""


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: `made` is in UTC, `size` in bytes."""

    path: Path
    made: datetime
    size: int


def folder_of_backups(project: Path, folder: Path | None = None) -> Path:
    """Where a project's backups lie: beside it, or within `folder`, which may hold those of other projects too."""
    project = real_path(project)
    if folder is None:
        return project.with_name(f"{project.stem} backups")
    mark = sha256(os.fsencode(project)).hexdigest()[:8]  # two projects may have one name
    return folder / f"{project.stem} {mark} backups"


def backups_of(project: Path, folder: Path | None = None) -> list[Backup]:
    """The backups of a project, the newest first; whole ones only, for they get their name when they are."""
    project = real_path(project)
    found = []
    with suppress(OSError):
        for path in folder_of_backups(project, folder).glob(f"*{project.suffix}"):
            stamp = path.stem.removeprefix(f"{project.stem} ")
            if path.stem.startswith(f"{project.stem} ") and _NAMED.fullmatch(stamp):
                made = datetime.strptime(stamp[:19], _STAMP).replace(tzinfo=timezone.utc)
                found.append(Backup(path, made, path.stat().st_size))
    number = len(project.stem) + 20  # characters before it
    return sorted(found, key=lambda backup: (backup.made, _number(backup.path.stem[number:])), reverse=True)


def write_backup(
    store: Store, keep: int, folder: Path | None = None, progress: Callable[[int, int], None] = lambda *_: None
) -> Backup:
    """Write a backup of a project, also while others work in it, and remove the oldest beyond `keep`.

    None is removed before the new one is found to be sound. `progress` may raise Cancelled. Raises StorageFailed
    when it cannot be written, ProjectDamaged when what was read is not sound.
    """
    place = folder_of_backups(store.path, folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageFailed(f"The folder {place} cannot be made: {error.strerror}.") from error
    _remove_left_over(place)
    path = _stamped(place, store.path, "")
    store.copy_to(path, progress)
    try:
        refuse_unsound(path, lambda: progress(1, 1))
    except BaseException:
        remove_with_logs(path)
        raise
    for old in backups_of(store.path, folder)[max(keep, 1) :]:
        remove_with_logs(old.path)
    return next(backup for backup in backups_of(store.path, folder) if backup.path == path)


def is_changed_since(store: Store, backup: Backup) -> bool:
    """Whether the project says something else than the backup does."""
    try:
        with plain_faults(backup.path), closing(connect(backup.path, read_only=True)) as db:
            return bool(db.execute(_STATE).fetchone() != store._db.execute(_STATE).fetchone())
    except (Refusal, sqlite3.Error):
        return True


def restore_backup(
    project: Path, backup: Path, progress: Callable[[int, int], None] = lambda *_: None
) -> Path | None:
    """Put a sound backup in the project's place; returns where the file that stood there is now.

    `progress` may raise Cancelled; everything is then as it was. Raises ProjectInUse when the project is open,
    ProjectRefused when the backup is no sound project, StorageFailed when there is no room for it.
    """
    project, backup = real_path(project), real_path(backup)
    refuse_unsound(backup, lambda: progress(0, 0))
    if project == backup:
        raise ProjectRefused("A backup cannot be put in its own place.")
    with holding(project):
        partial = project.with_name(f".{project.name}.restore-{os.getpid()}")
        try:
            _copy(backup, partial, progress)
            refuse_unsound(partial, lambda: progress(1, 1))
            aside = _keep_aside(project)
            partial.replace(project)
        except OSError as error:
            raise StorageFailed(f"{project.name} could not be restored: {error.strerror}.") from error
        finally:
            remove_with_logs(partial)
    return aside


def refuse_unsound(path: Path, ask: Callable[[], None]) -> None:
    """Raises ProjectDamaged when pages of this project are damaged, ProjectRefused when it is none.

    `ask` is called meanwhile and may raise Cancelled.
    """
    refuse_other_files(path)
    with plain_faults(path), closing(connect(path, read_only=True)) as db, asking(db.conn, ask):
        if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise ProjectDamaged(f"{path.name} is damaged.")


def _copy(source: Path, target: Path, progress: Callable[[int, int], None]) -> None:
    size, done = source.stat().st_size, 0
    with source.open("rb") as reading, target.open("wb") as writing:
        while part := reading.read(_AT_ONCE):
            writing.write(part)
            done += len(part)
            progress(done, size)
        writing.flush()
        os.fsync(writing.fileno())


def _keep_aside(project: Path) -> Path | None:
    """Give the file that is there a second name, with its log where it cannot be carried over."""
    if not project.exists():
        return None
    with suppress(Refusal, sqlite3.Error), closing(connect(project)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    aside = _stamped(project.parent, project, "before ")
    log = project.with_name(f"{project.name}-wal")
    for source in (log, project):
        if source.exists():
            target = aside.with_name(source.name.replace(project.name, aside.name))
            try:
                os.link(source, target)
            except OSError:  # not every file system has links
                shutil.copy2(source, target)
    for left in (log, project.with_name(f"{project.name}-shm")):  # SQLite would take them for the backup's
        left.unlink(missing_ok=True)
    return aside


def _stamped(folder: Path, project: Path, word: str) -> Path:
    """A name with the time in it, behind those of the same second."""
    begin = f"{project.stem} {word}{time.strftime(_STAMP, time.gmtime())}"
    taken = [_number(path.stem.removeprefix(begin)) for path in folder.iterdir() if path.stem.startswith(begin)]
    number = max(taken) + 1 if taken else 1
    return folder / f"{begin}{f' {number}' if number > 1 else ''}{project.suffix}"


def _number(behind: str) -> int:
    """What stands behind the time: nothing in the first name of a second, then 2, 3 ..."""
    return int(behind) if behind.strip().isdecimal() else 1


def _remove_left_over(place: Path) -> None:
    """What backups that were killed have left behind; one that is being written now is minutes old at most."""
    with suppress(OSError):
        for left in place.glob(".*.partial-*"):
            if time.time() - left.stat().st_mtime > 3600:
                left.unlink()

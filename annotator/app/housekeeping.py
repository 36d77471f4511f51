"""Keeping project files in good order: compacting, backing up, restoring."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from annotator.app.session import Session
from annotator.app.settings import Settings
from annotator.app.sources import Progress, no_progress
from annotator.domain.errors import ProjectRefused, Refusal
from annotator.storage.backups import (
    Backup,
    backups_of,
    is_changed_since,
    restore_backup,
    write_backup,
)
from annotator.storage.compaction import Compaction, compact_file
from annotator.storage.store import Store, open_beside, open_store

__all__ = ["Backup", "Compaction", "back_up", "back_up_file", "backups_of", "compact", "restore"]

_ROOM_LEFT = 4  # what a backup by itself leaves free, in sizes of the project


def compact(project: Path, progress: Progress = no_progress) -> Compaction:
    """Write the project anew without gaps. Raises Refusal, or Cancelled from `progress`; it is then as it was."""
    return compact_file(project, lambda done, total: progress(done, total, f"Compacting {project.name}"))


def back_up(session: Session, keep: int, folder: Path | None, progress: Progress = no_progress) -> Backup:
    """Back up the open project; may run in another thread. Raises Refusal, or Cancelled from `progress`."""
    with open_beside(session.store) as beside:
        return back_up_store(beside, keep, folder, progress)


def back_up_file(project: Path, keep: int, folder: Path | None, progress: Progress = no_progress) -> Backup:
    """Back up a project, which may be open elsewhere. Raises Refusal, or Cancelled from `progress`."""
    with open_store(project, read_only=True) as store:
        return back_up_store(store, keep, folder, progress)


def back_up_when_due(
    session: Session, settings: Settings, now: datetime | None = None
) -> Callable[[Progress], Backup] | None:
    """What to do in a worker now; None when the last backup is young, nothing has changed, or room is short."""
    keep, hours, folder = wanted_backups(settings)
    if not keep or not hours or session.store.read_only:
        return None
    now = now or datetime.now(timezone.utc)
    path = session.path
    last = next(iter(backups_of(path, folder)), None)
    if last is not None and now - last.made < timedelta(hours=hours):
        return None
    if last is not None and not is_changed_since(session.store, last):
        return None
    try:
        if shutil.disk_usage(folder or path.parent).free < _ROOM_LEFT * path.stat().st_size:
            return None
    except OSError:
        return None
    return lambda progress: back_up(session, keep, folder, progress)


def wanted_backups(settings: Settings) -> tuple[int, int, Path | None]:
    """How many to keep, hours between them, and the folder, None for beside the project."""
    folder = str(settings["backup_folder"]).strip()
    return int(settings["backups"]), int(settings["backup_hours"]), Path(folder).expanduser() if folder else None


def restore(
    project: Path, backup: Path | None = None, folder: Path | None = None, progress: Progress = no_progress
) -> tuple[Path, Path | None]:
    """Put a backup, the last one when none is named, in the project's place.

    Returns the backup and where the file from before is now. Raises Refusal, or Cancelled from `progress`.
    """
    if backup is None:
        found = backups_of(project, folder)
        if not found:
            raise Refusal(f"There is no backup of {project.name}.")
        backup = found[0].path
    if backup.suffix != project.suffix:
        raise ProjectRefused(f"{backup.name} is not a backup of {project.name}.")
    aside = restore_backup(project, backup, lambda done, total: progress(done, total, f"Restoring {project.name}"))
    return backup, aside


def size_text(size: int) -> str:
    """Bytes in words: `12.3 MB`."""
    number = float(size)
    for unit in ("bytes", "kB", "MB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "bytes" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} GB"


def when_text(made: datetime) -> str:
    """A moment in the user's own time: `2024-05-01 13:20`."""
    return made.astimezone().strftime("%Y-%m-%d %H:%M")


def back_up_store(store: Store, keep: int, folder: Path | None, progress: Progress = no_progress) -> Backup:
    """Back up through a store that is open. Raises Refusal, or Cancelled from `progress`."""
    return write_backup(
        store, keep, folder, lambda done, all_: progress(done, all_, f"Backing up {store.path.name}")
    )

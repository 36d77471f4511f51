"""Another project, such as an archive, beside the open one: searched and read there, never changed."""

from __future__ import annotations

from pathlib import Path

from annotator.app.projects import open_session
from annotator.app.session import Session
from annotator.domain.errors import ProjectRefused
from annotator.storage.faults import plain_faults

_SETTING = "attached"  # where it lies, seen from the project's folder


def attach(session: Session, path: Path) -> Session:
    """Open a project for reading beside this one, with no report on the desk.

    Raises Refusal when it is missing, damaged, locked, of another version, or the open project itself.
    """
    if path.exists() and path.samefile(session.path):
        raise ProjectRefused(f"{path.name} is the open project itself.")
    with plain_faults(path):
        attached = open_session(path, session.annotator, read_only=True)
        try:
            attached.store.documents.count_by_state()
        except BaseException:
            attached.close()
            raise
    return attached


def keep_attached(session: Session, path: Path | None) -> None:
    """Know the next time as well what is attached; None: nothing is. A project that is only read forgets it."""
    if session.store.read_only:
        return
    folder = session.path.parent
    if path is None:
        kept = ""
    else:
        path = path.absolute()
        kept = str(path.relative_to(folder) if path.is_relative_to(folder) else path)
    session.store.set_setting(_SETTING, kept)


def attached_before(session: Session) -> Path | None:
    """What was attached the last time; None when nothing was, or the file is gone."""
    kept = session.store.setting(_SETTING)
    path = session.path.parent / kept
    return path if kept and path.is_file() else None

"""Backing up, restoring and compacting projects from the window; backups by itself while the user pauses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator.app.housekeeping import (
    Backup,
    back_up,
    back_up_when_due,
    backups_of,
    compact,
    restore,
    size_text,
    wanted_backups,
    when_text,
)
from annotator.app.session import Session
from annotator.domain.changes import ChangeSet
from annotator.domain.documents import State
from annotator.domain.errors import Cancelled, ProjectDamaged, Refusal
from annotator.ui.dialogs.messages import ask, tell
from annotator.ui.tasks import Tasks, Work

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_CALM_MS = 60_000  # after the last change
_AGAIN_MS = 600_000
_ANOTHER_FILE = "another file"


class BackingUp(QObject):
    """Backs up the open project by itself, as often as the settings say, when nothing was changed for a minute."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session: Session | None = None
        self._tasks = Tasks(self)
        self._calm = QTimer(self, singleShot=True)
        self._calm.timeout.connect(self.back_up_when_due)

    def follow(self, session: Session) -> None:
        self.stop()
        self._session = session
        session.changed.connect(self._take)
        self._calm.start(_CALM_MS)

    def stop(self) -> None:
        """Let go of the project; a backup that is being written is given up."""
        self._calm.stop()
        if self._session is not None:
            self._session.changed.disconnect(self._take)
        self._session = None
        self._tasks.stop()

    def back_up_when_due(self) -> None:
        session = self._session
        if session is None:
            return
        self._calm.start(_AGAIN_MS)
        if self._tasks.busy or QApplication.activeModalWidget() is not None:
            return
        work = back_up_when_due(session, self._window.settings)
        if work is not None:
            self._tasks.start(lambda progress, _: work(progress), self._done, self._failed)

    def _take(self, _: ChangeSet) -> None:
        self._calm.start(_CALM_MS)

    def _done(self, backup: Backup) -> None:
        self._window.status.say(f"A backup was made: {backup.path.name}.")

    def _failed(self, error: Exception) -> None:
        session = self._session
        if isinstance(error, ProjectDamaged) and session is not None:
            offer_backup(self._window, session.path, str(error))
        else:
            self._window.status.say(f"No backup was made. {error}")


def back_up_now(window: MainWindow) -> None:
    """Write a backup of the open project and say where it is."""
    bench = window.bench
    if bench is None:
        return
    keep, _, folder = wanted_backups(window.settings)
    bench.remember_place()
    session = bench.session
    made = _run(
        window,
        "Back up",
        lambda progress, _: back_up(session, max(keep, 1), folder, progress),
    )
    if made is not None:
        window.status.say(f"The backup is {made.path}.")


def compact_now(window: MainWindow) -> None:
    """Close the project, write it anew without gaps, and open it again."""
    if window.bench is None:
        return
    path = window.bench.session.path
    window.bench.remember_place()
    window.close_project()
    done = _run(window, "Compact", lambda progress, _: compact(path, progress))
    window.open_project(path)
    if done is not None:
        window.status.say(f"The project takes {size_text(done.after)} now; it took {size_text(done.before)}.")


def archive_done(window: MainWindow) -> None:
    """Ask for an archive, close the project, move its finished reports there, and open it again."""
    from annotator.app.archiving import archive
    from annotator.ui.projects import FILTER

    path = window.project_path
    if window.bench is None or path is None:
        return
    done = window.bench.session.store.documents.count_by_state()[State.DONE]
    if not done:
        window.status.say("No report is done that could be moved.")
        return
    offered = path.with_name(f"{path.stem} archive{path.suffix}")
    name, _ = QFileDialog.getSaveFileName(
        window, "Move finished reports to", str(offered), FILTER, options=QFileDialog.Option.DontConfirmOverwrite
    )
    reports = "1 finished report" if done == 1 else f"{done:,} finished reports"
    question = (
        f"Move {reports} to {Path(name).name}?\n\nA backup is made first. What was done to these reports can no"
        " longer be undone."
    )
    if not name or ask(window, question, ["Move", "Cancel"]) != 0:
        return
    keep, _, folder = wanted_backups(window.settings)
    window.bench.remember_place()
    window.close_project()
    moved = _run(
        window,
        "Archive",
        lambda progress, cancelled: archive(path, Path(name), max(keep, 1), folder, progress, cancelled),
    )
    window.open_project(path)
    if moved is not None:
        window.status.say(moved.sentence)


def choose_backup(window: MainWindow) -> None:
    """Let the user choose one of the project's backups, and put it in the project's place."""
    from annotator.ui.palette import Choice, ChooserPopup

    path = window.project_path
    if path is None:
        return
    found = backups_of(path, wanted_backups(window.settings)[2])
    choices = [Choice(str(one.path), when_text(one.made), one.path.name, size_text(one.size)) for one in found]
    choices.append(Choice(_ANOTHER_FILE, "Another file…"))

    def chosen(key: object) -> None:
        name = str(key)
        if name == _ANOTHER_FILE:
            name, _ = QFileDialog.getOpenFileName(window, "Restore a backup", str(path.parent), "*.annodb")
        if name and ask(window, _question(path, Path(name)), ["Restore", "Cancel"]) == 0:
            put_back(window, path, Path(name))

    ChooserPopup(window, "Restore which backup?", choices, chosen).open_over(window)


def put_back(window: MainWindow, project: Path, backup: Path) -> bool:
    """Put a backup in the place of a project and open that; True when it is open."""
    if window.project_path is not None:
        window.close_project()
    done = _run(window, "Restore", lambda progress, _: restore(project, backup, None, progress))
    opened = window.open_project(project)
    if done is not None and opened:
        kept = f" The file from before is {done[1].name}." if done[1] is not None else ""
        window.status.say(f"The project is as the backup was.{kept}")
    return opened


def offer_backup(window: MainWindow, project: Path, why: str) -> bool:
    """Ask what to do with a damaged project: read it, or go on with the last backup. True when one is open."""
    found = backups_of(project, wanted_backups(window.settings)[2])
    choices: list[tuple[str, Callable[[], bool]]] = []
    if found:
        title = f"Restore the backup of {when_text(found[0].made)}"
        choices.append((title, lambda: put_back(window, project, found[0].path)))
        said = "The damaged file is kept aside when the last backup is restored."
    else:
        said = "There is no backup of it."
    choices.append(("Open for reading only", lambda: _read_only(window, project)))
    number = ask(window, f"{why}\n\n{said}", [*(title for title, _ in choices), "Cancel"])
    return choices[number][1]() if number < len(choices) else False


def _read_only(window: MainWindow, project: Path) -> bool:
    from annotator.ui.projects import open_project

    return open_project(window, project, read_only=True)


def _question(project: Path, backup: Path) -> str:
    return (
        f"Put {backup.name} in the place of {project.name}?\n\nWhat was done since then is not in it."
        " The file as it is now is kept beside it."
    )


def _run(window: MainWindow, title: str, work: Work) -> Any:
    """The result of long work that is shown with its progress; None when it was refused or stopped."""
    from annotator.ui.dialogs.progress import ProgressDialog

    try:
        return ProgressDialog.run(window, title, "", work)
    except Cancelled:
        window.status.say("Stopped; nothing was changed.")
    except Refusal as refusal:
        tell(window, str(refusal))
    return None

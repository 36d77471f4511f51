"""Opening, making and copying projects from the window, with a sentence when it cannot be done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from annotator.app import paths
from annotator.app.projects import SUFFIX, open_session
from annotator.domain.errors import ProjectDamaged, ProjectInUse, Refusal, StorageFailed
from annotator.ui import housekeeping
from annotator.ui.dialogs.messages import ask, tell

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

FILTER = "Annotator projects (*.annodb)"


def open_project(window: MainWindow, path: Path, *, read_only: bool = False) -> bool:
    """Open a project in the window; what cannot be written is offered for reading. False when it stays closed.

    For a damaged one the last backup is offered.
    """
    here = window.project_path
    if here is not None and path.exists() and here.exists() and here.samefile(path):
        window.close_project()  # its own lock would stand in the way
    said: list[str] = []
    annotator = str(window.settings["annotator"])
    try:
        session = open_session(path, annotator, read_only=read_only, say=said.append)
    except ProjectDamaged as refusal:
        if read_only:
            tell(window, f"{refusal} It cannot be read either.")
            return False
        return housekeeping.offer_backup(window, path, str(refusal))
    except (ProjectInUse, StorageFailed) as refusal:
        if ask(window, f"{refusal}\n\nOpen it for reading only?", ["Read only", "Cancel"]) != 0:
            return False
        try:
            session = open_session(path, annotator, read_only=True)
        except Refusal as again:
            tell(window, str(again))
            return False
    except Refusal as refusal:
        tell(window, str(refusal))
        return False
    window.set_session(session)
    for sentence in (*said, *window.settings.problems):
        window.status.say(sentence)
    window.settings.problems.clear()
    return True


def choose_and_open(window: MainWindow, *, read_only: bool = False) -> None:
    path = window.project_path
    folder = path.parent if path is not None else paths.projects_folder()
    name, _ = QFileDialog.getOpenFileName(window, "Open a project", str(folder), FILTER)
    if name:
        open_project(window, Path(name), read_only=read_only)


def make_project(window: MainWindow) -> None:
    """Ask for a name, a folder and a label schema, and open the new project."""
    from annotator.ui.dialogs.new_project import NewProjectDialog

    path = NewProjectDialog.ask(window)
    if path is not None:
        open_project(window, path)


def save_copy(window: MainWindow) -> None:
    """Write a complete copy of the project somewhere else; work goes on in the original."""
    if window.bench is None:
        return
    store = window.bench.session.store
    offered = store.path.with_name(f"{store.path.stem} copy{store.path.suffix}")
    name, _ = QFileDialog.getSaveFileName(window, "Save a copy", str(offered), FILTER)
    if not name:
        return
    target = Path(name if name.endswith(".annodb") else f"{name}.annodb")
    if target.exists() and target.resolve() == store.path.resolve():
        tell(window, "That is the open project itself. Choose another name for the copy.")
        return
    try:
        store.copy_to(target)
        window.status.say(f"A copy is in {target}.")
    except Refusal as refusal:
        tell(window, str(refusal))


def import_paths(window: MainWindow, wanted: Sequence[Path]) -> None:
    """Show what importing these files and folders would do, and do it when the user agrees."""
    if window.bench is None or not wanted:
        return
    if window.bench.session.store.read_only:
        tell(window, "This project is open for reading only; nothing can be imported into it.")
        return
    from annotator.ui.dialogs.import_dialog import ImportDialog

    window.bench.remember_place()
    outcome = ImportDialog.run(window, window.bench.session, list(wanted))
    if outcome is not None:
        if outcome.added:
            window.follow_schema()
        window.status.say(outcome.sentence)
        window.background.copies.after_import()


def take_dropped(window: MainWindow, files: Sequence[Path]) -> None:
    """Files dropped on the window: a project is opened, everything else imported."""
    found = [path for path in files if path.suffix == SUFFIX]
    if found:
        open_project(window, found[0])
    elif window.bench is None:
        window.status.say("Open or make a project first, then drop reports on it.")
    else:
        import_paths(window, files)


def choose_and_import(window: MainWindow, *, folder: bool) -> None:
    if window.bench is None:
        window.status.say("Open a project first.")
        return
    if folder:
        name = QFileDialog.getExistingDirectory(window, "Import a folder of reports")
        import_paths(window, [Path(name)] if name else [])
    else:
        names, _ = QFileDialog.getOpenFileNames(window, "Import reports")
        import_paths(window, [Path(name) for name in names])


def export(window: MainWindow) -> None:
    if window.bench is None:
        window.status.say("Open a project first.")
        return
    from annotator.ui.dialogs.export_dialog import ExportDialog

    window.bench.remember_place()
    ExportDialog.run(window, window.bench.session)

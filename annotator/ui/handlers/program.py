"""Projects, dialogs and help."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from annotator.app import paths
from annotator.ui import projects
from annotator.ui.handlers.base import Context, Handler


def new_project(context: Context, _: int) -> None:
    projects.make_project(context.window)


def open_project(context: Context, _: int) -> None:
    projects.choose_and_open(context.window)


def open_recent(context: Context, _: int) -> None:
    context.window.choosers.recent_projects()


def save_copy(context: Context, _: int) -> None:
    projects.save_copy(context.window)


def close_project(context: Context, _: int) -> None:
    window = context.window
    window.close_project()
    for name in ("position", "annotator", "saved"):
        window.status.show_part(name, "")
    window.status.say("The project is closed; everything is saved. Ctrl+O opens one.")


def import_reports(context: Context, _: int) -> None:
    projects.choose_and_import(context.window, folder=False)


def import_folder(context: Context, _: int) -> None:
    projects.choose_and_import(context.window, folder=True)


def export(context: Context, _: int) -> None:
    projects.export(context.window)


def check(context: Context, _: int) -> None:
    """Look the whole project over in the background and say what is found."""
    context.window.background.check()


def preferences(context: Context, _: int) -> None:
    from annotator.ui.dialogs.preferences import PreferencesDialog

    window = context.window
    if not PreferencesDialog(window, window.settings).exec():
        return
    window.choose_theme()
    bench = window.bench
    if bench is not None:
        bench.session.annotator = str(window.settings["annotator"])
        window.status.show_part("annotator", bench.session.annotator)
        if window.background.spacy.follow_settings():
            window.learning.reload()
        if bench.landmarks is not None:
            bench.landmarks.suggesting = bool(window.settings["repeats"])
            bench.refresh_suggestions()


def quit_program(context: Context, _: int) -> None:
    context.window.close()


def palette(context: Context, _: int) -> None:
    context.window.choosers.commands()


def go_report(context: Context, _: int) -> None:
    context.window.choosers.reports()


def keys(context: Context, _: int) -> None:
    context.window.choosers.cheat_sheet()


def guide(_context: Context, _count: int) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.resources().parent / "docs" / "guide.md")))


def about(context: Context, _: int) -> None:
    from annotator.ui.dialogs.about import AboutDialog

    AboutDialog(context.window).exec()


HANDLERS: dict[str, Handler] = {
    "project.new": new_project,
    "project.open": open_project,
    "project.open-recent": open_recent,
    "project.save-copy": save_copy,
    "project.close": close_project,
    "project.import": import_reports,
    "project.import-folder": import_folder,
    "project.export": export,
    "project.check": check,
    "app.preferences": preferences,
    "app.quit": quit_program,
    "help.palette": palette,
    "go.report": go_report,
    "help.keys": keys,
    "help.guide": guide,
    "help.about": about,
}

"""Backups and compacting."""

from __future__ import annotations

from annotator.ui import housekeeping
from annotator.ui.handlers.base import Context, Handler
from annotator.ui.projects import choose_and_open


def open_read_only(context: Context, _: int) -> None:
    choose_and_open(context.window, read_only=True)


def back_up(context: Context, _: int) -> None:
    housekeeping.back_up_now(context.window)


def restore(context: Context, _: int) -> None:
    housekeeping.choose_backup(context.window)


def compact(context: Context, _: int) -> None:
    housekeeping.compact_now(context.window)


def archive(context: Context, _: int) -> None:
    housekeeping.archive_done(context.window)


HANDLERS: dict[str, Handler] = {
    "project.open-read-only": open_read_only,
    "project.back-up": back_up,
    "project.restore": restore,
    "project.compact": compact,
    "project.archive": archive,
}

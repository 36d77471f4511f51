"""What the sub-commands have in common: arguments, progress, and who the annotator is."""

from __future__ import annotations

import getpass
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from annotator.app.sources import Progress, no_progress
from annotator.domain.display import displayable

PROJECT = click.Path(dir_okay=False, path_type=Path)
FILE = click.Path(path_type=Path)
_BETWEEN = 0.1  # seconds between two lines of progress


@contextmanager
def progress_line() -> Iterator[Progress]:
    """A line that tells how far the work is, on a terminal; nothing where the output goes to a file."""
    if not sys.stderr.isatty():
        yield no_progress
        return
    shown = 0.0

    def show(done: int, total: int, text: str) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - shown >= _BETWEEN:
            shown = now
            share = f"{100 * done // total:3d} %" if total else "     "
            print(f"\r\033[K{share}  {text[:60]}", end="", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def plain(text: str) -> str:
    """`text` from a file as it may be shown on a terminal: one line in which nothing moves the cursor."""
    return displayable(text).replace("\n", "␊").replace("\t", "␉")


def annotator_name() -> str:
    """The name in the settings, else the one the user has logged in with."""
    from annotator.app import paths
    from annotator.app.settings import Settings

    name = str(Settings(paths.settings_file())["annotator"])
    if not name:
        with suppress(Exception):  # no login name, as in a container
            name = getpass.getuser()
    return name or "annotator"

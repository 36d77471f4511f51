"""`archive`: move finished reports out of a project."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.app.archiving import archive
from annotator.cli.terminal import FILE, PROJECT, progress_line


@click.command("archive")
@click.argument("project", type=PROJECT)
@click.argument("target", type=PROJECT)
@click.option(
    "--keep", type=click.IntRange(1, 1000), default=5, show_default=True, help="How many backups to keep."
)
@click.option("--folder", type=FILE, help="Where the backups lie; without it beside the project.")
def command(project: Path, target: Path, keep: int, folder: Path | None) -> None:
    """Move the reports of PROJECT that are done to TARGET, a project that is made where there is none.

    A backup is made first. Reports that are related to others stay. The history of what is moved ends.
    """
    with progress_line() as progress:
        done = archive(project, target, keep, folder, progress)
    click.echo(done.sentence)

"""`restore`: put a backup back in the place of its project."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.app.housekeeping import restore
from annotator.cli.terminal import FILE, PROJECT, progress_line


@click.command("restore")
@click.argument("project", type=PROJECT)
@click.argument("backup", type=PROJECT, required=False)
@click.option("--folder", type=FILE, help="Where the backups lie; without it beside the project.")
def command(project: Path, backup: Path | None, folder: Path | None) -> None:
    """Put BACKUP, or else the last one, in the place of PROJECT. The file that stood there is kept aside."""
    with progress_line() as progress:
        restored, aside = restore(project, backup, folder, progress)
    click.echo(f"{project.name} is what {restored.name} was.")
    if aside is not None:
        click.echo(f"The file from before is {aside}.")

"""`backup`: a whole copy of a project, the newest few kept."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.app.housekeeping import back_up_file, backups_of, size_text, when_text
from annotator.cli.terminal import FILE, PROJECT, progress_line


@click.command("backup")
@click.argument("project", type=PROJECT)
@click.option("--keep", type=click.IntRange(1, 1000), default=5, show_default=True, help="How many to keep.")
@click.option("--folder", type=FILE, help="Where the backups lie; without it beside the project.")
@click.option("--list", "only_list", is_flag=True, help="Only list the backups that are there.")
def command(project: Path, keep: int, folder: Path | None, only_list: bool) -> None:
    """Write a backup of PROJECT, which may be open meanwhile, and remove the oldest ones."""
    if only_list:
        for backup in backups_of(project, folder):
            click.echo(f"{when_text(backup.made)}  {size_text(backup.size):>10}  {backup.path}")
        return
    with progress_line() as progress:
        made = back_up_file(project, keep, folder, progress)
    click.echo(f"The backup is {made.path}.")

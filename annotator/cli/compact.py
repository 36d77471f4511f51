"""`compact`: give back the room that deleted rows left."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.app.housekeeping import compact, size_text
from annotator.cli.terminal import PROJECT, progress_line


@click.command("compact")
@click.argument("project", type=PROJECT)
def command(project: Path) -> None:
    """Write PROJECT anew without gaps. Nobody else may have it open; what stands in it stays the same."""
    with progress_line() as progress:
        done = compact(project, progress)
    click.echo(f"{project.name} takes {size_text(done.after)} now; it took {size_text(done.before)}.")

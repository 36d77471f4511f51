"""`check`: is a project sound?"""

from __future__ import annotations

from pathlib import Path

import click

from annotator.app.checking import check, guideline_warnings
from annotator.cli.terminal import PROJECT


@click.command("check")
@click.argument("project", type=PROJECT)
def command(project: Path) -> int:
    """Look PROJECT over: the database, every offset, every text, the history. Nothing is changed.

    Annotations that break a rule of the guideline are counted too; they do not make a project unsound.
    """
    problems = check(project)
    for problem in problems:
        click.echo(problem)
    if not problems:
        click.echo(f"{project.name} is sound.")
        for warning in guideline_warnings(project):
            click.echo(f"Guideline: {warning}")
    return 1 if problems else 0

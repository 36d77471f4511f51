"""`schema`: the labels of a project, out to a file and in from one."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.app.operations.schema import change_schema, import_schema
from annotator.app.projects import open_session
from annotator.cli.terminal import PROJECT
from annotator.formats.schema_toml import read_schema, write_schema


@click.command("schema")
@click.argument("project", type=PROJECT)
@click.option("--export", "target", type=click.Path(path_type=Path), help="Write the labels to this TOML file.")
@click.option("--import", "source", type=click.Path(path_type=Path), help="Take on the labels of this TOML file.")
def command(project: Path, target: Path | None, source: Path | None) -> None:
    """List the labels of a project, write them to a file, or take on those of one; undone in the program."""
    if source is not None and target is not None:
        raise click.UsageError("Either --export or --import, not both.")
    wanted = read_schema(source) if source is not None else None
    session = open_session(project, "", read_only=wanted is None)
    try:
        if wanted is not None:
            plan = import_schema(session.schema, wanted)
            change_schema(session, plan)
            said = ", ".join(plan.steps) or "nothing is different"
            click.echo(f"{said[0].upper()}{said[1:]}.")
        elif target is not None:
            write_schema(session.schema, target)
            click.echo(f"Written: {target}")
        else:
            for label in session.schema.labels:
                click.echo(f"{label.key:4} {label.name}")
    finally:
        session.close()

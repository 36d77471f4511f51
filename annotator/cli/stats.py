"""`stats`: how far the work on a project is."""

from __future__ import annotations

import json
from pathlib import Path

import click

from annotator.app.projects import open_session
from annotator.app.statistics import statistics
from annotator.cli.terminal import PROJECT


@click.command("stats")
@click.argument("project", type=PROJECT)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def command(project: Path, as_json: bool) -> None:
    """Tell how many reports are in which state, and who marked how much with which label."""
    session = open_session(project, "", read_only=True)
    try:
        found = statistics(session.store)
    finally:
        session.close()
    states = {state.value: number for state, number in found.reports.items()}
    if as_json:
        record = {
            "project": str(project),
            "documents": {"total": sum(states.values()), **states},
            "annotations": {"total": sum(found.labels.values()), "labels": found.labels},
            "annotators": found.annotators,
        }
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    for title, rows in (("Reports", states), ("Annotations", found.labels), ("Annotators", found.annotators)):
        click.echo(f"{title}: {sum(rows.values()) if title != 'Annotators' else len(rows):,}")
        for name, number in rows.items():
            click.echo(f"  {name:20} {number:>9,}")

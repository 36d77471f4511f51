"""`stats`: how far the work on a project is, and what is in it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from annotator.app.figures import all_figures
from annotator.app.projects import open_session
from annotator.app.statistics import statistics
from annotator.cli.terminal import PROJECT, plain, progress_line
from annotator.domain.figures import Cell, Figure

_MOST_ROWS = 12  # of each table on a terminal
_WIDEST = 32


@click.command("stats")
@click.argument("project", type=PROJECT)
@click.option("--quick", is_flag=True, help="Only the counts, which take no time.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def command(project: Path, quick: bool, as_json: bool) -> None:
    """Tell how many reports are in which state, who marked how much with which label, and what was marked."""
    session = open_session(project, "", read_only=True)
    try:
        found = statistics(session.store)
        with progress_line() as progress:
            figures = [] if quick else list(all_figures(session.store, progress))
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
        if figures:
            record["figures"] = {
                figure.name: {"title": figure.title, "sentence": figure.sentence, "rows": figure.records()}
                for figure in figures
            }
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
        return
    for title, rows in (("Reports", states), ("Annotations", found.labels), ("Annotators", found.annotators)):
        click.echo(f"{title}: {sum(rows.values()) if title != 'Annotators' else len(rows):,}")
        for name, number in rows.items():
            click.echo(f"  {plain(name):20} {number:>9,}")
    for figure in figures:
        _print(figure)


def _print(figure: Figure) -> None:
    click.echo(f"\n{figure.title}: {plain(figure.sentence)}")
    if not figure.rows:
        return
    table = [[_text(cell) for cell in row] for row in (figure.heads, *figure.rows[:_MOST_ROWS])]
    widths = [max(len(row[column]) for row in table) for column in range(len(figure.heads))]
    words = [isinstance(cell, str) for cell in figure.rows[0]]
    for cells in table:
        padded = (
            text.ljust(width) if is_word else text.rjust(width)
            for text, width, is_word in zip(cells, widths, words, strict=True)
        )
        click.echo("  " + "  ".join(padded).rstrip())
    if len(figure.rows) > _MOST_ROWS:
        click.echo(f"  … {len(figure.rows) - _MOST_ROWS:,} more rows with --json")


def _text(cell: Cell) -> str:
    shown = f"{cell:,}" if isinstance(cell, (int, float)) else plain(" ".join(cell.split()))
    return shown if len(shown) <= _WIDEST else shown[: _WIDEST - 1] + "…"

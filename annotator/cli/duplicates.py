"""`duplicates`: which reports are much the same."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from annotator.app.copies import MOST_FOUND, MOST_PAIRS, find_copies, keep_found, set_aside
from annotator.app.projects import open_session
from annotator.cli.terminal import PROJECT, annotator_name, progress_line
from annotator.domain.edits import Place


@click.command("duplicates")
@click.argument("project", type=PROJECT)
@click.option("--set-aside", "aside", is_flag=True, help="Set the later one of each pair aside.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def command(project: Path, aside: bool, as_json: bool) -> None:
    """Compare the reports of PROJECT that are not set aside, and list pairs that are at least half the same."""
    session = open_session(project, annotator_name())
    try:
        store = session.store
        with progress_line() as progress:
            count = keep_found(store, find_copies(store, progress))
        pairs = store.copies.pairs(MOST_FOUND if aside else MOST_PAIRS)
        if aside and pairs:
            set_aside(session, [pair.later for pair in pairs], Place(pairs[0].earlier, 0))
    finally:
        session.close()
    if as_json:
        click.echo(json.dumps({"pairs": count, "listed": [asdict(pair) for pair in pairs]}, ensure_ascii=False))
        return
    for pair in pairs:
        click.echo(f"{100 * pair.likeness:3.0f} %  {_line(pair.earlier_title)}  =  {_line(pair.later_title)}")
    more = " (the first ones are listed)" if count > len(pairs) else ""
    click.echo(f"{count:,} pair{'' if count == 1 else 's'}{more}")


def _line(title: str) -> str:
    return " ".join(title.split())[:60] or "Untitled report"

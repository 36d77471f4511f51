"""`formats`: what can be read and written."""

from __future__ import annotations

import json

import click

from annotator.app.exporting import all_formats
from annotator.formats.extras import command_of, has_extra


@click.command("formats")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def command(as_json: bool) -> None:
    """Tell what can be read and written, and what each format loses."""
    if as_json:
        records = [
            {
                "name": known.name,
                "title": known.title,
                "suffixes": list(known.suffixes),
                "reads": known.reads,
                "writes": known.writes,
                "schemes": list(known.schemes),
                "loses": list(known.loses()),
                "missing": "" if has_extra(known.extra) else command_of(known.extra),
            }
            for known in all_formats()
        ]
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
        return
    for known in all_formats():
        ways = " and ".join(word for word, can in (("read", known.reads), ("written", known.writes)) if can)
        click.echo(f"{known.name:14} {known.title}: {ways}")
        if known.loses():
            click.echo(f"{'':14} does not keep {', '.join(known.loses())}")
        if not has_extra(known.extra):
            click.echo(f"{'':14} its packages are missing: {command_of(known.extra)}")

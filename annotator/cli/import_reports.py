"""`import`: reports from files and folders, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from annotator.app.importing import (
    ImportOptions,
    ImportOutcome,
    ImportPlan,
    counted,
    import_into,
    plan_import_into,
)
from annotator.cli.standard_streams import STREAM, Named, input_files
from annotator.cli.terminal import FILE, PROJECT, annotator_name, plain, progress_line
from annotator.domain.errors import Refusal

_SHOWN = 10


@click.command("import")
@click.argument("project", type=PROJECT)
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="FILE|FOLDER...")
@click.option(
    "--format",
    "format_name",
    metavar="F",
    help="Read every file in this format; else each is recognised, and standard input is jsonl.",
)
@click.option("--annotator", metavar="NAME", help="Who made the annotations that name nobody; else you.")
@click.option("--encoding", metavar="E", help="The encoding of plain text; else it is found and told.")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="FROM=TO,...",
    help="What labels become; nothing behind = leaves one out.",
)
@click.option("--keep-labels", is_flag=True, help="Make new labels of those that the project lacks.")
@click.option(
    "--repair",
    is_flag=True,
    help="Move annotations at whose offsets another text stands to the one near place where theirs does.",
)
@click.option("--dry-run", is_flag=True, help="Tell what would happen and change nothing.")
def command(
    project: Path,
    files: Sequence[Path],
    format_name: str | None,
    annotator: str | None,
    encoding: str | None,
    mapping: Sequence[str],
    keep_labels: bool,
    repair: bool,
    dry_run: bool,
) -> None:
    """Bring reports from files and folders into PROJECT, which is made when it does not exist.

    With - for FILE they come from standard input.
    """
    if STREAM in files:
        format_name = format_name or "jsonl"
    options = ImportOptions(
        format=format_name,
        annotator=annotator or annotator_name(),
        encoding=encoding,
        labels=_mapping(mapping),
        keep_labels=keep_labels,
        repair=repair,
    )
    with input_files(files, format_name or "") as (paths, named):
        with progress_line() as progress:
            if dry_run:
                plan = plan_import_into(project, paths, options, progress)
            else:
                outcome = import_into(project, paths, options, progress)
        if dry_run:
            _tell_plan(plan, named)
        else:
            _tell_outcome(outcome, named)


def _mapping(told: Sequence[str]) -> dict[str, str]:
    """What each name becomes. Raises BadParameter for what is not FROM=TO, and a name with two targets."""
    found: dict[str, str] = {}
    for text in told:
        for pair in _pairs(text):
            name, equals, target = pair.partition("=")
            if not equals or not name:
                raise click.BadParameter(f"“{pair}” is not of the form FROM=TO.", param_hint="--map")
            if found.setdefault(name, target) != target:
                reason = f"“{name}” becomes “{found[name]}” and “{target}”."
                raise click.BadParameter(reason, param_hint="--map")
    return found


def _pairs(text: str) -> list[str]:
    """The pairs between commas; a comma with no = behind it, up to the next one, belongs to a name."""
    pairs: list[str] = []
    for part in text.split(","):
        if pairs and ("=" not in part or "=" not in pairs[-1]):
            pairs[-1] += f",{part}"
        else:
            pairs.append(part.lstrip() if pairs else part)
    return pairs


def _tell_plan(plan: ImportPlan, named: Named) -> None:
    for file in plan.files:
        if file.problem:
            continue  # the refusal below names it
        told = f"{named(str(file.path))}: {counted(file.reports, 'report')}, {file.format}"
        if file.duplicates:
            told += f", {file.duplicates} left out as duplicates"
        click.echo(told)
        for note in file.notes:
            click.echo(f"    {plain(note)}")
    for label, number in plan.labels.items():
        click.echo(f"{plain(label)}: {counted(number, 'annotation')}")
    for notice in plan.notices:
        click.echo(plain(named(notice)))
    for name, number in plan.unknown_labels.items():
        meant = plan.proposals.get(name)
        would = f"; --map {plain(name)}={meant} would fit" if meant else ""
        click.echo(f"{plain(name)}: {counted(number, 'annotation')}{would}")
    if plan.refusal():
        raise Refusal(named(plan.refusal()))
    click.echo(f"{counted(plan.reports, 'report')} would be imported. Nothing was changed.")


def _tell_outcome(outcome: ImportOutcome, named: Named) -> None:
    click.echo(outcome.sentence)
    if outcome.recognised:
        click.echo(f"Recognised as {', '.join(outcome.recognised)}; --format says otherwise.")
    for label, number in outcome.labels.items():
        click.echo(f"{plain(label)}: {counted(number, 'annotation')}")
    if outcome.relations:
        click.echo(f"Relations: {outcome.relations:,}")
    for duplicate in outcome.duplicates[:_SHOWN]:
        click.echo(f"Left out “{plain(duplicate.title)}”: {duplicate.reason}.")
    if outcome.duplicate_count > _SHOWN:
        click.echo(f"Left out {outcome.duplicate_count - _SHOWN} more duplicates.")
    if outcome.added:
        click.echo("New labels: " + ", ".join(map(plain, outcome.added)) + ".")
    for notice in outcome.notices:
        click.echo(plain(named(notice)))

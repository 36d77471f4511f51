"""`export`: the annotations as files for other programs, verified, or nothing."""

from __future__ import annotations

import re
from pathlib import Path

import click

from annotator.app.exporting import ExportOptions, export_beside, export_sentence, losses_lines, not_in_format
from annotator.app.projects import open_session
from annotator.cli.standard_streams import STREAM, Named, output_file
from annotator.cli.terminal import FILE, PROJECT, progress_line
from annotator.formats.losses import OnLoss, Policy, Snap
from annotator.formats.report import ExportReport
from annotator.formats.tags import IOB2, WRITTEN

_BIO = "BIO"  # the other name of IOB2


def _shares(_: click.Context, __: click.Parameter, value: str | None) -> tuple[int, int, int] | None:
    """Three whole numbers such as 80/10/10, for train, dev and test."""
    if value is None:
        return None
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})/(\d{1,6})", value)
    if found is None or not any(int(part) for part in found.groups()):
        raise click.BadParameter(f"“{value}” is not of the form 80/10/10.")
    train, dev, test = map(int, found.groups())
    return train, dev, test


@click.command("export")
@click.argument("project", type=PROJECT)
@click.argument("out", type=FILE)
@click.option(
    "--format", "format_name", default="jsonl", show_default=True, metavar="F", help="The format to write."
)
@click.option("--split", callback=_shares, metavar="80/10/10", help="Share out to train, dev and test.")
@click.option("--where", default="", metavar="SEARCH", help="Write only what the search finds: label:actor mosul.")
@click.option("--all", "all_reports", is_flag=True, help="Write unfinished reports as well.")
@click.option(
    "--on-loss",
    type=click.Choice([way.value for way in OnLoss]),
    default=OnLoss.REFUSE.value,
    show_default=True,
    help="What to do where the format cannot hold something.",
)
@click.option(
    "--snap",
    type=click.Choice([snap.value for snap in Snap]),
    help="What to do with annotations that are not whole tokens, in formats of tokens.",
)
@click.option(
    "--scheme",
    type=click.Choice([*WRITTEN, _BIO], case_sensitive=False),
    help="How tags say where annotations begin and end, in CoNLL columns; usually in IOB2, which is BIO.",
)
@click.option("--seed", default="annotator", show_default=True, help="Another seed gives another split.")
def command(
    project: Path,
    out: Path,
    format_name: str,
    split: tuple[int, int, int] | None,
    where: str,
    all_reports: bool,
    on_loss: str,
    snap: str | None,
    scheme: str | None,
    seed: str,
) -> None:
    """Write the finished reports of PROJECT to the file or into the folder OUT, with a manifest beside.

    With - for OUT the file goes to standard output, without a manifest, and what is told to standard error.
    """
    policy = Policy(OnLoss(on_loss), Snap(snap) if snap else None)
    tags = IOB2 if scheme == _BIO else scheme or ""
    options = ExportOptions(format_name, all_reports, split, seed, policy, where, tags)
    session = open_session(project, "", read_only=True)
    try:
        standing_in = output_file(out, project.stem, format_name, is_split=split is not None)
        with standing_in as (target, named), progress_line() as progress:
            report = export_beside(session, target, options, progress, lambda: False)
    finally:
        session.close()
    _tell(report, named, aside=out == STREAM)


def _tell(report: ExportReport, named: Named, *, aside: bool) -> None:
    """What was written and lost; all of it on standard error when it stands `aside` from the export itself."""
    click.echo(named(export_sentence(report)), err=aside)
    for file in report.files if report.sides else ():
        click.echo(f"{file.side}: {file.path}")
    for line in losses_lines(report.losses):
        click.echo(line, err=True)
    if told := not_in_format(report.losses):
        click.echo(told, err=aside)
    for notice in report.notices:
        click.echo(named(str(notice)), err=aside)

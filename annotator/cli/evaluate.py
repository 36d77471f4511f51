"""`evaluate`: how good the suggestions are, or how well a file or two annotators agree with a project."""

from __future__ import annotations

import json
from pathlib import Path

import click

from annotator.app import paths
from annotator.app.evaluating import Evaluation, EvaluationOptions, compare, evaluate
from annotator.app.projects import open_session
from annotator.app.settings import Settings
from annotator.cli.terminal import FILE, PROJECT, progress_line

_BAR = 40


@click.command("evaluate")
@click.argument("project", type=PROJECT)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@click.option("--against", type=FILE, metavar="FILE", help="Compare this file or project with PROJECT instead.")
@click.option("--annotator", default="", metavar="NAME", help="Whose marks to compare.")
@click.option(
    "--gold", default="", metavar="NAME", help="Whose marks in PROJECT are right; without it everybody's."
)
@click.option(
    "--overlap",
    type=click.FloatRange(0, 1, min_open=True),
    default=1.0,
    metavar="SHARE",
    help="Spans fit from this share of common characters on, such as 0.5; without it they must be the same.",
)
@click.option(
    "--spacy",
    "pipeline",
    default="",
    metavar="PIPELINE",
    help="With this spaCy pipeline, and the labels set for it.",
)
@click.option("--seed", default=0, show_default=True, help="Another seed shuffles the reports otherwise.")
def command(
    project: Path,
    as_json: bool,
    against: Path | None,
    annotator: str,
    gold: str,
    overlap: float,
    pipeline: str,
    seed: int,
) -> None:
    """Teach the suggestions with some finished reports of PROJECT and try them on the others.

    With --against or --annotator, compare those marks with the ones in PROJECT. Nothing is changed.
    """
    labels = str(Settings(paths.settings_file())["spacy_labels"])
    options = EvaluationOptions(gold, overlap, seed=seed, pipeline=pipeline, pipeline_labels=labels)
    session = open_session(project, "", read_only=True)
    try:
        if against is not None or annotator:
            found = compare(session.store, against, annotator, options)
        else:
            with progress_line() as progress:
                found = evaluate(session.store, options, progress)
    finally:
        session.close()
    if as_json:
        click.echo(json.dumps(found.record(), ensure_ascii=False, indent=2))
        return
    for line in _lines(found):
        click.echo(line)


def _lines(found: Evaluation) -> list[str]:
    lines = [f"{found.settings['reports']:,} reports, {found.settings['match']}"]
    width = max(map(len, found.labels), default=5)
    lines.append(f"{'':{width}}  precision  recall     F1  by overlap  marks")
    rows = [*found.labels.items(), ("all", found.total)]
    for name, score in rows:
        loose = found.loose[name] if name in found.loose else sum(found.loose.values(), type(score)())
        lines.append(
            f"{name:{width}}  {score.precision:9.2f}  {score.recall:6.2f}  {score.f1:5.2f}"
            f"  {loose.f1:10.2f}  {score.support:5,}"
        )
    if found.curve:
        lines += ["", "F1 on other reports, after so many finished ones"]
        lines += [
            f"{point.reports:5,}  {point.score.f1:.2f}  {'█' * round(_BAR * point.score.f1)}"
            for point in found.curve
        ]
    return lines

"""An evaluation as it is shown: a sentence, a table by label, and the learning curve, each with a chart."""

from __future__ import annotations

from pathlib import Path

from annotator.app.evaluating import Evaluation
from annotator.assist.evaluation import Score
from annotator.domain.figures import Cell, Chart, ChartKind, Figure, Series
from annotator.formats.figure_csv import write_table

_TOTAL = "All labels"
_HEADS = ("Precision %", "Recall %", "F1 %")
_LOOSELY = ("Precision % by overlap", "Recall % by overlap", "F1 % by overlap")


def label_figure(found: Evaluation) -> Figure:
    """Precision, recall, F1 and marks of each label; beside it what half an overlap would give."""
    rows: list[tuple[Cell, ...]] = []
    for name, score, loose in _by_label(found):
        rows.append((name, *_percent(score), score.support, *_percent(loose)))
    names = tuple(found.labels)
    bars = Series("F1", tuple(100 * found.labels[name].f1 for name in names))
    chart = Chart(ChartKind.BARS, names, (bars,), "F1 %") if names else None
    heads = ("Label", *_HEADS, "Marks", *_LOOSELY)
    return Figure("labels", "By label", _sentence(found), heads, tuple(rows), chart)


def curve_figure(found: Evaluation) -> Figure:
    """How good suggestions are on other reports after so many finished ones; empty for a comparison."""
    rows = tuple((point.reports, *_percent(point.score)) for point in found.curve)
    line = Series("F1", tuple(100 * point.score.f1 for point in found.curve))
    counts = tuple(f"{point.reports:,}" for point in found.curve)
    chart = Chart(ChartKind.LINES, counts, (line,), "F1 %") if found.curve else None
    sentence = "F1 on other reports, after so many finished ones."
    return Figure("curve", "Learning curve", sentence, ("Finished reports", *_HEADS), rows, chart)


def write_evaluation(found: Evaluation, target: Path) -> None:
    """Write all numbers as one CSV table: a row for each label and for each point of the curve.

    Raises FileRefused.
    """
    heads = ("what", "name", "precision", "recall", "f1", "marks")
    loose_heads = ("precision_overlap", "recall_overlap", "f1_overlap")
    rows: list[tuple[Cell, ...]] = [(*heads, *loose_heads)]
    for name, score, loose in _by_label(found):
        rows.append(("label", name, *_shares(score), score.support, *_shares(loose)))
    for point in found.curve:
        shares = _shares(point.score)
        rows.append(("reports", point.reports, *shares, point.score.support, "", "", ""))
    write_table(rows, target)


def _by_label(found: Evaluation) -> list[tuple[str, Score, Score]]:
    rows = [(name, score, found.loose.get(name, Score())) for name, score in found.labels.items()]
    return [*rows, (_TOTAL, found.total, sum(found.loose.values(), Score()))]


def _sentence(found: Evaluation) -> str:
    """What was measured, on what, and how."""
    settings, total = found.settings, found.total
    reports = int(str(settings["reports"]))
    what = "report" if reports == 1 else "reports"
    parts = [f"F1 {100 * total.f1:.1f} % on {reports:,} {what}, {settings['match']}."]
    if found.curve:
        parts.append(
            f"Every report was tried once by what the others teach ({settings['folds']} parts); the curve is the"
            f" mean of {settings['shuffles']} shuffles, with {settings['held_out']} reports held out."
            f" Suggestions from {float(str(settings['threshold'])):.2f} on."
        )
        if settings["reports_used"] != "done":
            parts.append("Too few reports are done, so all with annotations were taken.")
    elif "against" in settings:
        tried = f"marks of {settings['annotator']}" if settings["annotator"] != "all" else "all marks"
        gold = settings["gold"]
        right = "all marks" if gold == "all" else f"those of {gold}"
        parts.append(f"Tried: {tried} in {Path(str(settings['against'])).name}; right: {right}.")
    return " ".join(parts)


def _percent(score: Score) -> tuple[float, float, float]:
    return round(100 * score.precision, 1), round(100 * score.recall, 1), round(100 * score.f1, 1)


def _shares(score: Score) -> tuple[float, float, float]:
    return round(score.precision, 4), round(score.recall, 4), round(score.f1, 4)

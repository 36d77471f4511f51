"""How well suggestions do on reports that they were not taught with, and what learning costs."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from annotator.app import paths
from annotator.app.settings import SETTINGS
from annotator.app.spacy_reading import installed_pipelines
from annotator.assist.base import Suggester
from annotator.assist.crf import Taught
from annotator.assist.evaluation import Score, score_labels
from annotator.assist.parses import Parses
from annotator.assist.spacy_names import SpacySuggester, read_label_map
from annotator.assist.spacy_pipeline import parse_missing
from annotator.assist.training import Lists, memory_of, read_lists, write_job
from annotator.assist.trial import Trial, suggesters_of
from tests.bench.documents import DATA
from tests.bench.effort import re3d_gold
from tests.bench.figures import Figures

SIZES = (5, 10, 20, 50)
SHUFFLES = 3
LIMITS = ((100, 10), (2_000, 60))  # finished reports, seconds
LAYERS = {"Actor": "entity", "Location": "entity", "Weapon": "entity", "Claim": "claim"}
WITHOUT, WITH = "all without spaCy", "all with spaCy"
_LEAST = {WITHOUT: {5: 0.47, 10: 0.52, 50: 0.61}, WITH: {5: 0.5, 10: 0.56, 50: 0.65}}
_CHECKOUT = Path(__file__).resolve().parents[2]


def measure(folder: Path, figures: Figures) -> None:
    lists = _make_lists(folder, figures)
    if (DATA / "re3d").exists():
        reports = [Taught(gold.text, gold.spans) for gold in re3d_gold()]
        _entities(reports, lists, folder, figures)
        _learning(reports, folder, figures)
    else:
        print("  re3d is not here")


def _make_lists(folder: Path, figures: Figures) -> Lists:
    figures.section("Lists")
    times = []
    for _ in range(2):
        begun = time.perf_counter()
        lists = read_lists(paths.resources() / "lexicons", folder / "cache")
        times.append(time.perf_counter() - begun)
    figures.add("table of place names, made once", times[0], "s")
    figures.add("lists, opened", times[1] * 1000, "ms")
    return lists


def _entities(reports: Sequence[Taught], lists: Lists, folder: Path, figures: Figures) -> None:
    """F1 of exact span and label, over all spans of the held-out reports of all shuffles."""
    held = max(1, len(reports) - SIZES[-1], round(len(reports) * 0.28))
    sizes = [size for size in SIZES if size <= len(reports) - held] or [len(reports) - held]
    figures.section(
        f"F1, exact, re3d: {len(reports)} reports, {held} held out, {SHUFFLES} shuffles, least score .4"
    )
    spacy = _spacy(reports, folder, figures)
    trial = Trial(LAYERS, lists, spacy=spacy)
    times: dict[str, list[float]] = {WITHOUT: [], WITH: []}
    for size in sizes:
        names = ("memory", "gazetteer", WITHOUT, *([WITH] if spacy is not None else []))
        totals = dict.fromkeys(names, Score())
        for seed in range(SHUFFLES):
            order = list(reports)
            random.Random(seed).shuffle(order)
            sets: dict[str, list[Suggester]] = {
                "memory": [memory_of(order[:size])],
                "gazetteer": [lists.gazetteer],
                WITHOUT: suggesters_of(order[:size], LAYERS, lists, folder),
            }
            if spacy is not None:
                sets[WITH] = suggesters_of(order[:size], LAYERS, lists, folder, spacy)
            for report in order[-held:]:
                gold = [(span.start, span.end, label) for span, label in report.spans]
                for name, asked in sets.items():
                    begun = time.perf_counter()
                    guesses = trial.guesses(report.text, asked)
                    if name in times:
                        times[name].append(time.perf_counter() - begun)
                    totals[name] = sum(score_labels(gold, guesses).values(), totals[name])
        for name, score in totals.items():
            least = _LEAST.get(name, {}).get(size)
            words = f"{name} after {size}: P {score.precision:.2f} R {score.recall:.2f}"
            figures.add(words + (f", at least {least}" if least else ""), score.f1, "F1")
    for name, spent in times.items():
        if spent:
            figures.add(f"{name}, of a report: median", statistics.median(spent) * 1000, "ms", 100)


def _spacy(reports: Sequence[Taught], folder: Path, figures: Figures) -> SpacySuggester | None:
    """The small English pipeline with the labels of the settings, its parses made; None where it is missing."""
    parses = _small_pipeline(folder)
    if parses is None:
        print("  no small English pipeline of spaCy is installed")
        return None
    begun = time.perf_counter()
    parse_missing(parses, [report.text for report in reports])
    figures.add("spaCy, a report, once", (time.perf_counter() - begun) / len(reports) * 1000, "ms")
    labels = next(str(setting.default) for setting in SETTINGS if setting.name == "spacy_labels")
    return SpacySuggester(read_label_map(labels), parses)


def _small_pipeline(folder: Path) -> Parses | None:
    name = next((name for name in installed_pipelines() if name.startswith("en_core_web_sm")), None)
    return Parses(name, folder / "parses") if name is not None else None


def _learning(reports: Sequence[Taught], folder: Path, figures: Figures) -> None:
    """The process that learns, from its start to its end, on copies of the reports."""
    figures.section("Learning in a process of its own, at low priority")
    parses = _small_pipeline(folder / "learning")
    runs: list[tuple[str, Parses | None]] = [("", None)]
    if parses is not None:  # what there was no time for is parsed, and learned from, the next time
        runs += [(f", with spaCy, the {nth} time", parses) for nth in ("first", "second", "third")]
    for (many, limit), (how, used) in product(LIMITS, runs):
        job = folder / "job.json"
        copies = (reports[n % len(reports)] for n in range(many))
        records = [
            (f"{each.text} {n}", [(s.start, s.end, label) for s, label in each.spans])
            for n, each in enumerate(copies)
        ]
        write_job(job, folder / "models", paths.resources() / "lexicons", folder / "cache", LAYERS, records, used)
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "annotator.assist.training", str(job)],
            cwd=_CHECKOUT, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        figures.add(f"{many:,} reports{how}", time.perf_counter() - begun, "s", limit)

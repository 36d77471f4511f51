"""How well the model of claims does, with quotations of novels and attributions of GUM in place of claims."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from annotator.assist.claim_crf import CLAIMS
from annotator.assist.claim_crf import SOURCE as CLAIM_SOURCE
from annotator.assist.crf import CrfSuggester, Taught, teach
from annotator.assist.evaluation import Score, score_labels
from annotator.assist.merge import merge_layers
from annotator.assist.models import load
from annotator.domain.labels import CLAIM_LAYER
from annotator.domain.spans import Span
from annotator.domain.tokens import TokenIndex
from tests.bench.documents import DATA
from tests.bench.figures import Figures

_SIZES, _HELD, _SHUFFLES = (5, 10, 25), 10, 10
_LAYERS = {"Claim": CLAIM_LAYER}
Scores = tuple[Score, Score]
"""Exact, and with an overlap of at least half."""


def measure(folder: Path, figures: Figures) -> None:
    if (DATA / "litbank").exists():
        _litbank(list(litbank()), folder, figures)
    if (DATA / "gum").exists():
        _gum(list(gum()), folder, figures)


def _litbank(texts: Sequence[Taught], folder: Path, figures: Figures) -> None:
    figures.section(f"Claims: quotations of LitBank, {len(texts)} texts, {_HELD} held out, {_SHUFFLES} shuffles")
    for size in _SIZES:
        scores = Score(), Score()
        for seed in range(_SHUFFLES):
            order = random.Random(seed).sample(texts, len(texts))
            scores = _added(scores, _tried(order[:size], order[-_HELD:], folder))
        figures.add(f"after {size}: exact", scores[0].f1, "F1")
        figures.add(f"after {size}: overlap of at least half, at least 0.50", scores[1].f1, "F1")


def _gum(texts: Sequence[Taught], folder: Path, figures: Figures) -> None:
    claims = sum(len(text.spans) for text in texts)
    figures.section(f"Claims: attributions of GUM, {len(texts)} texts, {claims} claims, each text by the others")
    scores = Score(), Score()
    for number, text in enumerate(texts):
        others = [*texts[:number], *texts[number + 1 :]]
        scores = _added(scores, _tried(others, [text], folder))
    figures.add("exact", scores[0].f1, "F1")
    figures.add("overlap of at least half", scores[1].f1, "F1")


def _tried(taught: Sequence[Taught], held: Iterable[Taught], folder: Path) -> Scores:
    teach(taught, folder / "claims.model", CLAIMS)
    model = load(folder / "claims.model")
    assert model is not None
    suggester = CrfSuggester(model, CLAIMS, CLAIM_SOURCE)
    scores = Score(), Score()
    for report in held:
        gold = [(span.start, span.end, label) for span, label in report.spans]
        told = suggester.suggest(report.text, TokenIndex(report.text), 0, len(report.text))
        shown = [ranked.best for ranked in merge_layers(told, _LAYERS, {})]
        guesses = [(each.start, each.end, each.label) for each in shown]
        exact, loose = (sum(score_labels(gold, guesses, least).values(), Score()) for least in (1.0, 0.5))
        scores = _added(scores, (exact, loose))
    return scores


def _added(one: Scores, other: Scores) -> Scores:
    return one[0] + other[0], one[1] + other[1]


def litbank() -> Iterator[Taught]:
    """The texts with their quotations; the lines are sentences of one running text, so they are put together."""
    for file in sorted((DATA / "litbank" / "quotations" / "tsv").glob("*.ann")):
        places: dict[tuple[int, int], Span] = {}
        text = ""
        for line, words in enumerate(file.with_suffix(".txt").read_text(encoding="utf-8").split("\n")):
            for number, word in enumerate(words.split()):
                places[line, number] = Span(len(text), len(text) + len(word))
                text += f"{word} "
        spans = []
        for fields in (row.split("\t") for row in file.read_text(encoding="utf-8").splitlines()):
            if fields[0] == "QUOTE":
                first, last = places[int(fields[2]), int(fields[3])], places[int(fields[4]), int(fields[5])]
                spans.append((Span(first.start, last.end), "Claim"))
        yield Taught(text, tuple(spans))


def gum() -> Iterator[Taught]:
    """The sentences with attributions of each text, what is attributed being the claim."""
    words: dict[str, dict[int, str]] = {}
    claims: dict[str, set[tuple[int, int]]] = {}
    with (DATA / "gum" / "attribution.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            numbered = words.setdefault(row["doc"], {})
            for unit in "12":
                first, _ = _first_and_last(row[f"s{unit}_toks"])
                numbered.update(enumerate(row[f"unit{unit}_sent"].split(), first))
            content = "unit2_toks" if row["dir"] == "1>2" else "unit1_toks"
            claims.setdefault(row["doc"], set()).add(_first_and_last(row[content]))
    for name, numbered in words.items():
        places: dict[int, Span] = {}
        text = ""
        for number in sorted(numbered):
            if text and number - 1 not in numbered:
                text += "\n"
            places[number] = Span(len(text), len(text) + len(numbered[number]))
            text += f"{numbered[number]} "
        spans = [Span(places[first].start, places[last].end) for first, last in sorted(claims[name])]
        yield Taught(text, tuple((span, "Claim") for span in spans))


def _first_and_last(numbers: str) -> tuple[int, int]:
    """Of words such as `194-198,203-217`."""
    found = numbers.replace(",", "-").split("-")
    return int(found[0]), int(found[-1])

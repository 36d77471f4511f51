"""How good suggestions, another annotator or a file of predictions are, measured on a project's reports."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.app import paths
from annotator.app.projects import SUFFIX
from annotator.app.sources import Progress, no_progress, raise_when, records_of, sources_in
from annotator.app.spacy_reading import parses_by
from annotator.assist.crf import Taught
from annotator.assist.evaluation import Marked, Score, score_labels
from annotator.assist.spacy_names import SpacySuggester, read_label_map
from annotator.assist.spacy_pipeline import parse_missing
from annotator.assist.training import read_lists
from annotator.assist.trial import Point, Trial, add_scores, held_out
from annotator.domain.documents import NewAnnotation, State, text_digest
from annotator.domain.errors import Refusal
from annotator.domain.spans import Span
from annotator.formats.base import ReadOptions
from annotator.formats.base import no_progress as quiet
from annotator.formats.report import Notices
from annotator.storage.store import Store, open_store

_MOST_REPORTS = 500
_FEWEST_REPORTS = 2
_FINISHED = frozenset({State.DONE})
_ALL = frozenset(State)
_OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class EvaluationOptions:
    """What may be said about an evaluation.

    `gold` names the annotator whose marks are right, everybody's without one; `least_overlap` is the share of
    characters from which two spans are taken for one, above 0, and 1 for exactly the same span. `pipeline` is the
    spaCy pipeline that the suggestions have, whose kinds are labelled as `pipeline_labels` says.
    """

    gold: str = ""
    least_overlap: float = 1.0
    folds: int = 5
    shuffles: int = 3
    seed: int = 0
    pipeline: str = ""
    pipeline_labels: str = ""


@dataclass(slots=True)
class Evaluation:
    """Scores by label, and by the number of finished reports; `loose` are those by label from half an overlap on.

    `settings` says how it was measured, in plain values.
    """

    labels: dict[str, Score]
    loose: dict[str, Score]
    curve: list[Point] = field(default_factory=list)
    settings: dict[str, object] = field(default_factory=dict)

    @property
    def total(self) -> Score:
        return sum(self.labels.values(), Score())

    def record(self) -> dict[str, object]:
        """As JSON, the shares rounded to four places."""
        return {
            "learning_curve": [{"reports": point.reports, **_shares(point.score)} for point in self.curve],
            "labels": {name: {**_shares(s), "support": s.support} for name, s in self.labels.items()},
            "settings": self.settings,
        }


def evaluate(
    store: Store,
    options: EvaluationOptions = EvaluationOptions(),
    progress: Progress = no_progress,
    cancelled: Callable[[], bool] = lambda: False,
) -> Evaluation:
    """Cross-validate the suggestions on the project's own reports, and draw their learning curve.

    Where fewer than two reports are done, those with annotations are taken. Raises Refusal when these are too few,
    Cancelled when `cancelled` says so. May run in another thread on a store of its own.
    """
    layers = layers_of(store)
    reports, which = _usable(store, options.gold, layers)
    if len(reports) > _MOST_REPORTS:
        reports = random.Random(options.seed).sample(reports, _MOST_REPORTS)
    lists = read_lists(paths.resources() / "lexicons", paths.cache_folder())

    def told(stage: str) -> Callable[[int, int], None]:
        def step(done: int, total: int) -> None:
            raise_when(cancelled)
            progress(done, total, stage)

        return step

    spacy = _with_spacy(options, reports, told("Reading the reports with spaCy"))

    def trial(least_overlap: float, stage: str) -> Trial:
        return Trial(
            layers, lists, least_overlap, folds=options.folds, shuffles=options.shuffles, seed=options.seed,
            step=told(stage), spacy=spacy,
        )  # fmt: skip

    exact = trial(options.least_overlap, "Trying every report once")
    labels, loose = exact.by_label(reports, _OVERLAP)
    settings: dict[str, object] = {
        "reports": len(reports),
        "reports_used": which,
        "match": match_words(options.least_overlap),
        "folds": min(options.folds, len(reports)),
        "shuffles": options.shuffles,
        "held_out": held_out(len(reports)),
        "seed": options.seed,
        "threshold": exact.threshold,
        "annotator": options.gold or "all",
        "spacy": options.pipeline,
    }
    curve = trial(options.least_overlap, "Drawing the learning curve").curve(reports)
    return Evaluation(labels, loose, curve, settings)


def compare(
    store: Store,
    against: Path | None,
    annotator: str,
    options: EvaluationOptions = EvaluationOptions(),
) -> Evaluation:
    """Compare a file, another project or another annotator's marks with those in the project's reports.

    `annotator` names whose marks in `against` are tried; without a path they are those in the project itself, and
    the others' (or `options.gold`'s) are right. Reports are paired by their ids, else by their texts.

    Raises Refusal when there is nothing to be compared.
    """
    if against is None and not annotator:
        raise Refusal("Say with what to compare: a file, a project, or an annotator.")
    same = against is None
    layers = layers_of(store)
    tried = _marks_of_project(store, layers, lambda name: name == annotator) if same else None
    if against is not None:
        tried = _marks_in(against, annotator, layers)
    assert tried is not None
    others = (lambda name: name != annotator) if same and not options.gold else _by(options.gold)
    gold = _marks_of_project(store, layers, others)
    by_text = {marks.digest: marks for marks in tried}
    by_uid = {marks.uid: marks for marks in tried if marks.uid}
    labels: dict[str, Score] = {}
    loose: dict[str, Score] = {}
    paired = 0
    for right in gold:
        guess = by_uid.get(right.uid)
        if guess is None or guess.digest != right.digest:
            guess = by_text.get(right.digest)
        if guess is None or (same and not (right.spans and guess.spans)):
            continue
        paired += 1
        add_scores(labels, score_labels(right.spans, guess.spans, options.least_overlap))
        add_scores(loose, score_labels(right.spans, guess.spans, _OVERLAP))
    if not paired:
        raise Refusal(_nothing_common(against, annotator))
    settings: dict[str, object] = {
        "reports": paired,
        "match": match_words(options.least_overlap),
        "against": str(against) if against is not None else str(store.path),
        "annotator": annotator or "all",
        "gold": options.gold or ("the others" if same else "all"),
    }
    return Evaluation(labels, loose, [], settings)


def layers_of(store: Store) -> dict[str, str]:
    """The layer of each label of the project."""
    return {label.name: label.layer for label in store.labels.read_schema().labels}


def match_words(least_overlap: float) -> str:
    return "exact span and label" if least_overlap >= 1 else f"overlap of at least {least_overlap:g}, same label"


@dataclass(frozen=True, slots=True)
class _Marks:
    uid: str
    digest: str
    spans: tuple[Marked, ...]


def _shares(score: Score) -> dict[str, float]:
    return {
        "precision": round(score.precision, 4), "recall": round(score.recall, 4), "f1": round(score.f1, 4)
    }  # fmt: skip


def _with_spacy(
    options: EvaluationOptions, reports: Sequence[Taught], step: Callable[[int, int], None]
) -> SpacySuggester | None:
    """The suggester of the pipeline with a parse of each report, if one is wanted. Raises Refusal."""
    if not options.pipeline:
        return None

    def texts() -> Iterator[str]:
        for number, report in enumerate(reports):
            step(number, len(reports))
            yield report.text

    parses = parses_by(options.pipeline)
    parse_missing(parses, texts())
    return SpacySuggester(read_label_map(options.pipeline_labels), parses)


def _by(annotator: str) -> Callable[[str], bool]:
    return lambda name: not annotator or name == annotator


def _usable(store: Store, annotator: str, layers: Mapping[str, str]) -> tuple[list[Taught], str]:
    for states, which in ((_FINISHED, "done"), (_ALL, "with annotations")):
        found = [
            Taught(document.text, _spans(annotations, _by(annotator), layers))
            for document, annotations, _ in store.bulk_reader().read(states)
        ]
        if states is _ALL:
            found = [report for report in found if report.spans]
        if len(found) >= _FEWEST_REPORTS and any(report.spans for report in found):
            return found, which
    raise Refusal("There are no two finished reports with annotations yet, so nothing can be measured.")


def _spans(
    annotations: Iterable[NewAnnotation], wanted: Callable[[str], bool], layers: Mapping[str, str]
) -> tuple[tuple[Span, str], ...]:
    found = {(Span(a.start, a.end), a.label) for a in annotations if wanted(a.annotator) and a.label in layers}
    return tuple(sorted(found))


def _marks_of_project(store: Store, layers: Mapping[str, str], wanted: Callable[[str], bool]) -> list[_Marks]:
    return [
        _Marks(
            document.uid,
            document.sha256 or text_digest(document.text),
            tuple((span.start, span.end, label) for span, label in _spans(annotations, wanted, layers)),
        )
        for document, annotations, _ in store.bulk_reader().read(_ALL)
        if annotations
    ]


def _marks_in(path: Path, annotator: str, layers: Mapping[str, str]) -> list[_Marks]:
    if path.suffix == SUFFIX:
        with open_store(path, read_only=True) as other:
            return _marks_of_project(other, layers, _by(annotator))
    return list(_marks_in_files(path, annotator, layers))


def _marks_in_files(path: Path, annotator: str, layers: Mapping[str, str]) -> Iterator[_Marks]:
    """What a file's models predict; where it has no predictions, its annotations."""
    for source in sources_in([path], None, Notices()):
        for record in records_of(source, ReadOptions(), Notices(), quiet):
            wanted = _by(annotator)
            spans: set[Marked] = {(p.start, p.end, p.label) for p in record.predictions if wanted(p.source)}
            if not record.predictions:
                made = ((s.start, s.end, s.label, s.annotator or record.annotator) for s in record.spans)
                spans = {(start, end, label) for start, end, label, name in made if wanted(name)}
            kept = tuple(sorted(span for span in spans if span[2] in layers))
            yield _Marks(record.uid or "", record.sha256 or text_digest(record.text), kept)


def _nothing_common(against: Path | None, annotator: str) -> str:
    if against is None:
        return f"No report was annotated by “{annotator}” and by others, so there is nothing to compare."
    return f"{against.name} and the project have no report in common."

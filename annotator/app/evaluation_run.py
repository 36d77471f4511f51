"""Evaluating a project in a process of its own, `python -m annotator.app.evaluation_run PROJECT QUESTION`.

Learning again and again would hold up the keys in a thread. QUESTION is JSON, see `Question`. Progress is written
as lines of JSON with how much is done, of how much, and at what; the last line is the outcome, or a sentence.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from annotator.app import processes
from annotator.app.evaluating import Evaluation, EvaluationOptions, compare, evaluate
from annotator.app.sources import Progress, raise_when
from annotator.assist.evaluation import Score
from annotator.assist.priority import stand_back
from annotator.assist.trial import Point
from annotator.domain.errors import Refusal
from annotator.storage.faults import plain_faults
from annotator.storage.store import open_store

_EVALUATING = "annotator.app.evaluation_run"


@dataclass(frozen=True, slots=True)
class Question:
    """What is measured. Without `against` and `annotator` it is the suggestions.

    `against` is a file of predictions or a project, `annotator` whose marks are tried, there or in the project
    itself, and `gold` whose marks in the project are right; empty for everybody's. Suggestions are measured with
    the spaCy pipeline that is named, if any.
    """

    against: str = ""
    annotator: str = ""
    gold: str = ""
    pipeline: str = ""
    pipeline_labels: str = ""

    @property
    def is_comparison(self) -> bool:
        return bool(self.against or self.annotator)


def evaluate_beside(
    project: Path, question: Question, progress: Progress, cancelled: Callable[[], bool]
) -> Evaluation:
    """The answer, for a worker thread. Raises Refusal when there is nothing to be measured, Cancelled."""
    found: Evaluation | None = None
    with processes.start(_EVALUATING, str(project), json.dumps(asdict(question))) as process:
        with processes.killed_when(process, cancelled):
            for line in process.stdout or ():
                told = json.loads(line)
                if isinstance(told, str):
                    raise Refusal(told)
                if isinstance(told, dict):
                    found = evaluation_of(told)
                else:
                    progress(*told)
        raise_when(cancelled)
    if found is None:
        raise Refusal("It could not be measured.")
    return found


def counts_of(evaluation: Evaluation) -> dict[str, object]:
    """All of it in plain values."""
    return {
        "labels": {name: _counts(score) for name, score in evaluation.labels.items()},
        "loose": {name: _counts(score) for name, score in evaluation.loose.items()},
        "curve": [[point.reports, *_counts(point.score)] for point in evaluation.curve],
        "settings": evaluation.settings,
    }


def evaluation_of(counts: dict[str, object]) -> Evaluation:
    """What `counts_of` was made from. Raises TypeError or KeyError for anything else."""
    plain: dict[str, dict[str, list[int]]] = counts  # type: ignore[assignment]
    curve: list[list[int]] = counts["curve"]  # type: ignore[assignment]
    return Evaluation(
        {name: Score(*numbers) for name, numbers in plain["labels"].items()},
        {name: Score(*numbers) for name, numbers in plain["loose"].items()},
        [Point(reports, Score(*numbers)) for reports, *numbers in curve],
        dict(counts["settings"]),  # type: ignore[call-overload]
    )


def _counts(score: Score) -> tuple[int, int, int]:
    return score.right, score.predicted, score.support


def main(arguments: Sequence[str]) -> int:
    """Answer the question about the project."""
    stand_back()
    try:
        project, question = Path(arguments[0]), Question(**json.loads(arguments[1]))
    except (IndexError, ValueError, TypeError):
        print("Which project, and which question?", file=sys.stderr)
        return 2
    options = EvaluationOptions(
        question.gold, pipeline=question.pipeline, pipeline_labels=question.pipeline_labels
    )
    try:
        with plain_faults(project), open_store(project, read_only=True) as store:
            if question.is_comparison:
                against = Path(question.against) if question.against else None
                found = compare(store, against, question.annotator, options)
            else:
                found = evaluate(store, options, lambda *step: print(json.dumps(step), flush=True))
    except Refusal as refusal:
        print(json.dumps(str(refusal)))
        return 0
    print(json.dumps(counts_of(found)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

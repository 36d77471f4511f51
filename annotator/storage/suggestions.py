"""Predictions that came with imported files, and what became of suggestions."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlite_utils import Database

from annotator.domain.decisions import Decision, Outcome
from annotator.domain.documents import NewPrediction
from annotator.domain.suggestions import Suggestion
from annotator.storage.labels import LabelStore

PREDICTION = "prediction"  # the source of such suggestions, with the model's name behind a colon
UNSCORED = 0.5  # what a prediction counts that says no score of its own
_DECISIONS = "SELECT uid, document_id, start, end, label, source, score, outcome FROM decisions"


class SuggestionStore:
    """Rows of predictions and decisions; callers hold the transaction."""

    def __init__(self, db: Database, labels: LabelStore) -> None:
        self._db = db
        self._labels = labels

    def add_predictions(self, document: int, predictions: Iterable[NewPrediction]) -> None:
        """Keep what models propose for a document; the same from the same source is kept once."""
        rows = [(document, p.start, p.end, self._labels.label_id(p.label), p.source, p.score) for p in predictions]
        self._db.conn.executemany("INSERT OR IGNORE INTO predictions VALUES (?, ?, ?, ?, ?, ?)", rows)

    def predictions_of(self, document: int) -> list[Suggestion]:
        """The predictions for a document, by their start; those of labels that are gone are left out."""
        rows = self._db.execute(
            "SELECT p.start, p.end, l.name, p.source, p.score FROM predictions p"
            " JOIN label_names l ON l.id = p.label_id JOIN labels o ON o.id = p.label_id AND o.retired = 0"
            " WHERE p.document_id = ? ORDER BY p.start, p.end",
            [document],
        )
        return [_suggestion(*row) for row in rows]

    def prediction_sources(self) -> list[str]:
        """The sources of all predictions, as suggestions name them; looks at every prediction."""
        rows = self._db.execute("SELECT DISTINCT source FROM predictions ORDER BY source")
        return [_source(name) for (name,) in rows]

    def add_decision(self, decision: Decision) -> None:
        self._db.execute(
            "INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                decision.uid,
                decision.document,
                decision.start,
                decision.end,
                decision.label,
                decision.source,
                decision.score,
                decision.outcome.value,
                time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            ],
        )

    def remove_decision(self, decision: Decision) -> None:
        self._db.execute("DELETE FROM decisions WHERE uid = ?", [decision.uid])

    def rejected_in(self, document: int) -> list[Decision]:
        """The rejections in a document."""
        rows = self._db.execute(f"{_DECISIONS} WHERE document_id = ? AND outcome = 'rejected'", [document])
        return [_decision(row) for row in rows]

    def decisions(self) -> Iterator[Decision]:
        """All decisions, in the order in which they were made."""
        for row in self._db.execute(f"{_DECISIONS} ORDER BY rowid"):
            yield _decision(row)

    def outcomes_by_day(self) -> list[tuple[str, str, str, int]]:
        """Source, day as YYYY-MM-DD in UTC, outcome and how often, by source and day."""
        rows = self._db.execute(
            "SELECT source, substr(made_at, 1, 10) AS day, outcome, count(*) FROM decisions"
            " GROUP BY source, day, outcome ORDER BY source, day, outcome"
        )
        return [tuple(row) for row in rows]


def _suggestion(start: int, end: int, label: str, source: str, score: float | None) -> Suggestion:
    named = source or "the imported file"
    reason = f"{named} {score:.2f}".replace(" 0.", " .") if score is not None else f"proposed by {named}"
    return Suggestion(start, end, label, _source(source), UNSCORED if score is None else score, reason)


def _source(name: str) -> str:
    return f"{PREDICTION}:{name}" if name else PREDICTION


def _decision(row: Sequence[Any]) -> Decision:
    uid, document, start, end, label, source, score, outcome = row
    return Decision(uid, document, start, end, label, source, score, Outcome(outcome))

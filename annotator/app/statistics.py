"""How far the work on a project is, in numbers."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.documents import State
from annotator.storage.store import Store


@dataclass(frozen=True, slots=True)
class Statistics:
    """Reports by state, annotations by label and by annotator; labels of the schema without annotations have 0."""

    reports: dict[State, int]
    labels: dict[str, int]
    annotators: dict[str, int]


def statistics(store: Store) -> Statistics:
    everything, reader = frozenset(State), store.bulk_reader()
    labels = dict.fromkeys(store.labels.read_schema().names(), 0)
    labels.update(reader.count_by_label(everything))
    return Statistics(store.documents.count_by_state(), labels, reader.count_by_annotator(everything))

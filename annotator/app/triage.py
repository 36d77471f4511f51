"""The order in which unfinished reports come: kept in the project, worked out beside, followed by “done, next”."""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path

from annotator.app import processes
from annotator.app.report_queue import Found, QueueFilter, search_reports
from annotator.app.sources import Progress, raise_when
from annotator.domain.documents import State
from annotator.domain.errors import Refusal
from annotator.domain.triage import TriageOrder, by_measure, order_named, shuffled
from annotator.storage.faults import plain_faults
from annotator.storage.store import Store, open_beside

UNFINISHED = frozenset({State.OPEN, State.IN_PROGRESS})
MOST_MEASURED = 5_000
"""So many unfinished reports are read for an order that is measured; the others follow as in the file."""
_SETTING, _SEED = "triage", "triage_seed"  # settings of the project
_AT_ONCE = 100  # reports whose state is asked for together
_MEASURING = "annotator.app.triage_measures"


class Triage:
    """The order of one project. Until `keys` are there, reports come as in the file.

    `keys`: the reports that were unfinished when they were ranked, the first to be read first.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.order = order_named(store.setting(_SETTING))
        self.keys: array[int] | None = None
        self._at = 0  # where in `keys` the last report was found

    def choose(self, order: TriageOrder) -> None:
        """Take this order from now on; in a project that is only read, until it is closed."""
        self.order, self.keys, self._at = order, None, 0
        if not self._store.read_only:
            self._store.set_setting(_SETTING, order.value)

    def seed(self) -> int:
        """The seed of the random order, the same for the project's whole life."""
        written = self._store.setting(_SEED)
        if written.isdecimal():
            return int(written)
        seed = 0 if self._store.read_only else int.from_bytes(os.urandom(7), "big")
        if seed:
            self._store.set_setting(_SEED, str(seed))
        return seed

    def take(self, keys: array[int] | None) -> None:
        """Follow this ranking."""
        self.keys, self._at = keys, 0

    def next_after(self, key: int) -> int | None:
        """The unfinished report that comes after this one; None when no other is left.

        By date and at random that is the next behind it, and then from the top; by a measure always the highest.
        """
        if self.keys is not None:
            begin = 0 if self.order.is_measured else self._place_of(key) + 1
            for places in (range(begin, len(self.keys)), range(begin)):
                found = self._first_unfinished(places, key)
                if found is not None:
                    return found
        found = self._store.documents.next_in_queue(key, UNFINISHED)
        return None if found == key else found

    def _place_of(self, key: int) -> int:
        keys = self.keys
        if keys is None:
            return -1
        if self._at < len(keys) and keys[self._at] == key:
            return self._at
        try:
            return keys.index(key)
        except ValueError:
            return -1

    def _first_unfinished(self, places: range, but: int) -> int | None:
        keys = self.keys
        for begin in range(0, len(places) if keys is not None else 0, _AT_ONCE):
            chunk = places[begin : begin + _AT_ONCE]
            listed = keys[chunk.start : chunk.stop]  # type: ignore[index]
            for summary in self._store.documents.summaries(listed):
                if summary.state in UNFINISHED and summary.key != but:
                    self._at = chunk.start + listed.index(summary.key)
                    return summary.key
        return None


def rank(
    store: Store, order: TriageOrder, seed: int, progress: Progress, cancelled: Callable[[], bool]
) -> array[int] | None:
    """The unfinished reports in an order, in a worker thread; None for the order of the file.

    Raises Cancelled, or Refusal when the reports could not be measured, or the file is damaged.
    """
    if order is TriageOrder.FILE:
        return None
    with plain_faults(store.path), open_beside(store) as reader, reader.stopped_when(cancelled):
        keys = reader.documents.keys(QueueFilter(UNFINISHED, sort="dated"))
        if order is TriageOrder.DATE:
            return keys
        keys = reader.documents.keys(QueueFilter(UNFINISHED))
    if order is TriageOrder.RANDOM:
        return array("q", shuffled(keys, seed))
    measures = measured(store.path, order, progress, cancelled) if keys else {}
    return array("q", by_measure(keys, measures))


def measured(
    project: Path, order: TriageOrder, progress: Progress, cancelled: Callable[[], bool]
) -> dict[int, float]:
    """The measures of the unfinished reports, worked out by a process of its own, so that no key waits for it.

    Raises Cancelled, or Refusal when the process failed.
    """
    found: dict[int, float] = {}
    with processes.start(_MEASURING, str(project), order.value) as process:
        with processes.killed_when(process, cancelled):
            for line in process.stdout or ():
                told = json.loads(line)
                if isinstance(told, str):
                    raise Refusal(told)
                done, total, key, measure = told
                if measure is not None:
                    found[key] = measure
                progress(done, total, "Ranking the reports")
        raise_when(cancelled)
    if process.returncode:
        raise Refusal("The reports could not be ranked.")
    return found


def search_in_turn(
    store: Store,
    typed: str,
    wanted: QueueFilter,
    turn: Sequence[int] | None,
    tell: Callable[[Found], None],
    cancelled: Callable[[], bool],
) -> Found:
    """What a search finds, or all reports in turn, in a worker thread. Raises Cancelled."""
    found = search_reports(store, typed, wanted, tell, cancelled)
    with open_beside(store) as reader, reader.stopped_when(cancelled):
        return in_turn(reader, wanted, found, turn)


def in_turn(store: Store, wanted: QueueFilter, found: Found, turn: Sequence[int] | None) -> Found:
    """What the queue shows in its own order: first the unfinished reports in the order they come, then the others.

    A search and any other order of the queue stay as they are.
    """
    if turn is None or wanted.sort != "order" or found.query is not None or found.refusal:
        return found
    shown = store.documents.keys(wanted)
    unfinished = frozenset(store.documents.keys(QueueFilter(UNFINISHED)))
    coming = frozenset(key for key in shown if key in unfinished)
    first = [key for key in turn if key in coming]
    ahead = frozenset(first)
    later = [key for key in shown if key in coming and key not in ahead]
    return Found(filter=wanted, keys=array("q", [*first, *later, *(key for key in shown if key not in coming)]))

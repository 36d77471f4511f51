"""Checking a project: is the file sound, and does everything in it agree?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from annotator.app.guideline import GuidelineCount
from annotator.app.sources import raise_when
from annotator.domain.documents import State
from annotator.storage.audit import UNREADABLE, contradictions
from annotator.storage.store import Store, open_beside, open_store

_DATABASE = "The database:"


def check(project: Path | Store, cancelled: Callable[[], bool] = lambda: False) -> list[str]:
    """What is wrong with a project, a sentence each; empty when nothing is. The file is only read.

    May run in another thread than the one that has the store. Raises Refusal when it is no project at all,
    Cancelled when `cancelled` says so.
    """
    beside = open_beside(project) if isinstance(project, Store) else open_store(project, read_only=True)
    with beside as store:
        with store.stopped_when(cancelled):
            found = _sentences(store)
        raise_when(cancelled)
        return [*found, *contradictions(store.path, lambda: raise_when(cancelled))]


def is_damaged(faults: Sequence[str]) -> bool:
    """Whether what `check` found is the disk's work: pages are damaged, or texts are others than were imported."""
    return any(fault.startswith((_DATABASE, UNREADABLE, "The text of")) for fault in faults)


def guideline_warnings(project: Path | Store) -> list[str]:
    """Which rules of the guideline are broken how often, a sentence each with the first place; reads every report.

    None of it makes a project unsound. Raises Refusal when it is no project at all.
    """
    beside = open_beside(project) if isinstance(project, Store) else open_store(project, read_only=True)
    with beside as store:
        schema = store.labels.read_schema()
        count = GuidelineCount(schema)
        if any(label.rules for label in schema.labels):
            for document, annotations, relations in store.bulk_reader().read(frozenset(State)):
                count.add(document.facts.title, document.text, annotations, relations)
        return count.sentences()


def _sentences(store: Store) -> list[str]:
    return [f"{_DATABASE} {fault}." for fault in store.faults()]

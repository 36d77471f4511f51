"""Checking a project: is the file sound, and does everything in it agree?"""

from __future__ import annotations

from pathlib import Path

from annotator.storage.audit import contradictions
from annotator.storage.store import Store, open_beside, open_store


def check(project: Path | Store) -> list[str]:
    """What is wrong with a project, a sentence each; empty when nothing is. The file is only read.

    May run in another thread than the one that has the store. Raises Refusal when it is no project at all.
    """
    beside = open_beside(project) if isinstance(project, Store) else open_store(project, read_only=True)
    with beside as store:
        return [*_sentences(store), *contradictions(store.path)]


def _sentences(store: Store) -> list[str]:
    return [f"The database: {fault}." for fault in store.faults()]

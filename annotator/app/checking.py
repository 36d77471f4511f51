"""Checking a project: is the file sound, and does everything in it agree?"""

from __future__ import annotations

from pathlib import Path

from annotator.storage.audit import contradictions
from annotator.storage.store import Store, open_store


def check(project: Path | Store) -> list[str]:
    """What is wrong with a project, a sentence each; empty when nothing is. The file is only read.

    Raises Refusal when it is no project at all.
    """
    if isinstance(project, Store):
        return [*_sentences(project), *contradictions(project.path)]
    with open_store(project, read_only=True) as store:
        return [*_sentences(store), *contradictions(project)]


def _sentences(store: Store) -> list[str]:
    return [f"The database: {fault}." for fault in store.faults()]

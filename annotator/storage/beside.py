"""A second writer on a project that is open, for a long task in another thread."""

from __future__ import annotations

from annotator.storage.connection import connect
from annotator.storage.store import Store


def open_writer_beside(store: Store) -> Store:
    """A writing store on the same file, for one large transaction in a worker.

    The first store keeps the lock and must not write meanwhile; once the transaction stands, it calls
    `labels.forget`. Raises StorageFailed when the project is only read, or its file was moved or replaced.
    """
    store._refuse_vain_writes()
    beside = Store(store.path, connect(store.path, any_thread=True), store._watch, any_thread=True)
    beside.carrier = store.keeper
    return beside

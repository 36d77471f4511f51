"""A second writer on a project that is open, for a long task in another thread."""

from __future__ import annotations

from annotator.domain.errors import StorageFailed
from annotator.storage.connection import connect
from annotator.storage.store import Store


def open_writer_beside(store: Store) -> Store:
    """A writing store on the same file, for one large transaction in a worker.

    The first store keeps the lock and must not write meanwhile; once the transaction stands, it calls
    `labels.forget`. Raises StorageFailed when the project may not be written.
    """
    if store.read_only:
        raise StorageFailed(f"{store.path.name} is open for reading only.")
    with store.writing():
        pass  # refuses when the file has been moved or replaced
    beside = Store(store.path, connect(store.path, any_thread=True), None)
    beside.read_only = False
    return beside

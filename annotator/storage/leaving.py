"""Taking reports out of a project with everything that hangs on them, so that what stays agrees with itself."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence

from sqlite_utils import Database

from annotator.domain.documents import State
from annotator.storage.store import Store

_DONE = """
    SELECT id FROM documents d WHERE state = ? AND NOT EXISTS (
        SELECT 1 FROM relations WHERE child_document_id = d.id AND document_id <> d.id
    ) AND NOT EXISTS (
        SELECT 1 FROM relations WHERE document_id = d.id AND child_document_id IS NOT NULL
        AND child_document_id <> d.id
    ) ORDER BY position, id
"""
_DOCUMENT_OF_EDIT = """
    coalesce(json_extract(record, '$.annotation.document'), json_extract(record, '$.after.document'),
        json_extract(record, '$.relation.document'), json_extract(record, '$.document'))
"""
_AT_ONCE = 500  # reports
# of some reports, in an order in which each row goes before those that it points to
_REPORTS = (
    (
        "INSERT INTO document_search (document_search, rowid, title, text) SELECT 'delete', d.id, d.title, t.text"
        " FROM leaving l JOIN documents d ON d.id = l.id JOIN texts t ON t.document_id = d.id"
    ),
    "DELETE FROM relations WHERE document_id IN (SELECT id FROM leaving)",
    "DELETE FROM annotations WHERE document_id IN (SELECT id FROM leaving)",
    *(
        f"DELETE FROM {table} WHERE document_id IN (SELECT id FROM leaving)"
        for table in ("moved_annotations", "moved_attributes", "kept_annotations", "kept_relations")
    ),
    "DELETE FROM documents WHERE id IN (SELECT id FROM leaving)",
    "INSERT INTO left_already SELECT id FROM leaving",
    "DELETE FROM leaving",
)
_HISTORY = (
    "INSERT INTO leaving SELECT id FROM left_already",
    "CREATE TEMP TABLE touched (id INTEGER PRIMARY KEY)",
    (
        f"INSERT OR IGNORE INTO touched SELECT operation_id FROM edits WHERE {_DOCUMENT_OF_EDIT}"
        " IN (SELECT id FROM leaving)"
    ),
    f"DELETE FROM edits WHERE {_DOCUMENT_OF_EDIT} IN (SELECT id FROM leaving)",
    (
        "UPDATE operations SET state = 'dropped' WHERE id IN (SELECT id FROM touched)"
        " AND NOT EXISTS (SELECT 1 FROM edits WHERE operation_id = operations.id)"
    ),
    (
        "UPDATE operations SET before_document_id = NULL, before_caret = NULL, before_anchor = NULL"
        " WHERE before_document_id IN (SELECT id FROM leaving)"
    ),
    (
        "UPDATE operations SET after_document_id = NULL, after_caret = NULL, after_anchor = NULL"
        " WHERE after_document_id IN (SELECT id FROM leaving)"
    ),
    "DELETE FROM settings WHERE name = 'last_report' AND CAST(value AS INTEGER) IN (SELECT id FROM leaving)",
    "INSERT OR REPLACE INTO settings VALUES ('archived', strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
    "DROP TABLE touched",
    "DROP TABLE leaving",
    "DROP TABLE left_already",
)


def done_reports(store: Store) -> array[int]:
    """The reports that are done and neither lead to another report nor are led to, in the order of the queue."""
    return array("q", (key for (key,) in store._db.execute(_DONE, [State.DONE.value])))


def keys_of(store: Store, uids: Iterable[str]) -> list[int]:
    """The keys of the reports with these uids that the project has."""
    found = (store._db.execute("SELECT id FROM documents WHERE uid = ?", [uid]).fetchone() for uid in uids)
    return [row[0] for row in found if row is not None]


def remove_reports(store: Store, keys: Sequence[int], progress: Callable[[int], None] = lambda _: None) -> None:
    """Take these reports out, with what the history says of them. For use within `Store.writing`.

    `progress` is told how many are out and may raise Cancelled.
    """
    db: Database = store._db
    for table in ("leaving", "left_already"):
        db.execute(f"CREATE TEMP TABLE {table} (id INTEGER PRIMARY KEY)")
    for low in range(0, len(keys), _AT_ONCE):
        progress(low)
        db.conn.executemany("INSERT INTO leaving VALUES (?)", [(key,) for key in keys[low : low + _AT_ONCE]])
        for statement in _REPORTS:
            db.execute(statement)
    progress(len(keys))
    for statement in _HISTORY:
        db.execute(statement)
    store.log.forget()

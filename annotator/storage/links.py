"""Relations between reports that are being imported: they wait until the report at their other end is there."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from annotator.domain.documents import OutwardRelation
from annotator.storage.labels import LabelStore

_TABLE = """
CREATE TABLE links_waiting (
    document_id INTEGER NOT NULL, uid TEXT NOT NULL, type_id INTEGER NOT NULL, head_id INTEGER NOT NULL,
    annotator_id INTEGER NOT NULL, report TEXT NOT NULL, child TEXT NOT NULL
) STRICT
"""
_WAIT = """
INSERT INTO links_waiting
SELECT ?1, ?2, ?3, id, ?4, ?5, ?6 FROM annotations WHERE document_id = ?1 AND uid = ?7
"""
_WRITE = """
INSERT INTO relations (document_id, uid, type_id, head_id, child_id, annotator_id, child_document_id)
SELECT w.document_id, w.uid, w.type_id, w.head_id, a.id, w.annotator_id, nullif(d.id, w.document_id)
FROM links_waiting w JOIN documents d ON d.uid = w.report
JOIN annotations a ON a.document_id = d.id AND a.uid = w.child
ORDER BY w.rowid
"""
_UNRESOLVED = """
FROM links_waiting w WHERE NOT EXISTS (
    SELECT 1 FROM documents d JOIN annotations a ON a.document_id = d.id WHERE d.uid = w.report AND a.uid = w.child
)
"""


class WaitingLinks:
    """Keeps them in a table of the caller's transaction, which is there only while something waits."""

    def __init__(self, db: Database, labels: LabelStore) -> None:
        self._db = db
        self._labels = labels
        self._begun = False

    def add(self, links: Sequence[tuple[int, OutwardRelation]]) -> None:
        """Relations with the keys of the reports of their heads, which are there already."""
        if not links:
            return
        if not self._begun:
            self._db.execute(_TABLE)
            self._begun = True
        self._db.conn.executemany(
            _WAIT,
            [
                (
                    key,
                    relation.uid,
                    self._labels.relation_id(relation.type),
                    self._labels.annotator_id(relation.annotator),
                    report,
                    relation.child,
                    relation.head,
                )
                for key, (relation, report) in links
            ],
        )

    def write(self, most: int) -> tuple[int, list[tuple[str, str]]]:
        """Write those whose other end is there now.

        Returns how many have none, and of at most so many of them the uid and the report that they name.
        """
        if not self._begun:
            return 0, []
        self._db.execute(_WRITE)
        number = self._db.execute(f"SELECT count(*) {_UNRESOLVED}").fetchone()[0]
        query = f"SELECT w.uid, w.report {_UNRESOLVED} ORDER BY w.rowid LIMIT ?"
        named = self._db.execute(query, [most]).fetchall()
        self._db.execute("DROP TABLE links_waiting")
        self._begun = False
        return number, named

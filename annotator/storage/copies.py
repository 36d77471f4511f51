"""Pairs of reports that are near duplicates, as they were found last. `TABLES` is what a migration runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlite_utils import Database

from annotator.domain.copies import CopyPair

TABLES = """
CREATE TABLE near_duplicates (
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    earlier_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    likeness REAL NOT NULL,
    kept INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (document_id, earlier_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX near_duplicates_by_earlier ON near_duplicates (earlier_id);

CREATE INDEX near_duplicates_by_likeness ON near_duplicates (kept, likeness DESC)
"""
_FROM = """
    FROM near_duplicates n JOIN documents d ON d.id = n.document_id JOIN documents e ON e.id = n.earlier_id
    WHERE n.kept = 0 AND d.state <> 'set aside' AND e.state <> 'set aside'
"""
_PAIRS = f"""
    SELECT n.document_id, n.earlier_id, n.likeness, d.title, e.title, d.source, e.source, d.date, e.date
    {_FROM} ORDER BY n.likeness DESC, n.document_id, n.earlier_id LIMIT ?
"""
_LOOKED_AT = "copies_looked_at"


class CopyStore:
    """Near duplicates; pairs of which the user keeps both stay known as such."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def texts(self) -> Iterator[tuple[int, str]]:
        """Key and text of every report that is not set aside, in the order they came."""
        return self._db.execute(
            "SELECT d.id, t.text FROM documents d JOIN texts t ON t.document_id = d.id"
            " WHERE d.state <> 'set aside' ORDER BY d.id"
        )

    def replace(self, pairs: Iterable[tuple[int, int, float]], last: int) -> None:
        """Keep these pairs of a later report, an earlier one and their likeness, found up to the report `last`.

        For use within `Store.writing`.
        """
        self._db.execute("DELETE FROM near_duplicates WHERE kept = 0")
        self._db.conn.executemany(
            "INSERT INTO near_duplicates (document_id, earlier_id, likeness) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET likeness = excluded.likeness",
            pairs,
        )
        self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", [_LOOKED_AT, str(last)])

    def keep_both(self, later: int, earlier: int, kept: bool = True) -> None:
        """Say that both reports stay, or take that back. For use within `Store.writing`."""
        self._db.execute(
            "UPDATE near_duplicates SET kept = ? WHERE document_id = ? AND earlier_id = ?",
            [int(kept), later, earlier],
        )

    def pairs(self, limit: int) -> list[CopyPair]:
        """Pairs that nobody has decided on, the most alike first."""
        return [CopyPair(*row) for row in self._db.execute(_PAIRS, [limit])]

    def count(self) -> int:
        """How many pairs nobody has decided on."""
        return int(self._db.execute(f"SELECT count(*) {_FROM}").fetchone()[0])

    def last(self) -> int:
        """The key of the last report; 0 where there is none."""
        return int(self._db.execute("SELECT coalesce(max(id), 0) FROM documents").fetchone()[0])

    def is_current(self) -> bool:
        """Whether no report has come since copies were looked for."""
        row = self._db.execute("SELECT value FROM settings WHERE name = ?", [_LOOKED_AT]).fetchone()
        return row is not None and row[0] == str(self.last())

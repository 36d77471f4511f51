"""Counts of labelled texts, in a database of its own in a temporary file: there may be millions of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from types import TracebackType

_TABLES = """
CREATE TABLE counts (
    folded TEXT NOT NULL, layer TEXT NOT NULL, label TEXT NOT NULL, shown TEXT NOT NULL, spans INTEGER NOT NULL,
    reports INTEGER NOT NULL, done INTEGER NOT NULL, PRIMARY KEY (folded, layer, label)
) STRICT, WITHOUT ROWID
"""
_ADD = """
    INSERT INTO counts VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
    SET spans = spans + excluded.spans, reports = reports + excluded.reports, done = done + excluded.done
"""
_TORN = """
    SELECT shown, json_group_object(label, spans), sum(spans), sum(spans) - max(spans) AS others
    FROM (SELECT * FROM counts ORDER BY folded, layer, spans DESC) GROUP BY folded, layer HAVING count(*) > 1
    ORDER BY others DESC, sum(spans) DESC, folded LIMIT ?
"""

Counts = Mapping[tuple[str, str, str], tuple[str, int, int, int]]
"""By case-folded text, layer and label: the text as it stood first, spans, reports, reports that are done."""


class SpanTexts:
    """Adds up counts and tells the most frequent ones. Close it, or use it in a `with` statement."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("PRAGMA cache_size = -32000")
        self._db.execute(_TABLES)

    def __enter__(self) -> SpanTexts:  # noqa: PYI034 - Self is newer than our oldest Python
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    def add(self, counts: Counts) -> None:
        self._db.execute("BEGIN")
        self._db.executemany(_ADD, [(*key, *value) for key, value in sorted(counts.items())])
        self._db.execute("COMMIT")

    def frequent(self, label: str, limit: int) -> list[tuple[str, int, int]]:
        """Text, spans and reports of the label's most frequent texts."""
        return self._db.execute(
            "SELECT shown, spans, reports FROM counts WHERE label = ? ORDER BY spans DESC, folded LIMIT ?",
            [label, limit],
        ).fetchall()

    def torn(self, limit: int) -> list[tuple[str, str, int, int]]:
        """Texts with several labels of one layer, those first of which most spans are not with the majority.

        Text, spans by label as a JSON object with the most frequent one first, all spans, those of the minority.
        """
        return self._db.execute(_TORN, [limit]).fetchall()

    def done(self, layer: str, limit: int) -> Iterator[tuple[str, str, str, int, int]]:
        """The layer's most frequent texts that were labelled in reports that are done.

        Folded text, text, its most frequent label, spans, and reports that are done and have it labelled.
        """
        yield from self._db.execute(
            "SELECT folded, shown, label, sum(spans), sum(done) FROM"
            " (SELECT * FROM counts WHERE layer = ? ORDER BY folded, spans DESC)"
            " GROUP BY folded HAVING sum(done) > 0 ORDER BY sum(spans) DESC, folded LIMIT ?",
            [layer, limit],
        )

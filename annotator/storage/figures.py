"""Rows that statistics are made of. Each query reads much of the project, so that it is for workers."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

_STEPS = """
    SELECT o.made_at, sum(e.kind = 'annotation added'),
        sum(e.kind = 'document changed' AND json_extract(e.record, '$.after.state') = 'done'
            AND json_extract(e.record, '$.before.state') <> 'done')
    FROM operations o LEFT JOIN edits e ON e.operation_id = o.id WHERE o.state = 'done' GROUP BY o.id ORDER BY o.id
"""
_DATED = "d.date GLOB '[0-9][0-9][0-9][0-9]*'"
_BY_DATE = f"""
    SELECT substr(d.date, 1, :letters), k.label_id, s.number
    FROM documents d CROSS JOIN span_kinds k JOIN spans_in_reports s ON s.kind_id = k.id AND s.document_id = d.id
    WHERE {_DATED}
"""
_BY_SOURCE = """
    SELECT d.source, k.label_id, s.number
    FROM documents d CROSS JOIN span_kinds k JOIN spans_in_reports s ON s.kind_id = k.id AND s.document_id = d.id
"""
# in the order of an index that has all of it
_SPANS = "SELECT document_id, start, end, label_id FROM annotations ORDER BY document_id, start, end"
_ORIGINS = """
    SELECT origin, origin_source, count(*), avg(origin_score) FROM annotations
    GROUP BY origin, origin_source ORDER BY origin, origin_source
"""
_TEXTS = """
    SELECT d.id, d.state = 'done', t.text FROM documents d JOIN texts t ON t.document_id = d.id
    WHERE d.annotation_count > 0 OR d.state = 'done' ORDER BY d.id
"""


class FigureStore:
    """Reads for statistics, in batches, so that memory does not grow with the project."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def labels(self) -> dict[int, tuple[str, str]]:
        """Name and layer of each label by its number, merged ones by what they became."""
        rows = self._db.execute("SELECT id, name, layer FROM label_names")
        return {number: (name, layer) for number, name, layer in rows}

    def steps(self) -> Iterator[tuple[str, int, int]]:
        """Of each step that stands: when it was made (ISO 8601, UTC), spans added, reports finished."""
        return self._db.execute(_STEPS)

    def date_range(self) -> tuple[str, str]:
        """The first and the last date of reports; empty where none has one."""
        row = self._db.execute(f"SELECT min(d.date), max(d.date) FROM documents d WHERE {_DATED}").fetchone()
        return row[0] or "", row[1] or ""

    def spans_by_date(self, letters: int) -> Iterator[tuple[str, int, int]]:
        """Of each report: beginning of its date (4 letters: year, 7: month, 10: day), number of a label, spans."""
        return self._db.execute(_BY_DATE, {"letters": letters})

    def spans_by_source(self) -> Iterator[tuple[str, int, int]]:
        """Of each report: its source, number of a label, spans. Sorting them here would take memory."""
        return self._db.execute(_BY_SOURCE)

    def spans(self) -> Iterator[tuple[int, int, int, int]]:
        """Report, start, end and number of the label of every annotation, report by report from their starts."""
        return self._db.execute(_SPANS)

    def origins(self) -> list[tuple[str, str, int, float | None]]:
        """Kind and source of the origins of all annotations, how many, and their mean score where any has one."""
        return self._db.execute(_ORIGINS).fetchall()

    def texts(self) -> Iterator[tuple[int, bool, str]]:
        """Key, whether it is done, and the text of reports that are done or have annotations, by their keys."""
        return map(_with_done, self._db.execute(_TEXTS))


def _with_done(row: tuple[int, int, str]) -> tuple[int, bool, str]:
    return row[0], bool(row[1]), row[2]

"""Notes and flags, listed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

_NOTED = "note <> '' OR flagged = 1"  # as the indexes have it
_TEXT = 200  # code points of an annotation that are shown
_REPORTS = f"SELECT id, note, flagged, title FROM documents WHERE {_NOTED} ORDER BY position LIMIT ?"
_ANNOTATIONS = (
    "SELECT a.document_id, a.start, a.end, l.name, substr(t.text, a.start + 1, min(a.end - a.start, ?)), a.note,"
    " a.flagged, d.title FROM (SELECT document_id, start, end, label_id, note, flagged FROM annotations"
    f" WHERE {_NOTED} ORDER BY document_id, start LIMIT ?) a JOIN label_names l ON l.id = a.label_id"
    " JOIN documents d ON d.id = a.document_id JOIN texts t ON t.document_id = a.document_id"
)


@dataclass(frozen=True, slots=True)
class Noted:
    """A note or a flag, and where it stands: on the annotation `start`-`end` in code points, or on the report.

    A report's own have neither `label` nor `text`, and `start` and `end` are 0.
    """

    document: int
    start: int
    end: int
    label: str
    text: str
    note: str
    flagged: bool
    title: str


class NoteStore:
    """Reads notes and flags. An index has the few annotations with a note or a flag."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def noted(self, limit: int) -> list[Noted]:
        """At most `limit` notes and flags: those of reports in the queue's order, then those of annotations."""
        found = [
            Noted(key, 0, 0, "", "", note, bool(flagged), title)
            for key, note, flagged, title in self._db.execute(_REPORTS, [limit])
        ]
        rows = self._db.execute(_ANNOTATIONS, [_TEXT, limit - len(found)]) if len(found) < limit else []
        found.extend(
            Noted(key, start, end, label, text, note, bool(flagged), title)
            for key, start, end, label, text, note, flagged, title in rows
        )
        return found

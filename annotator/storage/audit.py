"""Whether everything in a project file agrees with everything else. Reads only, and never repairs."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlite_utils import Database

from annotator.domain.annotations import Annotation
from annotator.domain.edits import AnnotationAdded, AnnotationChanged, AnnotationRemoved, edit_from_record
from annotator.domain.errors import Refusal
from annotator.storage.connection import connect
from annotator.storage.stopping import asking

_PAGES_AT_ONCE = 2_000
UNREADABLE = "The file cannot be read to its end"
_INDEXES = ("document_search", "claim_search", "fact_search", "note_search")
_TALLIES = """
    SELECT 'reports that are ' || s.state, s.told, s.counted FROM (
        SELECT state, number AS told, (SELECT count(*) FROM documents d WHERE d.state = t.state) AS counted
        FROM report_totals t
    ) s WHERE s.told <> s.counted UNION ALL
    SELECT 'annotations with the label ' || l.name, coalesce(t.told, 0), coalesce(a.counted, 0) FROM labels l
    LEFT JOIN (SELECT k.label_id, sum(n.number) AS told FROM span_totals n JOIN span_kinds k ON k.id = n.kind_id
        GROUP BY k.label_id) t ON t.label_id = l.id
    LEFT JOIN (SELECT label_id, count(*) AS counted FROM annotations GROUP BY label_id) a ON a.label_id = l.id
    WHERE coalesce(t.told, 0) <> coalesce(a.counted, 0)
"""
_OFFSETS = """
    SELECT d.title, a.start, a.end, d.length FROM annotations a JOIN documents d ON d.id = a.document_id
    WHERE a.start < 0 OR a.end <= a.start OR a.end > d.length
"""
_COUNTS = """
    SELECT d.title, d.annotation_count, count(a.id) FROM documents d LEFT JOIN annotations a
    ON a.document_id = d.id GROUP BY d.id HAVING d.annotation_count <> count(a.id)
"""
_ENDS = """
    SELECT d.title, r.uid FROM relations r JOIN documents d ON d.id = r.document_id
    LEFT JOIN annotations h ON h.id = r.head_id AND h.document_id = r.document_id
    LEFT JOIN annotations c ON c.id = r.child_id AND c.document_id = coalesce(r.child_document_id, r.document_id)
    WHERE h.id IS NULL OR c.id IS NULL
"""
_TEXTS = "SELECT d.title, d.length, d.sha256, t.text FROM documents d JOIN texts t ON t.document_id = d.id"
_TEXTLESS = "SELECT title FROM documents WHERE id NOT IN (SELECT document_id FROM texts)"
_UNREADABLE = """
    SELECT title, 'facts' FROM documents
    WHERE CASE WHEN json_valid(meta) THEN json_type(meta) END IS NOT 'object' UNION ALL
    SELECT d.title, 'attributes of annotation ' || a.uid
    FROM annotations a JOIN documents d ON d.id = a.document_id
    WHERE a.attributes <> '{}'
    AND CASE WHEN json_valid(a.attributes) THEN json_type(a.attributes) END IS NOT 'object'
"""
_LOGGED = """
    SELECT e.id, e.kind, e.record FROM edits e JOIN operations o ON o.id = e.operation_id
    WHERE o.state = 'done' ORDER BY e.id
"""


def contradictions(path: Path, ask: Callable[[], None] = lambda: None) -> Iterator[str]:
    """A sentence for each thing in the file that does not agree with the rest, beyond what SQLite itself sees.

    `ask` is called meanwhile and may raise Cancelled.
    """
    db = connect(path, read_only=True)
    try:
        with asking(db.conn, ask):
            yield from _texts(db)
            yield from _facts(db)
            yield from _annotations(db)
            yield from _tallies(db)
            yield from _edit_log(db)
        yield from _search_index(db, ask)
    except (sqlite3.DatabaseError, Refusal) as error:
        yield f"{UNREADABLE}: {str(error).rstrip('.')}."
    finally:
        db.close()


def _texts(db: Database) -> Iterator[str]:
    for (title,) in db.execute(_TEXTLESS):
        yield f"The report “{title}” has no text."
    rows = db.execute(_TEXTS)
    for title, length, digest, text in rows:
        if len(text) != length:
            yield f"The text of “{title}” has {len(text)} characters instead of {length}."
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            yield f"The text of “{title}” is not the one that was imported."


def _facts(db: Database) -> Iterator[str]:
    for title, what in db.execute(_UNREADABLE):
        yield f"“{title}”: the {what} cannot be read."


def _annotations(db: Database) -> Iterator[str]:
    for title, start, end, length in db.execute(_OFFSETS):
        yield f"“{title}”: an annotation stands at {start}-{end}, the text ends at {length}."
    for title, told, counted in db.execute(_COUNTS):
        yield f"“{title}” tells of {told} annotations and has {counted}."
    for title, uid in db.execute(_ENDS):
        yield f"“{title}”: the relation {uid} leads to an annotation that is not there."


def _tallies(db: Database) -> Iterator[str]:
    for what, told, counted in db.execute(_TALLIES):
        yield f"The project tells of {told} {what} and has {counted}."


def _edit_log(db: Database) -> Iterator[str]:
    latest: dict[tuple[int, str], Annotation | None] = {}
    for number, kind, record in db.execute(_LOGGED):
        try:
            edit = edit_from_record(kind, json.loads(record))
        except (ValueError, TypeError, KeyError):
            yield f"Step {number} of the history cannot be read."
            continue
        match edit:
            case AnnotationAdded(annotation) | AnnotationChanged(_, annotation):
                latest[annotation.document, annotation.uid] = annotation
            case AnnotationRemoved(annotation):
                latest[annotation.document, annotation.uid] = None
            case _:
                pass
    for (document, uid), kept in latest.items():
        row = db.execute(
            "SELECT start, end FROM annotations WHERE document_id = ?1 AND uid = ?2 UNION ALL"
            " SELECT start, end FROM kept_annotations WHERE document_id = ?1 AND uid = ?2 LIMIT 1",
            [document, uid],
        ).fetchone()
        if row != (None if kept is None else (kept.start, kept.end)):
            yield f"The annotation {uid} is not as the history left it."


def _search_index(db: Database, ask: Callable[[], None]) -> Iterator[str]:
    # FTS5 checks itself only where it may write, so a copy is checked.
    with tempfile.TemporaryDirectory(prefix="annotator-check-") as folder:
        copy = sqlite3.connect(Path(folder) / "copy.annodb", isolation_level=None)
        try:
            db.conn.backup(copy, pages=_PAGES_AT_ONCE, progress=lambda *_: ask(), sleep=0)
            with asking(copy, ask):
                for index in _INDEXES:
                    copy.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
        except (sqlite3.DatabaseError, Refusal) as error:
            yield f"The search index does not fit what is searched: texts, claims, facts or notes ({error})."
        finally:
            copy.close()

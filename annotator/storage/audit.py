"""Whether everything in a project file agrees with everything else. Reads only, and never repairs."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from annotator.domain.annotations import Annotation
from annotator.domain.edits import AnnotationAdded, AnnotationChanged, AnnotationRemoved, edit_from_record
from annotator.domain.errors import Refusal
from annotator.storage.connection import connect

UNREADABLE = "The file cannot be read to its end"
_SEARCH_CHECK = "INSERT INTO document_search (document_search, rank) VALUES ('integrity-check', 1)"
_CLAIMS_CHECK = "INSERT INTO claim_search (claim_search, rank) VALUES ('integrity-check', 1)"
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


def contradictions(path: Path) -> Iterator[str]:
    """A sentence for each thing in the file that does not agree with the rest, beyond what SQLite itself sees."""
    db = connect(path, read_only=True)
    try:
        yield from _texts(db)
        yield from _facts(db)
        yield from _annotations(db)
        yield from _edit_log(db)
        yield from _search_index(db)
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


def _search_index(db: Database) -> Iterator[str]:
    # FTS5 checks itself only where it may write, so a copy is checked.
    with tempfile.TemporaryDirectory(prefix="annotator-check-") as folder:
        copy = sqlite3.connect(Path(folder) / "copy.annodb", isolation_level=None)
        try:
            db.conn.backup(copy)
            copy.execute(_SEARCH_CHECK)
            copy.execute(_CLAIMS_CHECK)
        except (sqlite3.DatabaseError, Refusal) as error:
            yield f"The search index does not fit the texts or the claims ({error})."
        finally:
            copy.close()

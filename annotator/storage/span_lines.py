"""Annotations with the words around them, of one label or of one text, in the order of the queue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from annotator.domain.annotations import Annotation
from annotator.domain.span_lines import SpanLine
from annotator.storage.annotations import AnnotationStore
from annotator.storage.labels import LabelStore

_AROUND = 60  # code points before and behind
_LONGEST = 400  # code points of a span that are shown
_LINES = f"""
    SELECT a.document_id, a.uid, a.start, a.end, l.name,
        substr(t.text, max(a.start - {_AROUND}, 0) + 1, min(a.start, {_AROUND})),
        substr(t.text, a.start + 1, min(a.end - a.start, {_LONGEST})),
        substr(t.text, a.end + 1, {_AROUND}), d.title
    FROM annotations a JOIN label_names l ON l.id = a.label_id JOIN documents d ON d.id = a.document_id
    JOIN texts t ON t.document_id = a.document_id
"""
_DONE_WITH = """
    SELECT d.id, d.title FROM document_search f JOIN documents d ON d.id = f.rowid
    WHERE document_search MATCH ? AND d.state = 'done' ORDER BY d.position
"""
_ORDER = " ORDER BY d.position, a.start, a.end DESC LIMIT ?"


class SpanLineStore:
    """Reads lines; a search reads every annotation of the label, so it is for workers."""

    def __init__(self, db: Database, labels: LabelStore) -> None:
        self._db = db
        self._labels = labels
        self._annotations = AnnotationStore(db, labels)
        db.conn.create_function("casefolded", 1, str.casefold, deterministic=True)

    def lines(self, label: str, text: str, limit: int) -> list[SpanLine]:
        """At most `limit` annotations of that label with exactly that text, whatever its case.

        An empty label, or text, stands for any.
        """
        conditions: list[str] = []
        values: list[Any] = []
        if label:
            numbers = self._labels.numbers_of(self._labels.label_id(label))
            conditions.append(f"a.label_id IN ({', '.join(map(str, numbers))})")
        if text:
            conditions += ["a.end - a.start = ?", "casefolded(substr(t.text, a.start + 1, a.end - a.start)) = ?"]
            values += [len(text), text.casefold()]
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        return [SpanLine(*row) for row in self._db.execute(f"{_LINES}{where}{_ORDER}", [*values, limit])]

    def unlabelled(self, text: str, limit: int) -> Iterator[SpanLine]:
        """Places in reports that are done where this text, whatever its case, stands as words of its own without
        a label; their lines have neither uid nor label. At most `limit`.
        """
        phrase = 'text : "' + text.replace('"', '""').replace("\0", " ") + '"'
        pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, text.split())) + r"(?!\w)", re.IGNORECASE)
        left = limit
        for key, title in self._db.execute(_DONE_WITH, [phrase]).fetchall() if text.split() else ():
            marked = self._db.execute("SELECT start, end FROM annotations WHERE document_id = ?", [key]).fetchall()
            for match in pattern.finditer(self._text(key)):
                start, end = match.span()
                if (start, end) in marked:
                    continue
                if not left:
                    return
                left -= 1
                whole = match.string
                before, behind = whole[max(start - _AROUND, 0) : start], whole[end : end + _AROUND]
                yield SpanLine(key, "", start, end, "", before, match[0][:_LONGEST], behind, title)

    def _text(self, key: int) -> str:
        return str(self._db.execute("SELECT text FROM texts WHERE document_id = ?", [key]).fetchone()[0])

    def annotation(self, line: SpanLine) -> Annotation | None:
        """The annotation as it stands now; None when it is gone."""
        rows = self._annotations.rows_of_document(line.document)
        index = rows.find(line.uid)
        return None if index is None else rows[index]

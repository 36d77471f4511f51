"""Documents in the file: the queue's rows, and one text at a time."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from annotator.domain.documents import Document, DocumentSummary, Facts, State
from annotator.domain.edits import DocumentStatus
from annotator.domain.errors import ProjectRefused
from annotator.storage.tallies import TallyStore

SORTS = {
    "order": "position",
    "title": "title COLLATE NOCASE, position",
    "date": "date, position",
    "dated": "date = '', date, position",
    "source": "source COLLATE NOCASE, position",
    "annotations": "annotation_count DESC, position",
    "length": "length, position",
}
_SUMMARY = (
    "id, uid, title, source, date, language, url, meta, state, flagged, note, position, length, annotation_count"
)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which reports the queue shows; `None` means all. `sort` is a key of SORTS."""

    states: frozenset[State] | None = None
    flagged: bool | None = None
    words: str = ""
    sort: str = "order"


class DocumentStore:
    """Rows of documents; callers hold the transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def read(self, key: int) -> Document:
        """One document with its text. Raises KeyError when there is none with that key."""
        row = self._db.execute(
            "SELECT d.id, d.uid, t.text, d.title, d.source, d.date, d.language, d.url, d.meta, d.state, d.flagged,"
            " d.note, d.caret, d.position, d.sha256 FROM documents d JOIN texts t ON t.document_id = d.id"
            " WHERE d.id = ?",
            [key],
        ).fetchone()
        if row is None:
            raise KeyError(key)
        number, uid, text, *facts, state, flagged, note, caret, position, sha256 = row
        return Document(
            number, uid, text, facts_of(facts), State(state), bool(flagged), note, caret, position, sha256
        )

    def keys(self, wanted: QueueFilter = QueueFilter()) -> array[int]:
        """The keys of the reports that the queue shows, in its order."""
        conditions, values = _conditions(wanted)
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        rows = self._db.execute(f"SELECT id FROM documents{where} ORDER BY {SORTS[wanted.sort]}", values)
        return array("q", (key for (key,) in rows))

    def sorted(self, keys: Sequence[int], sort: str) -> array[int]:
        """These reports in an order of SORTS."""
        rows = self._db.execute(
            f"SELECT d.id FROM json_each(?) j CROSS JOIN documents d ON d.id = j.value ORDER BY {SORTS[sort]}",
            [json.dumps(list(keys))],
        )
        return array("q", (key for (key,) in rows))

    def first_position(self) -> int | None:
        """The position of the first report if no position is free up to the last one; else None."""
        row = self._db.execute(
            "SELECT (SELECT min(position) FROM documents), (SELECT max(position) FROM documents)"
        ).fetchone()
        total = sum(self.count_by_state().values())
        return int(row[0]) if total and row[1] - row[0] + 1 == total else None

    def keys_from(self, position: int, number: int) -> list[int]:
        """The keys of the `number` reports from that position on."""
        rows = self._db.execute(
            "SELECT id FROM documents WHERE position >= ? ORDER BY position LIMIT ?", [position, number]
        )
        return [key for (key,) in rows]

    def position_of(self, key: int) -> int | None:
        row = self._db.execute("SELECT position FROM documents WHERE id = ?", [key]).fetchone()
        return None if row is None else int(row[0])

    def named(self, fact: str, limit: int) -> list[str]:
        """At most so many of the sources or languages that reports have, without case, in the alphabet's order."""
        column = {"source": "source", "language": "language"}[fact] + " COLLATE NOCASE"
        step = f"SELECT {fact} FROM documents WHERE {column} > {{}} ORDER BY {column} LIMIT 1"
        rows = self._db.execute(
            f"WITH RECURSIVE named (name) AS (SELECT ({step.format(repr(''))})"
            f" UNION ALL SELECT ({step.format('name')}) FROM named WHERE name IS NOT NULL LIMIT ?)"
            " SELECT name FROM named WHERE name IS NOT NULL",
            [limit],
        )
        return [name for (name,) in rows]

    def titles(self, number: int) -> list[tuple[int, str, str, str, str]]:
        """Key, title, source, date and state of the first reports of the queue; lighter than their summaries."""
        return self._db.execute(
            "SELECT id, title, source, date, state FROM documents ORDER BY position LIMIT ?", [number]
        ).fetchall()

    def summaries(self, keys: Sequence[int]) -> list[DocumentSummary]:
        """The queue's rows for these keys, in their order; keys that are gone are left out."""
        marks = ", ".join("?" * len(keys))
        rows = self._db.execute(f"SELECT {_SUMMARY} FROM documents WHERE id IN ({marks})", list(keys))
        found = {row[0]: _summary(row) for row in rows}
        return [found[key] for key in keys if key in found]

    def count_by_state(self) -> dict[State, int]:
        """How many reports are in each state; states without one are there with 0."""
        return TallyStore(self._db).reports_by_state()

    def in_queue_order(self, keys: Sequence[int]) -> list[int]:
        """These reports in the order of the queue."""
        rows = self._db.execute(
            "SELECT id FROM documents WHERE id IN (SELECT value FROM json_each(?)) ORDER BY position, id",
            [json.dumps(list(keys))],
        )
        return [key for (key,) in rows]

    def last_finished(self, limit: int) -> list[int]:
        """At most `limit` reports that are done, the last of the queue first."""
        rows = self._db.execute(
            "SELECT id FROM documents WHERE state = 'done' ORDER BY position DESC LIMIT ?", [limit]
        )
        return [key for (key,) in rows]

    def next_in_queue(self, after: int, states: frozenset[State]) -> int | None:
        """The next report behind `after` in the queue that is in one of these states; then from the top."""
        position = self._db.execute("SELECT position FROM documents WHERE id = ?", [after]).fetchone()
        here = position[0] if position else -1
        for comparison in (">", "<"):
            statement = (  # for all states at once SQLite would sort what is left of the queue
                f"SELECT position, id FROM documents WHERE state = ? AND position {comparison} ?"
                " ORDER BY position LIMIT 1"
            )
            found = [self._db.execute(statement, [state.value, here]).fetchone() for state in states]
            first = min((row for row in found if row is not None), default=None)
            if first is not None:
                return int(first[1])
        return None

    def neighbour(self, key: int, step: int) -> int | None:
        """The report before (`step` < 0) or behind this one in the order of the queue, whatever its state."""
        comparison, direction = (">", "ASC") if step > 0 else ("<", "DESC")
        row = self._db.execute(
            f"SELECT id FROM documents WHERE position {comparison} (SELECT position FROM documents WHERE id = ?)"
            f" ORDER BY position {direction} LIMIT 1",
            [key],
        ).fetchone()
        return None if row is None else int(row[0])

    def set_status(self, key: int, before: DocumentStatus, after: DocumentStatus) -> None:
        facts = after.facts
        self._db.execute(
            "UPDATE documents SET state = ?, flagged = ?, note = ?, title = ?, source = ?, date = ?, language = ?,"
            " url = ?, meta = ? WHERE id = ?",
            [
                after.state.value,
                int(after.flagged),
                after.note,
                facts.title,
                facts.source,
                facts.date,
                facts.language,
                facts.url,
                meta_text(facts),
                key,
            ],
        )
        if before.facts.title != facts.title:
            self._reindex_title(key, before.facts.title, facts.title)

    def remember_caret(self, key: int, caret: int) -> None:
        """Keep where the reader left the report, in code points."""
        self._db.execute("UPDATE documents SET caret = ? WHERE id = ? AND caret <> ?", [caret, key, caret])

    def known_digests(self, digests: Iterable[str]) -> set[str]:
        """Which of these texts the project has already."""
        known = set()
        for digest in digests:
            if self._db.execute("SELECT 1 FROM documents WHERE sha256 = ? LIMIT 1", [digest]).fetchone():
                known.add(digest)
        return known

    def known_uids(self, uids: Iterable[str]) -> set[str]:
        """Which of these uids the project has already."""
        found = (self._db.execute("SELECT uid FROM documents WHERE uid = ?", [uid]).fetchone() for uid in uids)
        return {row[0] for row in found if row}

    def _reindex_title(self, key: int, before: str, after: str) -> None:
        text = self._db.execute("SELECT text FROM texts WHERE document_id = ?", [key]).fetchone()[0]
        self._db.execute(
            "INSERT INTO document_search (document_search, rowid, title, text) VALUES ('delete', ?, ?, ?)",
            [key, before, text],
        )
        self._db.execute("INSERT INTO document_search (rowid, title, text) VALUES (?, ?, ?)", [key, after, text])


def meta_text(facts: Facts) -> str:
    return json.dumps(dict(facts.more), ensure_ascii=False) if facts.more else "{}"


def _conditions(wanted: QueueFilter) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    if wanted.states is not None:
        conditions.append(f"state IN ({', '.join('?' * len(wanted.states))})")
        values.extend(state.value for state in wanted.states)
    if wanted.flagged is not None:
        conditions.append("flagged = ?")
        values.append(int(wanted.flagged))
    for word in wanted.words.split():
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        conditions.append("(title LIKE ? ESCAPE '\\' OR source LIKE ? ESCAPE '\\' OR date LIKE ? ESCAPE '\\')")
        values.extend([pattern] * 3)
    return conditions, values


def facts_of(row: Sequence[Any]) -> Facts:
    """Title, source, date, language, address and JSON of the rest. Raises ProjectRefused when that is damaged."""
    title, source, date, language, url, meta = row
    if meta == "{}":
        return Facts(title, source, date, language, url)
    try:
        more = json.loads(meta)
    except ValueError:
        more = None
    if not isinstance(more, dict):
        raise ProjectRefused(f"What is known of the report “{title}” is damaged, so it cannot be opened.")
    return Facts(title, source, date, language, url, more)


def _summary(row: Sequence[Any]) -> DocumentSummary:
    key, uid, *facts, state, flagged, note, position, length, annotations = row
    try:
        known = facts_of(facts)
    except ProjectRefused:  # the others in the queue are sound
        known = Facts(*facts[:-1])
    return DocumentSummary(key, uid, known, State(state), bool(flagged), note, position, length, annotations)

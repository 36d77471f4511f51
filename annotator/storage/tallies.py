"""Counts that are kept, so that nobody counts a corpus: reports by state, spans by report and by what they are.

A kind of span is a label, an annotator and an origin together; a kind of value a label's attribute with a value in
words. `spans_in_reports` and `values_in_reports` say how many of each kind a report has, and so which reports have
any, in their order; the totals say it of all reports. Triggers keep them in the transaction of each change, some
microseconds for a label key. The rule for everybody who changes rows: do nothing; who adds documents by the
thousand does it within `counted_by_batch`. `TABLES` is what a migration runs and so stays as it is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlite_utils import Database

from annotator.domain.documents import State

_VALUE = (
    "CASE j.type WHEN 'true' THEN 'yes' WHEN 'false' THEN 'no' ELSE CAST(coalesce(j.atom, j.value) AS TEXT) END"
)
_KIND = "label_id = {row}.label_id AND annotator_id = {row}.annotator_id AND origin = {row}.origin"
_VALUES = (
    "SELECT k.id FROM json_each({row}.attributes) j CROSS JOIN value_kinds k ON k.attribute = j.key"
    f" AND k.value = {_VALUE} AND k.label_id = {{row}}.label_id"
)
_COUNT_SPAN = f"""
    INSERT OR IGNORE INTO span_kinds (label_id, annotator_id, origin)
    VALUES (new.label_id, new.annotator_id, new.origin);
    INSERT INTO spans_in_reports SELECT id, new.document_id, 1 FROM span_kinds WHERE {_KIND.format(row="new")}
    ON CONFLICT DO UPDATE SET number = number + 1;
    INSERT INTO span_totals SELECT k.id, d.state, 1 FROM span_kinds k JOIN documents d ON d.id = new.document_id
    WHERE {_KIND.format(row="new")} ON CONFLICT DO UPDATE SET number = number + 1;
"""
_UNCOUNT_SPAN = f"""
    UPDATE span_totals SET number = number - 1
    WHERE kind_id = (SELECT id FROM span_kinds WHERE {_KIND.format(row="old")})
    AND state = (SELECT state FROM documents WHERE id = old.document_id);
    UPDATE spans_in_reports SET number = number - 1 WHERE document_id = old.document_id
    AND kind_id = (SELECT id FROM span_kinds WHERE {_KIND.format(row="old")});
    DELETE FROM spans_in_reports WHERE document_id = old.document_id
    AND kind_id = (SELECT id FROM span_kinds WHERE {_KIND.format(row="old")}) AND number = 0;
"""
_COUNT_VALUES = f"""
    INSERT INTO value_kinds (label_id, attribute, value, number)
    SELECT new.label_id, j.key, {_VALUE}, 1 FROM json_each(new.attributes) j WHERE true
    ON CONFLICT DO UPDATE SET number = number + 1;
    INSERT INTO values_in_reports SELECT k.id, new.document_id, 1
    FROM json_each(new.attributes) j CROSS JOIN value_kinds k ON k.attribute = j.key
    AND k.value = {_VALUE} AND k.label_id = new.label_id WHERE true
    ON CONFLICT DO UPDATE SET number = number + 1;
"""
_UNCOUNT_VALUES = f"""
    UPDATE value_kinds SET number = number - 1 WHERE id IN ({_VALUES.format(row="old")});
    UPDATE values_in_reports SET number = number - 1 WHERE document_id = old.document_id
    AND kind_id IN ({_VALUES.format(row="old")});
    DELETE FROM values_in_reports WHERE document_id = old.document_id AND number = 0
    AND kind_id IN ({_VALUES.format(row="old")});
"""
_FACTS = ("source", "date", "language", "url", "note")
_UNINDEX_FACTS = (
    f"INSERT INTO fact_search (fact_search, rowid, {', '.join(_FACTS)})"
    f" VALUES ('delete', old.id, {', '.join(f'old.{fact}' for fact in _FACTS)});"
)
_INDEX_FACTS = (
    f"INSERT INTO fact_search (rowid, {', '.join(_FACTS)})"
    f" VALUES (new.id, {', '.join(f'new.{fact}' for fact in _FACTS)});"
)
_UNINDEX_NOTE = "INSERT INTO note_search (note_search, rowid, note) SELECT 'delete', old.id, old.note"
_INDEX_NOTE = "INSERT INTO note_search (rowid, note) SELECT new.id, new.note"

# each statement ends with two semicolons, because those of the triggers hold single ones
TABLES = f"""
CREATE TABLE report_totals (state TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID;;

CREATE TABLE span_kinds (
    id INTEGER PRIMARY KEY, label_id INTEGER NOT NULL, annotator_id INTEGER NOT NULL, origin TEXT NOT NULL,
    UNIQUE (label_id, annotator_id, origin)
) STRICT;;

CREATE TABLE span_totals (
    kind_id INTEGER NOT NULL, state TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (kind_id, state)
) STRICT, WITHOUT ROWID;;

CREATE TABLE spans_in_reports (
    kind_id INTEGER NOT NULL, document_id INTEGER NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (kind_id, document_id)
) STRICT, WITHOUT ROWID;;

CREATE TABLE value_kinds (
    id INTEGER PRIMARY KEY, label_id INTEGER NOT NULL, attribute TEXT NOT NULL, value TEXT NOT NULL,
    number INTEGER NOT NULL, UNIQUE (attribute, value, label_id)
) STRICT;;

CREATE TABLE values_in_reports (
    kind_id INTEGER NOT NULL, document_id INTEGER NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (kind_id, document_id)
) STRICT, WITHOUT ROWID;;

CREATE INDEX values_by_document ON values_in_reports (document_id);;

CREATE INDEX documents_in_state ON documents (state);;

CREATE INDEX documents_by_source ON documents (source COLLATE NOCASE);;

CREATE INDEX documents_by_date ON documents (date);;

CREATE INDEX documents_by_language ON documents (language COLLATE NOCASE);;

CREATE INDEX relations_by_type ON relations (type_id, document_id);;

CREATE VIRTUAL TABLE fact_search USING fts5 (
    {", ".join(_FACTS)}, content = 'documents', content_rowid = 'id',
    tokenize = "unicode61 remove_diacritics 2", columnsize = 0
);;

CREATE VIRTUAL TABLE note_search USING fts5 (
    note, content = 'annotations', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2", columnsize = 0
);;

CREATE TRIGGER report_counted AFTER INSERT ON documents BEGIN
    INSERT INTO report_totals VALUES (new.state, 1) ON CONFLICT DO UPDATE SET number = number + 1;
END;;

CREATE TRIGGER report_uncounted BEFORE DELETE ON documents BEGIN
    UPDATE report_totals SET number = number - 1 WHERE state = old.state;
    UPDATE span_totals SET number = span_totals.number - s.number FROM spans_in_reports s
    WHERE s.document_id = old.id AND s.kind_id = span_totals.kind_id AND span_totals.state = old.state;
    DELETE FROM spans_in_reports WHERE document_id = old.id AND kind_id IN (SELECT id FROM span_kinds);
    UPDATE value_kinds SET number = value_kinds.number - v.number FROM values_in_reports v
    WHERE v.document_id = old.id AND v.kind_id = value_kinds.id;
    DELETE FROM values_in_reports WHERE document_id = old.id;
END;;

CREATE TRIGGER report_moved AFTER UPDATE OF state ON documents WHEN old.state <> new.state BEGIN
    UPDATE report_totals SET number = number - 1 WHERE state = old.state;
    INSERT INTO report_totals VALUES (new.state, 1) ON CONFLICT DO UPDATE SET number = number + 1;
    UPDATE span_totals SET number = span_totals.number - s.number FROM spans_in_reports s
    WHERE s.document_id = new.id AND s.kind_id = span_totals.kind_id AND span_totals.state = old.state;
    INSERT INTO span_totals SELECT k.id, new.state, s.number
    FROM span_kinds k CROSS JOIN spans_in_reports s ON s.kind_id = k.id AND s.document_id = new.id WHERE true
    ON CONFLICT DO UPDATE SET number = number + excluded.number;
END;;

CREATE TRIGGER span_counted AFTER INSERT ON annotations BEGIN {_COUNT_SPAN} END;;

CREATE TRIGGER span_uncounted AFTER DELETE ON annotations
WHEN EXISTS (SELECT 1 FROM documents WHERE id = old.document_id) BEGIN {_UNCOUNT_SPAN} END;;

CREATE TRIGGER span_recounted AFTER UPDATE OF label_id, annotator_id, origin ON annotations
WHEN old.label_id <> new.label_id OR old.annotator_id <> new.annotator_id OR old.origin <> new.origin
BEGIN {_UNCOUNT_SPAN} {_COUNT_SPAN} END;;

CREATE TRIGGER values_counted AFTER INSERT ON annotations WHEN new.attributes <> '{{}}'
BEGIN {_COUNT_VALUES} END;;

CREATE TRIGGER values_uncounted AFTER DELETE ON annotations
WHEN old.attributes <> '{{}}' AND EXISTS (SELECT 1 FROM documents WHERE id = old.document_id)
BEGIN {_UNCOUNT_VALUES} END;;

CREATE TRIGGER values_recounted AFTER UPDATE OF attributes, label_id ON annotations
WHEN old.attributes <> new.attributes OR (old.label_id <> new.label_id AND old.attributes <> '{{}}')
BEGIN {_UNCOUNT_VALUES} {_COUNT_VALUES} END;;

CREATE TRIGGER facts_indexed AFTER INSERT ON documents BEGIN {_INDEX_FACTS} END;;

CREATE TRIGGER facts_unindexed AFTER DELETE ON documents BEGIN {_UNINDEX_FACTS} END;;

CREATE TRIGGER facts_reindexed AFTER UPDATE OF {", ".join(_FACTS)} ON documents
WHEN {" OR ".join(f"old.{fact} <> new.{fact}" for fact in _FACTS)} BEGIN {_UNINDEX_FACTS} {_INDEX_FACTS} END;;

CREATE TRIGGER note_indexed AFTER INSERT ON annotations WHEN new.note <> '' BEGIN {_INDEX_NOTE}; END;;

CREATE TRIGGER note_unindexed AFTER DELETE ON annotations WHEN old.note <> '' BEGIN {_UNINDEX_NOTE}; END;;

CREATE TRIGGER note_reindexed AFTER UPDATE OF note ON annotations WHEN old.note <> new.note BEGIN
    {_UNINDEX_NOTE} WHERE old.note <> '';
    {_INDEX_NOTE} WHERE new.note <> '';
END
"""
# how documents of a range of keys are counted and indexed at once
_COUNT_RANGE = f"""
INSERT INTO report_totals SELECT state, count(*) FROM documents NOT INDEXED WHERE id BETWEEN :first AND :last
GROUP BY state
ON CONFLICT DO UPDATE SET number = number + excluded.number;

INSERT OR IGNORE INTO span_kinds (label_id, annotator_id, origin)
SELECT DISTINCT label_id, annotator_id, origin FROM annotations WHERE document_id BETWEEN :first AND :last;

INSERT INTO spans_in_reports SELECT k.id, a.document_id, count(*) FROM annotations a CROSS JOIN span_kinds k
ON k.label_id = a.label_id AND k.annotator_id = a.annotator_id AND k.origin = a.origin
WHERE a.document_id BETWEEN :first AND :last GROUP BY k.id, a.document_id;

INSERT INTO span_totals SELECT k.id, d.state, sum(s.number) FROM span_kinds k CROSS JOIN spans_in_reports s
ON s.kind_id = k.id AND s.document_id BETWEEN :first AND :last CROSS JOIN documents d ON d.id = s.document_id
WHERE true GROUP BY 1, 2 ON CONFLICT DO UPDATE SET number = number + excluded.number;

INSERT INTO value_kinds (label_id, attribute, value, number) SELECT a.label_id, j.key, {_VALUE}, count(*)
FROM annotations a CROSS JOIN json_each(a.attributes) j
WHERE a.document_id BETWEEN :first AND :last AND a.attributes <> '{{}}' GROUP BY 1, 2, 3
ON CONFLICT DO UPDATE SET number = number + excluded.number;

INSERT INTO values_in_reports SELECT k.id, a.document_id, count(*)
FROM annotations a CROSS JOIN json_each(a.attributes) j
CROSS JOIN value_kinds k ON k.attribute = j.key AND k.value = {_VALUE} AND k.label_id = a.label_id
WHERE a.document_id BETWEEN :first AND :last AND a.attributes <> '{{}}' GROUP BY 1, 2;

INSERT INTO fact_search (rowid, {", ".join(_FACTS)}) SELECT id, {", ".join(_FACTS)} FROM documents
WHERE id BETWEEN :first AND :last;

INSERT INTO note_search (rowid, note) SELECT id, note FROM annotations
WHERE document_id BETWEEN :first AND :last AND note <> ''
"""
_INSERT_TRIGGERS = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name IN"
    " ('report_counted', 'span_counted', 'values_counted', 'facts_indexed', 'note_indexed')"
)


@contextmanager
def counted_by_batch(db: Database) -> Iterator[BatchCounter]:
    """For adding documents by the thousand, within the caller's transaction.

    The triggers are away meanwhile, and what this gives is told of each document. What breaks off takes the
    transaction, and so all of this, back.
    """
    triggers = db.execute(_INSERT_TRIGGERS).fetchall()
    for name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    counter = BatchCounter(db)
    yield counter
    counter.finish()
    for _, statement in triggers:
        db.execute(statement)


class BatchCounter:
    """Counts new documents in memory and writes by the batch."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._states: Counter[str] = Counter()
        self._span_totals: Counter[tuple[int, str]] = Counter()
        self._value_totals: Counter[int] = Counter()
        self._span_kinds = _Kinds(db, "span_kinds", "label_id, annotator_id, origin")
        self._value_kinds = _Kinds(db, "value_kinds", "label_id, attribute, value, number")
        self._spans: list[tuple[int, int, int]] = []
        self._values: list[tuple[int, int, int]] = []
        self._texts: dict[tuple[type, object], str] = {}

    def add(self, document: int, state: str, spans: Mapping[tuple[int, int, str], int]) -> None:
        """A new document with so many spans by label, annotator and origin."""
        self._states[state] += 1
        for kind, number in spans.items():
            key = self._span_kinds[kind]
            self._spans.append((key, document, number))
            self._span_totals[key, state] += number

    def add_values(self, document: int, said: Iterable[tuple[int, Mapping[str, object]]]) -> None:
        """The attributes of its spans, each with the number of the span's label."""
        found = Counter(
            (label, name, self._text(value), 0) for label, attributes in said for name, value in attributes.items()
        )
        for kind, number in found.items():
            key = self._value_kinds[kind]
            self._values.append((key, document, number))
            self._value_totals[key] += number

    def write(self) -> None:
        """Put down what was added since the last time."""
        connection = self._db.conn
        connection.executemany("INSERT INTO spans_in_reports VALUES (?, ?, ?)", self._spans)
        connection.executemany("INSERT INTO values_in_reports VALUES (?, ?, ?)", self._values)
        self._spans, self._values = [], []

    def index(self, facts: Sequence[tuple[object, ...]], notes: Sequence[tuple[int, str]]) -> None:
        """Index facts, each with the document's key before them, and notes with the annotation's."""
        names = ", ".join(_FACTS)
        marks = ", ".join("?" * len(_FACTS))
        self._db.conn.executemany(f"INSERT INTO fact_search (rowid, {names}) VALUES (?, {marks})", facts)
        self._db.conn.executemany("INSERT INTO note_search (rowid, note) VALUES (?, ?)", notes)

    def finish(self) -> None:
        """Add what was counted to the totals."""
        connection = self._db.conn
        connection.executemany(
            "INSERT INTO span_totals VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET number = number + excluded.number",
            [(kind, state, number) for (kind, state), number in self._span_totals.items()],
        )
        connection.executemany(
            "UPDATE value_kinds SET number = number + ? WHERE id = ?",
            [(number, kind) for kind, number in self._value_totals.items()],
        )
        connection.executemany(
            "INSERT INTO report_totals VALUES (?, ?) ON CONFLICT DO UPDATE SET number = number + excluded.number",
            self._states.items(),
        )

    def _text(self, value: object) -> str:
        """A value in words, as the triggers write it."""
        if isinstance(value, str):
            return value
        key = (type(value), value)
        if key not in self._texts:
            statement = f"SELECT {_VALUE} FROM json_each(?) j"
            self._texts[key] = self._db.execute(statement, [json.dumps([value])]).fetchone()[0]
        return self._texts[key]


class _Kinds(dict[tuple[object, ...], int]):
    """Numbers of kinds; a new one gets a number when first asked for."""

    def __init__(self, db: Database, table: str, columns: str) -> None:
        self._db = db
        marks = ", ".join("?" * (columns.count(",") + 1))
        self._insert = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
        known = columns.replace("number", "0")
        super().__init__({tuple(kind): key for key, *kind in db.execute(f"SELECT id, {known} FROM {table}")})

    def __missing__(self, kind: tuple[object, ...]) -> int:
        number = self[kind] = self._db.execute(self._insert, list(kind)).lastrowid or 0
        return number


def count_range(db: Database, first: int, last: int) -> None:
    """Count and index the documents with keys from `first` to `last`, which are not counted yet."""
    for statement in _COUNT_RANGE.split(";\n"):
        db.execute(statement, {"first": first, "last": last})


class TallyStore:
    """Reads the counts."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def reports_by_state(self) -> dict[State, int]:
        """How many reports are in each state; states without one are there with 0."""
        counts = dict.fromkeys(State, 0)
        counts.update(
            {State(state): n for state, n in self._db.execute("SELECT state, number FROM report_totals")}
        )
        return counts

    def spans(self, states: frozenset[State]) -> int:
        """How many annotations the reports in these states have together."""
        row = self._db.execute(f"SELECT sum(number) FROM span_totals WHERE state IN ({_names(states)})").fetchone()
        return int(row[0] or 0)

    def spans_by_label(self, states: frozenset[State]) -> dict[str, int]:
        """How many annotations each label has in these reports, in the schema's order; unused ones are missing."""
        rows = self._db.execute(
            "SELECT l.name, sum(t.number) AS made FROM span_totals t JOIN span_kinds k ON k.id = t.kind_id"
            f" JOIN label_names l ON l.id = k.label_id WHERE t.state IN ({_names(states)})"
            " GROUP BY l.name HAVING made > 0 ORDER BY l.position, l.name"
        )
        return dict(rows.fetchall())

    def spans_by_label_among(self, keys: Sequence[int]) -> dict[str, int]:
        """How many annotations each label has in these reports; unused ones are missing."""
        rows = self._db.execute(
            "SELECT l.name, sum(s.number) FROM span_kinds k CROSS JOIN json_each(?) j"
            " CROSS JOIN spans_in_reports s ON s.kind_id = k.id AND s.document_id = j.value"
            " CROSS JOIN label_names l ON l.id = k.label_id GROUP BY l.name ORDER BY l.position, l.name",
            [json.dumps(list(keys))],
        )
        return dict(rows.fetchall())

    def spans_by_annotator(self, states: frozenset[State]) -> dict[str, int]:
        """How many annotations each annotator made in these reports, the busiest first."""
        rows = self._db.execute(
            "SELECT n.name, sum(t.number) AS made FROM span_totals t JOIN span_kinds k ON k.id = t.kind_id"
            f" JOIN annotators n ON n.id = k.annotator_id WHERE t.state IN ({_names(states)})"
            " GROUP BY n.id HAVING made > 0 ORDER BY made DESC, n.name"
        )
        return dict(rows.fetchall())

    def attributes(self) -> list[str]:
        """The attributes that some annotation has, whether the schema has them or not."""
        return [
            name for (name,) in self._db.execute("SELECT DISTINCT attribute FROM value_kinds WHERE number > 0")
        ]

    def values(self) -> list[tuple[str, str, str, int]]:
        """Label, attribute, its value in words and how many annotations have it, over all reports."""
        rows = self._db.execute(
            "SELECT l.name, k.attribute, k.value, sum(k.number) AS number FROM value_kinds k"
            " JOIN label_names l ON l.id = k.label_id GROUP BY 1, 2, 3 HAVING number > 0 ORDER BY 1, 2, 3"
        )
        return rows.fetchall()


def _names(states: frozenset[State]) -> str:
    return ", ".join(f"'{state.value}'" for state in states)

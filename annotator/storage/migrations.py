"""The tables of a project file, as ordered steps. A new column is a new function at the end.

The tables are meant to be read by others as well: plain names, and text where text will do.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from annotator.storage import copies, tallies

APPLICATION_ID = 0x414E4E4F  # "ANNO" in the file's header, at byte 68

migrations = Migrations("annotator")


def schema_version() -> int:
    """The version that this program writes into the header: the number of its migrations."""
    return len(migrations._migrations)


@migrations()
def m001_first_tables(db: Database) -> None:
    for statement in _FIRST_TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m002_rules_of_labels(db: Database) -> None:
    db.execute("ALTER TABLE labels ADD COLUMN rules TEXT NOT NULL DEFAULT '[]'")


@migrations()
def m003_relations_between_reports(db: Database) -> None:
    db.execute("ALTER TABLE relations ADD COLUMN child_document_id INTEGER REFERENCES documents (id)")
    db.execute(
        "CREATE INDEX relations_into_document ON relations (child_document_id) WHERE child_document_id IS NOT NULL"
    )


@migrations()
def m004_index_of_claims(db: Database) -> None:
    for statement in _CLAIMS.split(";;\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m005_place_of_relations(db: Database) -> None:
    db.execute("ALTER TABLE relation_types ADD COLUMN place TEXT NOT NULL DEFAULT ''")


@migrations()
def m006_places_of_notes(db: Database) -> None:
    noted = "note <> '' OR flagged = 1"
    db.execute(f"CREATE INDEX annotations_noted ON annotations (document_id, start) WHERE {noted}")
    db.execute(f"CREATE INDEX documents_noted ON documents (position) WHERE {noted}")


@migrations()
def m007_schema_changes(db: Database) -> None:
    for statement in _SCHEMA_CHANGES.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m008_suggestions(db: Database) -> None:
    for statement in _SUGGESTIONS.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m009_tallies(db: Database) -> None:
    for statement in tallies.TABLES.split(";;\n"):
        db.execute(statement)
    last = db.execute("SELECT coalesce(max(id), 0) FROM documents").fetchone()[0]
    for first in range(0, last + 1, 5_000):
        tallies.count_range(db, first, first + 4_999)


@migrations()
def m010_near_duplicates(db: Database) -> None:
    for statement in copies.TABLES.split(";\n"):
        db.execute(statement)


@migrations()
def m011_ends_of_kept_relations(db: Database) -> None:
    for end in ("head", "child"):
        db.execute(f"ALTER TABLE kept_relations ADD COLUMN {end}_uid TEXT")


_SUGGESTIONS = """
CREATE TABLE predictions (
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    label_id INTEGER NOT NULL REFERENCES labels (id),
    source TEXT NOT NULL,
    score REAL,
    PRIMARY KEY (document_id, start, end, label_id, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE decisions (
    uid TEXT PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    label TEXT NOT NULL,
    source TEXT NOT NULL,
    score REAL NOT NULL,
    outcome TEXT NOT NULL,
    made_at TEXT NOT NULL
) STRICT;

CREATE INDEX decisions_by_document ON decisions (document_id, outcome)
"""

_SCHEMA_CHANGES = """
ALTER TABLE labels ADD COLUMN merged_into INTEGER REFERENCES labels (id);

ALTER TABLE labels ADD COLUMN retired INTEGER NOT NULL DEFAULT 0;

ALTER TABLE relation_types ADD COLUMN retired INTEGER NOT NULL DEFAULT 0;

CREATE VIEW label_names AS
    SELECT l.id AS id, coalesce(m.name, l.name) AS name, coalesce(m.layer, l.layer) AS layer,
        coalesce(m.position, l.position) AS position
    FROM labels l LEFT JOIN labels m ON m.id = l.merged_into;

CREATE TABLE moves (move INTEGER PRIMARY KEY) STRICT;

CREATE TABLE moved_labels (
    move INTEGER NOT NULL, label_id INTEGER NOT NULL, name TEXT NOT NULL, layer TEXT NOT NULL, merged_into INTEGER,
    PRIMARY KEY (move, label_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE moved_annotations (
    move INTEGER NOT NULL, document_id INTEGER NOT NULL, uid TEXT NOT NULL, label_id INTEGER NOT NULL,
    PRIMARY KEY (move, document_id, uid)
) STRICT, WITHOUT ROWID;

CREATE TABLE moved_attributes (
    move INTEGER NOT NULL, document_id INTEGER NOT NULL, uid TEXT NOT NULL, attributes TEXT NOT NULL,
    PRIMARY KEY (move, document_id, uid)
) STRICT, WITHOUT ROWID;

CREATE TABLE kept_annotations (
    move INTEGER NOT NULL, id INTEGER NOT NULL, document_id INTEGER NOT NULL, start INTEGER NOT NULL,
    end INTEGER NOT NULL, label_id INTEGER NOT NULL, annotator_id INTEGER NOT NULL, uid TEXT NOT NULL,
    attributes TEXT NOT NULL, note TEXT NOT NULL, flagged INTEGER NOT NULL, origin TEXT NOT NULL,
    origin_source TEXT NOT NULL, origin_score REAL, created_at REAL NOT NULL,
    PRIMARY KEY (move, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE kept_relations (
    move INTEGER NOT NULL, id INTEGER NOT NULL, document_id INTEGER NOT NULL, uid TEXT NOT NULL,
    type_id INTEGER NOT NULL, head_id INTEGER NOT NULL, child_id INTEGER NOT NULL, annotator_id INTEGER NOT NULL,
    child_document_id INTEGER,
    PRIMARY KEY (move, id)
) STRICT, WITHOUT ROWID;

DROP VIEW readable_annotations;

CREATE VIEW readable_annotations AS
    SELECT annotations.id AS id, documents.title AS report, label_names.name AS label,
        substr(texts.text, annotations.start + 1, annotations.end - annotations.start) AS text,
        annotations.start AS start, annotations.end AS end, annotators.name AS annotator
    FROM annotations
    JOIN documents ON documents.id = annotations.document_id
    JOIN texts ON texts.document_id = annotations.document_id
    JOIN label_names ON label_names.id = annotations.label_id
    JOIN annotators ON annotators.id = annotations.annotator_id;
"""


_FIRST_TABLES = """
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE annotators (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE labels (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL,
    color TEXT NOT NULL,
    layer TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    examples TEXT NOT NULL DEFAULT '[]',
    counter_examples TEXT NOT NULL DEFAULT '[]',
    attributes TEXT NOT NULL DEFAULT '[]',
    position INTEGER NOT NULL
) STRICT;

CREATE TABLE relation_types (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL,
    heads TEXT NOT NULL,
    children TEXT NOT NULL,
    position INTEGER NOT NULL
) STRICT;

CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    source TEXT NOT NULL DEFAULT '',
    date TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    url TEXT NOT NULL DEFAULT '',
    meta TEXT NOT NULL DEFAULT '{}',
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'in progress', 'done', 'set aside')),
    flagged INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT '',
    caret INTEGER NOT NULL DEFAULT 0,
    position INTEGER NOT NULL,
    length INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    annotation_count INTEGER NOT NULL DEFAULT 0,
    added_at TEXT NOT NULL
) STRICT;

CREATE INDEX documents_by_position ON documents (position, state, flagged);

CREATE INDEX documents_by_state ON documents (state, position);

CREATE INDEX documents_by_digest ON documents (sha256);

CREATE TABLE texts (
    document_id INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    text TEXT NOT NULL
) STRICT;

CREATE TABLE annotations (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    label_id INTEGER NOT NULL REFERENCES labels (id),
    annotator_id INTEGER NOT NULL REFERENCES annotators (id),
    uid TEXT NOT NULL,
    attributes TEXT NOT NULL DEFAULT '{}',
    note TEXT NOT NULL DEFAULT '',
    flagged INTEGER NOT NULL DEFAULT 0,
    origin TEXT NOT NULL DEFAULT 'manual',
    origin_source TEXT NOT NULL DEFAULT '',
    origin_score REAL,
    created_at REAL NOT NULL,
    CHECK (start >= 0 AND end > start)
) STRICT;

CREATE UNIQUE INDEX annotations_by_place ON annotations (document_id, start, end, label_id, annotator_id);

CREATE UNIQUE INDEX annotations_by_uid ON annotations (document_id, uid);

CREATE TABLE relations (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    uid TEXT NOT NULL,
    type_id INTEGER NOT NULL REFERENCES relation_types (id),
    head_id INTEGER NOT NULL REFERENCES annotations (id),
    child_id INTEGER NOT NULL REFERENCES annotations (id),
    annotator_id INTEGER NOT NULL REFERENCES annotators (id)
) STRICT;

CREATE UNIQUE INDEX relations_by_uid ON relations (document_id, uid);

CREATE INDEX relations_by_head ON relations (head_id);

CREATE INDEX relations_by_child ON relations (child_id);

CREATE TABLE operations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    annotator_id INTEGER NOT NULL REFERENCES annotators (id),
    state TEXT NOT NULL DEFAULT 'done' CHECK (state IN ('done', 'undone', 'dropped')),
    before_document_id INTEGER,
    before_caret INTEGER,
    before_anchor INTEGER,
    after_document_id INTEGER,
    after_caret INTEGER,
    after_anchor INTEGER,
    made_at TEXT NOT NULL
) STRICT;

CREATE INDEX operations_undone ON operations (id) WHERE state = 'undone';

CREATE INDEX operations_done ON operations (id) WHERE state = 'done';

CREATE TABLE edits (
    id INTEGER PRIMARY KEY,
    operation_id INTEGER NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    record TEXT NOT NULL
) STRICT;

CREATE INDEX edits_by_operation ON edits (operation_id);

CREATE VIEW searchable_documents AS
    SELECT documents.id AS id, documents.title AS title, texts.text AS text
    FROM documents JOIN texts ON texts.document_id = documents.id;

CREATE VIRTUAL TABLE document_search USING fts5 (
    title, text, content = 'searchable_documents', content_rowid = 'id',
    tokenize = "unicode61 remove_diacritics 2"
);

CREATE VIEW readable_annotations AS
    SELECT annotations.id AS id, documents.title AS report, labels.name AS label,
        substr(texts.text, annotations.start + 1, annotations.end - annotations.start) AS text,
        annotations.start AS start, annotations.end AS end, annotators.name AS annotator
    FROM annotations
    JOIN documents ON documents.id = annotations.document_id
    JOIN texts ON texts.document_id = annotations.document_id
    JOIN labels ON labels.id = annotations.label_id
    JOIN annotators ON annotators.id = annotations.annotator_id;
"""

# Each statement ends with two semicolons, because those of the triggers hold single ones. See storage/claims.py.
_CLAIMS = """
CREATE TABLE claims (
    annotation_id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    start INTEGER NOT NULL,
    text TEXT NOT NULL,
    speakers TEXT NOT NULL,
    about TEXT NOT NULL,
    places TEXT NOT NULL,
    report TEXT NOT NULL
) STRICT;;

CREATE INDEX claims_by_document ON claims (document_id, start);;

CREATE INDEX claims_in_order ON claims (speakers <> '', position, start);;

CREATE TABLE claims_waiting (annotation_id INTEGER PRIMARY KEY) STRICT;;

CREATE VIRTUAL TABLE claim_search USING fts5 (
    text, speakers, about, report, content = 'claims', content_rowid = 'annotation_id',
    tokenize = "unicode61 remove_diacritics 2", columnsize = 0, prefix = '1 2'
);;

CREATE TRIGGER claims_removed AFTER DELETE ON claims BEGIN
    INSERT INTO claim_search (claim_search, rowid, text, speakers, about, report)
    VALUES ('delete', old.annotation_id, old.text, old.speakers, old.about, old.report);
END;;

CREATE TRIGGER claim_marked AFTER INSERT ON annotations
WHEN EXISTS (SELECT 1 FROM labels WHERE id = new.label_id AND layer = 'claim') BEGIN
    INSERT OR IGNORE INTO claims_waiting VALUES (new.id);
END;;

CREATE TRIGGER claim_unmarked AFTER DELETE ON annotations
WHEN EXISTS (SELECT 1 FROM labels WHERE id = old.label_id AND layer = 'claim') BEGIN
    DELETE FROM claims WHERE annotation_id = old.id;
    DELETE FROM claims_waiting WHERE annotation_id = old.id;
END;;

CREATE TRIGGER claim_remarked AFTER UPDATE OF start, end, label_id ON annotations
WHEN (old.start <> new.start OR old.end <> new.end OR old.label_id <> new.label_id)
AND EXISTS (SELECT 1 FROM labels WHERE id IN (old.label_id, new.label_id) AND layer = 'claim') BEGIN
    INSERT OR IGNORE INTO claims_waiting VALUES (new.id);
END;;

CREATE TRIGGER claim_end_remarked AFTER UPDATE OF start, end, label_id ON annotations
WHEN (old.start <> new.start OR old.end <> new.end OR old.label_id <> new.label_id)
AND EXISTS (SELECT 1 FROM relations WHERE child_id = new.id) BEGIN
    INSERT OR IGNORE INTO claims_waiting SELECT head_id FROM relations WHERE child_id = new.id;
END;;

CREATE TRIGGER claim_related AFTER INSERT ON relations BEGIN
    INSERT OR IGNORE INTO claims_waiting VALUES (new.head_id);
END;;

CREATE TRIGGER claim_unrelated AFTER DELETE ON relations BEGIN
    INSERT OR IGNORE INTO claims_waiting VALUES (old.head_id);
END;;

CREATE TRIGGER claim_rerelated AFTER UPDATE ON relations BEGIN
    INSERT OR IGNORE INTO claims_waiting VALUES (old.head_id), (new.head_id);
END;;

CREATE TRIGGER claim_report_changed AFTER UPDATE OF title, source, date, position ON documents
WHEN old.title <> new.title OR old.source <> new.source OR old.date <> new.date OR old.position <> new.position
BEGIN
    INSERT OR IGNORE INTO claims_waiting SELECT annotation_id FROM claims WHERE document_id = new.id;
END;;

CREATE TRIGGER claim_label_changed AFTER UPDATE OF name, layer ON labels
WHEN old.name <> new.name OR old.layer <> new.layer BEGIN
    INSERT OR IGNORE INTO claims_waiting SELECT annotation_id FROM claims;
    INSERT OR IGNORE INTO claims_waiting
    SELECT id FROM annotations WHERE label_id = new.id AND old.layer <> new.layer AND new.layer = 'claim';
END;;

CREATE TRIGGER claim_relation_changed AFTER UPDATE OF name ON relation_types WHEN old.name <> new.name BEGIN
    INSERT OR IGNORE INTO claims_waiting SELECT annotation_id FROM claims;
END;;

INSERT OR IGNORE INTO claims_waiting
SELECT a.id FROM annotations a JOIN labels l ON l.id = a.label_id WHERE l.layer = 'claim'
"""

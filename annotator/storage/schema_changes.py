"""Changes of the label schema in the file: rows of labels, and bulk actions on annotations as few statements.

Merging a label with a million annotations does not touch them: the merged label stays in the table as another name
of the target (`merged_into`), and `label_names` tells everyone. `moved_annotations` remembers by report and uid
which annotations a move concerned, so that they come back also when they were changed in between. What goes is
kept in `kept_annotations` and `kept_relations` with everything it had, the ends of relations also by their uids,
for undo may have given annotations other numbers since. A label or relation type that goes only retires: undo
finds its number again.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from sqlite_utils import Database

from annotator.domain.schema_edits import AnnotationsChanged, BulkAction, SchemaChanged
from annotator.storage.labels import LabelStore, label_columns, relation_columns

_HIDDEN = "␀"  # in the names of rows that nobody is shown
_COLUMNS = (
    "id, document_id, start, end, label_id, annotator_id, uid, attributes, note, flagged, origin, origin_source,"
    " origin_score, created_at"
)
_SHOWN = "retired = 0 AND merged_into IS NULL"
_RELATION_COLUMNS = "id, document_id, uid, type_id, head_id, child_id, annotator_id, child_document_id"
_KEEP_RELATIONS = (
    f"INTO kept_relations (move, {_RELATION_COLUMNS}, head_uid, child_uid) SELECT ?, {_RELATION_COLUMNS},"
    " (SELECT uid FROM annotations WHERE id = head_id), (SELECT uid FROM annotations WHERE id = child_id)"
    " FROM relations"
)
# A row comes back under its number, unless undo has given that to another row meanwhile; those get theirs last.
_RESTORE_ANNOTATIONS = f"""
INSERT INTO annotations ({_COLUMNS})
SELECT iif(taken, NULL, id), {_COLUMNS.removeprefix("id, ")}
FROM (SELECT *, EXISTS (SELECT 1 FROM annotations a WHERE a.id = k.id) AS taken FROM kept_annotations k)
WHERE move = ? ORDER BY taken
"""
_RESTORE_RELATIONS = f"""
INSERT INTO relations ({_RELATION_COLUMNS})
SELECT iif(taken, NULL, id), document_id, uid, type_id, coalesce(head, head_id), coalesce(child, child_id),
    annotator_id, child_document_id
FROM (SELECT *, EXISTS (SELECT 1 FROM relations r WHERE r.id = k.id) AS taken,
    (SELECT a.id FROM annotations a WHERE a.document_id = k.document_id AND a.uid = k.head_uid) AS head,
    (SELECT a.id FROM annotations a WHERE a.document_id = coalesce(k.child_document_id, k.document_id)
        AND a.uid = k.child_uid) AS child FROM kept_relations k)
WHERE move = ? ORDER BY taken
"""


class SchemaChanges:
    """Performs schema edits; callers hold the transaction."""

    def __init__(self, db: Database, labels: LabelStore) -> None:
        self._db = db
        self._labels = labels
        self._actions: dict[BulkAction, tuple[Callable[..., None], Callable[..., None]]] = {
            BulkAction.MERGE_LABEL: (self._merge, self._unmerge),
            BulkAction.SPLIT_LABEL: (self._split, self._unsplit),
            BulkAction.CLEAR_LABEL: (self._clear, self._restore),
            BulkAction.RENAME_ATTRIBUTE: (self._rename_attribute, self._restore_attributes),
            BulkAction.CLEAR_ATTRIBUTE: (self._clear_attribute, self._restore_attributes),
            BulkAction.CHANGE_VALUE: (self._change_value, self._restore_attributes),
            BulkAction.CLEAR_RELATION: (self._clear_relations, self._restore_relations),
            BulkAction.MOVE_RELATION: (self._move_relations, self._restore_relations),
        }

    def next_move(self) -> int:
        """A number for a bulk action that is about to be made."""
        row = self._db.execute("SELECT coalesce(max(move), 0) + 1 FROM moves").fetchone()
        self._db.execute("INSERT INTO moves VALUES (?)", [row[0]])
        return int(row[0])

    def perform(self, edit: SchemaChanged | AnnotationsChanged) -> None:
        if isinstance(edit, SchemaChanged):
            self._change_schema(edit)
        else:
            self._actions[edit.action][edit.reverse](edit)
        self._labels.forget()

    # The schema's own rows

    def _change_schema(self, edit: SchemaChanged) -> None:
        before, after = edit.before, edit.after
        labels = {edit.labels.get(la.name, la.name): self._labels.label_id(la.name) for la in before.labels}
        kinds = {edit.relations.get(r.name, r.name): self._labels.relation_id(r.name) for r in before.relations}
        self._put_rows("labels", labels, {label.name: label_columns(label) for label in after.labels})
        self._put_rows("relation_types", kinds, {kind.name: relation_columns(kind) for kind in after.relations})
        for name, value in (("schema_name", after.name), ("schema_description", after.description)):
            self._db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", [name, value])

    def _put_rows(self, table: str, numbers: dict[str, int], wanted: dict[str, dict[str, str]]) -> None:
        """Make the rows say what is wanted, in its order; `numbers` are those of the rows by their later names."""
        for name, number in numbers.items():  # names may be swapped, and no two may be alike in between
            hidden = f"{name} {_HIDDEN}{number}"
            self._db.execute(f"UPDATE {table} SET name = ? WHERE id = ?", [hidden, number])
            if name not in wanted:
                self._db.execute(
                    f"UPDATE {table} SET retired = (SELECT max(retired) + 1 FROM {table}) WHERE id = ?", [number]
                )
        for position, (name, columns) in enumerate(wanted.items()):
            number_now = numbers.get(name) or self._retired(table, name)
            values: list[object] = [*columns.values(), position]
            if number_now is None:
                marks = ", ".join("?" * len(values))
                self._db.execute(f"INSERT INTO {table} ({', '.join(columns)}, position) VALUES ({marks})", values)
            else:
                pairs = ", ".join(f"{column} = ?" for column in columns)
                self._db.execute(
                    f"UPDATE {table} SET {pairs}, position = ?, retired = 0 WHERE id = ?", [*values, number_now]
                )

    def _retired(self, table: str, name: str) -> int | None:
        """The row of that name that went last."""
        row = self._db.execute(
            f"SELECT id FROM {table} WHERE retired > 0 AND substr(name, 1, ?) = ? ORDER BY retired DESC LIMIT 1",
            [len(name) + 2, f"{name} {_HIDDEN}"],
        ).fetchone()
        return None if row is None else int(row[0])

    # Merging

    def _merge(self, edit: AnnotationsChanged) -> None:
        source, target = self._labels.label_id(edit.source), self._labels.label_id(edit.target)
        sources, targets = self._labels.numbers_of(source), self._labels.numbers_of(target)
        self._drop_doubles(edit.move, sources, targets)
        self._db.execute(
            "INSERT OR IGNORE INTO moved_annotations SELECT ?, document_id, uid, label_id FROM annotations"
            f" WHERE label_id IN ({_listed(sources)})",
            [edit.move],
        )
        self._db.execute(
            "INSERT INTO moved_labels SELECT ?, id, name, layer, merged_into FROM labels"
            f" WHERE id IN ({_listed(sources)})",
            [edit.move],
        )
        self._db.execute(
            f"UPDATE labels SET merged_into = ?1, name = name || ' {_HIDDEN}' || ?2,"
            f" layer = (SELECT layer FROM labels WHERE id = ?1) WHERE id IN ({_listed(sources)})",
            [target, edit.move],
        )
        self._db.execute(
            "UPDATE labels SET position = position - 1 WHERE position > (SELECT position FROM labels WHERE id = ?)"
            f" AND {_SHOWN}",
            [source],
        )

    def _drop_doubles(self, move: int, sources: list[int], targets: list[int]) -> None:
        """Keep aside what labels a span that the target labels too; its relations lead to the other then."""
        pairs = self._db.execute(
            f"SELECT a.id, b.id FROM annotations a JOIN annotations b INDEXED BY annotations_by_place"
            " ON b.document_id = a.document_id AND b.start = a.start AND b.end = a.end"
            " AND b.annotator_id = a.annotator_id"
            f" WHERE a.label_id IN ({_listed(sources)}) AND b.label_id IN ({_listed(targets)})"
        ).fetchall()
        for double, kept in pairs:
            self._db.execute(
                f"INSERT OR IGNORE {_KEEP_RELATIONS} WHERE head_id = ? OR child_id = ?",
                [move, double, double],
            )
            self._db.execute("UPDATE relations SET head_id = ? WHERE head_id = ?", [kept, double])
            self._db.execute("UPDATE relations SET child_id = ? WHERE child_id = ?", [kept, double])
        self._db.execute("DELETE FROM relations WHERE head_id = child_id")
        self._keep_aside(move, [double for double, _ in pairs])

    def _keep_aside(self, move: int, numbers: list[int]) -> None:
        """Take annotations away, whose relations are gone already, and remember them."""
        chosen = json.dumps(numbers)
        self._db.execute(
            f"INSERT INTO kept_annotations SELECT ?, {_COLUMNS} FROM annotations"
            " WHERE id IN (SELECT value FROM json_each(?))",
            [move, chosen],
        )
        self._db.execute("DELETE FROM annotations WHERE id IN (SELECT value FROM json_each(?))", [chosen])
        self._count_anew(move)

    def _count_anew(self, move: int) -> None:
        self._db.execute(
            "UPDATE documents SET annotation_count = (SELECT count(*) FROM annotations a"
            " WHERE a.document_id = documents.id)"
            " WHERE id IN (SELECT document_id FROM kept_annotations WHERE move = ?)",
            [move],
        )

    def _unmerge(self, edit: AnnotationsChanged) -> None:
        target = self._labels.label_id(edit.target)
        self._db.execute(
            "UPDATE labels SET name = m.name, layer = m.layer, merged_into = m.merged_into"
            " FROM moved_labels m WHERE m.move = ? AND m.label_id = labels.id",
            [edit.move],
        )
        self._db.execute(  # the label has kept its place; others may have come to it since
            "UPDATE labels SET position = position + 1 WHERE name <> ?1 AND"
            f" position >= (SELECT position FROM labels WHERE name = ?1) AND {_SHOWN}",
            [edit.source],
        )
        # those that were changed since then carry the target's own number
        self._db.execute(
            "UPDATE annotations SET label_id = m.label_id FROM moved_annotations m"
            " WHERE annotations.label_id = ?2 AND m.move = ?1 AND m.document_id = annotations.document_id"
            " AND m.uid = annotations.uid",
            [edit.move, target],
        )
        self._forget_move(edit.move, "moved_labels", "moved_annotations")
        self._restore(edit)

    # Splitting and clearing

    def _split(self, edit: AnnotationsChanged) -> None:
        source, target = self._labels.label_id(edit.source), self._labels.label_id(edit.target)
        free = (
            "NOT EXISTS (SELECT 1 FROM annotations b WHERE b.document_id = a.document_id AND b.start = a.start"
            " AND b.end = a.end AND b.label_id = ? AND b.annotator_id = a.annotator_id)"
        )
        self._db.execute(
            "INSERT INTO moved_annotations SELECT ?, a.document_id, a.uid, a.label_id FROM annotations a"
            f" WHERE a.label_id IN ({_listed(self._labels.numbers_of(source))}) AND a.attributes <> '{{}}'"
            f" AND json_extract(a.attributes, ?) IS ? AND {free}",
            [edit.move, _path(edit.name), edit.value, target],
        )
        self._db.execute(
            "UPDATE annotations SET label_id = ? FROM moved_annotations m WHERE m.move = ?"
            " AND m.document_id = annotations.document_id AND m.uid = annotations.uid",
            [target, edit.move],
        )

    def _unsplit(self, edit: AnnotationsChanged) -> None:
        self._db.execute(
            "UPDATE annotations SET label_id = m.label_id FROM moved_annotations m WHERE m.move = ?"
            " AND m.document_id = annotations.document_id AND m.uid = annotations.uid",
            [edit.move],
        )
        self._forget_move(edit.move, "moved_annotations")

    def _clear(self, edit: AnnotationsChanged) -> None:
        numbers = _listed(self._labels.numbers_of(self._labels.label_id(edit.source)))
        chosen = f"(SELECT id FROM annotations WHERE label_id IN ({numbers}))"
        self._keep_relations(edit.move, f"head_id IN {chosen} OR child_id IN {chosen}")
        self._db.execute(
            f"INSERT INTO kept_annotations SELECT ?, {_COLUMNS} FROM annotations WHERE label_id IN ({numbers})",
            [edit.move],
        )
        self._db.execute(f"DELETE FROM annotations WHERE label_id IN ({numbers})")
        self._count_anew(edit.move)

    def _restore(self, edit: AnnotationsChanged) -> None:
        self._db.execute(_RESTORE_ANNOTATIONS, [edit.move])
        self._count_anew(edit.move)
        self._forget_move(edit.move, "kept_annotations")
        self._restore_relations(edit)

    # Attributes

    def _rename_attribute(self, edit: AnnotationsChanged) -> None:
        made = "json_set(json_remove(attributes, :name), :new, json_extract(attributes, :name))"
        self._change_attributes(edit, made, _path(edit.target))

    def _clear_attribute(self, edit: AnnotationsChanged) -> None:
        self._change_attributes(edit, "json_remove(attributes, :name)")

    def _change_value(self, edit: AnnotationsChanged) -> None:
        made, only = "json_set(attributes, :name, :new)", " AND json_extract(attributes, :name) IS :value"
        self._change_attributes(edit, made, edit.target, only)

    def _change_attributes(self, edit: AnnotationsChanged, made: str, new: str = "", only: str = "") -> None:
        """Set attributes anew where the named one is there; what was there is remembered by report and uid."""
        numbers = _listed(self._labels.numbers_of(self._labels.label_id(edit.source)))
        where = (
            f"label_id IN ({numbers}) AND attributes <> '{{}}' AND json_type(attributes, :name) IS NOT NULL{only}"
        )
        values = {"name": _path(edit.name), "new": new, "value": edit.value, "move": edit.move}
        self._db.execute(
            "INSERT INTO moved_attributes SELECT :move, document_id, uid, attributes FROM annotations"
            f" WHERE {where}",
            values,
        )
        self._db.execute(f"UPDATE annotations SET attributes = {made} WHERE {where}", values)

    def _restore_attributes(self, edit: AnnotationsChanged) -> None:
        self._db.execute(
            "UPDATE annotations SET attributes = m.attributes FROM moved_attributes m WHERE m.move = ?"
            " AND m.document_id = annotations.document_id AND m.uid = annotations.uid",
            [edit.move],
        )
        self._forget_move(edit.move, "moved_attributes")

    # Relations

    def _clear_relations(self, edit: AnnotationsChanged) -> None:
        self._keep_relations(edit.move, f"type_id = {self._labels.relation_id(edit.source):d}")

    def _keep_relations(self, move: int, which: str) -> None:
        self._db.execute(f"INSERT {_KEEP_RELATIONS} WHERE {which}", [move])
        self._db.execute(
            "DELETE FROM relations WHERE id IN (SELECT id FROM kept_relations WHERE move = ?)", [move]
        )

    def _restore_relations(self, edit: AnnotationsChanged) -> None:
        self._db.execute(
            "DELETE FROM relations WHERE (document_id, uid) IN"
            " (SELECT document_id, uid FROM kept_relations WHERE move = ?)",
            [edit.move],
        )
        self._db.execute(_RESTORE_RELATIONS, [edit.move])
        self._forget_move(edit.move, "kept_relations")

    def _move_relations(self, edit: AnnotationsChanged) -> None:
        source, target = self._labels.relation_id(edit.source), self._labels.relation_id(edit.target)
        self._db.execute(f"INSERT {_KEEP_RELATIONS} WHERE type_id = ?", [edit.move, source])
        self._db.execute("UPDATE relations SET type_id = ? WHERE type_id = ?", [target, source])

    def _forget_move(self, move: int, *tables: str) -> None:
        for table in tables:
            self._db.execute(f"DELETE FROM {table} WHERE move = ?", [move])


def _listed(numbers: list[int]) -> str:
    return ", ".join(f"{number:d}" for number in numbers)


def _path(name: str) -> str:
    """The place of an attribute in its JSON, whatever characters its name has."""
    return '$."' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'

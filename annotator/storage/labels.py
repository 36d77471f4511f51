"""The label schema of a project, in the file."""

from __future__ import annotations

import json
from dataclasses import asdict

from sqlite_utils import Database

from annotator.domain.labels import Attribute, AttributeValueChoice, Label, LabelSchema, RelationType
from annotator.domain.rules import Rule, RuleKind

_RELATION_TYPES = "SELECT id, name FROM relation_types WHERE retired = 0"


class LabelStore:
    """Labels, relation types and annotators, with their numbers in the file."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._label_ids: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._merged: dict[int, int] = {}
        self._relation_ids: dict[str, int] = {}
        self._annotator_ids: dict[str, int] = {}
        self.forget()

    def forget(self) -> None:
        """Read the numbers again, as after a rollback."""
        rows = self._db.execute("SELECT id, name, merged_into, retired FROM labels").fetchall()
        self._label_ids = {name: key for key, name, merged, retired in rows if merged is None and not retired}
        names = {key: name for name, key in self._label_ids.items()}
        self._names = {key: names.get(key if merged is None else merged, name) for key, name, merged, _ in rows}
        self._merged = {key: merged for key, _, merged, _ in rows if merged is not None}
        self._relation_ids = {name: key for key, name in self._db.execute(_RELATION_TYPES)}
        self._annotator_ids = {name: key for key, name in self._db.execute("SELECT id, name FROM annotators")}

    def label_id(self, name: str) -> int:
        """Raises KeyError when the schema has no such label."""
        return self._label_ids[name]

    def label_names(self) -> dict[int, str]:
        """What each number in the file means; a label that was merged into another has that one's name."""
        return self._names

    def numbers_of(self, number: int) -> list[int]:
        """The label's own number, and those of the labels that were merged into it."""
        return [number, *(key for key, merged in self._merged.items() if merged == number)]

    def relation_id(self, name: str) -> int:
        """Raises KeyError when the schema has no such relation."""
        return self._relation_ids[name]

    def annotator_id(self, name: str) -> int:
        """The annotator's number; a new annotator gets one."""
        number = self._annotator_ids.get(name)
        if number is None:
            number = self._db.execute("INSERT INTO annotators (name) VALUES (?)", [name]).lastrowid or 0
            self._annotator_ids[name] = number
        return number

    def annotator_names(self) -> dict[int, str]:
        return {number: name for name, number in self._annotator_ids.items()}

    def write_schema(self, schema: LabelSchema) -> None:
        """Put a schema into a file that has none, or add to one what it lacks; nothing is taken away."""
        with self._db.atomic():
            for label in schema.labels:
                if label.name not in self._label_ids:
                    self._insert_label(label)
            for relation in schema.relations:
                if relation.name not in self._relation_ids:
                    self._insert_relation(relation)
            self._db.execute("INSERT OR IGNORE INTO settings VALUES ('schema_name', ?)", [schema.name])
            self._db.execute(
                "INSERT OR IGNORE INTO settings VALUES ('schema_description', ?)", [schema.description]
            )
        self.forget()

    def read_schema(self) -> LabelSchema:
        """Raises SchemaRefused when the file has no labels."""
        settings = dict(self._db.execute("SELECT name, value FROM settings WHERE name LIKE 'schema_%'"))
        labels = self._db.execute(
            "SELECT name, key, color, layer, description, examples, counter_examples, attributes, rules"
            " FROM labels WHERE merged_into IS NULL AND retired = 0 ORDER BY position, id"
        )
        relations = self._db.execute(
            "SELECT name, key, heads, children, place FROM relation_types WHERE retired = 0 ORDER BY position, id"
        )
        return LabelSchema(
            name=settings.get("schema_name", ""),
            description=settings.get("schema_description", ""),
            labels=tuple(_label(row) for row in labels),
            relations=tuple(
                RelationType(name, key, tuple(json.loads(heads)), tuple(json.loads(children)), place)
                for name, key, heads, children, place in relations
            ),
        )

    def _insert_label(self, label: Label) -> None:
        self._insert("labels", label_columns(label))

    def _insert_relation(self, relation: RelationType) -> None:
        self._insert("relation_types", relation_columns(relation))

    def _insert(self, table: str, columns: dict[str, str]) -> None:
        """Add a row behind the others."""
        marks = ", ".join("?" * len(columns))
        self._db.execute(
            f"INSERT INTO {table} ({', '.join(columns)}, position)"
            f" VALUES ({marks}, (SELECT coalesce(max(position), -1) + 1 FROM {table}))",
            list(columns.values()),
        )


def label_columns(label: Label) -> dict[str, str]:
    """What a row of `labels` says of a label, but for its place."""
    return {
        "name": label.name,
        "key": label.key,
        "color": label.color,
        "layer": label.layer,
        "description": label.description,
        "examples": json.dumps(label.examples, ensure_ascii=False),
        "counter_examples": json.dumps(label.counter_examples, ensure_ascii=False),
        "attributes": json.dumps([asdict(attribute) for attribute in label.attributes], ensure_ascii=False),
        "rules": json.dumps([[rule.kind.value, *rule.values] for rule in label.rules], ensure_ascii=False),
    }


def relation_columns(relation: RelationType) -> dict[str, str]:
    """What a row of `relation_types` says of a relation type, but for its place."""
    return {
        "name": relation.name,
        "key": relation.key,
        "heads": json.dumps(relation.heads, ensure_ascii=False),
        "children": json.dumps(relation.children, ensure_ascii=False),
        "place": relation.place,
    }


def _label(row: tuple[str, str, str, str, str, str, str, str, str]) -> Label:
    name, key, color, layer, description, examples, counter_examples, attributes, rules = row
    return Label(
        name=name,
        key=key,
        color=color,
        layer=layer,
        description=description,
        examples=tuple(json.loads(examples)),
        counter_examples=tuple(json.loads(counter_examples)),
        attributes=tuple(_attribute(record) for record in json.loads(attributes)),
        rules=tuple(Rule(RuleKind(kind), tuple(values)) for kind, *values in json.loads(rules)),
    )


def _attribute(record: dict[str, object]) -> Attribute:
    values = record.pop("values", [])
    choices = tuple(AttributeValueChoice(**value) for value in values)  # type: ignore[attr-defined]
    return Attribute(values=choices, **record)  # type: ignore[arg-type]

"""Label schemas in TOML: reading with the place of every fault, and writing."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import tomli_w

from annotator.domain.errors import FileRefused, SchemaRefused
from annotator.domain.labels import (
    COLOR_ROLES,
    ENTITY_LAYER,
    RELATION_PLACES,
    Attribute,
    AttributeValueChoice,
    Label,
    LabelSchema,
    RelationType,
)
from annotator.domain.rules import Rule, RuleKind
from annotator.formats.aside import AsideFiles, put_in_place
from annotator.formats.faults import plain_faults, quoted

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ATTRIBUTE_KINDS = ("choice", "flag", "text", "number")
_LARGEST = 4 << 20
_SCHEMA_KEYS = frozenset({"name", "description", "labels", "relations", "title"})
_LABEL_KEYS = frozenset(
    {"name", "key", "color", "layer", "description", "examples", "counter_examples", "attributes", "rules"}
)
_ATTRIBUTE_KEYS = frozenset({"name", "kind", "key", "values"})
_RULE_KEYS = frozenset({"rule", "values"})
_CHOICE_KEYS = frozenset({"name", "key"})
_RELATION_KEYS = frozenset({"name", "key", "from", "to", "place"})
_LINE = re.compile(r"at line (\d+)")


def read_schema(path: Path) -> LabelSchema:
    """The schema in a TOML file. Raises FileRefused with the label and, where it is known, the line."""
    with plain_faults(path):
        if path.stat().st_size > _LARGEST:
            raise FileRefused(path, "The file is too large for a label schema.")
        data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
        tables = tomllib.loads(text.replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise FileRefused(path, f"Byte {error.start} is not UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        place = _LINE.search(str(error))
        line = int(place[1]) if place else None
        raise FileRefused(path, f"The file is not valid TOML: {error}.", line) from error
    except RecursionError as error:
        raise FileRefused(path, "The tables are nested too deeply.") from error
    try:
        return schema_of_tables(tables, path.stem)
    except _Fault as fault:
        raise FileRefused(path, str(fault), _line_of(text, fault)) from fault
    except SchemaRefused as error:
        raise FileRefused(path, str(error)) from error


def write_schema(schema: LabelSchema, path: Path) -> None:
    """Write the schema as TOML, aside first and then in its place. Raises FileRefused."""
    with AsideFiles(path.parent, path.name) as files:
        files.open(path.name).write(tomli_w.dumps(schema_tables(schema)).encode())
        put_in_place(files.files)


def schema_tables(schema: LabelSchema) -> dict[str, Any]:
    """The schema as tables of plain values; what is empty is left out."""
    tables = {
        "name": schema.name,
        "description": schema.description,
        "labels": [_label_table(label) for label in schema.labels],
        "relations": [
            {"name": r.name, "key": r.key, "from": list(r.heads), "to": list(r.children)}
            | ({"place": r.place} if r.place else {})
            for r in schema.relations
        ],
    }
    return {key: value for key, value in tables.items() if value}


def _label_table(label: Label) -> dict[str, Any]:
    table = {
        "name": label.name,
        "key": label.key,
        "color": label.color,
        "layer": label.layer,
        "description": label.description,
        "examples": list(label.examples),
        "counter_examples": list(label.counter_examples),
        "attributes": [_attribute_table(attribute) for attribute in label.attributes],
        "rules": [{"rule": rule.kind.value, "values": list(rule.values)} for rule in label.rules],
    }
    return {key: value for key, value in table.items() if value}


def _attribute_table(attribute: Attribute) -> dict[str, Any]:
    values = [{"name": v.name, "key": v.key} if v.key else {"name": v.name} for v in attribute.values]
    table = {"name": attribute.name, "kind": attribute.kind, "key": attribute.key, "values": values}
    return {key: value for key, value in table.items() if value}


def schema_of_tables(tables: Mapping[str, Any], default_name: str) -> LabelSchema:
    """The schema that `schema_tables` would give back. Raises SchemaRefused for anything else."""
    top = _Table(tables, "The schema")
    top.allow(_SCHEMA_KEYS)
    labels = [_label(_Table(t, f"Label {n}", "labels", n)) for n, t in enumerate(top.tables("labels"), start=1)]
    relations = [
        _relation(_Table(t, f"Relation {n}", "relations", n))
        for n, t in enumerate(top.tables("relations"), start=1)
    ]
    _refuse_twice("label", "labels", [label.name for label in labels])
    _refuse_twice("label key", "labels", [label.key for label in labels])
    _refuse_twice("relation", "relations", [relation.name for relation in relations])
    _refuse_twice("relation key", "relations", [relation.key for relation in relations])
    for number, label in enumerate(labels, start=1):
        _refuse_twice_within(label, number)
    _refuse_unknown({label.name for label in labels}, relations)
    return LabelSchema(
        name=top.text("name") or top.text("title") or default_name,
        labels=tuple(labels),
        relations=tuple(relations),
        description=top.text("description"),
    )


class _Fault(SchemaRefused):
    """A fault in the `number`-th table of the array `array`."""

    def __init__(self, sentence: str, array: str, number: int) -> None:
        super().__init__(sentence)
        self.array = array
        self.number = number


class _Table:
    """One table; `title` names it in sentences, `array` and `number` find it in the file."""

    def __init__(self, table: Any, title: str, array: str = "", number: int = 0) -> None:
        self._array, self._number = array, number
        self._title = title
        if not isinstance(table, Mapping):
            self.refuse("is not a table")
        self._table: Mapping[str, Any] = table
        name = table.get("name")
        if array and isinstance(name, str) and name:
            self._title = f"{title.rsplit(' ', 1)[0]} {quoted(name)}"

    def refuse(self, what: str) -> NoReturn:
        raise _Fault(f"{self._title} {what}.", self._array, self._number)

    def inner(self, table: Any, title: str) -> _Table:
        """A table inside this one; in the file it is found by this one's place."""
        return _Table(table, f"{self._title}, {title}", self._array, self._number)

    def allow(self, known: frozenset[str]) -> None:
        for key in self._table:
            if key not in known:
                self.refuse(f"has the unknown key {quoted(key)}; known are {', '.join(sorted(known))}")

    def text(self, key: str, required: bool = False) -> str:
        value = self._table.get(key, "")
        if not isinstance(value, str):
            self.refuse(f"has something else than a text under {quoted(key)}")
        if required and not value.strip():
            self.refuse(f"has no {key}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.refuse(f"has something else than a list of texts under {quoted(key)}")
        return tuple(value)

    def tables(self, key: str) -> Sequence[Any]:
        value = self._table.get(key, [])
        if not isinstance(value, list):
            self.refuse(f"has something else than a list of tables under {quoted(key)}")
        return value


def _label(table: _Table) -> Label:
    table.allow(_LABEL_KEYS)
    if table.text("color") not in ("", *COLOR_ROLES):
        table.refuse(
            f"has the colour {quoted(table.text('color'))}, which could not be read in the light and the dark;"
            f" known are {COLOR_ROLES[0]} to {COLOR_ROLES[-1]}"
        )
    return Label(
        name=table.text("name", required=True),
        key=table.text("key"),
        color=table.text("color"),
        layer=table.text("layer") or ENTITY_LAYER,
        description=table.text("description"),
        examples=table.texts("examples"),
        counter_examples=table.texts("counter_examples"),
        attributes=tuple(
            _attribute(table.inner(raw, f"attribute {n}"))
            for n, raw in enumerate(table.tables("attributes"), start=1)
        ),
        rules=tuple(_rule(table.inner(raw, f"rule {n}")) for n, raw in enumerate(table.tables("rules"), start=1)),
    )


def _rule(table: _Table) -> Rule:
    table.allow(_RULE_KEYS)
    name = table.text("rule", required=True)
    kind = next((kind for kind in RuleKind if kind.value == name), None)
    if kind is None:
        table.refuse(f"is the unknown rule {quoted(name)}; known are {', '.join(k.value for k in RuleKind)}")
    try:
        return Rule(kind, table.texts("values"))
    except SchemaRefused as error:
        table.refuse(f"cannot be checked: {str(error).rstrip('.')}")


def _attribute(table: _Table) -> Attribute:
    table.allow(_ATTRIBUTE_KEYS)
    kind = table.text("kind", required=True)
    if kind not in ATTRIBUTE_KINDS:
        table.refuse(f"has the unknown kind {quoted(kind)}; known are {', '.join(ATTRIBUTE_KINDS)}")
    values = tuple(
        _choice(table.inner(raw, f"value {n}")) for n, raw in enumerate(table.tables("values"), start=1)
    )
    if (kind == "choice") != bool(values):
        table.refuse("is a choice without values" if kind == "choice" else "has values but is not a choice")
    return Attribute(table.text("name", required=True), kind, table.text("key"), values)


def _choice(table: _Table) -> AttributeValueChoice:
    table.allow(_CHOICE_KEYS)
    return AttributeValueChoice(table.text("name", required=True), table.text("key"))


def _relation(table: _Table) -> RelationType:
    table.allow(_RELATION_KEYS)
    heads, children = table.texts("from"), table.texts("to")
    if not heads or not children:
        table.refuse("does not say from which labels to which it leads")
    place = table.text("place")
    if place not in RELATION_PLACES:
        table.refuse(f"has the unknown place {quoted(place)}; known are inside and outside")
    return RelationType(table.text("name", required=True), table.text("key"), heads, children, place)


def _refuse_twice(what: str, array: str, names: Sequence[str]) -> None:
    """What the schema itself refuses, said here with the table of the second one."""
    seen: set[str] = set()
    for number, name in enumerate(names, start=1):
        if name and name in seen:
            raise _Fault(f"The {what} “{name}” occurs twice.", array, number)
        seen.add(name)


def _refuse_twice_within(label: Label, number: int) -> None:
    """Attributes and the values of each have names and keys of their own."""
    lists = {
        "attribute": [attribute.name for attribute in label.attributes],
        "attribute key": [attribute.key for attribute in label.attributes],
    }
    for attribute in label.attributes:
        lists[f"value of {attribute.name}"] = [value.name for value in attribute.values]
        lists[f"key of a value of {attribute.name}"] = [value.key for value in attribute.values]
    for what, names in lists.items():
        twice = next((name for place, name in enumerate(names) if name and name in names[:place]), None)
        if twice is not None:
            raise _Fault(f"In the label {quoted(label.name)} the {what} “{twice}” occurs twice.", "labels", number)


def _refuse_unknown(labels: set[str], relations: Sequence[RelationType]) -> None:
    for number, relation in enumerate(relations, start=1):
        for name in (*relation.heads, *relation.children):
            if name not in labels:
                sentence = f"The relation “{relation.name}” names the unknown label “{name}”."
                raise _Fault(sentence, "relations", number)


def _line_of(text: str, fault: _Fault) -> int | None:
    """The line where the array's table stands, when each has a header of its own."""
    header = re.compile(rf"^[ \t]*\[\[[ \t]*{fault.array}[ \t]*\]\]", re.MULTILINE)
    starts = [match.start() for match in header.finditer(text)] if fault.array else []
    if not 0 < fault.number <= len(starts):
        return None
    return text.count("\n", 0, starts[fault.number - 1]) + 1

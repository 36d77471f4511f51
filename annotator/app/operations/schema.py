"""Changing the label schema of a project: what will happen, and one undoable step that leaves nothing stranded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotator.app.session import Session
from annotator.domain.annotations import AttributeValue
from annotator.domain.changes import ChangeSet
from annotator.domain.edits import Edit, Operation
from annotator.domain.errors import SchemaRefused
from annotator.domain.labels import Label, LabelSchema, RelationType
from annotator.domain.schema_edits import AnnotationsChanged, BulkAction, SchemaChanged

Concern = tuple[str, ...]


@dataclass(slots=True)
class SchemaPlan:
    """A schema on its way to another. Each step keeps `schema` as it will be, and `edits` as it is done.

    `concerns` has for each of `steps` what it changes, by the names of the schema before: a label, or a label, an
    attribute and perhaps its value; the counts of `app.schema_counts` have the same keys.

    Raises SchemaRefused in every step that would leave no schema.
    """

    before: LabelSchema
    schema: LabelSchema = field(init=False)
    edits: list[Edit] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    concerns: list[tuple[Concern, ...]] = field(default_factory=list)
    _had: dict[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.schema = self.before
        self._had = {name: (name,) for name in self.before.names()}

    def copy(self) -> SchemaPlan:
        """Another plan that has come as far, to try a step on."""
        other = SchemaPlan(self.before)
        other.schema, other.edits, other.steps = self.schema, list(self.edits), list(self.steps)
        other.concerns, other._had = list(self.concerns), dict(self._had)
        return other

    def change(
        self,
        after: LabelSchema,
        step: str,
        labels: Mapping[str, str] | None = None,
        relations: Mapping[str, str] | None = None,
    ) -> None:
        """Go to a schema in which all labels and relation types of this one still are, under these names."""
        self._refuse_gone(after, labels or {}, relations or {})
        self._go(after, labels or {}, relations or {})
        concerned = [self._of(name) for name in labels or {}]
        for name, new in (labels or {}).items():
            self._had[new] = self._had.pop(name, ())
        self._say(step, *concerned)

    def add_label(self, label: Label, position: int | None = None) -> None:
        labels = list(self.schema.labels)
        labels.insert(len(labels) if position is None else position, label)
        self.change(replace(self.schema, labels=tuple(labels)), f"add {label.name}")

    def rename_label(self, name: str, new: str) -> None:
        """Give a label another name; relation types follow."""
        if name != new:
            self.change(_with_name(self.schema, name, new), f"rename {name} to {new}", {name: new})

    def reorder(self, names: Sequence[str]) -> None:
        """Put the labels in this order."""
        labels = tuple(self.schema.label(name) for name in names)
        if labels != self.schema.labels:
            self.change(replace(self.schema, labels=labels), "reorder the labels")

    def merge_labels(self, source: str, target: str) -> None:
        """Make the annotations of `source` ones of `target`, and take `source` away."""
        if source == target:
            raise SchemaRefused(f"{source} cannot be merged with itself.")
        self._go(_with_ends(self.schema, source, target))
        self.edits.append(AnnotationsChanged(BulkAction.MERGE_LABEL, source, target))
        self.schema = _without_label(self.schema, source)
        self._say(f"merge {source} into {target}", self._of(source))
        self._had[target] = self._had.get(target, ()) + self._had.pop(source, ())

    def split_label(self, source: str, target: Label, name: str, value: AttributeValue) -> None:
        """Make those annotations of `source` whose attribute is `value` ones of `target`, which may be new."""
        if target.name not in self.schema.names():
            place = self.schema.names().index(source) + 1
            labels = (*self.schema.labels[:place], target, *self.schema.labels[place:])
            self._go(_alike(replace(self.schema, labels=labels), source, target.name))
        self.edits.append(AnnotationsChanged(BulkAction.SPLIT_LABEL, source, target.name, name, value))
        self._say(f"split {source} where {name} is {value} into {target.name}", self._of(source, name, str(value)))

    def delete_label(self, name: str) -> None:
        """Take a label away with all its annotations and their relations."""
        self.edits.append(AnnotationsChanged(BulkAction.CLEAR_LABEL, name))
        self._go(_without_label(self.schema, name))
        self._say(f"delete {name}", self._of(name))
        self._had.pop(name, None)

    def rename_attribute(self, label: str, name: str, new: str) -> None:
        attributes = self.schema.label(label).attributes
        if any(attribute.name == new for attribute in attributes):
            raise SchemaRefused(f"{label} has an attribute “{new}” already.")
        renamed = tuple(replace(a, name=new) if a.name == name else a for a in attributes)
        self.edits.append(AnnotationsChanged(BulkAction.RENAME_ATTRIBUTE, label, new, name))
        self._go(_with_label(self.schema, replace(self.schema.label(label), attributes=renamed)))
        self._say(f"rename {label}'s {name} to {new}", self._of(label, name))

    def delete_attribute(self, label: str, name: str) -> None:
        """Take an attribute away from a label and from all its annotations."""
        kept = tuple(a for a in self.schema.label(label).attributes if a.name != name)
        self.edits.append(AnnotationsChanged(BulkAction.CLEAR_ATTRIBUTE, label, name=name))
        self._go(_with_label(self.schema, replace(self.schema.label(label), attributes=kept)))
        self._say(f"delete {label}'s {name}", self._of(label, name))

    def rename_value(self, label: str, name: str, value: str, new: str) -> None:
        """Call a value of a choice something else; where that is there already the two become one."""
        attributes = []
        for attribute in self.schema.label(label).attributes:
            if attribute.name == name:
                values = [replace(v, name=new) if v.name == value else v for v in attribute.values]
                once = {v.name: v for v in reversed(values)}
                attribute = replace(
                    attribute, values=tuple(v for v in values if once.pop(v.name, None) is not None)
                )
            attributes.append(attribute)
        self.edits.append(AnnotationsChanged(BulkAction.CHANGE_VALUE, label, new, name, value))
        self._go(_with_label(self.schema, replace(self.schema.label(label), attributes=tuple(attributes))))
        self._say(f"call {value} {new}", self._of(label, name, value))

    def rename_relation(self, name: str, new: str) -> None:
        if name != new:
            kinds = tuple(replace(r, name=new) if r.name == name else r for r in self.schema.relations)
            self.change(replace(self.schema, relations=kinds), f"rename {name} to {new}", None, {name: new})

    def delete_relation(self, name: str) -> None:
        """Take a relation type away with all its relations."""
        self.edits.append(AnnotationsChanged(BulkAction.CLEAR_RELATION, name))
        kinds = tuple(kind for kind in self.schema.relations if kind.name != name)
        self._go(replace(self.schema, relations=kinds))
        self._say(f"delete {name}")

    def operation(self) -> Operation | None:
        """All of it as one step of the user; None when nothing is different."""
        if not self.edits:
            return None
        first = self.steps[0][0].upper() + self.steps[0][1:] if self.steps else "Change the labels"
        more = f" and {len(self.steps) - 1} more" if len(self.steps) > 1 else ""
        return Operation(f"{first}{more}", tuple(self.edits))

    def _of(self, label: str, *more: str) -> tuple[Concern, ...]:
        """What a step on a label, its attribute or its value concerns, under the names from before."""
        return tuple((name, *more) for name in self._had.get(label, ()))

    def _say(self, step: str, *concerned: tuple[Concern, ...]) -> None:
        self.steps.append(step)
        self.concerns.append(tuple(concern for one in concerned for concern in one))

    def _go(
        self,
        after: LabelSchema,
        labels: Mapping[str, str] | None = None,
        relations: Mapping[str, str] | None = None,
    ) -> None:
        if after != self.schema:
            self.edits.append(SchemaChanged(self.schema, after, labels or {}, relations or {}))
            self.schema = after

    def _refuse_gone(self, after: LabelSchema, labels: Mapping[str, str], relations: Mapping[str, str]) -> None:
        for name in self.schema.names():
            if labels.get(name, name) not in after.names():
                raise SchemaRefused(f"The label “{name}” would be lost: delete it or merge it.")
        kinds = {kind.name for kind in after.relations}
        for kind in self.schema.relations:
            if relations.get(kind.name, kind.name) not in kinds:
                raise SchemaRefused(f"The relation “{kind.name}” would be lost: delete it.")


def change_schema(session: Session, plan: SchemaPlan) -> ChangeSet | None:
    """Do what was planned, as one step; None when nothing is different. Raises Refusal, which changes nothing."""
    operation = plan.operation()
    return None if operation is None else session.perform(operation)


def import_schema(before: LabelSchema, wanted: LabelSchema) -> SchemaPlan:
    """A plan that brings in another schema by name: labels of both take what it says, its others are added.

    Labels, attributes, values and relation types that only the project has stay, behind the others. Raises
    SchemaRefused when an attribute of both is of another kind.
    """
    plan = SchemaPlan(before)
    had = {label.name: label for label in before.labels}
    labels = tuple(_keeping(label, had[label.name]) if label.name in had else label for label in wanted.labels)
    wanted = replace(wanted, labels=labels)
    known = {label.name: label for label in wanted.labels}
    others = tuple(label for label in before.labels if label.name not in known)
    taken = {label.key for label in wanted.labels if label.key}
    others = tuple(replace(label, key="" if label.key in taken else label.key) for label in others)
    kinds = {kind.name for kind in wanted.relations}
    rest = tuple(kind for kind in before.relations if kind.name not in kinds)
    after = LabelSchema(wanted.name, (*wanted.labels, *others), (*wanted.relations, *rest), wanted.description)
    if after != before:
        plan.change(after, f"take on the labels of {wanted.name}")
    return plan


def _keeping(wanted: Label, had: Label) -> Label:
    """The wanted label with the attributes and values that annotations of the one there may have."""
    ours = {attribute.name: attribute for attribute in had.attributes}
    attributes = []
    for attribute in wanted.attributes:
        mine = ours.pop(attribute.name, attribute)
        if mine.kind != attribute.kind:
            sentence = f"{had.name}'s {mine.name} is a {mine.kind} here and a {attribute.kind} there."
            raise SchemaRefused(f"{sentence} Rename one of the two first.")
        names = {value.name for value in attribute.values}
        more = tuple(replace(value, key="") for value in mine.values if value.name not in names)
        attributes.append(replace(attribute, values=attribute.values + more))
    taken = {attribute.key for attribute in attributes}
    rest = (replace(a, key="" if a.key in taken else a.key) for a in ours.values())
    return replace(wanted, attributes=(*attributes, *rest))


def _with_label(schema: LabelSchema, label: Label) -> LabelSchema:
    return replace(schema, labels=tuple(label if la.name == label.name else la for la in schema.labels))


def _with_name(schema: LabelSchema, name: str, new: str) -> LabelSchema:
    labels = tuple(replace(label, name=new) if label.name == name else label for label in schema.labels)
    return replace(schema, labels=labels, relations=_ends(schema, lambda n: (new,) if n == name else (n,)))


def _with_ends(schema: LabelSchema, source: str, target: str) -> LabelSchema:
    """What led from or to `source` may lead from or to `target`."""
    return replace(schema, relations=_ends(schema, lambda n: (target,) if n == source else (n,)))


def _alike(schema: LabelSchema, source: str, target: str) -> LabelSchema:
    """`target` may stand wherever `source` may."""
    return replace(schema, relations=_ends(schema, lambda n: (source, target) if n == source else (n,)))


def _without_label(schema: LabelSchema, name: str) -> LabelSchema:
    kinds = _ends(schema, lambda n: () if n == name else (n,))
    kept = tuple(kind for kind in kinds if kind.heads and kind.children)
    return replace(schema, labels=tuple(la for la in schema.labels if la.name != name), relations=kept)


def _ends(schema: LabelSchema, become: object) -> tuple[RelationType, ...]:
    def changed(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(new for name in names for new in become(name)))  # type: ignore[operator]

    return tuple(replace(r, heads=changed(r.heads), children=changed(r.children)) for r in schema.relations)

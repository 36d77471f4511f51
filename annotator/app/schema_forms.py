"""What a person has made of a label or a relation in a form, as steps of a plan that strand nothing."""

from __future__ import annotations

from dataclasses import replace

from annotator.app.operations.schema import SchemaPlan
from annotator.domain.labels import Attribute, Label, RelationType


def apply_label(plan: SchemaPlan, name: str, wanted: Label) -> None:
    """Make the label of that name what is wanted. Raises SchemaRefused, and the plan may be half done then.

    One attribute, or value, that stands where another stood before is that one renamed; others that are gone are
    deleted with what was said by them.
    """
    if wanted.name != name:
        plan.rename_label(name, wanted.name)
        name = wanted.name
    _apply_attributes(plan, name, wanted.attributes)
    if plan.schema.label(name) != wanted:
        labels = tuple(wanted if label.name == name else label for label in plan.schema.labels)
        plan.change(replace(plan.schema, labels=labels), f"change {name}")


def apply_relation(plan: SchemaPlan, name: str | None, wanted: RelationType) -> None:
    """Make the relation type of that name what is wanted, or with None add it. Raises SchemaRefused."""
    if name is None:
        plan.change(replace(plan.schema, relations=(*plan.schema.relations, wanted)), f"add {wanted.name}")
        return
    if wanted.name != name:
        plan.rename_relation(name, wanted.name)
    kinds = tuple(wanted if kind.name == wanted.name else kind for kind in plan.schema.relations)
    if kinds != plan.schema.relations:
        plan.change(replace(plan.schema, relations=kinds), f"change {wanted.name}")


def _apply_attributes(plan: SchemaPlan, label: str, wanted: tuple[Attribute, ...]) -> None:
    renamed = _renamed([a.name for a in plan.schema.label(label).attributes], [a.name for a in wanted])
    for before, after in renamed.items():
        plan.rename_attribute(label, before, after)
    names = {attribute.name for attribute in wanted}
    for attribute in plan.schema.label(label).attributes:
        if attribute.name not in names:
            plan.delete_attribute(label, attribute.name)
    kept = {attribute.name: attribute for attribute in plan.schema.label(label).attributes}
    for attribute in wanted:
        there = kept.get(attribute.name)
        if there is None:
            continue
        if there.kind != attribute.kind:  # what was said in another kind means nothing in this one
            plan.delete_attribute(label, attribute.name)
            continue
        for old, new in _renamed([v.name for v in there.values], [v.name for v in attribute.values]).items():
            plan.rename_value(label, attribute.name, old, new)


def _renamed(before: list[str], after: list[str]) -> dict[str, str]:
    """Which name became which: those that stand where another stood, in a list that is as long as it was."""
    if len(before) != len(after):
        return {}
    pairs = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    return {old: new for old, new in pairs if new not in before and old not in after}

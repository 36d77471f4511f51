"""The label schema: which labels a project has, and what belongs to each."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.errors import SchemaRefused
from annotator.domain.rules import Rule

RELATION_PLACES = ("", "inside", "outside")
COLOR_ROLES = tuple(f"label{number}" for number in range(1, 13))
ENTITY_LAYER = "entity"
CLAIM_LAYER = "claim"


@dataclass(frozen=True, slots=True)
class AttributeValueChoice:
    """One value of a choice, with the key that sets it."""

    name: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something that can be said of an annotation; `kind` is choice, flag, text or number."""

    name: str
    kind: str
    key: str = ""
    values: tuple[AttributeValueChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """A label with its key, its colour role in the themes, and its guideline.

    `layer` decides the look: `entity` is a tint on the text, any other a line below it.
    """

    name: str
    key: str
    color: str
    layer: str = ENTITY_LAYER
    description: str = ""
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class RelationType:
    """A kind of relation with the labels it may lead from and to.

    `place` says where its child usually stands: `inside` the head's span, `outside` it, or anywhere when empty.
    """

    name: str
    key: str
    heads: tuple[str, ...]
    children: tuple[str, ...]
    place: str = ""


@dataclass(frozen=True, slots=True)
class LabelSchema:
    """The labels and relation types of a project, in the order in which they are shown.

    Raises SchemaRefused when there is no label, a name or key occurs twice, or a relation names an unknown label.
    """

    name: str
    labels: tuple[Label, ...]
    relations: tuple[RelationType, ...] = ()
    description: str = ""

    def __post_init__(self) -> None:
        if not self.labels:
            raise SchemaRefused(f"The label schema “{self.name}” has no label.")
        _refuse_twice("label", [label.name for label in self.labels])
        _refuse_twice("label key", [label.key for label in self.labels if label.key])
        _refuse_twice("relation", [relation.name for relation in self.relations])
        names = {label.name for label in self.labels}
        for relation in self.relations:
            for name in (*relation.heads, *relation.children):
                if name not in names:
                    raise SchemaRefused(f"The relation “{relation.name}” names the unknown label “{name}”.")

    def label(self, name: str) -> Label:
        """The label of that name. Raises KeyError when there is none."""
        for label in self.labels:
            if label.name == name:
                return label
        raise KeyError(name)

    def names(self) -> tuple[str, ...]:
        return tuple(label.name for label in self.labels)


def _refuse_twice(what: str, names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if not name.strip():
            raise SchemaRefused(f"A {what} is empty.")
        if name in seen:
            raise SchemaRefused(f"The {what} “{name}” occurs twice.")
        seen.add(name)

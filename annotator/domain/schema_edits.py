"""Edits of the label schema: each with its inverse, and none with a record for every annotation it concerns.

A schema with a million annotations is renamed, merged or split in one record. What the file must remember of the
single annotations, so that they come back exactly, it keeps in tables of its own under the edit's `move` number.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from annotator.domain.annotations import AttributeValue
from annotator.domain.labels import LabelSchema

_NO_NAMES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SchemaChanged:
    """Another schema. `labels` and `relations` say which name became which, where it is not the same.

    A label or relation type that the schema after has no place for must have no annotation left.
    """

    before: LabelSchema
    after: LabelSchema
    labels: Mapping[str, str] = field(default_factory=lambda: _NO_NAMES, hash=False)
    relations: Mapping[str, str] = field(default_factory=lambda: _NO_NAMES, hash=False)

    def inverse(self) -> SchemaChanged:
        return SchemaChanged(
            self.after,
            self.before,
            {after: before for before, after in self.labels.items()},
            {after: before for before, after in self.relations.items()},
        )


class BulkAction(enum.Enum):
    """What is done to all annotations, or relations, of one label or type.

    MERGE_LABEL: those of `source` are of `target` from then on; where both label the same span, the one of
    `source` goes and its relations lead to the other. SPLIT_LABEL: those of `source` whose attribute `name` is
    `value` become `target`. CLEAR_LABEL: those of `source` go, with their relations. RENAME_ATTRIBUTE: `name` of
    `source` is called `target`. CLEAR_ATTRIBUTE: `name` is taken from `source`. CHANGE_VALUE: `name` of `source`
    is `target` where it was `value`. CLEAR_RELATION: relations of the type `source` go. MOVE_RELATION: those of
    the type `source` become `target`.
    """

    MERGE_LABEL = "merge label"
    SPLIT_LABEL = "split label"
    CLEAR_LABEL = "clear label"
    RENAME_ATTRIBUTE = "rename attribute"
    CLEAR_ATTRIBUTE = "clear attribute"
    CHANGE_VALUE = "change value"
    CLEAR_RELATION = "clear relation"
    MOVE_RELATION = "move relation"


@dataclass(frozen=True, slots=True)
class AnnotationsChanged:
    """A bulk action, or with `reverse` taking it back. `move` is its number in the file, given by the store."""

    action: BulkAction
    source: str
    target: str = ""
    name: str = ""
    value: AttributeValue = ""
    move: int = 0
    reverse: bool = False

    def inverse(self) -> AnnotationsChanged:
        return AnnotationsChanged(
            self.action, self.source, self.target, self.name, self.value, self.move, not self.reverse
        )

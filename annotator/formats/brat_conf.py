"""The two files that tell brat which types there are and how they look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from annotator.domain.labels import LabelSchema
from annotator.formats.base import ReportRecord
from annotator.formats.brat_names import to_brat

_TINTS = {
    "label1": "#b3d4e8", "label2": "#b0dfcf", "label3": "#f5c8a8", "label4": "#e8c0d8", "label5": "#cdc2ec",
    "label6": "#e5dc95", "label7": "#f4bfc0", "label8": "#a6dce3", "label9": "#c9e2a0", "label10": "#e2c9ae",
    "label11": "#ccd3da", "label12": "#f0cfe6",
}  # fmt: skip
_MOST_VALUES = 100  # of an attribute, beyond which it is free text


@dataclass(slots=True)
class Types:
    """The types that a folder uses: labels, relations with the labels at their ends, attributes with values.

    Those of the schema come first, in its order, and every one that was met besides.
    """

    labels: dict[str, str] = field(default_factory=dict)
    relations: dict[str, tuple[dict[str, None], dict[str, None]]] = field(default_factory=dict)
    attributes: dict[str, tuple[dict[str, None], dict[str, None]]] = field(default_factory=dict)
    """The labels that have the attribute, and its values; none for one that is just there."""

    def add_schema(self, schema: LabelSchema) -> None:
        for label in schema.labels:
            self.labels[label.name] = label.color
            for attribute in label.attributes:
                self.add_attribute(attribute.name, label.name, [to_brat(value.name) for value in attribute.values])
        for relation in schema.relations:
            self.add_relation(relation.name, relation.heads, relation.children)

    def add_record(self, record: ReportRecord) -> None:
        labels = {span.uid: span.label for span in record.spans}
        for span in record.spans:
            self.labels.setdefault(span.label, "")
        for relation in record.relations:
            self.add_relation(relation.type, [labels[relation.head]], [labels[relation.child]])

    def add_relation(self, name: str, heads: Iterable[str], children: Iterable[str]) -> None:
        known = self.relations.setdefault(name, ({}, {}))
        known[0].update(dict.fromkeys(heads))
        known[1].update(dict.fromkeys(children))

    def add_attribute(self, name: str, label: str, words: Iterable[str]) -> None:
        known = self.attributes.setdefault(name, ({}, {}))
        known[0][label] = None
        if len(known[1]) < _MOST_VALUES:
            known[1].update(dict.fromkeys(words))


def annotation_conf(types: Types) -> str:
    """The types in brat's four sections."""
    lines = ["[entities]", *map(to_brat, types.labels), "", "[relations]"]
    # without this line brat lets no annotations overlap
    lines.append("<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>")
    for name, (heads, children) in types.relations.items():
        lines.append(f"{to_brat(name)}\tArg1:{_any_of(heads)}, Arg2:{_any_of(children)}")
    lines += ["", "[events]", "", "[attributes]"]
    for name, (labels, words) in types.attributes.items():
        values = f", Value:{'|'.join(words)}" if words else ""
        lines.append(f"{to_brat(name)}\tArg:{_any_of(labels)}{values}")
    return "\n".join(lines) + "\n"


def visual_conf(types: Types) -> str:
    """The names as users know them, and a colour for each label of the schema."""
    lines = ["[labels]"]
    for name in dict.fromkeys([*types.labels, *types.relations, *types.attributes]):
        shown = " ".join(name.replace("|", " ").split())
        lines.append(f"{to_brat(name)} | {shown or to_brat(name)}")
    lines += ["", "[drawing]", "SPAN_DEFAULT\tfgColor:black, bgColor:#e0e4e8, borderColor:darken"]
    lines.append("ARC_DEFAULT\tcolor:black, dashArray:-, arrowHead:triangle-5, labelArrow:none")
    lines += [
        f"{to_brat(name)}\tbgColor:{_TINTS[color]}" for name, color in types.labels.items() if color in _TINTS
    ]
    return "\n".join(lines) + "\n"


def _any_of(labels: Iterable[str]) -> str:
    return "|".join(map(to_brat, labels)) or "<ENTITY>"

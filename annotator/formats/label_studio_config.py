"""The labelling interface that belongs to exported tasks, as Label Studio's XML."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from annotator.domain.labels import COLOR_ROLES, Attribute, LabelSchema

LABELS, TEXT = "label", "text"
RESERVED = frozenset({LABELS, TEXT})
_COLORS = (
    "#2f6fdb",
    "#c2571a",
    "#2e8b57",
    "#a63fa0",
    "#b8860b",
    "#c0392b",
    "#16858c",
    "#6a5acd",
    "#7a8b1f",
    "#d2527f",
    "#5d6d7e",
    "#8b5a2b",
)


class Interface:
    """Labels, relations and attributes: those of the schema in its order, then what else was written."""

    def __init__(self, schema: LabelSchema | None) -> None:
        self.labels: dict[str, None] = {}
        self.relations: dict[str, None] = {}
        self._colors: dict[str, str] = {}
        self._attributes: dict[str, tuple[Attribute, list[str]]] = {}
        self._values: dict[str, dict[str, None]] = {}
        for number, label in enumerate(schema.labels if schema is not None else ()):
            self.labels[label.name] = None
            self._colors[label.name] = _COLORS[_role(label.color, number) % len(_COLORS)]
            for attribute in label.attributes:
                self._attributes.setdefault(attribute.name, (attribute, []))[1].append(label.name)
                values = self._values.setdefault(attribute.name, {})
                values.update((choice.name, None) for choice in attribute.values)
        for relation in schema.relations if schema is not None else ():
            self.relations[relation.name] = None

    def kind(self, name: str, value: object) -> str:
        """How an attribute of that name and value is asked for; empty where Label Studio has no way."""
        known = self._attributes.get(name)
        kind = known[0].kind if known is not None else ""
        if name in RESERVED or value is False or (value is True and kind not in ("", "flag")):
            return ""
        if isinstance(value, bool):
            self._remember(name, "flag", name)
            return "flag"
        if isinstance(value, (int, float)):
            self._remember(name, "number")
            return "number" if self._attributes[name][0].kind == "number" else ""
        if kind == "choice" and value != name:
            self._remember(name, "choice", str(value))
            return "choice"
        self._remember(name, "text")
        return "text" if self._attributes[name][0].kind == "text" else ""

    def _remember(self, name: str, kind: str, value: str = "") -> None:
        self._attributes.setdefault(name, (Attribute(name, kind), []))
        values = self._values.setdefault(name, {})
        if value:
            values[value] = None

    def xml(self) -> str:
        """The interface; attributes are asked for each region, of the labels that have them."""
        lines = ["<View>", *self._relation_lines()]
        lines.append(f'  <Labels name="{LABELS}" toName="{TEXT}">')
        for number, label in enumerate(self.labels):
            color = self._colors.get(label, _COLORS[number % len(_COLORS)])
            lines.append(f"    <Label value={quoteattr(label)} background={quoteattr(color)}/>")
        lines += ["  </Labels>", f'  <Text name="{TEXT}" value="${TEXT}"/>']
        for name, (attribute, labels) in self._attributes.items():
            if name not in RESERVED:
                lines += self._attribute_lines(attribute, labels)
        return "\n".join([*lines, "</View>", ""])

    def _relation_lines(self) -> Iterator[str]:
        if self.relations:
            yield "  <Relations>"
            yield from (f"    <Relation value={quoteattr(name)}/>" for name in self.relations)
            yield "  </Relations>"

    def _attribute_lines(self, attribute: Attribute, labels: list[str]) -> Iterator[str]:
        when = f" whenTagName={quoteattr(LABELS)} whenLabelValue={quoteattr(','.join(labels))}" if labels else ""
        named = f'name={quoteattr(attribute.name)} toName="{TEXT}" perRegion="true"{when}'
        if attribute.kind == "number":
            yield f"  <Number {named}/>"
        elif attribute.kind == "text":
            yield f'  <TextArea {named} maxSubmissions="1"/>'
        else:
            values = [attribute.name] if attribute.kind == "flag" else list(self._values[attribute.name])
            single = "multiple" if attribute.kind == "flag" else "single"
            yield f'  <Choices {named} choice="{single}">'
            yield from (f"    <Choice value={quoteattr(value)}/>" for value in values)
            yield "  </Choices>"


def _role(color: str, number: int) -> int:
    return COLOR_ROLES.index(color) if color in COLOR_ROLES else number

"""What is said of an annotation, as shapes: signs beside its letter, and how broken its lane is.

The shapes follow the order in the schema, whatever its words are: the first value of the first choice changes
nothing to look at but a dot, the later ones have signs of their own; a second choice breaks the lane.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from annotator.domain.annotations import AttributeValue
from annotator.domain.labels import Attribute

VALUE_SIGNS = ("·", "×", "~", "+", "=", "^")  # of the first choice, by the place of its value
FLAG_SIGN = "*"
MOST_DASHES = 2


class AttributeShape(NamedTuple):
    """`signs` stand behind the label's letter; `dashes` is 0 for a whole lane, then the more broken."""

    signs: str
    dashes: int


def attribute_shape(
    attributes: Sequence[Attribute], values: Mapping[str, AttributeValue], is_entity: bool
) -> AttributeShape:
    """The shape of what `values` say, by the order of the label's attributes; an entity has no lane to break."""
    signs, flags, dashes, choices = "", "", 0, 0
    for attribute in attributes:
        value = values.get(attribute.name)
        if attribute.kind == "choice":
            choices += 1
            place = next((n for n, choice in enumerate(attribute.values) if choice.name == value), None)
            if place is None:
                continue
            if choices == 2 and not is_entity:
                dashes = min(place, MOST_DASHES)
            else:
                signs += VALUE_SIGNS[min(place, len(VALUE_SIGNS) - 1)]
        elif value not in (None, False, ""):
            flags = FLAG_SIGN
    return AttributeShape(signs + flags, dashes)

"""Attributes: what is said of an annotation, such as the stance of a claim."""

from __future__ import annotations

import math
from dataclasses import replace

from annotator.app.operations.labelling import perform_on_desk, short_text_of
from annotator.app.session import Session, on_desk
from annotator.domain.annotations import Annotation, AttributeValue
from annotator.domain.changes import ChangeSet
from annotator.domain.edits import AnnotationChanged
from annotator.domain.errors import Refusal
from annotator.domain.labels import Attribute, LabelSchema
from annotator.domain.rules import shown_name


def set_attribute(
    session: Session, annotation: Annotation, name: str, value: AttributeValue | None, caret: int
) -> ChangeSet | None:
    """Give an attribute of the annotation a value, or with None take it away; None when it is so already.

    Raises Refusal when the schema has no such attribute for the label, or the value is not of its kind.
    """
    desk = on_desk(session)
    attribute = attribute_of(session.schema, annotation.label, name)
    if value is not None:
        _refuse_other_kinds(attribute, value)
    attributes = {key: kept for key, kept in annotation.attributes.items() if key != name}
    if value is not None and value is not False and value != "":
        attributes[name] = value
    if attributes == annotation.attributes:
        return None
    after = replace(annotation, attributes=attributes)
    what = (
        f"{shown_name(name)}{value_words(attributes.get(name))}"
        if name in attributes
        else f"no {shown_name(name)}"
    )
    title = f"{annotation.label} “{short_text_of(desk, annotation.span)}”: {what}"
    return perform_on_desk(session, desk, title, [AnnotationChanged(annotation, after)], caret, caret)


def attribute_of(schema: LabelSchema, label: str, name: str) -> Attribute:
    """Raises Refusal when annotations with this label have no such attribute."""
    for attribute in schema.label(label).attributes:
        if attribute.name == name:
            return attribute
    raise Refusal(f"{label} has no attribute “{name}” in this project.")


def value_words(value: AttributeValue | None) -> str:
    """The value as words behind the attribute's name, with a space before; nothing for a flag."""
    return "" if value is True or value is None else f" {value}"


def _refuse_other_kinds(attribute: Attribute, value: AttributeValue) -> None:
    fits = {
        "choice": isinstance(value, str) and value in {choice.name for choice in attribute.values},
        "flag": isinstance(value, bool),
        "text": isinstance(value, str),
        "number": isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value),
    }
    if not fits[attribute.kind]:
        raise Refusal(f"“{value}” is no value of {shown_name(attribute.name)}.")

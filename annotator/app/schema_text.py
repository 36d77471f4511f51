"""Attributes and rules of a label as lines of text that a person types: written, and read with the fault's place.

stance (s): asserts (a), denies (d), questions (q)      a choice with its values and their keys
evidence (e): flag                                      also: text, number
no leading: determiners                                 a rule; `|` stands between several words
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from annotator.domain.errors import SchemaRefused
from annotator.domain.labels import Attribute, AttributeValueChoice
from annotator.domain.rules import Rule, RuleKind

_PLAIN_KINDS = ("flag", "text", "number")
_KEYED = re.compile(r"(?P<name>.+?)\s*(?:\((?P<key>\S)\))?\s*")


def attributes_text(attributes: Iterable[Attribute]) -> str:
    """One line for each, as `attributes_of` reads them."""
    return "\n".join(f"{_keyed(a.name, a.key)}: {_values_text(a)}" for a in attributes)


def attributes_of(text: str) -> tuple[Attribute, ...]:
    """The attributes in the lines. Raises SchemaRefused with the number of the line."""
    found: list[Attribute] = []
    for number, line in _lines(text):
        name, colon, rest = line.partition(":")
        if not colon or not rest.strip() or not name.strip():
            raise SchemaRefused(f"Line {number} of the attributes: write a name, a colon and values or a kind.")
        shown, key = _split(name)
        kind = rest.strip()
        if kind in _PLAIN_KINDS:
            attribute = Attribute(shown, kind, key)
        else:
            values = tuple(AttributeValueChoice(*_split(part)) for part in rest.split(",") if part.strip())
            if len({value.name for value in values}) < len(values):
                raise SchemaRefused(f"Line {number} of the attributes: a value stands there twice.")
            attribute = Attribute(shown, "choice", key, values)
        if any(attribute.name == other.name for other in found):
            raise SchemaRefused(f"Line {number} of the attributes: “{attribute.name}” stands there twice.")
        found.append(attribute)
    return tuple(found)


def rules_text(rules: Iterable[Rule]) -> str:
    """One line for each, as `rules_of` reads them."""
    return "\n".join(f"{rule.kind.value}: {' | '.join(rule.values)}" for rule in rules)


def rules_of(text: str) -> tuple[Rule, ...]:
    """The rules in the lines. Raises SchemaRefused with the number of the line."""
    kinds = {kind.value: kind for kind in RuleKind}
    found = []
    for number, line in _lines(text):
        name, _, rest = line.partition(":")
        kind = kinds.get(name.strip())
        if kind is None:
            raise SchemaRefused(f"Line {number} of the rules: it must begin with one of {', '.join(kinds)}.")
        try:
            found.append(Rule(kind, tuple(part.strip() for part in rest.split("|") if part.strip())))
        except SchemaRefused as refused:
            raise SchemaRefused(f"Line {number} of the rules: {refused}") from refused
    return tuple(found)


def examples_of(text: str) -> tuple[str, ...]:
    """The lines that say something."""
    return tuple(line for _, line in _lines(text))


def _lines(text: str) -> list[tuple[int, str]]:
    return [(n, line.strip()) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]


def _split(text: str) -> tuple[str, str]:
    """The name and the key in brackets behind it."""
    match = _KEYED.fullmatch(text.strip())
    return (match["name"], match["key"] or "") if match else (text.strip(), "")


def _keyed(name: str, key: str) -> str:
    return f"{name} ({key})" if key else name


def _values_text(attribute: Attribute) -> str:
    if attribute.kind != "choice":
        return attribute.kind
    return ", ".join(_keyed(value.name, value.key) for value in attribute.values)

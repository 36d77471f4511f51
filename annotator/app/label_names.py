"""Names of labels and relations that come in from elsewhere, and what they mean in the project."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from annotator.domain.labels import Label, LabelSchema, RelationType

LEAVE_OUT = ""
_ROLES = tuple(f"label{number}" for number in range(5, 13))

_USUAL = {
    **dict.fromkeys(["loc", "gpe", "place", "fac", "facility", "city", "country", "region", "geo"], "Location"),
    **dict.fromkeys(["org", "per", "pers", "person", "organization", "organisation", "group", "norp"], "Actor"),
    **dict.fromkeys(["nationality", "militaryunit", "unit", "perp", "perpetrator", "victim"], "Actor"),
    **dict.fromkeys(["wea", "arm", "munition", "explosive", "instrument", "militaryplatform"], "Weapon"),
    **dict.fromkeys(["statement", "assertion", "content", "quote"], "Claim"),
}


class LabelNames:
    """What each name that comes in becomes: the same, another, a new label of the schema, or nothing.

    `mapping` says it name by name, LEAVE_OUT for nothing. A name that neither the schema nor the mapping knows
    becomes a new label when `keep` is set; else it is counted in `unknown` and stays as it is.
    """

    def __init__(self, schema: LabelSchema, mapping: Mapping[str, str] | None = None, keep: bool = False) -> None:
        self.schema = schema
        self.unknown: Counter[str] = Counter()
        self.unknown_relations: Counter[str] = Counter()
        self.added: list[str] = []
        self._keep = keep
        self._mapping = {name: target for name, target in (mapping or {}).items() if name != target}
        self._labels = set(schema.names())
        self._relations = {relation.name for relation in schema.relations}

    def are_plain(self, names: Iterable[str]) -> bool:
        """Whether all of these labels are the project's and stay what they are."""
        return all(name in self._labels and name not in self._mapping for name in names)

    def label(self, name: str) -> str:
        """What the label becomes; LEAVE_OUT for nothing."""
        target = self._mapping.get(name, name)
        if target == LEAVE_OUT or target in self._labels:
            return target
        if self._keep:
            self._add(new_label(self.schema, target))
        else:
            self.unknown[target] += 1
        return target

    def relation(self, name: str, head: str, child: str) -> str:
        """What the relation type from label `head` to label `child` becomes; LEAVE_OUT for nothing."""
        target = self._mapping.get(name, name)
        if target == LEAVE_OUT or target in self._relations:
            return target
        if self._keep:
            taken = {relation.key for relation in self.schema.relations}
            added = RelationType(target, _free_key(target, taken), (head,), (child,))
            self.schema = replace(self.schema, relations=(*self.schema.relations, added))
            self._relations.add(target)
            self.added.append(target)
        else:
            self.unknown_relations[target] += 1
        return target

    def _add(self, label: Label) -> None:
        self.schema = replace(self.schema, labels=(*self.schema.labels, label))
        self._labels.add(label.name)
        self.added.append(label.name)


def new_label(schema: LabelSchema, name: str) -> Label:
    """A label of that name with a free key, a colour that no other has while there is one, and no guideline."""
    used = {label.color for label in schema.labels}
    free = [role for role in _ROLES if role not in used]
    color = free[0] if free else _ROLES[len(schema.labels) % len(_ROLES)]
    return Label(name, _free_key(name, {label.key for label in schema.labels}), color)


def _free_key(name: str, taken: set[str]) -> str:
    """A letter of the name that no other has, else any letter, else none."""
    own = [letter for letter in name.lower() if letter in string.ascii_lowercase]
    return next((letter for letter in [*own, *string.ascii_lowercase] if letter not in taken), "")


def proposed_label(name: str, schema: LabelSchema) -> str | None:
    """The label of the project that a name from elsewhere most likely means; None when none is."""
    known = {label.casefold(): label for label in schema.names()}
    plain = name.casefold().removeprefix("b-").removeprefix("i-")
    meant = known.get(plain) or known.get(plain.rstrip("s"))
    usual = _USUAL.get(plain) or _USUAL.get(plain.rstrip("s"))
    return meant or (usual if usual in schema.names() else None)

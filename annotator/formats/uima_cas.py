"""A UIMA CAS as it stands in a file: texts, feature structures and what the type system says of them."""

from __future__ import annotations

from dataclasses import dataclass, field

ANNOTATION = "uima.tcas.Annotation"
DOCUMENT = "uima.tcas.DocumentAnnotation"
TEXT_RANGE = "uima.cas.String"
TOP = "uima.cas.TOP"
WHOLE_RANGES = frozenset(f"uima.cas.{name}" for name in ("Byte", "Short", "Integer", "Long"))
BROKEN_RANGES = frozenset({"uima.cas.Float", "uima.cas.Double"})
TRUTH_RANGE = "uima.cas.Boolean"
ARRAY = "uima.cas.FSArray"
ELEMENTS = "elements"
"""The feature of an array under which its structures stand."""
Value = str | int | float | bool


@dataclass(slots=True)
class CasType:
    """One type: the type above it, and the range of each feature it adds."""

    above: str
    features: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class TypeTree:
    """The types that the file or the file beside it declares; those built into UIMA are not in it."""

    types: dict[str, CasType] = field(default_factory=dict)

    def line_of(self, name: str) -> list[str]:
        """The type and those above it, as far as they are declared; a ring of types ends where it closes."""
        found: list[str] = []
        while name and name not in found:
            found.append(name)
            declared = self.types.get(name)
            name = declared.above if declared is not None else ""
        return found

    def features(self, name: str) -> dict[str, str]:
        """The range of each declared feature, those of the types above first."""
        found: dict[str, str] = {}
        for above in reversed(self.line_of(name)):
            if above in self.types:
                found.update(self.types[above].features)
        return found

    def is_text(self, range_name: str) -> bool:
        """Whether values of the range are texts: strings, and lists of allowed strings built upon them."""
        return TEXT_RANGE in self.line_of(range_name)


@dataclass(slots=True)
class Structure:
    """A feature structure; `references` and `lists` lead to others by ids, `odd` names what is no value either.

    `line` counts from 1 and is None in JSON. `begin` and `end` are in UTF-16 units and None for what is no
    annotation.
    """

    id: int
    type: str
    sofa: int | None = None
    begin: int | None = None
    end: int | None = None
    values: dict[str, Value] = field(default_factory=dict)
    references: dict[str, int] = field(default_factory=dict)
    lists: dict[str, list[int]] = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)
    line: int | None = None

    @property
    def name(self) -> str:
        """The type's name without its package."""
        return self.type.rpartition(".")[2]


@dataclass(slots=True)
class Sofa:
    """A text of the CAS, which holds one for each view; None when it lies elsewhere."""

    id: int
    name: str
    text: str | None


@dataclass(slots=True)
class RawCas:
    """All of a file; `members` has the ids of what is indexed in each view, by the id of its text."""

    types: TypeTree
    sofas: dict[int, Sofa] = field(default_factory=dict)
    structures: dict[int, Structure] = field(default_factory=dict)
    members: dict[int, set[int]] = field(default_factory=dict)


class BadCas(Exception):
    """What cannot be meant in a CAS; `str(error)` is a sentence, `line` counts from 1."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line

"""Rules of a guideline that can be checked: what a span of a label may not begin with, and what it needs.

A schema writes them beside the label's description. Breaking one is a warning, never a refusal: the annotator
decides, and “The Hague” stays what it is.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from annotator.domain.annotations import Annotation, AttributeValue
from annotator.domain.errors import SchemaRefused
from annotator.domain.spans import Span
from annotator.domain.word_lists import LEADING_DETERMINERS, PRONOUNS

_STOCK = {"determiners": LEADING_DETERMINERS, "pronouns": PRONOUNS}
_QUOTE = 40  # code points of a span in a sentence
_JOINS = "-’'"  # between parts of one word: `the-then`, `that’s`
_PAIRS = {"“": "”", "«": "»", "„": "“", "‘": "’", "(": ")", "[": "]", '"': '"'}


class RuleKind(enum.Enum):
    """What a rule asks of a span; the value is its name in a schema file."""

    NO_LEADING = "no leading"
    NO_TRAILING = "no trailing"
    NEVER_ONLY = "never only"
    AT_MOST_WORDS = "at most words"
    NEEDS_RELATION = "needs relation"
    NEEDS_ATTRIBUTE = "needs attribute"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a label.

    `values` are words or signs as they stand in a text, names of relation types or attributes, or a number.
    `determiners` and `pronouns` stand for lists that the program has, which are compared without case. Raises
    SchemaRefused when a rule has no values, or AT_MOST_WORDS something else than one whole number above 0.
    """

    kind: RuleKind
    values: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.values or not all(value.strip() for value in self.values):
            raise SchemaRefused(f"The rule “{self.kind.value}” says nothing.")
        if self.kind is RuleKind.AT_MOST_WORDS:
            number = self.values[0]
            if len(self.values) > 1 or not number.isdecimal() or int(number) < 1:
                raise SchemaRefused(f"The rule “{self.kind.value}” needs one number above 0.")

    def matches(self, text: str) -> bool:
        """Whether `text` is one of the words or signs."""
        return text in self.values or any(
            text.casefold() in words for name, words in _STOCK.items() if name in self.values
        )

    @property
    def longest(self) -> int:
        """The length of the longest word or sign, in code points."""
        listed = [word for name in self.values for word in _STOCK.get(name, (name,))]
        return max(map(len, listed))


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that an annotation breaks, in a sentence.

    `fix` is the span that would keep the rule; `removes` says that taking the annotation away would. Neither means
    that only the annotator can mend it.
    """

    annotation: Annotation
    rule: Rule
    sentence: str
    fix: Span | None = None
    removes: bool = False


def breaches(
    text: str, annotation: Annotation, rules: Iterable[Rule], relation_types: Collection[str]
) -> Iterator[Breach]:
    """The rules that an annotation of `text` breaks. `relation_types` are those of the relations that it heads."""
    for rule in rules:
        breach = _CHECKS[rule.kind](text, annotation, rule, relation_types)
        if breach is not None:
            yield breach


def _no_leading(text: str, annotation: Annotation, rule: Rule, _: object) -> Breach | None:
    start = annotation.start
    while (length := _leading(text[start : annotation.end], rule)) > 0:
        start += length
    if start == annotation.start or (start < annotation.end and _is_of_the_name(text, annotation.start)):
        return None
    taken = text[annotation.start : start].strip()
    if start >= annotation.end:
        return Breach(
            annotation, rule, f"There is nothing in {_named(text, annotation)} but “{taken}”.", removes=True
        )
    fix = Span(start, annotation.end)
    return Breach(annotation, rule, f"{annotation.label} begins with “{taken}”.", fix)


def _no_trailing(text: str, annotation: Annotation, rule: Rule, _: object) -> Breach | None:
    end = annotation.end
    while (length := _trailing(text[annotation.start : end], rule)) > 0:
        end -= length
    if end == annotation.end:
        return None
    taken = text[end : annotation.end].strip()
    if end <= annotation.start:
        return Breach(
            annotation, rule, f"There is nothing in {_named(text, annotation)} but “{taken}”.", removes=True
        )
    fix = Span(annotation.start, end)
    return Breach(annotation, rule, f"{annotation.label} ends with “{taken}”.", fix)


def _never_only(text: str, annotation: Annotation, rule: Rule, _: object) -> Breach | None:
    marked = annotation.span.of(text)
    if len(marked) > 200 or not rule.matches(" ".join(marked.split())):
        return None
    return Breach(annotation, rule, f"{_named(text, annotation)} alone is no {annotation.label}.", removes=True)


def _at_most_words(text: str, annotation: Annotation, rule: Rule, _: object) -> Breach | None:
    words = len(annotation.span.of(text).split())
    if words <= int(rule.values[0]):
        return None
    return Breach(annotation, rule, f"{annotation.label} has {words} words; {rule.values[0]} are usual at most.")


def _needs_relation(_: str, annotation: Annotation, rule: Rule, relation_types: Collection[str]) -> Breach | None:
    missing = [name for name in rule.values if name not in relation_types]
    if not missing:
        return None
    return Breach(annotation, rule, f"{annotation.label} has no “{shown_name(missing[0])}”.")


def _needs_attribute(_: str, annotation: Annotation, rule: Rule, __: object) -> Breach | None:
    missing = [name for name in rule.values if not _is_set(annotation.attributes, name)]
    if not missing:
        return None
    return Breach(annotation, rule, f"{annotation.label} has no {shown_name(missing[0])}.")


def _is_set(attributes: Mapping[str, AttributeValue], name: str) -> bool:
    return name in attributes and attributes[name] != ""


def shown_name(name: str) -> str:
    """A name of the schema as users read it: `said_by` is `said by`."""
    return name.replace("_", " ")


def _leading(text: str, rule: Rule) -> int:
    """How many characters a forbidden word or sign at the beginning takes, with the white space behind; else 0."""
    for length in range(min(rule.longest, len(text)), 0, -1):
        behind = text[length : length + 1]
        if text[length - 1].isalnum() and behind and (behind.isalnum() or behind in _JOINS):
            continue
        if rule.matches(text[:length]) and not _closes_within(text[0], text[1:]):
            return len(text) - len(text[length:].lstrip())
    return 0


def _trailing(text: str, rule: Rule) -> int:
    for length in range(min(rule.longest, len(text)), 0, -1):
        before, end = text[:-length], text[-length:]
        if end[0].isalnum() and before[-1:].isalnum():
            continue
        if rule.matches(end) and not _opens_within(end, before):
            return len(text) - len(before.rstrip())
    return 0


def _closes_within(sign: str, rest: str) -> bool:
    """Whether the sign opens a quotation that ends before the span does: then both belong to the span."""
    closing = _PAIRS.get(sign, "")
    return bool(closing) and closing in rest[:-1]


def _opens_within(sign: str, before: str) -> bool:
    return any(closing == sign and opening in before for opening, closing in _PAIRS.items())


def _is_of_the_name(text: str, start: int) -> bool:
    """Whether a capital within a sentence tells that the word belongs to a name, as in “to The Hague”."""
    before = text[max(0, start - 20) : start].rstrip()
    return text[start : start + 1].isupper() and bool(before) and (before[-1].isalnum() or before[-1] in ",;")


def _named(text: str, annotation: Annotation) -> str:
    quoted = " ".join(annotation.span.of(text)[: 2 * _QUOTE].split())
    return f"“{quoted if len(quoted) <= _QUOTE else quoted[: _QUOTE - 1] + '…'}”"


_CHECKS = {
    RuleKind.NO_LEADING: _no_leading,
    RuleKind.NO_TRAILING: _no_trailing,
    RuleKind.NEVER_ONLY: _never_only,
    RuleKind.AT_MOST_WORDS: _at_most_words,
    RuleKind.NEEDS_RELATION: _needs_relation,
    RuleKind.NEEDS_ATTRIBUTE: _needs_attribute,
}

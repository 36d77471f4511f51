"""The search language: one line, understood as a tree of conditions on reports.

Words must all be there; `OR` lets one of two do, `NOT` or a minus before it excludes, parentheses group. `"..."`
keeps words together, `word*` lets a word go on, `NEAR(word word, 5)` asks for words close to each other.
`name:value` asks something of the report or of what is marked in it; FIELDS has the names, and every label and
attribute of the project is one as well. Capitals count only for the words `OR`, `AND`, `NOT` and `NEAR`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from annotator.domain.documents import State
from annotator.domain.errors import QueryRefused

FIELDS: Mapping[str, str] = {
    "title": "words of the title",
    "text": "words of the text",
    "label": "a label that is marked somewhere",
    "span": "words of a marked span",
    "relation": "a relation",
    "by": "an annotator",
    "origin": "where a span came from",
    "state": "how far the report has come",
    "flagged": "flagged, it or a span of it",
    "date": "a date, or two with .. between",
    "source": "the source",
    "language": "the language",
    "note": "words of a note",
}
ORIGINS = ("manual", "suggested", "imported")
YES, NO = "yes", "no"
ANYTHING = "*"
_NEAR = 10  # words between, unless it is said
_MOST_DEEP = 40
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2}(T[\d:.Z+-]*)?)?)?")
_NAME = re.compile(r'("[^"]+"|[^\W\d][\w.-]*):(?!//)')
_VALUE = re.compile(r'"[^"]*(?:"\*?|$)|[^\s()]*')
_SIGNS = {"(": "open", ")": "close"}
_CONNECTIVES = ("OR", "AND", "NOT")
_LETTERS = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand together; `column` is `title`, `text`, or empty for these and all facts and notes."""

    text: str
    prefix: bool = False
    column: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """Words, in any order, with at most `distance` others between them."""

    words: tuple[str, ...]
    distance: int = _NEAR


@dataclass(frozen=True, slots=True)
class Marked:
    """A span with this label (any when empty) that has these words in it (any when None)."""

    label: str
    text: str | None = None
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A span with this attribute; `value` is in words, as `denies` or `yes`; None is any."""

    attribute: str
    value: str | None = None
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """A relation of this type leads from a span; any when empty."""

    relation: str


@dataclass(frozen=True, slots=True)
class Made:
    """A span made by this annotator, or with this origin; the other is empty."""

    annotator: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class InState:
    state: State


@dataclass(frozen=True, slots=True)
class IsFlagged:
    """The report is flagged, or a span of it unless `report_alone`."""

    report_alone: bool = False


@dataclass(frozen=True, slots=True)
class Dated:
    """From the beginning of `first` to the end of `last`, each a year, month or day; either may be open."""

    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """`name` is `source` or `language`; the fact is `text`, whatever its case, or begins with it."""

    name: str
    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Noted:
    """A note, of the report or a span, with these words; any when None."""

    text: str | None = None
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    what: Query


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Query, ...]


Leaf = Words | Near | Marked | Said | Related | Made | InState | IsFlagged | Dated | Fact | Noted
Query = Leaf | Not | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that a project has. Attributes have their values; flags `yes`, texts and numbers none."""

    labels: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    relations: tuple[str, ...] = ()
    annotators: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


def parse(typed: str, vocabulary: Vocabulary = Vocabulary()) -> Query | None:
    """What was typed as a tree; None when there is nothing to look for.

    The last word may be unfinished and so goes on as any. Raises QueryRefused with the place of what is wrong.
    """
    typed = clean(typed)
    return _Parser(typed, vocabulary).whole()


def clean(typed: str) -> str:
    """Of the same length, without half pairs and NUL, which SQLite does not take, and typographic quotes."""
    return typed.encode(errors="replace").decode().translate({0: " ", 0x201C: '"', 0x201D: '"', 0x201E: '"'})


def leaves(query: Query | None) -> Iterable[Leaf]:
    """The conditions that a report is found by; what is excluded is left out."""
    match query:
        case None | Not():
            return
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case _:
            yield query


def found_words(query: Query | None) -> tuple[str, ...]:
    """The words to point out in a report that was found."""
    found: list[str] = []
    for leaf in leaves(query):
        match leaf:
            case Near(words, _):
                found.extend(words)
            case Words(text, _, column) if column != "title":
                found.append(text)
            case Marked(_, str(text), _):
                found.append(text)
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    start: int
    end: int
    name: str = ""
    value: str = ""


def _tokens(typed: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while at < len(typed):
        sign = typed[at]
        if sign.isspace():
            at += 1
        elif sign in _SIGNS:
            found.append(_Token(_SIGNS[sign], at, at := at + 1))
        elif typed.startswith("NEAR(", at):
            found.append(_Token("near", at, at := at + len("NEAR(")))
        elif sign == "-" and typed[at + 1 : at + 2].strip(" -)"):
            found.append(_Token("minus", at, at := at + 1))
        else:
            found.append(_condition(typed, at))
            at = found[-1].end
    return found


def _condition(typed: str, start: int) -> _Token:
    named = _NAME.match(typed, start)
    valued = _VALUE.match(typed, named.end() if named else start)
    name, value = named[1] if named else "", valued[0] if valued else ""
    kind = value if not name and value in _CONNECTIVES else "value"
    return _Token(kind, start, valued.end() if valued else len(typed), name.strip('"'), value)


class _Parser:
    """Goes down from OR over AND to single conditions."""

    def __init__(self, typed: str, vocabulary: Vocabulary) -> None:
        self._typed = typed
        self._tokens = _tokens(typed)
        self._at = 0
        self._deep = 0
        self._fields = _Fields(vocabulary)

    def whole(self) -> Query | None:
        query = self._any()
        if self._peek() == "close":
            raise QueryRefused("This closes a parenthesis that was never opened", self._tokens[self._at].start)
        return query

    def _peek(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else ""

    def _take(self) -> _Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _any(self) -> Query | None:
        parts = [self._all()]
        while self._peek() == "OR":
            sign = self._take()
            if parts[-1] is None:
                raise QueryRefused("OR needs something before it", sign.start)
            following = self._all()
            if following is None and self._at < len(self._tokens):
                raise QueryRefused("OR needs something behind it", sign.start)
            parts.append(following)
        found = [part for part in parts if part is not None]
        return None if not found else found[0] if len(found) == 1 else AnyOf(tuple(found))

    def _all(self) -> Query | None:
        parts: list[Query] = []
        while self._peek() not in ("", "OR", "close"):
            if self._peek() == "AND":
                self._take()
                continue
            part = self._one()
            if part is not None:
                parts.append(part)
        return None if not parts else parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _one(self) -> Query | None:
        token = self._take()
        self._deep += 1
        if self._deep > _MOST_DEEP:
            raise QueryRefused("Parentheses are nested too deeply", token.start)
        try:
            match token.kind:
                case "NOT" | "minus":
                    inner = self._one() if self._peek() not in ("", "close", "OR", "AND") else None
                    return None if inner is None else Not(inner)
                case "open":
                    return self._group(token)
                case "near":
                    return self._near()
                case _:
                    last = self._at == len(self._tokens)
                    return self._fields.condition(token, last)
        finally:
            self._deep -= 1

    def _group(self, opened: _Token) -> Query | None:
        inner = self._any()
        if self._peek() == "close":
            self._take()
        elif self._at < len(self._tokens):
            raise QueryRefused("This parenthesis is never closed", opened.start)
        return inner

    def _near(self) -> Query | None:
        words: list[str] = []
        distance = _NEAR
        while self._peek() not in ("", "close"):
            token = self._take()
            value = token.value.strip('",')
            if token.kind != "value" or token.name:
                raise QueryRefused("NEAR takes words and a number", token.start)
            if words and (value.isdecimal() and len(value) < 5) and self._peek() in ("", "close"):
                distance = int(value)
            elif _LETTERS.search(value):
                words.append(value)
        if self._peek() == "close":
            self._take()
        return Near(tuple(words), distance) if len(words) > 1 else Words(words[0]) if words else None


class _Fields:
    """Makes a condition of `name:value`."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._labels = {name.casefold(): name for name in vocabulary.labels}
        self._attributes = {name.casefold(): name for name in vocabulary.attributes}
        self._relations = {name.casefold(): name for name in vocabulary.relations}
        self._annotators = {name.casefold(): name for name in vocabulary.annotators}

    def condition(self, token: _Token, last: bool) -> Query | None:
        text, prefix = _value(token.value)
        name = token.name.casefold()
        if not name or (not token.value and name != "flagged"):
            return self._plain(token, text, prefix, last)
        if name in FIELDS:
            return self._of_field(name, token, text, prefix)
        label, attribute = self._labels.get(name), self._attributes.get(name.removeprefix("attr."))
        if label is not None and not name.startswith("attr."):
            return Marked(label) if text == ANYTHING else Marked(label, text, prefix) if text else None
        if attribute is not None:
            return Said(attribute) if text == ANYTHING else Said(attribute, text, prefix) if text else None
        raise QueryRefused(
            f"There is no field, label or attribute “{token.name}”; put quotes around words that have a colon",
            token.start,
        )

    @staticmethod
    def _plain(token: _Token, text: str, prefix: bool, last: bool) -> Query | None:
        """A word without a name; `name:` without a value is one that is being typed, or ends with a colon."""
        if token.name and last:
            return None
        text = token.name or text
        if not _LETTERS.search(text):
            return None
        return Words(text, prefix or (last and not token.name and not token.value.startswith('"')))

    def _of_field(self, name: str, token: _Token, text: str, prefix: bool) -> Query | None:
        anything = text == ANYTHING
        match name:
            case "flagged":
                return Not(IsFlagged()) if text.casefold() in (NO, "false", "0") else IsFlagged()
            case "title" | "text":
                return Words(text, prefix, name) if _LETTERS.search(text) else None
            case "span":
                return Marked("") if anything else Marked("", text, prefix) if _LETTERS.search(text) else None
            case "label":
                return Marked("" if anything else _known(self._labels, text, token, "label"))
            case "relation":
                return Related("" if anything else _known(self._relations, text, token, "relation"))
            case "by":
                return Made(annotator=_known(self._annotators, text, token, "annotator"))
            case "origin":
                return Made(origin=_known({kind: kind for kind in ORIGINS}, text, token, "origin"))
            case "state":
                return InState(State(_known({s.value: s.value for s in State}, text, token, "state")))
            case "date":
                return _dated(text, token)
            case "note":
                return Noted() if anything else Noted(text, prefix) if _LETTERS.search(text) else None
            case _:
                return Fact(name, "" if anything else text, prefix or anything)


def _value(value: str) -> tuple[str, bool]:
    """The text of a value, and whether it goes on as any."""
    if value == ANYTHING:
        return value, False
    prefix = value.endswith("*")
    return value.rstrip("*").strip('"').strip(), prefix


def _known(names: Mapping[str, str], text: str, token: _Token, what: str) -> str:
    found = names.get(text.casefold())
    if found is None:
        raise QueryRefused(f"There is no {what} “{text}”", token.end - len(token.value))
    return found


def _dated(text: str, token: _Token) -> Dated:
    first, dots, last = text.partition("..")
    for date in (first, last):
        if date and not _DATE.fullmatch(date):
            place = token.end - len(token.value)
            raise QueryRefused(f"“{date}” is not a date such as 2022, 2022-06 or 2022-06-24", place)
    return Dated(first, last) if dots else Dated(first, first)

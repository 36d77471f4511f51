"""An annotation described in words: what it is, where it comes from, what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from annotator.app.open_document import OpenDocument
from annotator.domain.annotations import Annotation, Origin, Relation
from annotator.domain.display import displayable
from annotator.domain.places import place_link_of, with_link
from annotator.domain.spans import Span

_QUOTE = 400  # code points of a span that are shown; a claim of some sentences is whole
_SHORT = 60
_COUNTED = 20_000  # code points; in longer spans words are not counted while the caret moves
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnnotationWords:
    """`quote` is the text, cut in the middle when long; `facts` tell size and origin, `said` the content."""

    label: str
    quote: str
    facts: tuple[str, ...]
    said: tuple[str, ...]


def describe(desk: OpenDocument, annotation: Annotation, now: datetime) -> AnnotationWords:
    """Describe an annotation of the report on the desk; times are told as seen from `now`, local time."""
    said = attribute_words(annotation)
    if annotation.flagged:
        said.append("⚑ Flagged for later")
    if annotation.note:
        said.append(f"Note: {annotation.note}")
    maker = f"By {annotation.annotator}, {origin_words(annotation.origin)} {time_words(annotation.created, now)}"
    return AnnotationWords(
        annotation.label,
        short_text(desk, annotation.span, _QUOTE),
        (size_words(desk, annotation.span), maker.rstrip()),
        tuple(said),
    )


def in_brief(desk: OpenDocument, annotation: Annotation) -> str:
    """One line: the label and the beginning of the text."""
    return f"{annotation.label} “{short_text(desk, annotation.span)}”"


def short_text(desk: OpenDocument, span: Span, limit: int = _SHORT) -> str:
    """The span's text on one line, of at most some `limit` characters: the middle of a longer one is left out."""
    if len(span) > 4 * limit:
        head, tail = desk.text[span.start : span.start + 2 * limit], desk.text[span.end - 2 * limit : span.end]
        text = f"{head} … {tail}"
    else:
        text = desk.text[span.start : span.end]
    return short_line(text, limit)


def short_line(text: str, limit: int = _SHORT) -> str:
    """A text on one line, without its middle when it is longer than some `limit` characters."""
    text = displayable(" ".join(text.split()))
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half].rstrip()} … {text[-half:].lstrip()}"


def size_words(desk: OpenDocument, span: Span) -> str:
    """Words and characters, such as `5 words, characters 412–451`."""
    place = f"characters {span.start:,}–{span.end:,}"
    if len(span) > _COUNTED:
        return f"{len(span):,} characters, {place}"
    words = sum(1 for token in desk.tokens.tokens_in(span.start, span.end) if desk.text[token.start].isalnum())
    return f"{words:,} word{'' if words == 1 else 's'}, {place}"


def origin_words(origin: Origin) -> str:
    """How an annotation came about."""
    if origin.kind == "suggested":
        source = f"suggested by {origin.source or 'the program'}"
        return source if origin.score is None else f"{source} ({origin.score:.0%} sure)"
    if origin.kind == "imported":
        return f"imported from {origin.source}" if origin.source else "imported"
    return "made by hand"


def time_words(created: float, now: datetime) -> str:
    """The day and time in words, empty when it is not known; `created` is in seconds since 1970 UTC."""
    if created <= 0:
        return ""
    try:
        moment = datetime.fromtimestamp(created)
    except (OverflowError, OSError, ValueError):
        return ""
    clock = f"{moment.hour:02}:{moment.minute:02}"
    days = (now.date() - moment.date()).days
    if days == 0:
        return f"today {clock}"
    if days == 1:
        return f"yesterday {clock}"
    return f"on {moment.day} {_MONTHS[moment.month - 1]} {moment.year} at {clock}"


def attribute_words(annotation: Annotation) -> list[str]:
    """One line for each attribute that is set, such as `stance asserts`; a linked place is one line, too."""
    place = place_link_of(annotation.attributes)
    lines = [] if place is None else [f"place {displayable(place.words())}"]
    for name, value in (
        annotation.attributes if place is None else with_link(annotation.attributes, None)
    ).items():
        shown = name.replace("_", " ")
        if value is True:
            lines.append(shown)
        elif value is not False and value != "":
            lines.append(f"{shown} {value}")
    return lines


def relation_words(desk: OpenDocument, annotation: Annotation) -> list[tuple[Relation, str]]:
    """Each relation from or to the annotation, with words such as `said by Actor “Gaidai”`."""
    found = []
    for relation in desk.relations.of(annotation):
        verb = relation.type.replace("_", " ")
        if relation.is_headed_by(annotation):
            child_document = relation.document if relation.child_document is None else relation.child_document
            found.append((relation, f"{verb} {_end_in_brief(desk, child_document, relation.child)}"))
        elif relation.leads_to(annotation):
            found.append((relation, f"{_end_in_brief(desk, relation.document, relation.head)} {verb} this"))
    return found


def _end_in_brief(desk: OpenDocument, document: int, uid: str) -> str:
    if document == desk.key and uid in desk.annotations:
        return in_brief(desk, desk.annotations.get(uid))
    there = desk.elsewhere.get((document, uid))
    if there is None:
        return "an annotation that is not there"
    return f"{there.label} “{short_line(there.text)}” in “{there.title or 'another report'}”"

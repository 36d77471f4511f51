"""What a relation may lead to: the annotations that the schema allows, the most plausible first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from annotator.domain.annotation_set import AnnotationSet
from annotator.domain.annotations import Annotation
from annotator.domain.labels import LabelSchema, RelationType
from annotator.domain.relation_set import RelationSet
from annotator.domain.sentences import paragraph_at, sentence_at

_REACH = 4_000  # code points to either side in which targets are looked for
_MOST = 60


class RelationChoice(NamedTuple):
    """A relation that an annotation may take part in: as its head, or from the other end as its child."""

    type: RelationType
    outward: bool

    def allows(self, label: str) -> bool:
        """Whether an annotation with this label may stand at the other end."""
        return label in (self.type.children if self.outward else self.type.heads)


def relation_choices(schema: LabelSchema, label: str) -> list[RelationChoice]:
    """The relations that an annotation with this label may head, then those that may only lead to it."""
    heading = [RelationChoice(kind, True) for kind in schema.relations if label in kind.heads]
    headed = {choice.type.name for choice in heading}
    others = [kind for kind in schema.relations if label in kind.children and kind.name not in headed]
    return [*heading, *(RelationChoice(kind, False) for kind in others)]


def targets(
    text: str,
    annotations: AnnotationSet,
    relations: RelationSet,
    annotation: Annotation,
    choice: RelationChoice,
) -> list[Annotation]:
    """The annotations within reach that may stand at the other end, the most plausible first.

    What is related so already is left out. Plausible is what stands where the relation's type says, within the
    annotation or outside it; outside, one that lies in no other span with the head's label. Of these the
    same sentence comes first, then what the relation before this one led to, then what is near.
    """
    passed = {annotation.uid, *_related(relations, annotation, choice)}
    low, high = max(annotation.start - _REACH, 0), min(annotation.end + _REACH, len(text))
    around = annotations.overlapping(low, high)
    found = [other for other in around if other.uid not in passed and choice.allows(other.label)]
    last = _led_to_last(relations, around, annotation, choice)
    if last is not None and last not in passed and last in annotations and all(a.uid != last for a in found):
        found.append(annotations.get(last))
    rank = _ranking(text, annotation, choice, [a for a in around if a.label in choice.type.heads], last)
    return sorted(found, key=rank)[:_MOST]


def _related(relations: RelationSet, annotation: Annotation, choice: RelationChoice) -> Iterator[str]:
    for relation in relations.of(annotation):
        if relation.type == choice.type.name:
            yield relation.child if relation.is_headed_by(annotation) else relation.head


def _led_to_last(
    relations: RelationSet, around: Sequence[Annotation], annotation: Annotation, choice: RelationChoice
) -> str | None:
    """Where the same relation of the nearest annotation before this one leads."""
    if not choice.outward:
        return None
    for other in reversed(around):
        if other.label == annotation.label and other.start < annotation.start:
            for relation in relations.headed_by(other):
                if relation.type == choice.type.name and relation.child_document is None:
                    return relation.child
    return None


def _ranking(
    text: str,
    annotation: Annotation,
    choice: RelationChoice,
    heads: Sequence[Annotation],
    last: str | None,
) -> Callable[[Annotation], tuple[bool, int, bool, int, int]]:
    first, end = annotation.start, max(annotation.end - 1, annotation.start)
    low, high = sentence_at(text, first).start, sentence_at(text, end).end
    above, below = paragraph_at(text, first).start, paragraph_at(text, end).end
    place = choice.type.place

    def rank(other: Annotation) -> tuple[bool, int, bool, int, int]:
        outer, inner = (annotation, other) if choice.outward else (other, annotation)
        within = outer.start <= inner.start and inner.end <= outer.end
        misplaced = bool(place) and within != (place == "inside")
        in_sentence = other.start < high and low < other.end
        in_another = place == "outside" and any(h is not annotation and h.span.contains(other.span) for h in heads)
        tier = 0 if in_sentence and not in_another else 1 if other.uid == last else 2 + in_another
        in_paragraph = other.start < below and above < other.end
        distance = max(0, annotation.start - other.end, other.start - annotation.end)
        return misplaced, tier, not in_paragraph, distance, other.start

    return rank

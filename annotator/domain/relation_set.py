"""The relations of one report, found by the annotation at either end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotator.domain.annotations import Annotation, Relation

_End = tuple[int, str]  # a report's key and an annotation's uid


class RelationSet:
    """Relations that lead from or to annotations of one report; each is known by its own report and uid."""

    def __init__(self, relations: Iterable[Relation] = ()) -> None:
        self._relations: dict[_End, Relation] = {}
        self._by_end: dict[_End, dict[_End, Relation]] = {}
        for relation in relations:
            self.add(relation)

    def __len__(self) -> int:
        return len(self._relations)

    def __iter__(self) -> Iterator[Relation]:
        return iter(self._relations.values())

    def add(self, relation: Relation) -> None:
        key = relation.document, relation.uid
        self._relations[key] = relation
        for end in relation.ends:
            self._by_end.setdefault(end, {})[key] = relation

    def discard(self, relation: Relation) -> None:
        """Forget a relation; one that is not here is passed over."""
        key = relation.document, relation.uid
        self._relations.pop(key, None)
        for end in relation.ends:
            self._by_end.get(end, {}).pop(key, None)

    def of(self, annotation: Annotation) -> list[Relation]:
        """Those that lead from or to the annotation, in the order in which they came."""
        return list(self._by_end.get((annotation.document, annotation.uid), {}).values())

    def headed_by(self, annotation: Annotation) -> list[Relation]:
        """Those that lead from the annotation."""
        return [relation for relation in self.of(annotation) if relation.is_headed_by(annotation)]

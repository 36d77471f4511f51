"""What an annotation may be linked to: the gazetteer's places for its text, ranked by what the report tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.app.open_document import OpenDocument
from annotator.app.session import Session, on_desk
from annotator.assist.gazetteer import SOURCE, Gazetteer
from annotator.assist.place_ranking import Found, Surroundings, find, rank
from annotator.domain.annotations import Annotation
from annotator.domain.places import PlaceLink, coordinates_in, place_link_of
from annotator.domain.repeats import is_same

_LONGEST = 400  # code points of a text that names one place
_AROUND = 4_000  # code points on either side in which countries are looked for
_NEAREST = 300  # annotations around, whose links count


@dataclass(frozen=True, slots=True)
class Proposal:
    """A place that is proposed, with words that tell it from others of its name."""

    link: PlaceLink
    words: str


def gazetteer_of(session: Session) -> Gazetteer | None:
    """The list of places; None while it is still being loaded, and with suggestions switched off."""
    found = session.assistance.suggesters.get(SOURCE)
    return found if isinstance(found, Gazetteer) else None


def propose(session: Session, annotation: Annotation, typed: str = "") -> list[Proposal]:
    """Places for the text of an annotation on the desk, or for a typed name; the likeliest first.

    Coordinates are a place by themselves. Without the list of places, those are proposed that the same text is
    linked to already.
    """
    desk, gazetteer = on_desk(session), gazetteer_of(session)
    text = typed or desk.text_of(annotation)[:_LONGEST]
    here = coordinates_in(text)
    if here is not None:
        return [Proposal(here, f"{here.latitude:g}, {here.longitude:g}")]
    near = _nearest(desk, annotation)
    same = _links_of(a for a in near if not typed and is_same(text, desk.text_of(a)))
    found = _found(gazetteer, text) if gazetteer is not None else []
    around = _surroundings(session, desk, annotation, gazetteer, near, same, found)
    ranked = [Proposal(f.link(), _words(f)) for f in rank(found, around)]
    return _with_those_linked(ranked, same)


def _found(gazetteer: Gazetteer, text: str) -> list[Found]:
    """The entries for a text; small towns of this name come last. Parts of it name them only where no other is."""
    found = find(gazetteer.look_up, text)
    if not found:
        return find(gazetteer.look_up_small, text)
    return [*found, *map(Found, gazetteer.look_up_small(text))]


def repeats_of(desk: OpenDocument, annotation: Annotation) -> list[Annotation]:
    """The other annotations of the report with the same label and text, whatever they are linked to."""
    text = desk.text_of(annotation)
    return [
        other
        for other in desk.annotations
        if other.uid != annotation.uid
        and other.label == annotation.label
        and len(other.span) == len(annotation.span)
        and is_same(text, desk.text_of(other))
    ]


def _nearest(desk: OpenDocument, annotation: Annotation) -> list[Annotation]:
    """Some of the other annotations, those around this one."""
    low, high = max(0, annotation.start - _AROUND), min(len(desk.text), annotation.end + _AROUND)
    if len(desk.annotations) <= _NEAREST:
        low, high = 0, len(desk.text)
    found = [a for a in desk.annotations.overlapping(low, high) if a.uid != annotation.uid]
    found.sort(key=lambda a: abs(a.start - annotation.start))
    return found[:_NEAREST]


def _links_of(annotations: Iterable[Annotation]) -> Counter[PlaceLink]:
    found = (place_link_of(annotation.attributes) for annotation in annotations)
    return Counter(link for link in found if link is not None)


def _surroundings(
    session: Session,
    desk: OpenDocument,
    annotation: Annotation,
    gazetteer: Gazetteer | None,
    near: list[Annotation],
    same: Counter[PlaceLink],
    found: list[Found],
) -> Surroundings:
    linked = _links_of(near)
    countries: Counter[str] = Counter()
    for link, times in linked.items():
        if link.country:
            countries[link.country] += 3 * times
    if gazetteer is not None:
        low, high = max(0, annotation.start - _AROUND), min(len(desk.text), annotation.end + _AROUND)
        countries += gazetteer.countries_named(desk.text, desk.tokens, low, high)
    return Surroundings(
        countries,
        session.store.places.countries(),
        session.store.places.times_linked([f.place.id for f in found]),
        [(link.latitude, link.longitude) for link in linked],
        {link.id: times for link, times in same.items()},
    )


def _with_those_linked(ranked: list[Proposal], same: Counter[PlaceLink]) -> list[Proposal]:
    """What the same text is linked to comes first, also where the list has no place of this name."""
    kept = {link.id: link for link, _ in reversed(same.most_common())}
    known = {proposal.link.id: proposal for proposal in ranked}
    first = [
        Proposal(link, known[link.id].words if link.id in known else _linked_words(link))
        for link in reversed(kept.values())
    ]
    return [*first, *(proposal for proposal in ranked if proposal.link.id not in kept)]


def _linked_words(link: PlaceLink) -> str:
    return f"{link.name}, {link.country}" if link.country else link.name


def _words(found: Found) -> str:
    """Such as `Tripoli, LY · city · 1,150,989`; the country is not said twice."""
    place = found.place
    country = f", {place.country}" if place.country else ""
    people = f" {_rounded(place.population)}" if place.population else ""
    return f"{place.name}{country} · {place.kind}{people}"


def _rounded(population: int) -> str:
    """A number of people in few characters: 15 k, 1.2 M."""
    if population >= 1_000_000:
        return f"{population / 1_000_000:.1f} M"
    return f"{population / 1000:.0f} k" if population >= 1_000 else str(population)

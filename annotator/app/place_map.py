"""What a map of linked places shows: the places with how often they are linked, and towns behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median_low

from annotator.app.outlines import Ring, country_outlines
from annotator.app.session import Session
from annotator.app.sources import Progress
from annotator.assist.gazetteer import Gazetteer
from annotator.assist.name_table import Place
from annotator.domain.display import displayable
from annotator.domain.errors import Cancelled
from annotator.domain.map_view import project
from annotator.domain.places import LinkedSpan, PlaceLink, place_link_of
from annotator.storage.store import Store, open_beside

MOST_SPANS = 500  # of one place that are listed
TINTS = 5
_CELL = 2.0  # degrees; countries with towns in one cell or in two that touch are neighbours
_EVERY = 200  # places between two words of progress


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A linked place with how many annotations are linked to it; x and y are world coordinates."""

    link: PlaceLink
    times: int
    x: float
    y: float

    @property
    def name(self) -> str:
        country = f", {self.link.country}" if self.link.country else ""
        return displayable(f"{self.link.name}{country}")


@dataclass(frozen=True, slots=True)
class Names:
    """Where a name stands on the map, in world coordinates."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class World:
    """What lies behind the places: the towns as points by tint, so that neighbouring countries differ, and names.

    `outlines` are those of countries, as far as they are known. `towns` and `countries` begin with those of the
    most people.
    """

    points: tuple[tuple[tuple[float, float], ...], ...]
    towns: tuple[Names, ...]
    countries: tuple[Names, ...]
    outlines: tuple[Ring, ...] = ()


def linked_places(
    store: Store, document: int | None, progress: Progress, cancelled: Callable[[], bool]
) -> list[MapPlace]:
    """The places of a report, or of all, the most frequent first; those without good coordinates are left out."""
    found = []
    rows = store.places.counted(document)
    for number, (attributes, times) in enumerate(store.places.with_attributes(rows)):
        if number % _EVERY == 0:
            if cancelled():
                raise Cancelled("The map was not read to its end.")
            progress(number, len(rows), "Reading places")
        link = place_link_of(attributes)
        if link is not None:
            found.append(MapPlace(link, times, *project(link.latitude, link.longitude)))
    found.sort(key=lambda place: (-place.times, place.link.name))
    return found


def places_beside(
    session: Session, document: int | None, progress: Progress, cancelled: Callable[[], bool]
) -> list[MapPlace]:
    """As `linked_places`, for a worker. Raises Cancelled."""
    with open_beside(session.store) as store:
        return linked_places(store, document, progress, cancelled)


def spans_beside(session: Session, place: str, document: int | None) -> list[LinkedSpan]:
    """The annotations that are linked to a place, of a report or of all; for a worker."""
    with open_beside(session.store) as store:
        return list(store.places.spans(place, MOST_SPANS, document))


def world_of(gazetteer: Gazetteer) -> World:
    """The towns and countries of the world. Takes a second; for a worker."""
    cities = sorted(gazetteer.cities(), key=lambda place: -place.population)
    tints = _tints(cities)
    points: list[list[tuple[float, float]]] = [[] for _ in range(TINTS)]
    by_country: dict[str, list[Place]] = {}
    for city in cities:
        points[tints[city.country]].append(project(city.latitude, city.longitude))
        by_country.setdefault(city.country, []).append(city)
    known_as = {place.country: place.name for place in gazetteer.countries()}
    people = sorted(by_country.items(), key=lambda pair: -sum(city.population for city in pair[1]))
    return World(
        tuple(map(tuple, points)),
        tuple(Names(city.name, *project(city.latitude, city.longitude)) for city in cities),
        tuple(Names(known_as[code], *_middle(found)) for code, found in people if code in known_as),
        country_outlines(),
    )


def in_its_words(span: LinkedSpan) -> tuple[str, str, str]:
    """What stands before the annotation, its text and what stands behind, on one line."""
    before, text, behind = (" ".join(part.split()) for part in (span.before, span.text, span.behind))
    before += " " * span.before[-1:].isspace()
    behind = " " * span.behind[:1].isspace() + behind
    return displayable(before), displayable(text), displayable(behind)


def whereabouts(span: LinkedSpan) -> str:
    """The report of the annotation and its date."""
    return displayable(" · ".join(part for part in (span.title or "Untitled report", span.date) if part))


def _middle(cities: list[Place]) -> tuple[float, float]:
    """Where the name of a country stands: amid its towns."""
    return project(median_low(city.latitude for city in cities), median_low(city.longitude for city in cities))


def _tints(cities: Iterable[Place]) -> dict[str, int]:
    """A number below TINTS for each country, another one for each neighbour as far as they reach."""
    cells: dict[tuple[int, int], set[str]] = {}
    for city in cities:
        cells.setdefault((int(city.longitude // _CELL), int(city.latitude // _CELL)), set()).add(city.country)
    near: dict[str, set[str]] = {}
    for (column, row), countries in cells.items():
        around = set().union(*(cells.get((column + i, row + j), set()) for i in (-1, 0, 1) for j in (-1, 0, 1)))
        for country in countries:
            near.setdefault(country, set()).update(around - {country})
    tints: dict[str, int] = {}
    for country in sorted(near, key=lambda code: (-len(near[code]), code)):
        taken = [tints[other] for other in near[country] if other in tints]
        tints[country] = min(range(TINTS), key=lambda tint: (taken.count(tint), tint))
    return tints

"""A small list of places for tests, and sessions that have it."""

from __future__ import annotations

from pathlib import Path

from annotator.app.session import Session
from annotator.assist.gazetteer import Gazetteer, key_of
from annotator.assist.name_table import Place, write_table
from annotator.domain.places import PlaceLink
from annotator.domain.token_pattern import token_pattern

PLACES = (
    Place("1", "Tripoli", "city", "LY", 32.89, 13.19, 1_150_989, "GeoNames"),
    Place("2", "Tripoli", "city", "LB", 34.43, 35.84, 229_398, "GeoNames"),
    Place("3", "Libya", "country", "LY", 32.89, 13.19, 6_600_000, "GeoNames"),
    Place("4", "Lebanon", "country", "LB", 33.89, 35.50, 6_800_000, "GeoNames"),
    Place("5", "Beirut", "city", "LB", 33.89, 35.50, 1_916_100, "GeoNames"),
    Place("6", "Mosul", "city", "IQ", 36.34, 43.13, 1_739_800, "GeoNames"),
    Place("own:Bekaa", "Bekaa", "region", "LB", 33.9, 36.0, 0, "place list"),
)
MOSUL = PlaceLink("6", "Mosul", "IQ", 36.34, 43.13)


def small_gazetteer(folder: Path) -> Gazetteer:
    names: dict[str, list[int]] = {}
    for number, place in enumerate(PLACES):
        names.setdefault(key_of(token_pattern().findall(place.name)), []).append(number)
    table = folder / "small.table"
    write_table(table, names, PLACES)
    return Gazetteer(table)


def with_places(session: Session) -> Session:
    """The session with the small list beside its project."""
    session.assistance.put(small_gazetteer(session.path.parent))
    return session

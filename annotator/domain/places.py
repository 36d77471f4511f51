"""Linked places: an annotation says by ordinary attributes which place of the gazetteer it is about."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from annotator.domain.annotations import AttributeValue

PRECISIONS = ("exact", "near", "region", "unclear")
CREDIT = "Towns and place names: GeoNames, CC BY 4.0"
PLACE_ID = "place_id"
PLACE_ATTRIBUTES = (PLACE_ID, "place", "country", "lat", "lon", "precision")
_EARTH = 6371.0  # mean radius in kilometres
_DEGREES = r"([+-]?\d{1,3}(?:\.\d+)?)\s*°?\s*"
_PAIR = re.compile(rf"\(?{_DEGREES}([NS]?)[\s,;/]+{_DEGREES}([EW]?)\)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """The place that an annotation is about. `id` is that of GeoNames or of a list of our own (`own:Donbas`), or
    `geo:` and the coordinates; `country` is ISO 3166 in two letters or empty; latitude and longitude are WGS 84
    degrees; `precision` is one of PRECISIONS, or what an imported file had.
    """

    id: str
    name: str
    country: str
    latitude: float
    longitude: float
    precision: str = "exact"

    def attributes(self) -> dict[str, AttributeValue]:
        """The link as the annotation keeps it; a country that there is not is left out."""
        values: tuple[AttributeValue, ...] = (
            self.id, self.name, self.country, self.latitude, self.longitude, self.precision,
        )  # fmt: skip
        return {name: value for name, value in zip(PLACE_ATTRIBUTES, values, strict=True) if value != ""}

    def words(self) -> str:
        """One line, such as `Kramatorsk, UA 48.73, 37.58 – exact`."""
        country = f", {self.country}" if self.country else ""
        precision = f" – {self.precision}" if self.precision else ""
        return f"{self.name}{country} {self.latitude:.2f}, {self.longitude:.2f}{precision}"


@dataclass(frozen=True, slots=True)
class LinkedSpan:
    """An annotation that is linked to a place, with the text before and behind it."""

    uid: str
    document: int
    start: int
    end: int
    label: str
    title: str
    date: str
    before: str
    text: str
    behind: str


def place_link_of(attributes: Mapping[str, AttributeValue]) -> PlaceLink | None:
    """The place that these attributes link to; None where id or coordinates lack or are none on the earth.

    Numbers that a file had as words are read as numbers.
    """
    latitude, longitude = _number(attributes.get("lat")), _number(attributes.get("lon"))
    place_id = str(attributes.get(PLACE_ID, "")).strip()
    if not place_id or not _is_on_earth(latitude, longitude):
        return None
    return PlaceLink(
        place_id,
        str(attributes.get("place", "")) or place_id,
        str(attributes.get("country", "")),
        latitude,
        longitude,
        str(attributes.get("precision", "")),
    )


def with_link(attributes: Mapping[str, AttributeValue], link: PlaceLink | None) -> dict[str, AttributeValue]:
    """The attributes with that link instead of the one they have, or with None without any."""
    kept = {name: value for name, value in attributes.items() if name not in PLACE_ATTRIBUTES}
    return kept if link is None else {**kept, **link.attributes()}


def with_precision(link: PlaceLink, precision: str) -> PlaceLink:
    """Raises ValueError for a precision that there is not."""
    if precision not in PRECISIONS:
        raise ValueError(precision)
    return replace(link, precision=precision)


def coordinates_in(text: str) -> PlaceLink | None:
    """The place that a text such as `48.7389, 37.5848` or `48.74° N 37.58° E` is; None for other texts."""
    match = _PAIR.fullmatch(" ".join(text.split()))
    if match is None or not ("." in text or match[2] or match[4]):
        return None
    latitude = float(match[1]) * (-1 if match[2].upper() == "S" else 1)
    longitude = float(match[3]) * (-1 if match[4].upper() == "W" else 1)
    if not _is_on_earth(latitude, longitude):
        return None
    return PlaceLink(f"geo:{latitude:g},{longitude:g}", f"{latitude:g}, {longitude:g}", "", latitude, longitude)


def distance(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The way over the globe between two places in degrees, in kilometres."""
    one, two = math.radians(latitude), math.radians(other_latitude)
    across = math.radians(other_longitude - longitude)
    half = math.sin((two - one) / 2) ** 2 + math.cos(one) * math.cos(two) * math.sin(across / 2) ** 2
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(half)))


def _number(value: AttributeValue | None) -> float:
    """The value as a number, not-a-number where it is none."""
    if value is None or isinstance(value, bool):
        return math.nan
    try:
        return float(value)
    except ValueError:
        return math.nan


def _is_on_earth(latitude: float, longitude: float) -> bool:
    return abs(latitude) <= 90 and abs(longitude) <= 180

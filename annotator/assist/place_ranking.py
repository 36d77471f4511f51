"""Which place a name means: the entries of a gazetteer for a text, the likeliest first."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from annotator.assist.name_table import Place
from annotator.domain.places import PlaceLink, distance
from annotator.domain.token_pattern import token_pattern
from annotator.domain.word_lists import DETERMINERS

MOST = 9  # what digits can choose from
_MOST_WORDS = 16  # of a text that is looked through for names
_POSSESSIVE = re.compile(r"[’']s?$")
_OF_A_TOWN = frozenset({"city", "town", "village", "settlement", "capital", "of", "the", "in", "at", "port"})
_OF_A_REGION = frozenset(
    {
        "province", "region", "oblast", "governorate", "district", "county", "state", "raion", "prefecture",
        "valley", "area", "countryside", "suburbs", "coast", "border", "front",
    }
)  # fmt: skip
_WIDE = frozenset({"country", "region", "sea", "lake", "river"})
# what a kind is worth, as the logarithm of the people of a town that is as likely to be meant
_KINDS = {"country": 7.5, "region": 6.5, "site": 6.5, "sea": 6.0, "river": 6.0, "lake": 5.5}
_PEOPLE = 1.5  # the United States are named often, and have a town called Paris
_FEWEST = 4.2  # the logarithm of the 15,000 people from which on GeoNames' list has towns
_NAMED, _SHARE, _PROJECT, _CLOSE, _LINKED, _INSIDE, _SAME = 1.0, 2.2, 1.5, 1.5, 0.5, 9.0, 20.0
_NEAR = 400.0  # kilometres, at which a linked place of the report counts a third
_PART = 30.0  # a name that is only a part of the text comes behind one that is all of it


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known around a name. Countries are ISO 3166 in two letters.

    countries: how often the report names the country, or places that are only there.
    project: how many places of each country are linked in the project.
    linked: how often each place, by its id, is linked in the project.
    nearby: latitude and longitude of the places linked in the report.
    same: places to which the same text is linked in the report, with how often.
    """

    countries: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    project: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    linked: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    nearby: Sequence[tuple[float, float]] = ()
    same: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Found:
    """An entry for a text; `part` when its name is only a part of it, `rest` the words that name no place."""

    place: Place
    part: bool = False
    rest: tuple[str, ...] = ()

    @property
    def precision(self) -> str:
        """What the text itself says about how exactly the place is meant."""
        if self.place.kind in _WIDE or not _OF_A_REGION.isdisjoint(self.rest):
            return "region"
        return "near" if self.part and not _OF_A_TOWN.issuperset(self.rest) else "exact"

    def link(self) -> PlaceLink:
        place = self.place
        return PlaceLink(place.id, place.name, place.country, place.latitude, place.longitude, self.precision)


def find(look_up: Callable[[str], Sequence[Place]], text: str) -> list[Found]:
    """The entries for a text: those of the whole of it, else those of the longest names within it.

    A leading article and a possessive ending are no part of a name.
    """
    text = _POSSESSIVE.sub("", text.strip())
    words = list(token_pattern().finditer(text))[:_MOST_WORDS]
    if len(words) > 1 and words[0].group().casefold() in DETERMINERS:
        whole = look_up(text) or look_up(text[words[1].start() :])
    else:
        whole = look_up(text)
    if whole:
        return [Found(place) for place in whole]
    found: list[Place] = []
    taken: set[int] = set()
    for size in range(len(words) - 1, 0, -1):
        for first in range(len(words) - size + 1):
            window = range(first, first + size)
            if taken.isdisjoint(window) and not words[first].group().islower():
                places = look_up(text[words[first].start() : words[window[-1]].end()])
                taken.update(window if places else ())
                found += places
    others = (word.group().casefold() for number, word in enumerate(words) if number not in taken)
    rest = tuple(word for word in others if word[0].isalnum())
    return [Found(place, True, rest) for place in found]


def rank(found: Sequence[Found], around: Surroundings) -> list[Found]:
    """The entries, the likeliest first, each once, at most MOST of them. Equal ones stay in their order."""
    inside = {f.place.country for f in found if f.part and f.place.kind == "country"}
    best: dict[str, Found] = {}
    for entry in sorted(found, key=lambda f: -_score(f, around, inside)):
        best.setdefault(entry.place.id, entry)
    return list(best.values())[:MOST]


def _score(found: Found, around: Surroundings, inside: set[str]) -> float:
    """The logarithm of how likely it is, but for a constant. `inside` are countries that the text itself names."""
    place = found.place
    people = _KINDS.get(place.kind, 0.0) or max(math.log10(place.population + 1), _FEWEST)
    score = _PEOPLE * people
    named = around.countries.get(place.country, 0.0)
    if named > 0:
        score += _NAMED + _SHARE * named / sum(around.countries.values())
    if place.country in around.project:
        score += _PROJECT * around.project[place.country] / sum(around.project.values())
    score += _LINKED * math.log2(1 + around.linked.get(place.id, 0))
    score += _SAME * (place.id in around.same) + around.same.get(place.id, 0)
    if around.nearby and place.kind != "country":
        nearest = min(distance(place.latitude, place.longitude, *other) for other in around.nearby)
        score += _CLOSE * math.exp(-nearest / _NEAR)
    if found.part:
        is_frame = place.kind == "country" and len(inside) > 0  # `Aleppo, Syria` is Aleppo
        score += -_PART - 3 * is_frame + _INSIDE * (place.kind != "country" and place.country in inside)
    return score

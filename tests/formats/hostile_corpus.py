"""Reports made at random from what goes wrong most, for checks with readers that are not ours."""

from __future__ import annotations

import random
from collections.abc import Iterator

from annotator.domain.annotations import AttributeValue
from annotator.domain.tokens import tokenize
from annotator.formats.base import RelationRecord, ReportRecord, SpanRecord
from tests.formats.reading import span

_PIECES = (
    *(
        "Rebels",
        "shelled",
        "Mosul",
        "155-mm",
        "U.S.",
        "don't",
        "e\u0301te\u0301",
        "ﷺ",
        "كتيبة",
        "الموصل",
        "‏",
        "שלום",
    ),
    *(
        "💥",
        "👩‍👩‍👧",
        "🇺🇦",
        "𝔘nit",
        "Łódź",
        "東京都",
        "ไทย",
        "a\u00adb",
        "\u200b",
        "x|y",
        "A&B",
        "<b>",
        '"q"',
        "\\n",
        "#1",
        "O",
        "_",
    ),
    *(",", ".", "!", "?", ";", "(", ")", "…", "—"),
)
_GAPS = (" ", " ", " ", " ", "", "  ", "\n", "\r\n", "\n\n", "\t", "\u00a0", " \r\n ", "\u2028")
_LABELS = ("Actor", "Location", "Weapon", "Claim", "Armed group")
_TYPES = ("said_by", "near")


def hostile_reports(count: int, seed: int = 7) -> list[ReportRecord]:
    """So many reports with nested, crossing and coincident annotations, also of parts of tokens, and relations."""
    chance = random.Random(seed)
    return [_report(number, chance) for number in range(count)]


def _report(number: int, chance: random.Random) -> ReportRecord:
    text = "".join(chance.choice(_PIECES) + chance.choice(_GAPS) for _ in range(chance.randint(2, 40)))
    text = chance.choice(("", "", " ", "\r\n", "\ufeff")) + "Word" + text
    spans = tuple(_spans(text, chance))
    return ReportRecord(text, uid=f"d{number}", spans=spans, relations=tuple(_relations(spans, chance)))


def _spans(text: str, chance: random.Random) -> Iterator[SpanRecord]:
    tokens = tokenize(text)
    seen: set[tuple[int, int, str]] = set()
    for number in range(chance.randint(0, 8)):
        first = chance.randrange(len(tokens))
        last = min(len(tokens) - 1, first + chance.choice((0, 0, 1, 3, 8)))
        start, end = tokens[first].start, tokens[last].end
        if chance.random() < 0.2:  # a part of its tokens
            start, end = start + chance.randint(0, 1), end - chance.randint(0, 1)
        if not text[start:end].strip():
            continue
        place = (start, end, chance.choice(_LABELS))
        if place not in seen:
            seen.add(place)
            note = chance.choice(("", "", "who?\nwhere?"))
            yield span(text, *place, uid=f"s{number}", note=note, attributes=_attributes(start, end, chance))


def _attributes(start: int, end: int, chance: random.Random) -> dict[str, AttributeValue]:
    """Sometimes the stretches of an annotation that leaves something out, as brat has them."""
    if end - start > 4 and chance.random() < 0.2:
        return {"fragments": f"{start}-{start + 1} {end - 2}-{end}"}
    return chance.choice(({}, {"stance": "asserts"}, {"sure": True, "n": 1.5}))


def _relations(spans: tuple[SpanRecord, ...], chance: random.Random) -> Iterator[RelationRecord]:
    if len(spans) < 2:
        return
    seen: set[tuple[str, str, str]] = set()
    for number in range(chance.randint(0, 3)):
        head, child = chance.sample(spans, 2)
        key = (chance.choice(_TYPES), str(head.uid), str(child.uid))
        if key not in seen:
            seen.add(key)
            yield RelationRecord(uid=f"r{number}", type=key[0], head=key[1], child=key[2])

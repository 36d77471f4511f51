"""Values of JSON with something in them taken out, doubled or put wrong, and what must hold of every record."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

from annotator.formats.base import ReportRecord

RUNS = 400
_JUNK: list[Any] = [
    None, True, False, 0, -1, 1, 2**70, 1.5, 1e308, "", "x", "0", "a" * 1000, "\0", "💥", "__proto__", [], {},
    [None], {"x": 1}, [[1]], {"start": 1},
]  # fmt: skip


def mutations(value: Any, runs: int = RUNS) -> Iterator[Any]:
    """The value `runs` times with one to three things in it changed; the same ones in every test run."""
    chance = random.Random(runs)
    for _ in range(runs):
        changed = [copy.deepcopy(value)]
        for _ in range(chance.randint(1, 3)):
            _change(changed, chance)
        yield changed[0] if changed else None


def _change(root: list[Any], chance: random.Random) -> None:
    within, key = chance.choice(list(_places(root)))
    match chance.randrange(4):
        case 0 if within is not root:
            del within[key]
        case 1 if isinstance(within, list) and within is not root:
            within.append(copy.deepcopy(within[key]))
        case _:
            within[key] = copy.deepcopy(chance.choice(_JUNK))


def _places(within: Any) -> Iterator[tuple[Any, Any]]:
    """Every container inside with each of its keys or places."""
    keys = list(within) if isinstance(within, dict) else range(len(within))
    for key in keys:
        yield within, key
        if isinstance(within[key], (dict, list)):
            yield from _places(within[key])


def assert_whole(record: ReportRecord) -> None:
    """Spans stand in the text and are unlike each other, ids are unique, relations lead to spans of the report."""
    assert record.text
    uids = [span.uid for span in record.spans if span.uid is not None]
    assert len(set(uids)) == len(uids)
    for span in record.spans:
        assert span.label
        assert 0 <= span.start < span.end <= len(record.text)
    marks = [(span.start, span.end, span.label, span.annotator) for span in record.spans]
    assert len(set(marks)) == len(marks)
    assert all(relation.type and {relation.head, relation.child} <= set(uids) for relation in record.relations)

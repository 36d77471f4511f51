"""A corpus of any size: reports of 2 KB with 15 annotations each, made from a long text, the same in each run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotator.app.projects import make_project
from annotator.domain.annotations import Origin
from annotator.domain.documents import Facts, NewAnnotation, NewDocument, State, text_digest
from annotator.storage.store import open_store
from tests.bench.documents import long_text

SIZE, SPANS = 2_000, 15
_RARE = 100  # every so many reports name the Wagner Group
_STATES = (State.OPEN, State.DONE, State.DONE)
_LABELS = ("Actor", "Location", "Weapon")
_SUGGESTED = Origin("suggested", "memory", 0.9)


def reports(number: int) -> Iterator[NewDocument]:
    """Made one at a time; nothing of them is kept."""
    source = " ".join(long_text(3_000_000).split())
    for n in range(number):
        head = f"Report {n}. " + ("Wagner Group fighters were seen. " if n % _RARE == 0 else "")
        begin = (n * 131) % (len(source) - SIZE)
        text = head + source[begin : begin + SIZE - len(head)]
        month, day = n * 48 // max(number, 48) % 48, n % 28 + 1
        facts = Facts(
            f"Report number {n}", f"Source {n % 50}", f"{2020 + month // 12}-{month % 12 + 1:02}-{day:02}",
            "uk" if n % 10 == 0 else "en",
        )  # fmt: skip
        yield NewDocument(
            f"d{n}", text, text_digest(text), facts, _STATES[n % 3], annotations=tuple(_spans(n, len(head)))
        )


def _spans(n: int, head: int) -> Iterator[NewAnnotation]:
    if n % _RARE == 0:
        yield NewAnnotation("s0", "Actor", head - 33, head - 21, "ada", origin=_SUGGESTED)
    else:
        yield NewAnnotation("s0", "Actor", 0, 6, "ada")
    for i in range(1, SPANS - 1):
        yield NewAnnotation(f"s{i}", _LABELS[i % 3], head + i * 120, head + i * 120 + 8, "ada" if n % 7 else "bo")
    stance = ("asserts", "denies", "questions")[n % 3]
    yield NewAnnotation("c", "Claim", head, head + 90, "ada", {"stance": stance})


def make_corpus(path: Path, number: int) -> Path:
    """A project with so many reports."""
    make_project(path)
    with open_store(path) as store:
        with store.writing():
            for _ in store.bulk_writer().add(reports(number)):
                pass
        while store.claims.waiting():
            with store.writing():
                store.claims.catch_up(2_000)
        store.wait_until_safe()
    return path

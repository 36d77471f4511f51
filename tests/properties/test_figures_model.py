"""Statistics against plain counting, over projects of any kind."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from itertools import combinations
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.app.figures import source_figure, span_figures, time_figure
from annotator.app.text_figures import text_figures
from annotator.domain.documents import Facts, NewAnnotation, NewDocument, State, text_digest
from annotator.domain.figures import Figure
from annotator.storage.store import create_store
from tests.projects import CONFLICT

LABELS = ("Location", "Actor", "Claim")
WORDS = ("Wagner", "wagner", "Bakhmut", "in", "Ünder", "💥")
SOURCES = ("AP", "Reuters", "")
WORD = r"\w+"
DATES = ("2022-06-01", "2022-06-02", "")


@st.composite
def reports(draw: st.DrawFn) -> list[NewDocument]:
    made = []
    for number in range(draw(st.integers(1, 4))):
        words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8))
        starts = [sum(len(word) + 1 for word in words[:at]) for at in range(len(words))]
        spans = set()
        for _ in range(draw(st.integers(0, 6))):
            first = draw(st.integers(0, len(words) - 1))
            last = draw(st.integers(first, min(first + 2, len(words) - 1)))
            spans.add((starts[first], starts[last] + len(words[last]), draw(st.sampled_from(LABELS))))
        text = " ".join(words)
        made.append(
            NewDocument(
                f"r{number}",
                text,
                text_digest(text),
                Facts(f"R{number}", draw(st.sampled_from(SOURCES)), draw(st.sampled_from(DATES))),
                draw(st.sampled_from((State.DONE, State.OPEN))),
                annotations=tuple(
                    NewAnnotation(f"{number}-{at}", label, start, end, "ada")
                    for at, (start, end, label) in enumerate(sorted(spans))
                ),
            )
        )
    return made


def figures_of(documents: list[NewDocument]) -> dict[str, Figure]:
    with tempfile.TemporaryDirectory() as folder, create_store(Path(folder) / "p.annodb", CONFLICT) as store:
        with store.writing():
            list(store.bulk_writer().add(documents))
        found = [time_figure(store), source_figure(store), *span_figures(store), *text_figures(store)]
    return {figure.name: figure for figure in found}


def spoken(document: NewDocument) -> list[tuple[str, str]]:
    """Case-folded text and label of each span."""
    return [(document.text[a.start : a.end].casefold(), a.label) for a in document.annotations]


def layer(label: str) -> str:
    return "claim" if label == "Claim" else "entity"


@settings(max_examples=25)
@given(reports())
def test_every_number_is_what_plain_counting_finds(documents: list[NewDocument]) -> None:
    found = figures_of(documents)
    overlaps(found["overlaps"], documents)
    lengths(found["lengths"], documents)
    by_fact(found["sources"], documents, lambda facts: facts.source or "(no source)")
    by_fact(found["time"], [document for document in documents if document.facts.date], lambda facts: facts.date)
    texts(found, documents)
    missing(found["missing"], documents)


def overlaps(figure: Figure, documents: list[NewDocument]) -> None:
    wanted: Counter[tuple[str, ...]] = Counter(
        tuple(sorted((one.label, other.label)))
        for document in documents
        for one, other in combinations(document.annotations, 2)
        if one.start < other.end and other.start < one.end
    )
    told = {
        tuple(sorted((str(row[0]), other))): number
        for row in figure.rows
        for other, number in zip(figure.heads[1:], row[1:], strict=True)
        if number
    }
    assert told == dict(wanted)


def lengths(figure: Figure, documents: list[NewDocument]) -> None:
    sizes: dict[str, list[int]] = {}
    for document in documents:
        for annotation in document.annotations:
            sizes.setdefault(annotation.label, []).append(annotation.end - annotation.start)
    assert {row[0]: row[1] for row in figure.rows} == {
        label: round(sum(all_) / len(all_), 1) for label, all_ in sizes.items()
    }
    assert {row[0]: sum(map(int, row[2:])) for row in figure.rows} == {la: len(all_) for la, all_ in sizes.items()}


def by_fact(figure: Figure, documents: list[NewDocument], fact) -> None:  # type: ignore[no-untyped-def]
    wanted = Counter((fact(d.facts), a.label) for d in documents for a in d.annotations)
    told = {
        (row[0], label): number
        for row in figure.rows
        for label, number in zip(figure.heads[1:], row[1:], strict=True)
        if number
    }
    assert told == dict(wanted)


def texts(found: dict[str, Figure], documents: list[NewDocument]) -> None:
    spans = Counter((text, label) for document in documents for text, label in spoken(document))
    reports_with = Counter(pair for document in documents for pair in set(spoken(document)))
    assert {(str(row[1]).casefold(), row[0]): row[2:] for row in found["frequent"].rows} == {
        pair: (number, reports_with[pair]) for pair, number in spans.items()
    }
    torn = {}
    for (text, label), number in spans.items():
        torn.setdefault((text, layer(label)), []).append(number)
    wanted = sorted((sum(n), sum(n) - max(n)) for n in torn.values() if len(n) > 1)
    assert sorted((row[2], row[3]) for row in found["torn"].rows) == wanted


def as_run(text: str) -> str:
    """The words of a text with single spaces around them."""
    return f" {' '.join(re.findall(WORD, text.casefold()))} "


def missing(figure: Figure, documents: list[NewDocument]) -> None:
    done = [document for document in documents if document.state is State.DONE]
    labelled = {text for document in done for text, label in spoken(document) if layer(label) == "entity"}
    wanted = {}
    for text in labelled:
        without = [
            document
            for document in done
            if as_run(text) in as_run(document.text) and text not in {said for said, _ in spoken(document)}
        ]
        if as_run(text).strip() and without and len(text) > 2:
            wanted[text] = len(without)
    assert {str(row[0]).casefold(): row[4] for row in figure.rows} == wanted

"""The claims ledger over 100,000 claims: the index, opening the window, filtering as one types, and label keys."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication

from annotator.app.operations import labelling
from annotator.app.session import Session
from annotator.app.settings import Settings
from annotator.app.state import ProgramState
from annotator.domain.annotations import Relation
from annotator.domain.documents import Facts, NewAnnotation, NewDocument, text_digest
from annotator.domain.labels import RelationType
from annotator.domain.spans import Span
from annotator.storage.store import create_store, open_store
from annotator.ui.application import make_window
from tests.bench.figures import Figures, clock
from tests.projects import CONFLICT

_REPORTS, _CLAIMS = 2_000, 50
_OPENED, _FILTERED = 200.0, 50.0  # milliseconds, at most
_TYPED = ("rebels shelled", "speaker12 den", "place7", "convoy hos", "report 19", "denied")
_VERBS = ("shelled", "denied", "reported", "struck", "destroyed", "fled", "said", "crossing", "hospital")
_NOUNS = ("army", "rebels", "northern", "quarter", "officials", "mortar", "fire", "troops", "village", "convoy")
_WORDS = (*_VERBS, *_NOUNS, "drone", "artillery", "border", "civilians", "river", "bridge", "ministry", "midnight")


def measure(folder: Path, figures: Figures) -> None:
    figures.section(f"Claims ledger over {_REPORTS * _CLAIMS:,} claims")
    path = folder / "ledger.annodb"
    _make(path)
    with open_store(path) as store, clock() as taken:
        while store.claims.waiting():
            with store.writing():
                store.claims.catch_up(1_000)
    figures.add("reading all claims into the index", taken.wall, "s")
    _window(path, folder, figures)
    _labelling(path, figures)


def _window(path: Path, folder: Path, figures: Figures) -> None:
    application = QApplication.instance() or QApplication([])
    window = make_window(Settings(folder / "settings.toml"), ProgramState(folder / "state.json"))
    window.settings.name_annotator("bench")
    window.show()
    window.open_project(path)
    application.processEvents()
    opened = []
    for _ in range(5):
        with clock() as taken:
            window.invoke("ledger.open")
            application.processEvents()
        opened.append(taken.wall * 1000)
        window.companions.hide("ledger")
    figures.add("opens: the first time", opened[0], "ms", _OPENED)
    figures.add("opens: again, median", statistics.median(opened[1:]), "ms", _OPENED)
    window.invoke("ledger.open")
    panel = window.companions.panel("ledger")
    typed = []
    for words in _TYPED:
        for size in range(len(words) + 1):
            with clock() as taken:
                panel.field.setText(words[:size])  # type: ignore[union-attr]
                application.processEvents()
            typed.append(taken.wall * 1000)
    figures.add("filters as one types: median", statistics.median(typed), "ms", _FILTERED)
    figures.add("filters as one types: p90", sorted(typed)[int(len(typed) * 0.9)], "ms", _FILTERED)
    window.close()
    window.deleteLater()
    application.processEvents()


def _labelling(path: Path, figures: Figures) -> None:
    """What a claim's key costs the file, with the index kept."""
    session = Session(open_store(path), "bench")
    desk = session.open_report(1)
    times = []
    for start in range(0, 400, 2):
        if desk.text[start : start + 1].strip():
            begun = time.perf_counter()
            labelling.label_span(session, Span(start, start + 1), "Claim", start)
            times.append(time.perf_counter() - begun)
    figures.add("labelling a claim: median", statistics.median(times) * 1000, "ms", 1.0)
    session.close()


def _make(path: Path) -> None:
    relations = (
        *CONFLICT.relations,
        RelationType("about", "b", ("Claim",), ("Location",)),
        RelationType("disputes", "d", ("Claim",), ("Claim",)),
    )
    with create_store(path, replace(CONFLICT, relations=relations)) as store, store.writing():
        list(store.bulk_writer().add(_reports()))


def _reports() -> Iterator[NewDocument]:
    chance = random.Random(1)
    for number in range(_REPORTS):
        parts: list[str] = []
        annotations: list[NewAnnotation] = []
        links: list[Relation] = []
        at = 0
        for n in range(_CLAIMS):
            who, where = f"Speaker{chance.randint(1, 300)}", f"Place{chance.randint(1, 500)}"
            claim = " ".join(chance.choices(_WORDS, k=chance.randint(8, 25)))
            parts.append(f"{who} said {claim} at {where}. ")
            begin = at + len(who) + 6
            stance = {"stance": chance.choice(["asserts", "denies"])}
            annotations += [
                NewAnnotation(f"c{n}", "Claim", begin, begin + len(claim), "bench", attributes=stance),
                NewAnnotation(f"a{n}", "Actor", at, at + len(who), "bench"),
                NewAnnotation(f"l{n}", "Location", begin + len(claim) + 4, at + len(parts[-1]) - 2, "bench"),
            ]
            if chance.random() < 0.9:
                links.append(Relation(f"s{n}", 0, "said_by", f"c{n}", f"a{n}", "bench"))
            links.append(Relation(f"b{n}", 0, "about", f"c{n}", f"l{n}", "bench"))
            if n % 20 == 1:
                links.append(Relation(f"d{n}", 0, "disputes", f"c{n}", f"c{n - 1}", "bench"))
            at += len(parts[-1])
        text = "".join(parts)
        facts = Facts(f"Report {number}", f"Source{number % 40}", f"2022-0{1 + number % 9}-1{number % 10}")
        yield NewDocument(
            f"u{number}", text, text_digest(text), facts, annotations=tuple(annotations), relations=tuple(links)
        )

"""Changing the label schema of a project with a million annotations: rename, merge, split, and taking it back."""

from __future__ import annotations

from pathlib import Path

from annotator.app import paths
from annotator.app.operations.schema import SchemaPlan, change_schema
from annotator.app.session import Session
from annotator.domain.documents import NewAnnotation, NewDocument, State, text_digest
from annotator.formats.schema_toml import read_schema
from annotator.storage.store import create_store
from tests.bench.figures import Figures, clock

REPORTS, SPANS = 50_000, 20
_SIZE = 600


def measure(folder: Path, figures: Figures) -> None:
    figures.section(f"Changing labels with {REPORTS * SPANS:,} annotations")
    store = create_store(folder / "million.annodb", read_schema(paths.resources() / "schemas" / "conflict.toml"))
    labels = ("Actor", "Actor", "Actor", "Location")
    with store.writing():
        for _ in store.bulk_writer().add(_document(number, labels) for number in range(REPORTS)):
            pass
    session = Session(store, "bench")
    session.open_report(1)

    def step(name: str, plan: SchemaPlan) -> None:
        for what, act in ((name, lambda: change_schema(session, plan)), (f"undo: {name}", session.undo)):
            with clock() as taken:
                act()
            figures.add(what, taken.wall, "s", 2)

    rename = SchemaPlan(session.schema)
    rename.rename_label("Actor", "Party")
    step("rename a label with 750,000", rename)
    merge = SchemaPlan(session.schema)
    merge.merge_labels("Actor", "Location")
    step("merge 750,000 into 250,000", merge)
    other = SchemaPlan(session.schema)
    other.merge_labels("Location", "Actor")
    step("merge 250,000 into 750,000", other)
    session.close()


def _document(number: int, labels: tuple[str, ...]) -> NewDocument:
    text = f"{number:>10}" + "abcde fghi " * (_SIZE // 11)
    spans = tuple(
        NewAnnotation(f"s{i}", labels[i % len(labels)], i * 20, i * 20 + 9, "bench") for i in range(SPANS)
    )
    return NewDocument(f"d{number}", text, text_digest(text), state=State.DONE, annotations=spans)

"""Whatever is done, undone and done again: the counts that triggers keep are those of the rows."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.app.operations import labelling, reports
from annotator.app.operations.attributes import set_attribute
from annotator.app.session import Session
from annotator.domain.documents import State
from annotator.domain.errors import Refusal
from annotator.domain.spans import Span
from annotator.storage.store import create_store, open_store
from tests.projects import new_report
from tests.storage.counting import refuse_wrong_counts
from tests.storage.test_report_search import SCHEMA

KINDS = ("label", "remove", "state", "note", "note on a span", "stance", "undo", "redo", "import")
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 3), st.integers(0, 30)), max_size=14)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tallies") / "p.annodb"
    with create_store(path, SCHEMA) as store, store.writing():
        list(store.bulk_writer().add(new_report(f"Rebels shelled Mosul, officials said. {n}") for n in range(3)))
    return path


def take(session: Session, kind: str, report: int, number: int) -> None:
    """Do the step; what is refused is not done."""
    desk = session.open_report(report)
    there = list(desk.annotations)
    chosen = there[number % len(there)] if there else None
    if kind == "label":
        label = SCHEMA.labels[number % 4].name
        labelling.label_span(session, Span(number, number + 4), label, 0, second=bool(number % 2))
    elif kind == "state":
        reports.set_state(session, list(State)[number % 4], 0)
    elif kind == "note":
        reports.set_note(session, f"note {number % 3}", 0)
    elif kind == "undo":
        session.undo()
    elif kind == "redo":
        session.redo()
    elif kind == "import":
        with session.store.writing():
            list(session.store.bulk_writer().add([new_report(f"Another report, number {number}.")]))
    elif chosen is not None and kind == "remove":
        labelling.remove_annotations(session, [chosen], 0)
    elif chosen is not None and kind == "note on a span":
        labelling.annotate_annotation(session, chosen, 0, note="odd" * (number % 2))
    elif chosen is not None and chosen.label == "Claim":
        set_attribute(session, chosen, "stance", ("asserts", "denies", None)[number % 3], 0)


@settings(max_examples=30)
@given(steps=STEPS)
def test_the_counts_are_those_of_the_rows(template: Path, steps: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.annodb"
        shutil.copy(template, path)
        session = Session(open_store(path), "ada")
        for step in steps:
            with suppress(Refusal):
                take(session, *step)
        refuse_wrong_counts(session.store)
        session.close()

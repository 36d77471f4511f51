"""Whatever is done, undone and done again: the index that followed by triggers is the one that is made anew."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.app.ledger import relations_of
from annotator.app.operations import labelling, reports
from annotator.app.operations.relating_claims import relate_claims
from annotator.app.session import Session
from annotator.domain.errors import Refusal
from annotator.domain.spans import Span
from annotator.storage.store import open_store
from tests.claims_project import claims_in, claims_session, ledger_of, read_claims_anew

KINDS = ("label", "relabel", "remove", "resize", "facts", "relate", "undo", "redo", "catch up")
STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(1, 3), st.integers(0, 60), st.integers(0, 60)), max_size=15
)
Step = tuple[str, int, int, int]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("claims") / "p.annodb"
    claims_session(path).close()
    return path


def take(session: Session, step: Step) -> None:
    """Do the step; what is refused is not done."""
    kind, report, one, other = step
    desk = session.open_report(report)
    there = list(desk.annotations)
    try:
        if kind == "label":
            labelling.label_span(session, Span(one, one + other % 9 + 1), session.schema.labels[other % 4].name, 0)
        elif kind == "relabel" and there:
            labelling.label_span(session, there[one % len(there)].span, session.schema.labels[other % 4].name, 0)
        elif kind == "remove" and there:
            labelling.remove_annotations(session, [there[one % len(there)]], 0)
        elif kind == "resize" and there:
            labelling.resize_annotation(session, there[one % len(there)], Span(other, other + 4), 0)
        elif kind == "facts":
            reports.set_facts(session, replace(desk.document.facts, source=f"Source {one}"), 0)
        elif kind == "relate":
            claims = claims_in(ledger_of(session))
            head, child = claims[one % len(claims)], claims[other % len(claims)]
            relate_claims(session, head, child, relations_of(session.schema)[0])
        elif kind == "catch up":
            ledger_of(session)
    except (Refusal, ZeroDivisionError):
        return


@settings(max_examples=25)
@given(steps=STEPS)
def test_what_followed_is_what_is_made_anew(template: Path, steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        session = Session(open_store(Path(shutil.copy(template, folder))), "ada")
        for step in steps:
            if step[0] == "undo":
                session.undo()
            elif step[0] == "redo":
                session.redo()
            else:
                take(session, step)
        followed = claims_in(ledger_of(session))
        found = session.store.claims.matching("harsk")
        read_claims_anew(session.store)
        assert claims_in(ledger_of(session)) == followed
        assert session.store.claims.matching("harsk") == found
        claims = sum(
            annotation.label == "Claim" for key in (1, 2, 3) for annotation in session.open_report(key).annotations
        )
        assert len(followed) == claims
        session.close()

"""Annotations for tests, drawn at random or made from a few words."""

from __future__ import annotations

from hypothesis import strategies as st

from annotator.domain.annotations import MANUAL, Annotation, Origin

LABELS = ("Actor", "Claim", "Location")
NAMES = st.sampled_from(("ada", "bo"))
VALUES = st.one_of(st.text(max_size=5), st.integers(-9, 9), st.booleans(), st.sampled_from((0.5, -2.25)))
UIDS = st.integers(0, 2**32).map("u{:09x}".format)
ORIGINS = st.builds(
    Origin,
    st.sampled_from(("manual", "suggested", "imported")),
    st.sampled_from(("", "memory", "conll")),
    st.sampled_from((None, 0.0, 0.75, 1.0)),
)


@st.composite
def annotations(draw: st.DrawFn, document: int = 1, longest: int = 60, last_start: int = 60) -> Annotation:
    """An annotation in which everything may be set."""
    start = draw(st.integers(0, last_start))
    return Annotation(
        uid=draw(UIDS),
        document=document,
        label=draw(st.sampled_from(LABELS)),
        start=start,
        end=start + draw(st.integers(1, longest)),
        annotator=draw(NAMES),
        attributes=draw(st.dictionaries(st.text(max_size=4), VALUES, max_size=2)),
        note=draw(st.text(max_size=5)),
        flagged=draw(st.booleans()),
        origin=draw(st.one_of(st.just(MANUAL), ORIGINS)),
        created=draw(st.sampled_from((0.0, 1.5, 1.7e9))),
    )


def mark(start: int, end: int, label: str = "Actor", annotator: str = "ada") -> Annotation:
    """A plain annotation whose uid says where it stands."""
    return Annotation(f"{label}-{start}-{end}-{annotator}", 1, label, start, end, annotator)

"""The spans of a report grouped by label and text."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.app import label_groups
from annotator.app.label_groups import LabelGroups
from annotator.app.open_document import OpenDocument
from annotator.domain.annotations import Annotation
from annotator.domain.changes import ChangeSet
from annotator.domain.documents import Document
from tests.projects import CONFLICT

TEXT = "Kyiv said Kyiv and Moscow met; Kyiv\nregion, Kyiv region. " * 3
LABELS = [label.name for label in CONFLICT.labels]


def annotation(start: int, end: int, label: str = "Location", annotator: str = "ada") -> Annotation:
    return Annotation(f"{start}-{end}-{label}-{annotator}", 1, label, start, end, annotator)


def desk_of(*annotations: Annotation, text: str = TEXT) -> OpenDocument:
    return OpenDocument(Document(1, "u", text), list(annotations), [])


def built(desk: OpenDocument) -> LabelGroups:
    groups = LabelGroups(desk, CONFLICT)
    while not groups.build_some():
        pass
    return groups


def change(desk: OpenDocument, groups: LabelGroups, *, add: Annotation | None = None, remove: str = "") -> None:
    removed = (desk.annotations.get(remove),) if remove else ()
    made = ChangeSet("", (add,) if add else (), removed, frozenset({1}))
    desk.take(made)
    groups.take(made)


def recomputed(desk: OpenDocument, label: str) -> list[tuple[int, int, str]]:
    places: dict[str, list[int]] = {}
    for a in desk.annotations:
        if a.label == label:
            places.setdefault(" ".join(desk.text_of(a).split()), []).append(a.start)
    return sorted((-len(starts), min(starts), form) for form, starts in places.items())


def shown(groups: LabelGroups, label: str) -> list[tuple[int, str]]:
    return [(-groups.count(label, form), form) for form in groups.forms(label, 1_000)[0]]


def test_most_frequent_text_comes_first_then_first_occurrence() -> None:
    groups = built(desk_of(annotation(19, 25), annotation(0, 4), annotation(10, 14)))
    assert shown(groups, "Location") == [(-2, "Kyiv"), (-1, "Moscow")]
    assert groups.total("Location") == 3


def test_white_space_within_a_text_counts_as_one_space() -> None:
    line_break, space = TEXT.index("Kyiv\nregion"), TEXT.index("Kyiv region")
    groups = built(desk_of(annotation(line_break, line_break + 11), annotation(space, space + 11)))
    assert shown(groups, "Location") == [(-2, "Kyiv region")]


def test_next_occurrence_goes_round_the_end() -> None:
    groups = built(desk_of(annotation(0, 4), annotation(10, 14)))
    starts = []
    caret = 1
    for _ in range(3):
        found = groups.next_occurrence("Location", "Kyiv", caret)
        assert found is not None
        starts.append(found.start)
        caret = found.end
    assert starts == [10, 0, 10]


def test_next_occurrence_of_a_text_that_is_gone_is_none() -> None:
    assert built(desk_of()).next_occurrence("Location", "Kyiv", 0) is None


def test_filter_is_blind_to_case_and_counts_all_matches() -> None:
    groups = built(desk_of(annotation(0, 4), annotation(19, 25)))
    assert groups.forms("Location", 1, "k") == (["Kyiv"], 1)
    assert groups.forms("Location", 1, "O") == (["Moscow"], 1)
    assert groups.forms("Location", 1) == (["Kyiv"], 2)


def test_changes_of_other_reports_are_passed_over() -> None:
    groups = built(desk_of(annotation(0, 4)))
    other = Annotation("x", 2, "Location", 0, 4, "ada")
    assert groups.take(ChangeSet("", (other,), (), frozenset({2}))) == frozenset()
    assert groups.total("Location") == 1


@pytest.mark.parametrize("steps_before", [0, 1, 2, 5])
def test_changes_while_it_is_built_are_not_lost(steps_before: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(label_groups, "_WINDOW", 16)
    monkeypatch.setattr(label_groups, "_STEP", 1)
    desk = desk_of(*(annotation(at, at + 4) for at in (0, 10, 31, 57, 67)))
    groups = LabelGroups(desk, CONFLICT)
    for _ in range(steps_before):
        groups.build_some()
    change(desk, groups, add=annotation(19, 25))
    change(desk, groups, remove="57-61-Location-ada")
    while not groups.build_some():
        pass
    assert [(c, f) for c, _, f in recomputed(desk, "Location")] == shown(groups, "Location")


PLACES = st.tuples(
    st.integers(0, 30), st.integers(1, 6), st.sampled_from(LABELS[:2]), st.sampled_from(["ada", "ben"])
)


@given(st.lists(PLACES, max_size=12), st.lists(PLACES, max_size=25))
def test_following_changes_equals_grouping_anew(
    first: list[tuple[int, int, str, str]], steps: list[tuple[int, int, str, str]]
) -> None:
    text = "ab a b ab  a b\nab ab a b ab ab a b ab "
    unique = {
        (a.start, a.end, a.label, a.annotator): a
        for a in (annotation(s, s + n, lab, who) for s, n, lab, who in first)
    }
    desk = desk_of(*unique.values(), text=text)
    groups = built(desk)
    for start, length, label, annotator in steps:
        wanted = annotation(start, start + length, label, annotator)
        if wanted.uid in desk.annotations:
            change(desk, groups, remove=wanted.uid)
        else:
            change(desk, groups, add=wanted)
    for label in LABELS[:2]:
        assert [(c, f) for c, _, f in recomputed(desk, label)] == shown(groups, label)
    assert {name: groups.total(name) for name in LABELS[:2]} == {
        name: Counter(a.label for a in desk.annotations)[name] for name in LABELS[:2]
    }

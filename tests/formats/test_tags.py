from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.tags import (
    BILOU,
    BIOES,
    BMES,
    IO,
    IOB1,
    IOB2,
    SCHEMES,
    Run,
    is_tag,
    label_of,
    runs_of,
    scheme_of,
    tags_of,
)

RUNS = [Run(0, 1, "A"), Run(1, 3, "A"), Run(4, 7, "B")]
WRITTEN = {
    IOB2: "B-A B-A I-A O B-B I-B I-B",
    IOB1: "I-A B-A I-A O I-B I-B I-B",
    BIOES: "S-A B-A E-A O B-B I-B E-B",
    BILOU: "U-A B-A L-A O B-B I-B L-B",
    BMES: "S-A B-A E-A O B-B M-B E-B",
}


@pytest.mark.parametrize("scheme", WRITTEN)
def test_every_scheme_is_written_found_and_read(scheme: str) -> None:
    tags = WRITTEN[scheme].split()
    assert tags_of(RUNS, 7, scheme) == tags
    assert scheme_of([tags]) == scheme
    assert runs_of(tags, scheme) == (RUNS, [])


@st.composite
def some_runs(draw: st.DrawFn) -> tuple[list[Run], int]:
    at, runs = 0, []
    for gap, size, label in draw(
        st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4), st.sampled_from(["A", "B-C", "__proto__"])))
    ):
        runs.append(Run(at + gap, at + gap + size, label))
        at += gap + size
    return runs, at + draw(st.integers(0, 2))


@given(some_runs(), st.sampled_from([s for s in SCHEMES if s != IO]))
def test_runs_come_back_from_their_tags(found: tuple[list[Run], int], scheme: str) -> None:
    runs, count = found
    assert runs_of(tags_of(runs, count, scheme), scheme) == (runs, [])


@given(st.lists(st.sampled_from(["O", *(f"{c}-{x}" for c in "BIELSUM" for x in "AB")])), st.sampled_from(SCHEMES))
def test_no_tag_is_lost_in_a_broken_sequence(tags: list[str], scheme: str) -> None:
    runs, _ = runs_of(tags, scheme)
    covered = [""] * len(tags)
    for run in runs:
        for place in range(run.start, run.end):
            assert covered[place] == ""
            covered[place] = run.label
    assert covered == [label_of(tag) for tag in tags]


def test_a_sequence_that_continues_nothing_is_read_and_told() -> None:
    assert runs_of(["O", "I-A", "I-A", "O", "I-B"], IOB2) == ([Run(1, 3, "A"), Run(4, 5, "B")], [1, 4])
    assert runs_of(["B-A", "I-B"], IOB2) == ([Run(0, 1, "A"), Run(1, 2, "B")], [1])


def test_a_run_without_its_last_tag_is_told() -> None:
    assert runs_of(["B-A", "I-A", "O"], BIOES) == ([Run(0, 2, "A")], [1])
    assert runs_of(["B-A", "O"], BILOU) == ([Run(0, 1, "A")], [0])


def test_a_broken_file_of_the_usual_scheme_is_not_taken_for_the_old_one() -> None:
    assert scheme_of([["B-A", "O", "I-A"], ["O"]]) == IOB2
    assert scheme_of([["I-A", "B-A"]]) == IOB1
    assert scheme_of([["O"]]) == IOB2


def test_labels_without_a_prefix_are_runs_of_one_label() -> None:
    tags = ["PER", "PER", "O", "LOC"]
    assert scheme_of([tags]) == IO
    assert runs_of(tags, IO)[0] == [Run(0, 2, "PER"), Run(3, 4, "LOC")]
    assert tags_of([Run(0, 2, "PER"), Run(3, 4, "LOC")], 4, IO) == tags


@pytest.mark.parametrize("runs", [[Run(0, 2, "A"), Run(1, 3, "B")], [Run(2, 4, "A")], [Run(1, 1, "A")]])
def test_runs_that_no_tags_can_hold_are_refused(runs: list[Run]) -> None:
    with pytest.raises(ValueError, match="shares a token"):
        tags_of(runs, 3)


def test_what_a_tag_is() -> None:
    assert is_tag("B-a b")
    assert is_tag("O")
    assert is_tag("I-" + "x" * 10_000)
    assert not is_tag("B-")
    assert not is_tag("NNP")
    assert not is_tag("_")
    assert not is_tag("")

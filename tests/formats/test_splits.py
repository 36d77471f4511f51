from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.documents import Facts
from annotator.formats.base import ReportRecord
from annotator.formats.near_duplicates import plain_digest
from annotator.formats.splits import SIDES, Groups, Split, split_group, split_side

STORY = (
    "Rebels shelled the western quarter of the town on Monday, officials said. At least three people were killed"
    " and seven wounded when rockets struck a market near the river. Residents reported drones over the bridge"
    " before dawn. The army denied that its units had fired and blamed a faction that left the truce last month."
    " Aid groups asked for a corridor so that families could leave the quarter before the fighting resumed in the"
    " evening."
)
OTHER = (
    "The council of the valley met on Thursday to discuss the harvest, the price of seed and the repair of the old"
    " mill. Nobody spoke of the front. A vote on the budget was put off until the engineers had counted the cost."
)


def group_of(*texts: str, facts: tuple[Facts, ...] = ()) -> list[str]:
    groups = Groups()
    for number, text in enumerate(texts):
        groups.add(str(number), text, facts[number] if facts else Facts())
    found = groups.groups()
    return [found[str(number)] for number in range(len(texts))]


@given(st.text(), st.text())
def test_a_side_depends_on_group_and_seed_alone(group: str, seed: str) -> None:
    assert split_side(group, seed) == split_side(group, seed)
    assert split_side(group, seed, (1, 0, 0)) == "train"
    assert split_side(group, seed, (0, 0, 5)) == "test"


def test_sides_do_not_change_between_versions() -> None:
    assert [split_side(f"group {n}", "annotator") for n in range(8)] == [
        "train", "dev", "train", "train", "train", "train", "test", "train",
    ]  # fmt: skip


def test_shares_are_kept_over_many_groups() -> None:
    counts = Counter(split_side(f"group {n}", "seed") for n in range(5_000))
    assert [round(counts[side] / 5_000, 1) for side in SIDES] == [0.8, 0.1, 0.1]


def test_more_shares_for_train_move_nobody_into_the_test_side() -> None:
    for n in range(500):
        if split_side(f"g{n}", "s", (80, 10, 10)) == "train":
            assert split_side(f"g{n}", "s", (90, 5, 5)) == "train"


@pytest.mark.parametrize("shares", [(0, 0, 0), (-1, 1, 1)])
def test_shares_that_share_nothing_are_refused(shares: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no shares"):
        Split({}, shares=shares)


def test_one_source_and_day_is_one_group() -> None:
    def group(source: str, date: str) -> str:
        return split_group(ReportRecord(source + date, Facts(source=source, date=date)))

    assert group("Wire", "2022-06-20") == group(" wire", "2022-06-20T10:00:00Z")
    assert group("Wire", "2022-06-20") != group("Wire", "2022-06-21")
    assert group("Wire", "") != group("Wire 2", "")


def test_without_source_and_day_a_text_and_its_trivial_variants_are_one_group() -> None:
    assert split_group(ReportRecord("Rebels fled.")) == split_group(ReportRecord("REBELS  fled!\r\n"))
    assert split_group(ReportRecord("Rebels fled.")) != split_group(ReportRecord("Rebels stayed."))
    assert plain_digest("💥") != plain_digest("🔥")


@pytest.mark.parametrize(
    "copy",
    [
        STORY.upper().replace(",", ""),
        "BREAKING, with agencies. " + STORY,
        STORY.replace("three", "four").replace("Monday", "Tuesday"),
        STORY[: len(STORY) * 3 // 4],
        STORY + " " + OTHER[:100],
    ],
)
def test_copies_with_small_changes_are_one_group(copy: str) -> None:
    first, other, second = group_of(STORY, OTHER, copy)
    assert first == second != other


def test_short_copies_are_one_group_too() -> None:
    first, second, third = group_of(
        "Rebels shelled the western quarter of the town on Monday, officials said.",
        "Rebels shelled the western quarter of the town on Monday, an official said.",
        "Farmers sold the last of the barley on Monday, officials said.",
    )
    assert first == second != third


def test_groups_join_through_copies_and_occasions() -> None:
    wire = Facts(source="Wire", date="2022-06-20")
    found = group_of(STORY, OTHER, "UPDATE: " + STORY, "Something else.", facts=(Facts(), wire, wire, Facts()))
    assert found[0] == found[1] == found[2] != found[3]


def test_reports_that_come_later_leave_groups_as_they_are() -> None:
    texts = [f"{STORY[n * 40 : n * 40 + 60]} {n}" for n in range(8)] + [OTHER]
    before = group_of(*texts)
    assert group_of(*texts, STORY, OTHER + " Again.")[: len(before)][-1] == before[-1]
    assert group_of(*texts, "Nothing alike at all here.")[: len(before)] == before


def test_a_split_uses_the_group_it_was_given() -> None:
    record = ReportRecord("a", uid="x")
    alone, given_group = Split({}, "s", (1, 1, 1)), "another group"
    assert alone.side_of(record) == split_side(split_group(record), "s", (1, 1, 1))
    assert Split({"x": given_group}, "s", (1, 1, 1)).side_of(record) == split_side(given_group, "s", (1, 1, 1))

"""Tallies of what became of suggestions."""

from __future__ import annotations

import pytest

from annotator.domain.source_tally import NOTHING, Tally, tallies_of

ROWS = [
    ("memory", "2026-03-01", "accepted", 6),
    ("memory", "2026-03-01", "rejected", 1),
    ("memory", "2026-03-04", "ignored", 1),
    ("pattern:mm", "2026-03-04", "corrected", 3),
]


def test_shown_are_all_that_came_to_an_end_and_precision_is_the_accepted_share() -> None:
    memory = tallies_of(ROWS).of("memory")
    assert memory == Tally(6, 0, 1, 1)
    assert memory.counts() == (6, 0, 1, 1)
    assert memory.shown == 8
    assert memory.precision == pytest.approx(0.75)


def test_a_source_of_which_nothing_was_decided_has_no_precision() -> None:
    found = tallies_of(ROWS)
    assert found.of("gazetteer") == NOTHING
    assert NOTHING.precision is None
    assert found.by_day("gazetteer") == []
    assert tallies_of([]).totals == {}


def test_days_between_are_filled_in() -> None:
    days = tallies_of(ROWS).by_day("memory")
    assert [day for day, _ in days] == ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"]
    assert days[0][1] == Tally(6, 0, 1, 0)
    assert days[1][1] == NOTHING
    assert days[3][1] == Tally(ignored=1)


def test_over_a_long_time_only_days_with_decisions_stand() -> None:
    rows = [("m", f"{year}-{month:02d}-{day:02d}", "accepted", 1) for year in (2024, 2025)
            for month in range(1, 13) for day in range(1, 29)]  # fmt: skip
    days = tallies_of(rows).by_day("m")
    assert len(days) == 400
    assert days[-1][0] == "2025-12-28"
    assert [name for name, _ in tallies_of([rows[0], rows[-1]]).by_day("m")] == ["2024-01-01", "2025-12-28"]


def test_what_a_newer_program_wrote_is_passed_over() -> None:
    found = tallies_of([("m", "2026-03-01", "postponed", 2), ("m", "someday", "accepted", 1)])
    assert found.of("m") == Tally(1)
    assert [name for name, _ in found.by_day("m")] == ["2026-03-01", "someday"]

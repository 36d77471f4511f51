from __future__ import annotations

import pytest

from annotator.app.fuzzy import Titles

TITLES = ("Import reports…", "Export…", "Next report", "Report done", "Flag for later", "Звіт про обстріл")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("rep", ["Report done", "Next report", "Import reports…"]),
        ("ex", ["Export…", "Next report"]),
        ("flt", ["Flag for later"]),
        ("done rep", ["Report done"]),
        ("ОБС", ["Звіт про обстріл"]),
        ("zzz", []),
        (".*", []),
    ],
)
def test_the_best_match_comes_first(typed: str, expected: list[str]) -> None:
    assert [TITLES[place] for place in Titles(TITLES).best(typed)][: len(expected) or None] == expected


def test_without_letters_the_first_titles_are_given() -> None:
    assert Titles(TITLES).best("  ", limit=2) == [0, 1]

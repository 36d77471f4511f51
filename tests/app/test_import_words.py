from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from annotator.app.import_words import button_title, plan_sentence
from annotator.app.importing import FilePlan, ImportPlan
from annotator.app.label_names import proposed_label
from tests.projects import CONFLICT


def planned(reports: int, duplicates: int = 0, problem: str = "", **labels: int) -> FilePlan:
    return FilePlan(Path("in.txt"), "txt", "Plain text", reports, duplicates, Counter(labels), problem=problem)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([planned(1)], "1 report from 1 file will be imported."),
        (
            [planned(2000, Actor=3), planned(1, duplicates=1)],
            "2,001 reports from 2 files, with 3 annotations will be imported. 1 duplicate will be left out.",
        ),
        (
            [planned(1), planned(0, problem="x")],
            "1 report from 1 file will be imported. 1 file cannot be read and is left out.",
        ),
    ],
)
def test_the_sentence_says_what_will_happen(files: list[FilePlan], sentence: str) -> None:
    assert plan_sentence(ImportPlan(files)) == sentence


def test_the_button_says_what_it_does() -> None:
    assert button_title(ImportPlan([planned(38)])) == "&Import 38 reports"
    assert button_title(ImportPlan([planned(0)])) == "Nothing to import"


@pytest.mark.parametrize(
    ("name", "label"),
    [("location", "Location"), ("ACTORS", "Actor"), ("GPE", "Location"), ("ORG", "Actor"), ("DATE", None)],
)
def test_names_from_elsewhere_are_understood(name: str, label: str | None) -> None:
    assert proposed_label(name, CONFLICT) == label

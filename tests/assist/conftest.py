"""The lists of the program, with the table of place names made once for all tests here."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.assist.training import Lists, read_lists

LEXICONS = Path(__file__).resolve().parents[2] / "resources" / "lexicons"


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def lists(cache: Path) -> Lists:
    return read_lists(LEXICONS, cache)

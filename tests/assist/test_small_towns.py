"""Towns that are too small to be suggested, for linking alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.assist import small_towns
from annotator.assist.gazetteer import Gazetteer
from annotator.assist.name_table import Place
from annotator.assist.small_towns import TownTable, main, prepare_towns, table_of_towns, towns_are_prepared
from tests.places import small_gazetteer

TOWNS = (
    Place("9", "Dolna", "city", "UA", 48.6, 37.8, 900, "GeoNames"),
    Place("10", "Dolna", "city", "BG", 43.0, 24.0, 12_000, "GeoNames"),
    Place("11", "Chasiv Yar", "city", "UA", 48.6, 37.8, 12_250, "GeoNames"),
)


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the real ones takes long."""

    def cities(least: int, below: int | None = None) -> Iterator[tuple[Place, list[str]]]:
        assert (least, below) == (500, 15_000)
        return ((town, [town.name, f"{town.name} City"]) for town in TOWNS)

    monkeypatch.setattr(small_towns, "cities_from", cities)


def test_they_are_found_by_every_name_the_largest_first(tmp_path: Path) -> None:
    prepare_towns(tmp_path)
    table = TownTable(tmp_path)
    assert [town.id for town in table.look_up("Dolna")] == ["10", "9"]
    assert [town.id for town in table.look_up("CHASIV YAR CITY")] == ["11"]
    assert table.look_up("Nowhere") == table.look_up("") == table.look_up("?!") == []


def test_until_the_table_is_made_there_are_none_and_then_they_are_there(tmp_path: Path) -> None:
    table = TownTable(tmp_path)
    assert table.look_up("Dolna") == []
    table_of_towns(tmp_path).write_bytes(b"rubbish")
    assert table.look_up("Dolna") == []
    assert not towns_are_prepared(tmp_path)
    assert main([str(tmp_path)]) == 0
    assert towns_are_prepared(tmp_path)
    assert len(table.look_up("Dolna")) == 2


def test_the_gazetteer_does_not_take_them_for_its_own(tmp_path: Path) -> None:
    prepare_towns(tmp_path)
    small_gazetteer(tmp_path)
    gazetteer = Gazetteer(tmp_path / "small.table", towns=TownTable(tmp_path))
    assert gazetteer.look_up("Dolna") == []
    assert len(gazetteer.look_up_small("Dolna")) == 2
    assert small_gazetteer(tmp_path).look_up_small("Dolna") == []


def test_faults_end_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert main([]) == 2
    assert main([str(tmp_path / "file")]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "In which folder?"
    assert said[1].startswith("The list of small towns could not be written: ")

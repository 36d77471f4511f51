"""Outlines of countries behind the map, from the data of a package."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from annotator.app import outlines
from annotator.app.outlines import country_outlines, rings_in
from annotator.domain.map_view import project, unproject

SQUARE = [[0, 0], [10, 0], [10, 10], [0, 0]]
HOLE = [[2, 2], [3, 2], [3, 3], [2, 2]]


def country(folder: Path, **geometry: object) -> Path:
    file = folder / "country.json"
    file.write_text(json.dumps({"geoJSON": {"features": [{"geometry": geometry}]}}))
    return file


def test_every_ring_of_every_polygon_is_a_line(tmp_path: Path) -> None:
    (ring,) = rings_in(country(tmp_path, type="Polygon", coordinates=[SQUARE]))
    assert ring[1] == project(0, 10)
    rings = list(rings_in(country(tmp_path, type="MultiPolygon", coordinates=[[SQUARE, HOLE], [HOLE]])))
    assert [len(each) for each in rings] == [4, 4, 4]


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"geoJSON": {"features": [{}]}}', '{"geoJSON": {"features": [{"geometry": 1}]}}']
)
def test_a_file_without_an_outline_has_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content)
    assert list(rings_in(tmp_path / "x.json")) == []
    assert list(rings_in(tmp_path / "none.json")) == []


def test_the_package_has_most_countries_and_is_not_imported() -> None:
    rings = country_outlines()
    assert len(rings) > 250
    assert len(set(rings)) == len(rings)
    points = [unproject(x, y) for ring in rings for x, y in ring]
    assert any(44 < latitude < 53 and 22 < longitude < 41 for latitude, longitude in points)
    assert all(-180 <= longitude <= 180.1 for _, longitude in points)
    assert "countryinfo" not in sys.modules


def test_without_the_package_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlines, "find_spec", lambda _: None)
    assert country_outlines() == ()

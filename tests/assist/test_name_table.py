from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.assist.name_table import NameTable, Place, PlacesDamaged, write_table

PLACES = [Place(str(n), f"Place {n}", "city", "UA", 1.5 * n, -2.0, 10, "GeoNames") for n in range(3)]
NAMES = st.text(st.sampled_from("ab é北"), min_size=1, max_size=6).map(lambda name: " ".join(name.split()))


def table(folder: Path, names: dict[str, list[int]]) -> NameTable:
    write_table(folder / "x.table", names, PLACES)
    return NameTable(folder / "x.table")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.dictionaries(NAMES.filter(bool), st.lists(st.integers(0, 2), min_size=1, max_size=3), max_size=12), NAMES
)
def test_it_answers_as_a_dictionary(tmp_path: Path, names: dict[str, list[int]], other: str) -> None:
    found = table(tmp_path, names)
    assert len(found) == len(names)
    for name in {*names, other}:
        assert list(found.get(name)) == names.get(name, [])
        word = name.partition(" ")[0]
        lengths = [len(known.split()) for known in names if known.split()[0] == word]
        assert found.begins(word) == max(lengths, default=0)


def test_places_come_back_whole(tmp_path: Path) -> None:
    found = table(tmp_path, {"a": [2, 0]})
    assert [found.place(number) for number in found.get("a")] == [PLACES[2], PLACES[0]]


@pytest.mark.parametrize("cut", [0, 1, 10, -1])
def test_half_a_table_is_damaged(tmp_path: Path, cut: int) -> None:
    table(tmp_path, {"a": [1], "b": [2]})
    path = tmp_path / "x.table"
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(PlacesDamaged, match="made again"):
        NameTable(path)


def test_another_file_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "x.table"
    for content in (b"[1]\n", b'{"kind": "other", "sizes": []}\n', b"\xff\xfe\n"):
        path.write_bytes(content)
        with pytest.raises(PlacesDamaged):
            NameTable(path)


def test_nothing_is_left_beside_the_table(tmp_path: Path) -> None:
    table(tmp_path, {"a": [1]})
    assert [path.name for path in tmp_path.iterdir()] == ["x.table"]

"""Telling whether the running Python has the packages of pyproject.toml."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from annotator.bootstrap.requirements import fits, installed, met_here, wanted

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


def declared(array: str) -> list[Requirement]:
    data = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    arrays = data["dependency-groups"] | data["project"]["optional-dependencies"] | data["project"]
    lines = arrays[array]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("python", [(3, 10), (3, 11), (3, 12), (3, 13), (3, 14)])
@pytest.mark.parametrize("array", ["dependencies", "test"])
def test_small_reader_agrees_with_packaging(array: str, python: tuple[int, int]) -> None:
    context = {"python_version": f"{python[0]}.{python[1]}"}
    expected = {
        canonicalize_name(entry.name): entry.specifier
        for entry in declared(array)
        if entry.marker is None or entry.marker.evaluate(context)
    }
    found = dict(wanted(PYPROJECT.read_text(encoding="utf-8"), array, python))
    assert {name: SpecifierSet(rule) for name, rule in found.items()} == expected


def test_this_python_has_what_the_project_asks_for() -> None:
    assert met_here(PYPROJECT, ("dependencies", "test"))


@pytest.mark.parametrize(
    ("version", "rule"),
    [("6.11.3", ">=6.9,<6.12"), ("8", ">=8.0"), ("8.0", "==8"), ("6.10", ">=6.9"), ("4.2rc1", ">=4.2"), ("1", "")],
)
def test_version_fits_its_rule(version: str, rule: str) -> None:
    assert fits(version, rule)


@pytest.mark.parametrize(("version", "rule"), [("6.12.0", ">=6.9,<6.12"), ("6.8.9", ">=6.9"), ("1.0", "~=1.0")])
def test_version_outside_or_unknown_rule_does_not_fit(version: str, rule: str) -> None:
    assert not fits(version, rule)


def test_unknown_entry_is_an_error() -> None:
    with pytest.raises(ValueError, match="cannot read"):
        list(wanted("dependencies = [\n    \"x; sys_platform == 'win32'\",\n]\n", "dependencies"))


def test_unknown_list_is_an_error() -> None:
    with pytest.raises(ValueError, match="no list named"):
        list(wanted("", "dependencies"))


def test_installed_reads_metadata_folders_and_the_first_on_the_path_wins(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    (first / "PySide6_Essentials-6.11.3.dist-info").mkdir(parents=True)
    (second / "pyside6.essentials-6.9.dist-info").mkdir(parents=True)
    (second / "click-8.1.3.egg-info").mkdir()
    found = installed([str(first), str(tmp_path / "missing"), str(second)])
    assert found == {"pyside6-essentials": "6.11.3", "click": "8.1.3"}


def test_one_package_missing_or_old_means_not_met(tmp_path: Path) -> None:
    for rule in ("annotator-nowhere>=1", "pytest>=9999"):
        pyproject = tmp_path / "pyproject.toml"
        pyproject.write_text(f'dependencies = [\n    "{rule}",\n]\n')
        assert not met_here(pyproject, ("dependencies",))

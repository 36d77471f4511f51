"""The lists of exact packages: they satisfy pyproject.toml, carry hashes and name no place to fetch from.

After a change of pyproject.toml make them again, in this order, with
``uv pip compile pyproject.toml --universal --python-version 3.10 --generate-hashes``
``--no-emit-index-url --no-header`` and ``-o resources/run.lock``, then with
``--group test -c resources/run.lock -o tests/test.lock``. Then, with the same options, those of the optional
packages from their line in pyproject.toml, such as ``echo "spacy>=3.8" | uv pip compile -`` with
``-c tests/test.lock -o resources/extras-spacy.lock``.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from annotator import __version__
from annotator.bootstrap.environment import RUN_LOCK, TEST_LOCK, Environment, extra_lock, extras
from annotator.formats.extras import MODULES
from annotator.formats.registry import FORMATS
from tests.bootstrap.test_requirements import PYPROJECT, declared

ROOT = PYPROJECT.parent
LOCKS = (RUN_LOCK, TEST_LOCK)
EXTRAS = extras(ROOT)
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
PLATFORMS = ("linux", "win32", "darwin")


def text(lock: str) -> str:
    return Environment(ROOT, Path()).lock_file(lock).read_text(encoding="utf-8")


def pinned(lock: str, python: str, platform: str) -> dict[str, str]:
    """Name -> version that a lock installs on a system."""
    context = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": platform}
    lines = re.findall(r"^([a-zA-Z].*?) \\$", text(lock), re.MULTILINE)
    entries = [Requirement(line) for line in lines]
    chosen = [entry for entry in entries if entry.marker is None or entry.marker.evaluate(context)]
    versions = {canonicalize_name(entry.name): str(entry.specifier).removeprefix("==") for entry in chosen}
    assert len(versions) == len(chosen), "two versions of one package"
    return versions


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", LOCKS)
def test_lock_satisfies_pyproject(lock: str, python: str, platform: str) -> None:
    context = {"python_version": python, "sys_platform": platform}
    versions = pinned(lock, python, platform)
    for entry in declared("dependencies") + (declared("test") if lock == TEST_LOCK else []):
        if entry.marker is None or entry.marker.evaluate(context):
            assert entry.specifier.contains(versions[canonicalize_name(entry.name)], prereleases=True), entry


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_lock_of_the_tests_contains_the_lock_of_the_program(python: str, platform: str) -> None:
    run, test = pinned(RUN_LOCK, python, platform), pinned(TEST_LOCK, python, platform)
    assert run.items() <= test.items()


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", EXTRAS)
def test_optional_packages_are_those_of_pyproject_and_of_the_tests(name: str, python: str, platform: str) -> None:
    added = pinned(extra_lock(name), python, platform)
    assert added.items() <= pinned(TEST_LOCK, python, platform).items()
    for entry in declared(name):
        assert entry.specifier.contains(added[canonicalize_name(entry.name)], prereleases=True), entry


def test_every_format_with_optional_packages_has_a_lock() -> None:
    assert set(EXTRAS) == set(MODULES) == {form.extra for form in FORMATS} - {""}


@pytest.mark.parametrize("lock", [*LOCKS, *map(extra_lock, EXTRAS)])
def test_every_entry_has_hashes_and_none_has_an_address(lock: str) -> None:
    assert "://" not in text(lock)
    for entry in re.findall(r"^[a-zA-Z].*(?:\n +--hash.*)*", text(lock), re.MULTILINE):
        assert "--hash=sha256:" in entry, entry


def test_package_version_is_the_one_of_the_project() -> None:
    assert f'version = "{__version__}"' in PYPROJECT.read_text(encoding="utf-8")

"""Whether the interpreter that runs now already has the packages that pyproject.toml asks for."""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

_ENTRY = re.compile(
    r'\s*"(?P<name>[A-Za-z0-9._-]+)\s*(?P<versions>[^;"]*?)\s*'
    r"(?:;\s*python_version\s*(?P<side><|>=)\s*'(?P<python>[\d.]+)')?\","
)
_METADATA = re.compile(r"(?P<name>.+?)-(?P<version>\d[^-]*)(?:-py.*)?\.(?:dist|egg)-info")
_COMPARISONS = {
    ">=": lambda found, wanted: found >= wanted,
    "<": lambda found, wanted: found < wanted,
    "==": lambda found, wanted: found == wanted,
}


def met_here(pyproject: Path, arrays: tuple[str, ...]) -> bool:
    """True when every package of the named arrays can be imported here in a version that fits.

    ``arrays`` names lists of pyproject.toml: ``dependencies`` or a dependency group.
    """
    from importlib.util import find_spec

    if find_spec("PySide6") is None:
        return False
    text = pyproject.read_text(encoding="utf-8")
    here = installed(sys.path)
    rules = [rule for array in arrays for rule in wanted(text, array)]
    return all(name in here and fits(here[name], versions) for name, versions in rules)


def wanted(text: str, array: str, python: tuple[int, int] = sys.version_info[:2]) -> Iterator[tuple[str, str]]:
    """Normalised name and version rule (``>=6.9,<6.12``) of each entry of an array that counts for this Python.

    Raises ValueError for an entry in a form that this small reader does not know.
    """
    block = re.search(rf"^{array} = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    if block is None:
        raise ValueError(f"pyproject.toml has no list named {array}")
    for line in block[1].splitlines():
        entry = _ENTRY.fullmatch(line)
        if entry is None:
            raise ValueError(f"pyproject.toml: cannot read {line.strip()}")
        if entry["side"] and not fits(".".join(map(str, python)), entry["side"] + entry["python"]):
            continue
        yield _normalised(entry["name"]), entry["versions"]


def fits(version: str, rule: str) -> bool:
    """True when a version such as ``6.11.3`` keeps every part of a rule such as ``>=6.9,<6.12``."""
    for part in filter(None, rule.split(",")):
        match = re.fullmatch(r"\s*(>=|<|==)\s*([\d.]+)\s*", part)
        if match is None or not _COMPARISONS[match[1]](_numbers(version), _numbers(match[2])):
            return False
    return True


def installed(path: Iterable[str]) -> dict[str, str]:
    """Normalised name -> version of the packages on an import path.

    Read from the names of their metadata folders: importlib.metadata takes ten times as long.
    """
    found: dict[str, str] = {}
    for folder in path:
        try:
            names = [entry.name for entry in os.scandir(folder or ".")]
        except OSError:
            continue
        for match in filter(None, map(_METADATA.fullmatch, names)):
            found.setdefault(_normalised(match["name"]), match["version"])
    return found


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _numbers(version: str) -> tuple[int, ...]:
    release = re.match(r"\d+(?:\.\d+)*", version)
    numbers = [int(part) for part in release[0].split(".")] if release else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)

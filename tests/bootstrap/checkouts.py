"""Small checkouts that set themselves up from a package made on the spot, without any network."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = "annotator_sample"
_PYPROJECT = """
dependencies = [
    "PySide6-Essentials>=6.9",
    "annotator-nowhere>=1",
]

[dependency-groups]
test = [
    "annotator-sample-test>=1",
]
"""
_COMMAND_LINE = f"""
import sys

def main(arguments: list[str]) -> int:
    import {PACKAGE}

    print("ran", arguments, {PACKAGE}.VALUE, sys.prefix)
    return 3
"""
_TESTS_COMMAND = f"""
from annotator.bootstrap import TEST_LOCK, start
from annotator.bootstrap.uses import Use

start(Use.TERMINAL, TEST_LOCK, ["-m", "tests"])
import {PACKAGE}
import {PACKAGE}_test

print("tested")
"""


class Checkout:
    """A checkout with main.py, the start-up code and a command line that needs one package."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "check out"  # a space, as in many real paths
        self.home = folder / "home"
        self.wheels = folder / "wheels"
        for place in (self.folder / "resources", self.folder / "tests", self.home, self.wheels):
            place.mkdir(parents=True)
        package = self.folder / "annotator"
        shutil.copytree(ROOT / "annotator" / "bootstrap", package / "bootstrap")
        for name in ("__init__.py", "__main__.py"):
            shutil.copy(ROOT / "annotator" / name, package / name)
        shutil.copy(ROOT / "main.py", self.folder)
        for resources in ("desktop", "icons"):
            shutil.copytree(ROOT / "resources" / resources, self.folder / "resources" / resources)
        for part in ("cli", "ui"):
            (package / part).mkdir()
        (package / "ui" / "application.py").write_text("def run(project: str | None) -> int:\n    return 5\n")
        (package / "cli" / "main.py").write_text(_COMMAND_LINE)
        (self.folder / "pyproject.toml").write_text(_PYPROJECT)
        (self.folder / "tests" / "__main__.py").write_text(_TESTS_COMMAND)
        run_line = lock_line(self.wheels, PACKAGE, "VALUE = 1\n")
        test_line = lock_line(self.wheels, f"{PACKAGE}_test", "")
        self.write_locks(run_line, run_line + test_line)

    def write_locks(self, run: str, test: str) -> None:
        (self.folder / "resources" / "run.lock").write_text(run)
        (self.folder / "tests" / "test.lock").write_text(test)

    @property
    def environment(self) -> Path:
        return self.home / "environment"

    def settings(self, **more: str) -> dict[str, str]:
        """The variables of a fresh user without network, whose pip finds only the packages made here."""
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
        settings = {
            "HOME": str(self.home),
            "LOCALAPPDATA": str(self.home),
            "ANNOTATOR_ENV": str(self.environment),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": self.wheels.as_uri(),
        }
        return kept | settings | more

    def start(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run ``main.py`` to its end."""
        return subprocess.run(
            [sys.executable, str(self.folder / "main.py"), *arguments],
            env=self.settings(**more),
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def begin(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        """Start ``main.py`` and leave it running."""
        return subprocess.Popen(
            [sys.executable, str(self.folder / "main.py"), *arguments],
            env=self.settings(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def start_tests(self) -> subprocess.CompletedProcess[str]:
        """Run the checkout's ``-m tests`` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "tests"],
            env=self.settings(),
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def stamp(self, lock: str) -> Path:
        return self.environment / f"annotator-{lock}.stamp"

    def installed_module(self) -> Path:
        """The file of the installed package."""
        return next(self.environment.glob(f"**/site-packages/{PACKAGE}/__init__.py"))


def lock_line(wheels: Path, package: str, source: str) -> str:
    """Make a package of one module in ``wheels`` and return the line that a lock file has for it."""
    metadata = f"{package}-1.0.dist-info"
    files = {
        f"{package}/__init__.py": source,
        f"{metadata}/METADATA": f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n",
        f"{metadata}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},{_record_hash(text)},{len(text)}\n" for name, text in files.items())
    files[f"{metadata}/RECORD"] = f"{record}{metadata}/RECORD,,\n"
    wheel = wheels / f"{package}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return f"{package}==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def _record_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

"""The private Python environment that holds the program's packages: where it is, and whether it is ready."""

import hashlib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

RUN_LOCK = "run"
TEST_LOCK = "test"
_LOCK_FILES = {RUN_LOCK: "resources/run.lock", TEST_LOCK: "tests/test.lock"}
_EXTRA = "extras-"  # begins the names of the locks of optional packages


class Environment:
    """A virtual environment for one checkout, with a stamp for each lock file whose packages it has."""

    def __init__(self, checkout: Path, folder: Path) -> None:
        """``checkout`` is the folder of main.py; ``folder`` need not exist yet."""
        self.checkout = checkout
        self.folder = folder
        self.python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self.unfinished = folder / "annotator-unfinished"

    def lock_file(self, lock: str) -> Path:
        """The list of exact packages named by ``lock``: RUN_LOCK, TEST_LOCK or that of ``extra_lock``."""
        return self.checkout / (_LOCK_FILES.get(lock) or f"resources/{lock}.lock")

    def extras_added(self) -> list[str]:
        """The locks of the optional packages that were added to this environment."""
        return sorted(
            path.stem.removeprefix("annotator-") for path in self.folder.glob(f"annotator-{_EXTRA}*.stamp")
        )

    def is_this_process(self) -> bool:
        """True when the running interpreter is the one of this environment."""
        return self.folder.is_dir() and Path(sys.prefix).samefile(self.folder)

    def is_ready(self, lock: str, groups: Sequence[str]) -> bool:
        """True when packages and system libraries were once found complete; costs a few file reads."""
        return self.has_packages(lock) and (not groups or self._libraries(groups).exists())

    def has_packages(self, lock: str) -> bool:
        """True when the packages of ``lock`` were installed for the Python version that runs now."""
        try:
            return self._stamp(lock).read_text(encoding="ascii") == self._expected(lock)
        except OSError:
            return False

    def stamp(self, lock: str, groups: Sequence[str]) -> None:
        """Note that set-up is complete; an environment with the test packages serves the program as well."""
        if groups:
            self._libraries(groups).touch()
        self.unfinished.unlink(missing_ok=True)
        for name in (RUN_LOCK, TEST_LOCK) if lock == TEST_LOCK else (lock,):
            self._stamp(name).write_text(self._expected(name), encoding="ascii")

    def mark_unfinished(self) -> None:
        """Note that packages are about to change; ``stamp`` takes the note away."""
        self.unfinished.touch()

    def forget(self) -> None:
        """Take the stamps away, before anything else of the environment goes."""
        self.mark_unfinished()
        for lock in (*_LOCK_FILES, *self.extras_added()):
            self._stamp(lock).unlink(missing_ok=True)

    def _stamp(self, lock: str) -> Path:
        return self.folder / f"annotator-{lock}.stamp"

    def _libraries(self, groups: Sequence[str]) -> Path:
        return self.folder / f"annotator-libraries-{'-'.join(groups)}"

    def _expected(self, lock: str) -> str:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}\n".encode("ascii")
        return hashlib.sha256(version + self.lock_file(lock).read_bytes()).hexdigest()


def extra_lock(name: str) -> str:
    """The name of the lock of some optional packages, such as ``spacy``."""
    return f"{_EXTRA}{name}"


def extras(checkout: Path) -> list[str]:
    """The names of the optional packages that can be added."""
    return sorted(path.stem.removeprefix(_EXTRA) for path in (checkout / "resources").glob(f"{_EXTRA}*.lock"))


def find(checkout: Path, environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Environment:
    """The environment of a checkout: ANNOTATOR_ENV, else ``.venv`` beside main.py, else the user's data folder.

    The data folder is for a checkout that cannot be written, and for Windows with its limit of 260 characters.
    """
    override = environ.get("ANNOTATOR_ENV")
    if override:
        return Environment(checkout, Path(override).expanduser().absolute())
    beside = Environment(checkout, checkout / ".venv")
    if platform != "win32":
        place = beside.folder if beside.folder.exists() else checkout
        if os.access(place, os.W_OK) or beside.has_packages(RUN_LOCK):
            return beside
    own_name = f"environment-{hashlib.sha256(str(checkout).encode()).hexdigest()[:8]}"
    return Environment(checkout, data_home(environ, platform) / "annotator" / own_name)


def data_home(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """The folder in which programs keep the user's data on this system."""
    if platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    given = Path(environ.get("XDG_DATA_HOME", ""))
    return given if given.is_absolute() else Path.home() / ".local" / "share"

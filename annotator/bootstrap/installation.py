"""Set-up itself: under a lock, system libraries, then the environment, then its packages, then the stamp."""

import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from annotator.bootstrap import locking, system_libraries
from annotator.bootstrap.environment import RUN_LOCK, TEST_LOCK, Environment
from annotator.bootstrap.messages import announce, say, stop
from annotator.bootstrap.steps import Steps
from annotator.bootstrap.uses import Use, library_groups

_LOCK_NAME = "annotator-setup.lock"
_LOG_NAME = "annotator-setup.log"

# Runs the pip of one Python inside another, without showing the other one the first one's packages.
_BORROWED_PIP = """
import importlib.util, sys
folder = sys.argv.pop(1)
spec = importlib.util.spec_from_file_location("pip", folder + "/__init__.py", submodule_search_locations=[folder])
sys.modules["pip"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["pip"])
from pip._internal.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
# Settings that would send the packages elsewhere or count foreign ones as installed.
_MISLEADING = ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_DRY_RUN")
_DOWNLOAD = re.compile(r"\s*Downloading (\S+?)-\d\S* \((\d+)(?:\.\d+)? MB\)")


def set_up(environment: Environment, use: Use, lock: str) -> None:
    """Bring the environment to where ``use`` and ``lock`` can work, or end the program with one sentence.

    A second set-up of the same environment waits for the first and finds the work done.
    """
    folder = environment.folder
    _claim(folder)
    try:
        with locking.held(folder / _LOCK_NAME, _say_waiting) as descriptor:
            _set_up_alone(environment, use, lock, Steps(folder / _LOG_NAME, descriptor))
    except OSError as error:
        stop(f"Annotator could not be set up in {folder}: {error.strerror or error}.")


def add(environment: Environment, lock: str) -> None:
    """Install the optional packages of ``lock`` into an environment that is ready, or end with one sentence."""
    folder = environment.folder
    try:
        with locking.held(folder / _LOCK_NAME, _say_waiting) as descriptor:
            if not environment.has_packages(lock):
                steps = Steps(folder / _LOG_NAME, descriptor, "to fetch what is added")
                _fill(environment, lock, steps, environment.unfinished.exists())
                environment.stamp(lock, ())
    except OSError as error:
        stop(f"The packages could not be added in {folder}: {error.strerror or error}.")


def _say_waiting() -> None:
    say("Another start is setting Annotator up; waiting for it.")


def _set_up_alone(environment: Environment, use: Use, lock: str, steps: Steps) -> None:
    groups = library_groups(use)
    runs = _runs_this_python(environment.python)
    if runs and environment.is_ready(lock, groups):
        return
    complete = runs and environment.has_packages(lock)
    extras = environment.extras_added()
    missing = system_libraries.missing_packages(groups) | ({} if complete else _pip_package())
    if missing or not complete:
        announce("Setting Annotator up. This is done once and takes about a minute.")
    if missing:
        system_libraries.install(missing, steps)
    if not complete:
        half_written = environment.unfinished.exists()
        if not runs or (half_written and not environment.has_packages(RUN_LOCK)):
            _make(environment)
            half_written = False
        _fill(environment, lock, steps, half_written)
    environment.stamp(lock, groups)
    if not complete:
        _add_again(environment, extras, steps)
    if missing or not complete:
        say("Annotator is set up.")


def _claim(folder: Path) -> None:
    """Make the environment's folder, but never take over one that holds other things."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        names = {path.name for path in folder.iterdir()}
    except OSError as error:
        stop(f"Annotator cannot use {folder}: {error.strerror}. Name another folder with ANNOTATOR_ENV.")
    if names and not names & {_LOCK_NAME, "pyvenv.cfg"}:
        stop(f"{folder} holds other files. Name an empty or new folder with ANNOTATOR_ENV.")


def _make(environment: Environment) -> None:
    import venv

    folder = environment.folder
    say(f"Making a Python environment in {folder}")
    environment.forget()
    for path in folder.iterdir():
        if path.name in (_LOCK_NAME, _LOG_NAME, environment.unfinished.name):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    venv.EnvBuilder(symlinks=os.name != "nt", with_pip=False).create(folder)


def _add_again(environment: Environment, extras: list[str], steps: Steps) -> None:
    """Bring optional packages to what fits the packages just installed; the program starts without them, too."""
    for lock in extras:
        if environment.lock_file(lock).exists() and not environment.has_packages(lock):
            if _install(environment, lock, steps, half_written=False):
                environment.stamp(lock, ())
            else:
                say(f"Some packages could not be added again. To try it: main.py add {lock.partition('-')[2]}")


def _fill(environment: Environment, lock: str, steps: Steps, half_written: bool) -> None:
    if not _install(environment, lock, steps, half_written):
        steps.stop_with_reason("The packages")


def _install(environment: Environment, lock: str, steps: Steps, half_written: bool) -> bool:
    say("Fetching packages (about 100 MB)" if lock in (RUN_LOCK, TEST_LOCK) else "Fetching packages")
    command = [*_pip(environment, steps), "install", "--disable-pip-version-check", "--no-input", "--no-user"]
    command += ["--progress-bar", "off", "--retries", "3", "--no-warn-script-location"]
    command += ["--require-hashes", "--only-binary", ":all:", "-r", str(environment.lock_file(lock))]
    if half_written:
        # pip takes a package of which half was written for an installed one.
        command.append("--ignore-installed")
    environment.mark_unfinished()
    settings = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    return steps.run(command, settings, _say_download)


def _pip(environment: Environment, steps: Steps) -> list[str]:
    python = [str(environment.python), "-I"]
    pip = importlib.util.find_spec("pip")
    if pip is not None and pip.submodule_search_locations:
        return [*python, "-c", _BORROWED_PIP, pip.submodule_search_locations[0]]
    if not steps.run([*python, "-m", "ensurepip"]):
        steps.stop_with_reason("pip")
    return [*python, "-m", "pip"]


def _pip_package() -> dict[str, str]:
    """What apt must bring so that pip can run at all: nothing when this Python has pip or ensurepip."""
    if importlib.util.find_spec("pip") or importlib.util.find_spec("ensurepip"):
        return {}
    return {"pip": f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"}


def _runs_this_python(python: Path) -> bool:
    question = [str(python), "-I", "-S", "-c", "import sys; print(*sys.version_info[:2])"]
    try:
        answer = subprocess.run(question, capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.stdout.split() == [str(number) for number in sys.version_info[:2]]


def _say_download(line: str) -> None:
    download = _DOWNLOAD.match(line)
    if download:
        say(f"  {download[1].replace('_', '-')}, {download[2]} MB")

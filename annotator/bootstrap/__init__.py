"""Start-up with the standard library alone: sets the program up the first time, then steps aside.

Every start calls ``start`` first. On a machine that is ready it costs a few file reads.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from annotator.bootstrap import desktop
from annotator.bootstrap.environment import RUN_LOCK as RUN_LOCK
from annotator.bootstrap.environment import TEST_LOCK, Environment, extra_lock, extras, find
from annotator.bootstrap.messages import say, stop
from annotator.bootstrap.uses import Use, library_groups

CHECKOUT = Path(__file__).resolve().parents[2]


def start(use: Use, lock: str, command: Sequence[str]) -> None:
    """Return when this process can do the work; else set up what is missing and go on as ``command``.

    ``lock`` is RUN_LOCK or TEST_LOCK. ``command`` is what the environment's Python is to run: a script, or ``-m``
    and a module, with arguments. Ends the program with one sentence when set-up cannot be done.
    """
    bundled = getattr(sys, "frozen", False) or not (CHECKOUT / "main.py").exists()
    if bundled or use is Use.REGISTRATION:
        return
    environment = find(CHECKOUT)
    inside = environment.is_this_process()
    here = not inside and _met_here(lock)
    try:
        if not here and not environment.is_ready(lock, library_groups(use)):
            _set_up(environment, use, lock)
        if use is Use.WINDOW and not inside:
            desktop.register_if_changed(CHECKOUT, sys.executable)
        if not here and not inside:
            _hand_over(environment, use, lock, command)
    except KeyboardInterrupt:
        say("\nStopped. The next start goes on with it.")
        raise SystemExit(130) from None


def add(name: str) -> bool:
    """Add optional packages such as ``spacy`` to the program's own environment, and tell whether that was done.

    False when there are none of that name, or the program is a bundle or runs in a Python of the user's own, where
    nothing is installed. Ends the program with one sentence when they cannot be fetched.
    """
    environment = find(CHECKOUT)
    bundled = getattr(sys, "frozen", False) or not (CHECKOUT / "main.py").exists()
    if bundled or name not in extras(CHECKOUT):
        return False
    try:
        if environment.is_this_process():  # which may have no pip: the Python that it was made with does it
            _run_instead(Path(outer_python()), [str(CHECKOUT / "main.py"), "add", name])
        if _met_here(RUN_LOCK):
            return False
        if not environment.is_ready(RUN_LOCK, ()):
            _set_up(environment, Use.TERMINAL, RUN_LOCK)
        if environment.has_packages(extra_lock(name)):
            say(f"The packages of {name} are there already.")
            return True
        from annotator.bootstrap import installation

        installation.add(environment, extra_lock(name))
    except KeyboardInterrupt:
        say("\nStopped. The same command goes on with it.")
        raise SystemExit(130) from None
    say(f"The packages of {name} were added.")
    return True


def outer_python() -> str:
    """The interpreter that starts the program on this computer: not the one inside its environment."""
    inside = find(CHECKOUT).is_this_process()
    return str(getattr(sys, "_base_executable", sys.executable)) if inside else sys.executable


def _met_here(lock: str) -> bool:
    from annotator.bootstrap.requirements import met_here

    arrays = ("dependencies", "test") if lock == TEST_LOCK else ("dependencies",)
    return met_here(CHECKOUT / "pyproject.toml", arrays)


def _set_up(environment: Environment, use: Use, lock: str) -> None:
    from annotator.bootstrap.installation import set_up

    set_up(environment, use, lock)


def _hand_over(environment: Environment, use: Use, lock: str, command: Sequence[str]) -> None:
    try:
        _run_instead(environment.python, command)
    except OSError:  # the Python it was made with has gone
        _set_up(environment, use, lock)
        try:
            _run_instead(environment.python, command)
        except OSError as error:
            stop(f"The Python environment in {environment.folder} does not run: {error.strerror}.")


def _run_instead(python: Path, command: Sequence[str]) -> NoReturn:
    if os.name != "nt":
        os.execv(python, [str(python), *command])
    import subprocess

    raise SystemExit(subprocess.run([str(python), *command], check=False).returncode)

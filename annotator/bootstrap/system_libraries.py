"""The system libraries that Qt needs on Linux: which are missing, and getting them with apt."""

import ctypes
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from annotator.bootstrap.messages import say, stop
from annotator.bootstrap.steps import Steps

# Shared library -> the Debian package that carries it.
_LIBRARIES = {
    "offscreen": {
        "libEGL.so.1": "libegl1",
        "libGL.so.1": "libgl1",
        "libglib-2.0.so.0": "libglib2.0-0",
        "libgthread-2.0.so.0": "libglib2.0-0",
        "libfontconfig.so.1": "libfontconfig1",
        "libdbus-1.so.3": "libdbus-1-3",
        "libxkbcommon.so.0": "libxkbcommon0",
    },
    "x11": {
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-shape.so.0": "libxcb-shape0",
    },
    "wayland": {
        "libwayland-cursor.so.0": "libwayland-cursor0",
        "libwayland-egl.so.1": "libwayland-egl1",
    },
}
_FONT_PACKAGE = "fonts-dejavu-core"
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


def missing_packages(groups: Sequence[str]) -> dict[str, str]:
    """What cannot be loaded, as library -> Debian package, in the order of the table above."""
    wanted = {library: package for group in groups for library, package in _LIBRARIES[group].items()}
    missing = {library: package for library, package in wanted.items() if not _loads(library)}
    if groups and not _has_fonts():
        missing["a font"] = _FONT_PACKAGE
    return missing


def install(missing: Mapping[str, str], steps: Steps) -> None:
    """Install what is missing with apt, or end the program saying what the user has to run.

    ``missing`` maps what is missing to its Debian package. As an ordinary user apt runs through sudo.
    """
    packages = list(dict.fromkeys(missing.values()))
    apt = shutil.which("apt-get")
    if apt is None:
        stop(
            f"Annotator needs {', '.join(missing)}. Install what carries them with this system's "
            "package manager, then start Annotator again."
        )
    prefix = _administrator()
    if prefix is None or os.environ.get("ANNOTATOR_NO_APT"):
        line = f"{'sudo ' if shutil.which('sudo') else ''}apt-get install -y {' '.join(packages)}"
        stop(f"Some system libraries are missing. Run this once as administrator, then start again:\n    {line}")
    say(f"Installing system libraries{' (with sudo)' if prefix else ''}: {', '.join(packages)}")
    command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", apt, "-o", "DPkg::Lock::Timeout=120"]
    command += ["-o", "Acquire::Retries=1"]
    order = [*command, "install", "-y", "--no-install-recommends", *packages]
    if steps.run(order):
        return
    # Empty or old package lists are no reason to give up; no network is.
    if steps.found_no_network() or not (steps.run([*command, "update"]) and steps.run(order)):
        steps.stop_with_reason("The system libraries")


def _administrator() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    # Without a terminal sudo could only wait for a password that nobody can type.
    return [sudo] if sys.stdin is not None and sys.stdin.isatty() else [sudo, "-n"]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_fonts() -> bool:
    folders = (Path(folder).expanduser() for folder in _FONT_FOLDERS)
    return any(
        name.lower().endswith((".ttf", ".otf", ".ttc", ".pfb"))
        for folder in folders
        for _place, _folders, names in os.walk(folder)
        for name in names
    )

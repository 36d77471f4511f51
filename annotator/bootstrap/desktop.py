"""The menu entry, the file type and their icons for the user's Linux desktop, written under XDG_DATA_HOME."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from annotator import __version__
from annotator.bootstrap.environment import data_home
from annotator.bootstrap.messages import say

ICON_SIZES = (16, 22, 24, 32, 48, 64, 128, 256)
_REFUSED = "taken away by the user\n"
_TYPE = "application/vnd.annotator.project"
_CACHE_HEAD = "[MIME Cache]"
_MIME_ICON = _TYPE.replace("/", "-")


def register_if_changed(checkout: Path, python: str) -> None:
    """Write entry and file type when they differ from what was last written; never after ``unregister``.

    ``python`` is the interpreter that the menu entry runs. Does nothing without a Linux desktop, with
    ANNOTATOR_NO_DESKTOP, or where the files cannot be written.
    """
    on_desktop = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform != "linux" or not on_desktop or os.environ.get("ANNOTATOR_NO_DESKTOP"):
        return
    try:
        noted = _note().read_text(encoding="utf-8")
    except OSError:
        noted = ""
    if noted in (_REFUSED, _state(checkout, python)):
        return
    try:
        register(checkout, python)
    except OSError:
        return
    if not noted:
        say("Annotator is now in the applications menu and opens .annodb files (undo: main.py --unregister).")


def register(checkout: Path, python: str) -> None:
    """Write entry, file type and icons, and tell the desktop. Raises OSError when one cannot be written."""
    icons = checkout / "resources" / "icons"
    templates = checkout / "resources" / "desktop"
    for source, target in _icons(icons):
        _write(target, source.read_bytes())
    _write(_file_type(), (templates / "annotator.xml").read_bytes())
    entry = (templates / "annotator.desktop").read_text(encoding="utf-8")
    command = f"{_quoted(python)} {_quoted(str(checkout / 'main.py'))} %f"
    _write(_menu_entry(), entry.replace("@COMMAND@", command).encode("utf-8"))
    _tell_desktop()
    _list_handler(present=True)
    _write(_note(), _state(checkout, python).encode("utf-8"))


def unregister(checkout: Path) -> None:
    """Take everything away that ``register`` wrote, and remember not to write it again."""
    written = [_menu_entry(), _file_type(), *(target for _source, target in _icons(checkout))]
    for path in written:
        path.unlink(missing_ok=True)
    _tell_desktop()
    _list_handler(present=False)
    _write(_note(), _REFUSED.encode("utf-8"))


def _state(checkout: Path, python: str) -> str:
    return f"{__version__}\n{python}\n{checkout}\n"


def _note() -> Path:
    return data_home() / "annotator" / "menu-entry.txt"


def _menu_entry() -> Path:
    return data_home() / "applications" / "annotator.desktop"


def _file_type() -> Path:
    return data_home() / "mime" / "packages" / "annotator.xml"


def _icons(source: Path) -> Iterator[tuple[Path, Path]]:
    theme = data_home() / "icons" / "hicolor"
    for name, place in (("annotator", "apps/annotator"), ("annotator-project", f"mimetypes/{_MIME_ICON}")):
        yield source / f"{name}.svg", theme / "scalable" / f"{place}.svg"
        for size in ICON_SIZES:
            yield source / f"{name}-{size}.png", theme / f"{size}x{size}" / f"{place}.png"


def _quoted(argument: str) -> str:
    """An argument in the quoting of the Desktop Entry Specification: of the Exec key, then of any string."""
    for character in '\\"`$':
        argument = argument.replace(character, "\\" + character)
    return '"' + argument.replace("%", "%%").replace("\\", "\\\\") + '"'


def _write(path: Path, content: bytes) -> None:
    """Replace a file in one step: a desktop that watches the folder never reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(content)
    fresh.replace(path)


def _tell_desktop() -> None:
    import shutil
    import subprocess

    home = data_home()
    for program, folder in (
        ("update-mime-database", home / "mime"),
        ("update-desktop-database", home / "applications"),
    ):
        found = shutil.which(program)
        if found and folder.is_dir():
            subprocess.run([found, str(folder)], capture_output=True, check=False)
    theme = home / "icons" / "hicolor"
    if theme.is_dir():
        os.utime(theme)  # an icon cache older than its folder is not used


def _list_handler(*, present: bool) -> None:
    """Name the program in the list of which entry opens which type, where no tool of the desktop keeps that list.

    It is ``mimeinfo.cache`` of the Desktop Entry Specification; without it a double-click finds no program.
    """
    cache = data_home() / "applications" / "mimeinfo.cache"
    lines = cache.read_text(encoding="utf-8").splitlines() if cache.exists() else []
    listed = next((line for line in lines if line.startswith(f"{_TYPE}=")), f"{_TYPE}=")
    others = [name for name in listed.partition("=")[2].split(";") if name not in ("", _menu_entry().name)]
    names = [_menu_entry().name, *others] if present else others
    kept = [line for line in lines if line not in (listed, _CACHE_HEAD)]
    line = [f"{_TYPE}={';'.join(names)};"] if names else []
    if (_menu_entry().name in listed) != present:
        _write(cache, "".join(f"{line}\n" for line in (_CACHE_HEAD, *line, *kept)).encode("utf-8"))

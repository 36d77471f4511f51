"""Saving a table or a chart as a file whose name is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.domain.errors import Refusal

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow


def save_as(
    panel: QWidget, window: MainWindow, what: str, page: str, suffix: str, write: Callable[[Path], None]
) -> None:
    """Ask for a name, which `page` is a part of, write the file, and say so in the status line."""
    target = _ask_for_name(panel, window.project_path, what, page, suffix)
    if target is None:
        return
    try:
        write(target)
    except Refusal as refusal:
        window.status.say(str(refusal))
    else:
        window.status.say(f"Saved as {target}.")


def write_picture(picture: QPixmap, target: Path) -> None:
    """Write a PNG aside and put it in place once it is whole. Raises Refusal."""
    partial = target.with_name(f".{target.name}.partial.png")
    try:
        if not picture.save(str(partial), "PNG"):
            raise Refusal(f"{target} cannot be written.")
        partial.replace(target)
    except OSError as error:
        raise Refusal(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        partial.unlink(missing_ok=True)


def _ask_for_name(panel: QWidget, project: Path | None, what: str, page: str, suffix: str) -> Path | None:
    folder = project.parent if project is not None else Path.home()
    offered = folder / f"{project.stem if project is not None else 'project'} {page}.{suffix}"
    name, _ = QFileDialog.getSaveFileName(panel, f"Save the {what}", str(offered), f"*.{suffix}")
    if not name:
        return None
    return Path(name if name.lower().endswith(f".{suffix}") else f"{name}.{suffix}")

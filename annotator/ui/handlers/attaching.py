"""Attaching another project, such as an archive, beside the open one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QFileDialog

from annotator.domain.errors import Refusal
from annotator.ui.companions import ATTACHED
from annotator.ui.handlers.base import Context, Handler
from annotator.ui.projects import FILTER

if TYPE_CHECKING:
    from annotator.ui.attached.panel import AttachedPanel


def attach(context: Context, _: int) -> None:
    """Choose a project and show it in its window."""
    folder = context.session.path.parent
    name, _filter = QFileDialog.getOpenFileName(context.window, "Attach a project", str(folder), FILTER)
    if name:
        panel = context.window.companions.made(ATTACHED)
        cast("AttachedPanel", panel).attach(Path(name))
        show(context, 1)


def show(context: Context, _: int) -> None:
    context.window.companions.open(ATTACHED)


def detach(context: Context, _: int) -> None:
    panel = cast("AttachedPanel", context.window.companions.made(ATTACHED))
    if panel.attached is None:
        raise Refusal("No project is attached.")
    panel.detach()
    context.say("The project is detached.")


HANDLERS: dict[str, Handler] = {
    "project.attach": attach,
    "project.attached": show,
    "project.detach": detach,
}

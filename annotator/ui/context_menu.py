"""The right-click menu of the text, made from the same table as everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from annotator.commands.table import APPLY_LABEL
from annotator.ui.menus import shown

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_ON_ANNOTATION = ("annotation.delete", "annotation.note", "annotation.flag", "occurrences.label-report")
_ON_SUGGESTION = ("suggestion.accept", "suggestion.reject")
_ALWAYS = ("edit.copy", "select.sentence", "report.note", "report.flag", "report.done-and-next")


def fill_context_menu(menu: QMenu, window: MainWindow) -> None:
    """The labels for the target, then what fits what the caret is on."""
    bench, keymap = window.bench, window.keymap
    if bench is None or keymap is None or bench.desk is None:
        return
    target = bench.target()
    if target is not None:
        text = " ".join(bench.desk.text_of(target).split())
        shown = text if len(text) <= 40 else text[:39] + "…"
        menu.addSection(f"“{shown}”".replace("&", "&&"))
        _add(menu, window, [f"{APPLY_LABEL}:{label.name}" for label in bench.session.schema.labels])
        menu.addSeparator()
    if bench.suggestion() is not None:
        _add(menu, window, _ON_SUGGESTION)
        menu.addSeparator()
    if bench.annotation() is not None:
        _add(menu, window, _ON_ANNOTATION)
        menu.addSeparator()
    _add(menu, window, _ALWAYS)


def _add(menu: QMenu, window: MainWindow, names: tuple[str, ...] | list[str]) -> None:
    if window.keymap is None:
        return
    for name in names:
        action = menu.addAction(shown(window.keymap.commands[name], window.keymap))
        action.triggered.connect(lambda _=False, chosen=name: window.invoke(chosen))

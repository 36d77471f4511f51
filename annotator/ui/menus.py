"""The menus, made from the table of commands. Their actions show the keys; the dispatcher hears them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from annotator.commands.keymap import Keymap
from annotator.commands.table import Command

ORDER = ("&Project", "&Edit", "&Label", "&Report", "&Go", "&View", "&Help")


def fill_menu_bar(
    bar: QMenuBar, commands: Iterable[Command], keymap: Keymap, invoke: Callable[[str], None]
) -> dict[str, QAction]:
    """Put every command that has a place in a menu there; returns the actions by command id."""
    bar.clear()
    menus: dict[str, QMenu] = {}
    actions: dict[str, QAction] = {}
    for command in commands:
        if not command.menu:
            continue
        menu = _menu(bar, menus, command.menu)
        action = QAction(_shown(command, keymap), menu)
        action.triggered.connect(lambda _=False, name=command.id: invoke(name))
        action.setStatusTip(command.help)
        menu.addAction(action)
        actions[command.id] = action
    return actions


def _menu(bar: QMenuBar, menus: dict[str, QMenu], path: str) -> QMenu:
    found = menus.get(path)
    if found is None:
        parent, _, name = path.rpartition("/")
        found = _menu(bar, menus, parent).addMenu(name) if parent else bar.addMenu(name)
        menus[path] = found
    return found


def _shown(command: Command, keymap: Keymap) -> str:
    keys = keymap.keys_for(command.id)
    title = command.title.replace("&", "&&")
    return f"{title}\t{keys[0]}" if keys else title

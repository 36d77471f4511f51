"""The menus, made from the table of commands. Their actions show the keys; the dispatcher hears them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from annotator.commands.chords import format_sequence
from annotator.commands.keymap import Keymap
from annotator.commands.menus import Menu, Separator, menu_bar
from annotator.commands.table import Command


def fill_menu_bar(bar: QMenuBar, keymap: Keymap, invoke: Callable[[str], None]) -> None:
    """Put every command that has a place in a menu there, in the order of the table."""
    bar.clear()
    for menu in menu_bar(keymap.commands.values()):
        _fill(bar.addMenu("&" + menu.title), menu, keymap, invoke)


def shown(command: Command, keymap: Keymap) -> str:
    """A command's title with its first key, as a menu shows it."""
    keys = keymap.keys_for(command.id)
    title = command.title.replace("&", "&&")
    return f"{title}\t{format_sequence(keys[0])}" if keys else title


def _fill(target: QMenu, menu: Menu, keymap: Keymap, invoke: Callable[[str], None]) -> None:
    for entry in menu.entries:
        if isinstance(entry, Separator):
            target.addSeparator()
        elif isinstance(entry, Menu):
            _fill(target.addMenu(entry.title.replace("&", "&&")), entry, keymap, invoke)
        else:
            action = QAction(shown(entry, keymap), target)
            action.triggered.connect(lambda _=False, name=entry.id: invoke(name))
            target.addAction(action)

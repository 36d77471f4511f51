"""The menus, as the table of commands orders them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from annotator.commands.table import MENUS, SECTIONS, Command


class Separator:
    """A line between two sections of a menu."""


@dataclass
class Menu:
    """A menu or submenu with what it holds, in order."""

    title: str
    entries: list[Command | Menu | Separator] = field(default_factory=list)
    _section: str = ""

    def append(self, entry: Command | Menu, section: str) -> None:
        """Add the entry, behind a separator when it begins another section."""
        if self.entries and section != self._section:
            self.entries.append(Separator())
        self._section = section
        self.entries.append(entry)


def menu_bar(commands: Iterable[Command]) -> tuple[Menu, ...]:
    """The menus in the order of MENUS, in each the sections in the order of SECTIONS; none is empty."""
    menus = {title: Menu(title) for title in MENUS}
    for command in sorted(commands, key=lambda command: SECTIONS.index(command.section)):
        if command.menu:
            _menu_at(menus, command.menu, command.section).append(command, command.section)
    return tuple(menu for path, menu in menus.items() if "/" not in path and menu.entries)


def _menu_at(menus: dict[str, Menu], path: str, section: str) -> Menu:
    if path not in menus:
        parent, _, title = path.rpartition("/")
        menus[path] = Menu(title)
        _menu_at(menus, parent, section).append(menus[path], section)
    return menus[path]

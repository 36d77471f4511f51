from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from annotator.commands.menus import Menu, Separator, menu_bar
from annotator.commands.table import COMMANDS, MENUS, Command, label_commands
from tests.commands.labels import CONFLICT

ALL = (*COMMANDS, *label_commands(CONFLICT))


def commands_in(menu: Menu) -> Iterator[Command]:
    for entry in menu.entries:
        if isinstance(entry, Command):
            yield entry
        elif isinstance(entry, Menu):
            yield from commands_in(entry)


def all_menus(menus: list[Menu]) -> Iterator[Menu]:
    for menu in menus:
        yield menu
        yield from all_menus([entry for entry in menu.entries if isinstance(entry, Menu)])


def test_the_menu_bar_has_every_menu_in_order() -> None:
    assert tuple(menu.title for menu in menu_bar(ALL)) == MENUS


def test_every_command_stands_in_the_menus_once() -> None:
    placed = [command.id for menu in menu_bar(ALL) for command in commands_in(menu)]
    assert sorted(placed) == sorted(command.id for command in ALL)


def test_labels_stand_first_in_their_menu() -> None:
    annotation = next(menu for menu in menu_bar(ALL) if menu.title == "Annotation")
    first = annotation.entries[0]
    assert isinstance(first, Menu)
    assert [command.title for command in commands_in(first)] == [f"Label {label.name}" for label in CONFLICT]


def test_separators_stand_only_between_entries() -> None:
    for menu in all_menus(list(menu_bar(ALL))):
        lines = [isinstance(entry, Separator) for entry in menu.entries]
        assert not lines[0]
        assert not lines[-1]
        assert (True, True) not in pairwise(lines)


def test_menus_without_commands_are_left_out() -> None:
    assert [menu.title for menu in menu_bar(label_commands(CONFLICT))] == ["Annotation"]


def test_no_two_entries_of_a_menu_have_the_same_title() -> None:
    def look_through(menu: Menu) -> None:
        titles = [entry.title for entry in menu.entries if not isinstance(entry, Separator)]
        assert len(set(titles)) == len(titles)
        for entry in menu.entries:
            if isinstance(entry, Menu):
                look_through(entry)

    for menu in menu_bar(COMMANDS):
        look_through(menu)

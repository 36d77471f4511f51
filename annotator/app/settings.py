"""The user's settings: one table that the dialog, the file and the documentation are made from.

The file holds only what differs from the table, so that a better default reaches everyone who never chose.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: `choices` are the values it may take, `low` and `high` the range of a number.

    `optional`: an empty text is a choice of its own.
    """

    name: str
    title: str
    default: Value
    help: str
    choices: tuple[str, ...] = ()
    low: float = 0
    high: float = 0
    optional: bool = False

    def accepts(self, value: object) -> bool:
        if isinstance(self.default, bool):
            return isinstance(value, bool)
        if isinstance(self.default, (int, float)):
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            return number and self.low <= float(value) <= self.high  # type: ignore[arg-type]
        return isinstance(value, str) and (not self.choices or value in self.choices)


SETTINGS: tuple[Setting, ...] = (
    Setting("annotator", "Your name", "", "Stands in every annotation you make and in the export."),
    Setting(
        "theme", "Colours", "system", "Light or dark; system follows the desktop.", ("system", "light", "dark")
    ),
    Setting("zoom", "Text size", 1.0, "1 is the normal size.", low=0.5, high=4.0),
    Setting(
        "line_width",
        "Characters in a line",
        90,
        "Longer lines are hard to read; 0 uses the whole width.",
        low=0,
        high=400,
    ),
    Setting(
        "digits_label",
        "Digits are label keys",
        False,
        "1 is the first label, 2 the second; counts such as 3l are off then.",
    ),
    Setting(
        "snap",
        "The mouse selects whole words",
        True,
        "Hold Alt while dragging to select single characters.",
    ),
    Setting(
        "repeats",
        "Suggestions",
        True,
        "What was labelled before, known names and what finished reports teach are suggested; Enter accepts.",
    ),
    Setting(
        "threshold",
        "Least score of a suggestion",
        0.4,
        "Suggestions below it are not shown; Ctrl+Alt+Up and Ctrl+Alt+Down move it.",
        low=0.0,
        high=0.95,
    ),
    Setting(
        "spacy_pipeline",
        "spaCy pipeline",
        "",
        "Its names are suggested as well: an installed one, or a folder. Empty: none.",
        optional=True,
    ),
    Setting(
        "spacy_labels",
        "Labels for spaCy's kinds",
        "PERSON=Actor, ORG=Actor, NORP=Actor, GPE=Location, LOC=Location, FAC=Location",
        "Other kinds are left out, such as PRODUCT=Weapon.",
        optional=True,
    ),
    Setting(
        "guideline",
        "Guideline beside the text",
        True,
        "What the label at the caret is for, with examples; the key i shows and hides it.",
    ),
    Setting(
        "backups", "Backups to keep", 5, "The oldest is removed when there are more; 0: none.", low=0, high=99
    ),
    Setting(
        "backup_hours",
        "Hours between backups",
        8,
        "Made while you pause, if something has changed; 0: only on command.",
        low=0,
        high=720,
    ),
    Setting("backup_folder", "Folder of backups", "", "Empty: a folder beside the project.", optional=True),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}


class Settings:
    """The values in force. Unknown names and unfit values in the file are told in `problems` and left alone."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values: dict[str, Any] = {}
        self._rest: dict[str, Any] = {}
        self.keys: dict[str, list[str]] = {}
        self.problems: list[str] = []
        self._unreadable = False
        self._login_name = ""
        self._read()

    def __getitem__(self, name: str) -> Any:
        """Raises KeyError when there is no such setting."""
        if name == "annotator":
            return self._values.get(name) or self._login_name
        return self._values.get(name, _BY_NAME[name].default)

    def set(self, name: str, value: Value) -> None:
        """Raises ValueError when the setting does not take the value."""
        setting = _BY_NAME[name]
        if not setting.accepts(value):
            raise ValueError(f"{setting.title}: {value!r} is not possible.")
        self._values[name] = value
        self._write()

    def name_annotator(self, name: str) -> None:
        """Use this name until the user chooses one; it is not written to the file."""
        self._login_name = name

    def set_keys(self, overrides: Mapping[str, list[str]]) -> None:
        """Keep which keys the user gave to which command, by command id."""
        self.keys = {name: list(keys) for name, keys in overrides.items()}
        self._write()

    def _read(self) -> None:
        try:
            found = tomllib.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            self._unreadable = True
            self.problems.append(
                f"The settings in {self._path} cannot be read ({error}); the usual ones are used."
            )
            return
        keys = found.pop("keys", {})
        for command, chords in keys.items() if isinstance(keys, dict) else ():
            if isinstance(chords, (str, list)):
                self.keys[command] = [chords] if isinstance(chords, str) else [str(chord) for chord in chords]
            else:
                self.problems.append(
                    f"The keys of “{command}” in {self._path} are left out: write the name and the keys in quotes."
                )
        for name, value in found.items():
            setting = _BY_NAME.get(name)
            if setting is not None and setting.accepts(value):
                self._values[name] = value
            else:
                self._rest[name] = value
                self.problems.append(f"The setting “{name} = {value}” in {self._path} means nothing here.")

    def _write(self) -> None:
        different = {k: v for k, v in self._values.items() if v != _BY_NAME[k].default}
        content: dict[str, Any] = {**self._rest, **different}
        if self.keys:
            content["keys"] = self.keys
        partial = self._path.with_suffix(".partial")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(tomli_w.dumps(content), encoding="utf-8")
            if self._unreadable:  # what the user wrote there stays to be mended
                self._path.replace(self._path.with_suffix(".unreadable"))
                self._unreadable = False
            partial.replace(self._path)
        except OSError as error:
            self.problems.append(f"The settings could not be kept in {self._path}: {error.strerror}.")

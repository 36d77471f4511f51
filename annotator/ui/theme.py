"""Themes: what each colour is for. No colour is named anywhere else in the program."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Any

from PySide6.QtGui import QColor, QPalette

from annotator.app.paths import resources
from annotator.ui.stylesheet import STYLESHEET

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_ROLES_OF_QT = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "base",
    QPalette.ColorRole.AlternateBase: "alternate",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "error",
    QPalette.ColorRole.Light: "panel",
    QPalette.ColorRole.Midlight: "raised",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "disabled",
    QPalette.ColorRole.Shadow: "border",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Highlight: "accent_tint",
    QPalette.ColorRole.HighlightedText: "text",
}
_DISABLED_OF_QT = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.HighlightedText,
)
_OTHER_LABEL = "label12"


class Theme:
    """Colours by role. `strong` and `tint` are those of a label's colour role."""

    def __init__(self, name: str, table: dict[str, Any]) -> None:
        """Raises KeyError when a role names a colour that the theme does not have."""
        self.name = name
        self.title = str(table["title"])
        self.is_dark = bool(table["dark"])
        paints = table["colors"]
        self._roles = {role: QColor(paints[paint]) for role, paint in table["roles"].items()}
        self._strong = {role: QColor(pair["strong"]) for role, pair in table["labels"].items()}
        self._tint = {role: QColor(pair["tint"]) for role, pair in table["labels"].items()}

    def roles(self) -> tuple[str, ...]:
        return tuple(self._roles)

    def label_roles(self) -> tuple[str, ...]:
        """The colours a label may have, in the order in which new labels should take them."""
        return tuple(self._strong)

    def color(self, role: str) -> QColor:
        """Raises KeyError for a role that is not in the theme."""
        return self._roles[role]

    def strong(self, role: str) -> QColor:
        """The colour of a label's edges, lanes and letters; grey for a role the theme does not know."""
        return self._strong.get(role) or self._strong[_OTHER_LABEL]

    def tint(self, role: str) -> QColor:
        """The colour behind text with that label; pale enough to read text on it."""
        return self._tint.get(role) or self._tint[_OTHER_LABEL]

    def qpalette(self) -> QPalette:
        """The palette for all of Qt's own widgets."""
        palette = QPalette()
        for qt_role, role in _ROLES_OF_QT.items():
            palette.setColor(qt_role, self._roles[role])
        if hasattr(QPalette.ColorRole, "Accent"):
            palette.setColor(QPalette.ColorRole.Accent, self._roles["accent"])
        for qt_role in _DISABLED_OF_QT:
            palette.setColor(QPalette.ColorGroup.Disabled, qt_role, self._roles["disabled"])
        return palette

    def stylesheet(self) -> str:
        """The style sheet of the window."""
        return STYLESHEET.substitute({role: color.name() for role, color in self._roles.items()})


@lru_cache(maxsize=4)
def load_theme(name: str) -> Theme:
    """The theme `light` or `dark`. Raises FileNotFoundError for another name."""
    path = resources() / "themes" / f"{name}.toml"
    return Theme(name, tomllib.loads(path.read_text(encoding="utf-8")))

"""What this program is."""

from __future__ import annotations

import platform

import PySide6
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from annotator import __version__
from annotator.app import paths
from annotator.domain.places import CREDIT
from annotator.ui.dialogs.messages import plain_label, quiet_label

_ICON = 72


class AboutDialog(QDialog):
    """Name, version, licence, and what it runs on."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Annotator")
        self.setFixedWidth(460)
        picture = QLabel()
        picture.setPixmap(QIcon(str(paths.resources() / "icons" / "annotator-256.png")).pixmap(_ICON, _ICON))
        name = plain_label(f"Annotator {__version__}", wrap=False)
        font = QFont(name.font())
        font.setPointSizeF(font.pointSizeF() * 1.4)
        font.setWeight(QFont.Weight.DemiBold)
        name.setFont(font)
        words = QVBoxLayout()
        words.setSpacing(8)
        words.addWidget(name)
        words.addWidget(
            plain_label("Mark locations, actors, weapons and claims in conflict reports, by keyboard.")
        )
        words.addWidget(plain_label("Nothing you open or mark leaves this computer."))
        words.addWidget(plain_label("Free under the MIT licence."))
        words.addWidget(plain_label(f"{CREDIT} (geonames.org)."))
        words.addWidget(quiet_label(f"Python {platform.python_version()}, Qt {PySide6.__version__}"))
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(picture)
        row.addLayout(words, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 16)
        column.setSpacing(16)
        column.addLayout(row)
        column.addWidget(buttons)

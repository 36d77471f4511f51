"""The pictures of the icons belong to their drawings."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication, QImage

from annotator.bootstrap.desktop import ICON_SIZES
from tests.bootstrap.icon_rendering import NAMES, png_path, render


def difference(first: QImage, second: QImage) -> float:
    """Mean difference of a channel, 0 to 255."""
    pairs = list(zip(bytes(first.constBits()), bytes(second.constBits()), strict=True))
    return sum(abs(one - other) for one, other in pairs) / len(pairs)


@pytest.mark.parametrize("size", ICON_SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_picture_shows_the_current_drawing(qapp: QGuiApplication, name: str, size: int) -> None:
    stored = QImage(str(png_path(name, size))).convertToFormat(QImage.Format.Format_ARGB32)
    assert (stored.width(), stored.height()) == (size, size)
    assert difference(stored, render(name, size)) < 2

"""The icons as pictures; ``python3 -m tests.bootstrap.icon_rendering`` draws the PNG files again from the SVGs."""

import os
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from annotator.bootstrap.desktop import ICON_SIZES

ICONS = Path(__file__).parents[2] / "resources" / "icons"
NAMES = ("annotator", "annotator-project")
_LARGEST_SMALL = 24


def png_path(name: str, size: int) -> Path:
    """The picture of an icon at a size in pixels."""
    return ICONS / f"{name}-{size}.png"


def render(name: str, size: int) -> QImage:
    """Draw an icon from its SVG; small sizes have a drawing of their own."""
    drawing = ICONS / (f"{name}-small.svg" if size <= _LARGEST_SMALL else f"{name}.svg")
    renderer = QSvgRenderer(str(drawing))
    if not renderer.isValid():
        raise ValueError(f"{drawing} cannot be drawn")
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def main() -> None:
    """Write every PNG file."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    for name in NAMES:
        for size in ICON_SIZES:
            render(name, size).save(str(png_path(name, size)))
    del application


if __name__ == "__main__":
    main()

"""One look for all window tests: no display, Fusion, a fixed scale."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "1")
os.environ.setdefault("ANNOTATOR_CACHE", str(Path(tempfile.gettempdir(), "annotator-test-cache")))

import pytest
from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def fusion(qapp: QApplication) -> None:
    """Dress the application as the program does."""
    if qapp.style().objectName().lower() != "fusion":
        qapp.setStyle("Fusion")

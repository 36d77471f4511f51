"""The place of a process of the program's own behind the window and everything else that runs."""

from __future__ import annotations

import os
from contextlib import suppress


def stand_back(by: int = 10) -> None:
    """Let other processes go first, by so many steps of `nice`; does nothing where there is no such thing."""
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(by)

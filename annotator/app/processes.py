"""Processes of the program's own for work that would hold up the keys of the window."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_BETWEEN = 0.1  # seconds between two questions whether to stop


def start(module: str, *arguments: str) -> subprocess.Popen[str]:
    """Run a module of the program; it is spoken to in lines of UTF-8; its complaints are dropped."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        encoding="utf-8",
    )


@contextmanager
def killed_when(process: subprocess.Popen[str], cancelled: Callable[[], bool]) -> Iterator[None]:
    """Kill the process as soon as `cancelled` says so, although its next line is being waited for."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_BETWEEN):
            if cancelled():
                process.kill()
                return

    watcher = threading.Thread(target=watch, name="watcher", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()

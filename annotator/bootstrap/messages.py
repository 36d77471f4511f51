"""What set-up tells the user: plain lines in the terminal, a notification when there is no terminal."""

import os
import sys
from typing import NoReturn


def say(line: str) -> None:
    """Print one line at once; nothing happens where a program has no output at all (pythonw)."""
    print(line, flush=True)


def announce(line: str) -> None:
    """Say a line that must also reach someone who started the program from a menu or a file manager."""
    say(line)
    _notify(line)


def stop(sentence: str) -> NoReturn:
    """End the program with exit code 1 and a sentence on standard error."""
    print(sentence, file=sys.stderr, flush=True)
    _notify(sentence)
    raise SystemExit(1)


def _notify(text: str) -> None:
    on_desktop = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    in_terminal = sys.stderr is not None and sys.stderr.isatty()
    if in_terminal or not on_desktop or os.environ.get("ANNOTATOR_NO_DESKTOP"):
        return
    import shutil
    import subprocess

    program = shutil.which("notify-send")
    if program is None:
        return
    subprocess.Popen(
        [program, "--app-name=Annotator", "Annotator", text],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

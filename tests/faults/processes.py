"""The program in processes of its own, on small disks and as a user with few rights."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_MAIN = "import sys; from annotator.cli.main import main; sys.exit(main(sys.argv[1:]))"


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    """The command line with these arguments."""
    command = [sys.executable, "-c", _MAIN, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


def run(*arguments: str | Path) -> tuple[int, str]:
    """Exit status and everything that was said."""
    with start(*arguments) as process:
        out, err = process.communicate(timeout=60)
    return process.returncode, out + err


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[bool]:
    """A disk of that size mounted on `folder`; False where that is not allowed."""
    folder.mkdir(exist_ok=True)
    mounted = False
    if sys.platform == "linux" and os.geteuid() == 0:
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=False)


def in_child(work: Callable[[], None]) -> str:
    """Run `work` in a forked child and return what it raised, empty when nothing."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        said = ""
        try:
            work()
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(write, said.encode(errors="replace")[:60_000])
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        said = answer.read().decode()
    os.waitpid(child, 0)
    return said


def become_nobody() -> None:
    """Give up the rights of the superuser, where there are any."""
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)

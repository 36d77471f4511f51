"""One set-up at a time: a lock on a file that the system frees when its holder ends, however it ends."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
    import time

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _wait_for_lock(descriptor: int) -> None:
        while not _try_lock(descriptor):
            time.sleep(0.2)

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _wait_for_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


@contextmanager
def held(path: Path, before_waiting: Callable[[], None]) -> Iterator[int]:
    """Hold the lock on ``path`` (made when missing) and yield the file descriptor that carries it.

    A program that inherits the descriptor keeps the lock until it ends too. ``before_waiting`` is called once
    when another process holds the lock. Raises OSError when the file cannot be made or locked.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _try_lock(descriptor):
            before_waiting()
            _wait_for_lock(descriptor)
        yield descriptor
    finally:
        os.close(descriptor)

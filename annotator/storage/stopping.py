"""Breaking off statements that run long."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from annotator.domain.errors import Refusal

_STEPS = 200_000  # of SQLite's machine: some milliseconds


@contextmanager
def asking(connection: sqlite3.Connection, ask: Callable[[], None], steps: int = _STEPS) -> Iterator[None]:
    """Call `ask` while statements run; what it raises breaks them off and is raised here."""
    raised: list[BaseException] = []

    def handler() -> int:
        try:
            ask()
        except BaseException as error:  # raised below, where Python can see it
            raised.append(error)
        return len(raised)

    connection.set_progress_handler(handler, steps)
    try:
        yield
    except (sqlite3.Error, Refusal):
        if raised:
            raise raised[0] from None
        raise
    finally:
        connection.set_progress_handler(None, 0)

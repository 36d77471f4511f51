"""Breaking off statements that run long."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from annotator.domain.errors import Cancelled
from annotator.storage.stopping import asking

LONG = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 200000) SELECT sum(x) FROM n"


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:")
    yield opened
    opened.close()


def test_what_is_raised_breaks_the_statement_off(connection: sqlite3.Connection) -> None:
    asked: list[int] = []

    def ask() -> None:
        asked.append(1)
        if len(asked) == 3:
            raise Cancelled("It was stopped.")

    with pytest.raises(Cancelled), asking(connection, ask, 1000):
        connection.execute(LONG).fetchone()
    assert len(asked) == 3
    assert connection.execute(LONG).fetchone() == (20000100000,)  # nothing asks any more
    assert len(asked) == 3


def test_a_statement_that_may_go_on_ends_as_usual(connection: sqlite3.Connection) -> None:
    asked: list[int] = []
    with asking(connection, lambda: asked.append(1), 1000):
        assert connection.execute(LONG).fetchone() == (20000100000,)
    assert len(asked) > 100


def test_faults_of_the_statement_pass(connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), asking(connection, lambda: None):
        connection.execute("SELECT * FROM nowhere")


def test_rows_that_are_read_later_are_broken_off_too(connection: sqlite3.Connection) -> None:
    def stop() -> None:
        raise Cancelled("It was stopped.")

    endless = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
    with pytest.raises(Cancelled), asking(connection, stop, 1000):
        for _ in connection.execute(endless):
            pass

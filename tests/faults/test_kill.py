"""Killing the program at any moment loses no label that was acknowledged."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotator.app.checking import check
from annotator.storage.store import open_store
from tests.projects import new_session

ROOT = Path(__file__).resolve().parents[2]
KILLS = 200
TEXT = "Rebels shelled Mosul, officials said. " * 60

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork and no SIGKILL")


@contextmanager
def runs(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tests.faults.labelling_run", str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, bufsize=0) as parent:
        try:
            yield parent
        finally:
            parent.kill()


def kill_one(parent: subprocess.Popen[bytes], seconds: float) -> int:
    """Begin a run and kill it `seconds` after its first label; returns the last number it acknowledged."""
    assert parent.stdin is not None
    assert parent.stdout is not None
    parent.stdin.write(b"go\n")
    child = last = 0
    while not (child and last):
        line = parent.stdout.readline()
        if line.startswith(b"run "):
            child = int(line.split()[1])
        else:
            last = int(line)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    while (line := parent.stdout.readline()) != b"ended\n":
        last = int(line)
    return last


def test_no_acknowledged_label_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "p.annodb"
    new_session(path, TEXT).close()
    moments = random.Random(7)
    with runs(path) as parent:
        for number in range(KILLS):
            acknowledged = kill_one(parent, moments.uniform(0.0, 0.02))
            with open_store(path) as store:
                kept = len(store.annotations.of_document(1))
                assert acknowledged <= kept <= acknowledged + 1
                assert store.faults() == []
            if number % 40 == 0:
                assert check(path) == []
    assert check(path) == []


def test_the_lock_of_a_killed_program_does_not_block(tmp_path: Path) -> None:
    path = tmp_path / "p.annodb"
    new_session(path, TEXT).close()
    with runs(path) as parent:
        kill_one(parent, 0.0)
    assert (tmp_path / ".p.annodb.lock").exists()
    with open_store(path) as store:
        assert not store.read_only
    assert sorted(file.name for file in tmp_path.iterdir()) == ["p.annodb"]

"""Killing the program at any moment loses no label that was acknowledged."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annotator.storage.store import open_store
from tests.projects import new_session

ROOT = Path(__file__).resolve().parents[2]
KILLS = 200


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_no_acknowledged_label_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "p.annodb"
    new_session(path, "Rebels shelled Mosul, officials said. " * 200).close()
    moments = random.Random(7)
    acknowledged = 0
    for _ in range(KILLS):
        acknowledged = max(acknowledged, _kill_after(_run(path), moments.uniform(0.0, 0.03)))
        with open_store(path) as store:
            kept = len(store.annotations.of_document(1))
            assert kept >= acknowledged
            assert store.faults() == []
    assert acknowledged > 0


def _run(path: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.faults.labelling_run", str(path)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)


def _kill_after(run: subprocess.Popen[bytes], seconds: float) -> int:
    assert run.stdout is not None
    first = run.stdout.readline()
    time.sleep(seconds)
    run.send_signal(signal.SIGKILL)
    rest, _ = run.communicate()
    complete = [line for line in (first + rest).split(b"\n")[:-1] if line]
    return int(complete[-1]) if complete else 0

"""Running the programs of a set-up and saying why they failed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.bootstrap import locking
from annotator.bootstrap.steps import Steps


@pytest.fixture
def steps(tmp_path: Path) -> Iterator[Steps]:
    with locking.held(tmp_path / "lock", before_waiting=pytest.fail) as descriptor:
        yield Steps(tmp_path / "log", descriptor)


def test_output_goes_to_the_log_and_line_by_line_to_the_caller(steps: Steps) -> None:
    lines: list[str] = []
    script = "import os; print('one'); print(os.environ['WHERE'])"
    assert steps.run([sys.executable, "-c", script], {**os.environ, "WHERE": "here"}, lines.append)
    assert lines == ["one\n", "here\n"]
    assert steps.log.read_text().endswith("one\nhere\n")


def test_failing_or_missing_program_is_told(steps: Steps) -> None:
    assert not steps.run([sys.executable, "-c", "raise SystemExit(2)"])
    assert not steps.run(["/nowhere/program"])


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        ("NewConnectionError: Temporary failure in name resolution", "needs the internet once"),
        ("Err:1 Temporary failure resolving 'example'", "needs the internet once"),
        ("OSError: [Errno 28] No space left on device", "not enough free disk space"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "not the one expected"),
        ("ERROR: No matching distribution found for x", "none is made for this computer"),
        ("something else", "What was printed is in"),
    ],
)
def test_reason_is_one_plain_sentence(
    steps: Steps, capsys: pytest.CaptureFixture[str], printed: str, sentence: str
) -> None:
    steps.run([sys.executable, "-c", f"print({printed!r})"])
    with pytest.raises(SystemExit) as stopped:
        steps.stop_with_reason("The packages")
    error = capsys.readouterr().err
    assert stopped.value.code == 1
    assert sentence in error
    assert error.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="descriptors are inherited on POSIX only")
def test_program_left_behind_by_a_killed_set_up_keeps_the_lock(tmp_path: Path) -> None:
    waited: list[bool] = []
    script = "import sys, time; print('up', flush=True); time.sleep(0.5)"
    with locking.held(tmp_path / "lock", before_waiting=pytest.fail) as descriptor:
        import subprocess

        child = subprocess.Popen([sys.executable, "-c", script], pass_fds=(descriptor,), stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
    with child, locking.held(tmp_path / "lock", before_waiting=lambda: waited.append(True)):
        assert waited == [True]

"""A real window on a virtual screen, with keys pressed from outside."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.projects import SHORT, new_session

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("Xvfb", "xdotool")

pytestmark = [
    pytest.mark.xwindow,
    pytest.mark.skipif(any(shutil.which(tool) is None for tool in NEEDED), reason="Xvfb or xdotool is missing"),
]


@pytest.fixture
def display() -> Iterator[str]:
    read, write = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24"],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    yield f":{number}"
    screen.terminate()
    screen.wait()


def test_a_report_is_labelled_with_keys_from_outside(display: str, tmp_path: Path) -> None:
    project = tmp_path / "corpus.annodb"
    new_session(project, SHORT).close()
    environment = {
        **os.environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "ANNOTATOR_CONFIG": str(tmp_path / "config"),
        "ANNOTATOR_NO_DESKTOP": "1",
    }
    code = "import sys; from annotator.ui.application import run; sys.exit(run(sys.argv[1]))"
    program = subprocess.Popen([sys.executable, "-c", code, str(project)], cwd=ROOT, env=environment)
    try:
        tool(environment, "search", "--sync", "--onlyvisible", "--name", "corpus.annodb", "windowfocus", "--sync")
        for key in ("a", "Right", "l", "3", "Right", "2", "a", "Tab", "l", "d"):
            tool(environment, "key", key)
            time.sleep(0.05)
        tool(environment, "key", "ctrl+q")
        assert program.wait(timeout=20) == 0
    finally:
        program.kill()
        program.wait()
    out = tmp_path / "out.jsonl"
    export = "import sys; from annotator.cli.main import main; sys.exit(main(sys.argv[1:]))"
    subprocess.run([sys.executable, "-c", export, "export", str(project), str(out)], cwd=ROOT, check=True)
    record = json.loads(out.read_text(encoding="utf-8"))
    spans = [(span["text"], span["label"]) for span in record["spans"]]
    assert spans[:2] == [("Rebels", "Actor"), ("Mosul", "Location")]
    assert len(spans) == 4
    assert all(record["text"][s["start"] : s["end"]] == s["text"] for s in record["spans"])


def tool(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run(["xdotool", *arguments], env=environment, check=True, timeout=30, stdout=subprocess.DEVNULL)

"""Opening a project by a double-click in a file manager."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.bootstrap import desktop
from annotator.storage.store import open_store
from tests.projects import SHORT, new_session

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("Xvfb", "xdotool", "pcmanfm", "update-mime-database", "update-desktop-database")
WAIT = 60  # seconds; the program starts within one or two

pytestmark = [
    pytest.mark.xwindow,
    pytest.mark.skipif(any(shutil.which(tool) is None for tool in NEEDED), reason="a tool is missing"),
]


@pytest.fixture
def display() -> Iterator[str]:
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24"]
    screen = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    yield f":{number}"
    screen.terminate()
    screen.wait()


@pytest.fixture
def environment(display: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A home of its own with the program registered in it, for this Python."""
    own = {
        "DISPLAY": display,
        "HOME": str(tmp_path / "home"),
        "XDG_DATA_HOME": str(tmp_path / "home" / "data"),
        "XDG_CONFIG_HOME": str(tmp_path / "home" / "config"),
        "XDG_CACHE_HOME": str(tmp_path / "home" / "cache"),
        "XDG_RUNTIME_DIR": str(tmp_path / "home" / "runtime"),
        "ANNOTATOR_CONFIG": str(tmp_path / "home" / "annotator"),
    }
    for name in ("HOME", "XDG_RUNTIME_DIR"):
        Path(own[name]).mkdir(mode=0o700)
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("ANNOTATOR_NO_DESKTOP", raising=False)
    desktop.register(ROOT, sys.executable)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "DBUS_"))}
    return {**inherited, "QT_QPA_PLATFORM": "xcb"}


def tool(environment: dict[str, str], *arguments: str) -> list[str]:
    done = subprocess.run(
        ["xdotool", *arguments], env=environment, check=True, timeout=WAIT, capture_output=True, text=True
    )
    return done.stdout.split()


def window_named(environment: dict[str, str], name: str) -> str:
    return tool(environment, "search", "--sync", "--onlyvisible", "--name", name)[-1]


def is_open(environment: dict[str, str], name: str) -> bool:
    command = ["xdotool", "search", "--onlyvisible", "--name", name]
    return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode == 0


def double_click_on_the_only_file(environment: dict[str, str], window: str) -> None:
    """The one file stands first in the view, beside the panel of places, whose width is not known."""
    tool(environment, "windowsize", "--sync", window, "700", "500")
    for x in (230, 250, 280, 210):
        place = ("mousemove", "--window", window, str(x), "130")
        tool(environment, *place, "click", "--repeat", "2", "--delay", "80", "1")
        for _ in range(20):
            time.sleep(0.2)
            if is_open(environment, "Annotator"):
                return


def wait_until_closed(project: Path) -> None:
    lock = project.with_name(f".{project.name}.lock")
    for _ in range(WAIT * 10):
        if not lock.exists():
            return
        time.sleep(0.1)
    raise AssertionError("the program did not end")


def test_a_double_click_on_a_project_opens_it_in_the_program(environment: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    project = folder / "harsk.annodb"
    new_session(project, SHORT).close()
    manager = subprocess.Popen(
        ["pcmanfm", "--no-desktop", str(folder)], env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        double_click_on_the_only_file(environment, window_named(environment, "reports"))
        opened = window_named(environment, "harsk.annodb.*Annotator")
        tool(environment, "windowfocus", "--sync", opened)
        tool(environment, "key", "a")
        tool(environment, "key", "ctrl+q")
        wait_until_closed(project)
    finally:
        os.killpg(manager.pid, 15)
        manager.wait()
    with open_store(project, read_only=True) as store:
        assert [(a.start, a.end, a.label) for a in store.annotations.of_document(1)] == [(0, 6, "Actor")]

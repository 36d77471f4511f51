"""The menu entry and the file type, written into a data folder of the test's own."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from annotator.bootstrap import desktop
from annotator.storage.migrations import APPLICATION_ID

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the menu entry is for Linux desktops")

CHECKOUT = Path(__file__).parents[2]
TYPE = "application/vnd.annotator.project"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("ANNOTATOR_NO_DESKTOP", raising=False)
    return tmp_path


def entry(home: Path) -> dict[str, str]:
    lines = (home / "applications" / "annotator.desktop").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "[Desktop Entry]"
    return dict(line.split("=", 1) for line in lines[1:])


def test_menu_entry_opens_project_files_with_this_checkout(home: Path) -> None:
    desktop.register(CHECKOUT, "/usr/bin/python3")
    keys = entry(home)
    assert keys["Exec"] == f'"/usr/bin/python3" "{CHECKOUT / "main.py"}" %f'
    assert keys["MimeType"] == f"{TYPE};"
    assert keys["StartupWMClass"] == keys["Icon"] == "annotator"


def test_odd_characters_of_a_path_are_quoted(home: Path, tmp_path: Path) -> None:
    odd = tmp_path / 'a "b" $c `d` 50% \\e'
    (odd / "resources").mkdir(parents=True)
    for name in ("icons", "desktop"):
        (odd / "resources" / name).symlink_to(CHECKOUT / "resources" / name)
    desktop.register(odd, "/usr/bin/python3")
    quoted = r'a \\"b\\" \\$c \\`d\\` 50%% \\\\e'
    assert entry(home)["Exec"] == f'"/usr/bin/python3" "{tmp_path}/{quoted}/main.py" %f'


def test_entry_is_valid_for_the_desktops_own_checker(home: Path) -> None:
    checker = shutil.which("desktop-file-validate")
    if checker is None:
        pytest.skip("desktop-file-validate is not installed")
    desktop.register(CHECKOUT, "/usr/bin/python3")
    written_entry = home / "applications" / "annotator.desktop"
    answer = subprocess.run([checker, written_entry], capture_output=True, check=False)
    assert (answer.returncode, answer.stdout) == (0, b"")


def test_file_type_knows_the_mark_inside_a_project(home: Path) -> None:
    desktop.register(CHECKOUT, "/usr/bin/python3")
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    found = ET.parse(home / "mime" / "packages" / "annotator.xml").getroot().find(f"{space}mime-type")
    assert found is not None
    assert found.attrib["type"] == TYPE
    mark = found.find(f"{space}magic/{space}match/{space}match")
    assert mark is not None
    assert mark.attrib["type"] == "big32"
    assert (int(mark.attrib["offset"]), int(mark.attrib["value"], 16)) == (68, APPLICATION_ID)


@pytest.mark.skipif(not shutil.which("gio") or not shutil.which("update-mime-database"), reason="no gio here")
@pytest.mark.parametrize("name", ["work.annodb", "without-suffix"])
def test_desktop_recognises_a_project_and_names_the_program(home: Path, name: str) -> None:
    project = home / name
    database = sqlite3.connect(project)
    database.executescript(f"PRAGMA application_id = {APPLICATION_ID}; CREATE TABLE t (x);")
    database.close()
    desktop.register(CHECKOUT, "/usr/bin/python3")
    described = subprocess.run(
        ["gio", "info", "-a", "standard::content-type", project], capture_output=True, text=True, check=True
    )
    assert f"content-type: {TYPE}\n" in described.stdout
    handlers = subprocess.run(["gio", "mime", TYPE], capture_output=True, text=True, check=True)
    assert "annotator.desktop" in handlers.stdout


def test_the_handler_is_listed_and_taken_out_without_a_tool_that_does_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(home))
    cache = home / "applications" / "mimeinfo.cache"
    cache.parent.mkdir(parents=True)
    others = f"[MIME Cache]\n{TYPE}=other.desktop;\ntext/plain=notes.desktop;\n"
    cache.write_text(others, encoding="utf-8")
    desktop.register(CHECKOUT, "/usr/bin/python3")
    listed = cache.read_text(encoding="utf-8")
    assert listed == others.replace("=other.desktop;", "=annotator.desktop;other.desktop;")
    desktop.register(CHECKOUT, "/usr/bin/python3")
    assert cache.read_text(encoding="utf-8") == listed
    desktop.unregister(CHECKOUT)
    assert cache.read_text(encoding="utf-8") == others


def test_each_icon_has_every_size(home: Path) -> None:
    desktop.register(CHECKOUT, "/usr/bin/python3")
    theme = home / "icons" / "hicolor"
    for place in ("apps/annotator", "mimetypes/application-vnd.annotator.project"):
        assert (theme / "scalable" / f"{place}.svg").exists()
        for size in desktop.ICON_SIZES:
            assert (theme / f"{size}x{size}" / f"{place}.png").exists()


def written(home: Path) -> list[Path]:
    """The files that belong to the program, without the databases that the desktop makes from them."""
    found = home.rglob("*annotator*")
    return [path for path in found if path.is_file() and path.parent.name not in ("application", "annotator")]


def test_unregister_takes_everything_away_for_good(home: Path) -> None:
    desktop.register(CHECKOUT, "/usr/bin/python3")
    desktop.unregister(CHECKOUT)
    assert written(home) == []
    desktop.register_if_changed(CHECKOUT, "/usr/bin/python3")
    assert written(home) == []
    desktop.register(CHECKOUT, "/usr/bin/python3")
    assert written(home)


def test_first_registration_is_said_and_an_unchanged_one_is_skipped(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desktop.register_if_changed(CHECKOUT, "/usr/bin/python3")
    assert capsys.readouterr().out.count("\n") == 1
    (home / "applications" / "annotator.desktop").unlink()
    desktop.register_if_changed(CHECKOUT, "/usr/bin/python3")
    assert not (home / "applications" / "annotator.desktop").exists()
    desktop.register_if_changed(CHECKOUT, "/usr/bin/python3.13")
    assert "python3.13" in entry(home)["Exec"]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("name", "value"), [("DISPLAY", ""), ("ANNOTATOR_NO_DESKTOP", "1")])
def test_nothing_is_written_without_a_desktop_or_when_turned_off(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv(name, value)
    desktop.register_if_changed(CHECKOUT, "/usr/bin/python3")
    assert written(home) == []


def test_data_folder_that_cannot_be_written_does_not_stop_a_start(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "file"))
    desktop.register_if_changed(CHECKOUT, "/usr/bin/python3")

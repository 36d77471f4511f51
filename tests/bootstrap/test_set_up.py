"""First and later starts of a real checkout in real processes, with packages from a local folder."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from pathlib import Path

import pytest

from annotator.bootstrap import locking
from tests.bootstrap.checkouts import Checkout

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs processes and links of POSIX")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.fixture
def ready(checkout: Checkout) -> Checkout:
    first = checkout.start("formats")
    assert first.returncode == 3, first.stdout + first.stderr
    return checkout


def test_first_start_sets_up_and_goes_on_inside_the_environment(checkout: Checkout) -> None:
    first = checkout.start("export", "a b.annodb")
    lines = first.stdout.splitlines()
    assert first.returncode == 3
    assert first.stderr == ""
    assert lines[-1] == f"ran ['export', 'a b.annodb'] 1 {checkout.environment}"
    assert lines[0] == "Setting Annotator up. This is done once and takes about a minute."


def test_later_start_says_nothing_and_asks_for_no_package(ready: Checkout) -> None:
    shutil.rmtree(ready.wheels)
    later = ready.start("formats")
    assert later.stdout == f"ran ['formats'] 1 {ready.environment}\n"
    assert later.returncode == 3


@on_posix
def test_environment_is_beside_main_py_unless_named(checkout: Checkout) -> None:
    first = checkout.start("formats", ANNOTATOR_ENV="")
    assert first.stdout.endswith(f"{checkout.folder / '.venv'}\n")


def test_new_lock_installs_its_packages(ready: Checkout) -> None:
    lock = ready.folder / "resources" / "run.lock"
    lock.write_text(lock.read_text() + "# changed\n")
    assert "Fetching packages" in ready.start("formats").stdout
    assert "Fetching packages" not in ready.start("formats").stdout


@on_posix
def test_environment_whose_python_is_gone_is_made_again(ready: Checkout) -> None:
    python = ready.environment / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python")
    again = ready.start("formats")
    assert again.returncode == 3
    assert "Making a Python environment" in again.stdout


def test_package_half_written_by_a_killed_set_up_is_written_anew(ready: Checkout) -> None:
    ready.stamp("run").unlink()
    (ready.environment / "annotator-unfinished").touch()
    ready.installed_module().write_text("VALUE = ")
    again = ready.start("formats")
    assert again.returncode == 3
    assert not (ready.environment / "annotator-unfinished").exists()


@on_posix
def test_set_up_killed_while_fetching_is_completed_by_the_next_start(checkout: Checkout) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        index = f"http://127.0.0.1:{silent.getsockname()[1]}/simple"
        with checkout.begin("formats", PIP_NO_INDEX="0", PIP_FIND_LINKS="", PIP_INDEX_URL=index) as first:
            silent.accept()[0].close()
            first.kill()
    assert not checkout.stamp("run").exists()
    assert checkout.start("formats").returncode == 3


def test_second_start_waits_for_the_first_and_says_so(checkout: Checkout) -> None:
    checkout.environment.mkdir()
    with locking.held(checkout.environment / "annotator-setup.lock", before_waiting=pytest.fail):
        second = checkout.begin("formats")
        assert second.stdout is not None
        assert second.stdout.readline() == "Another start is setting Annotator up; waiting for it.\n"
    with second:
        assert "ran ['formats']" in second.stdout.read()
    assert second.returncode == 3


def test_environment_made_for_the_tests_serves_the_program(checkout: Checkout) -> None:
    tested = checkout.start_tests()
    assert tested.stdout.endswith("tested\n"), tested.stdout + tested.stderr
    assert checkout.start("formats").stdout.startswith("ran ")


def test_tests_add_their_packages_to_the_environment_of_the_program(ready: Checkout) -> None:
    tested = ready.start_tests()
    assert tested.stdout.endswith("tested\n"), tested.stdout + tested.stderr
    assert "Making a Python environment" not in tested.stdout


def test_failed_set_up_for_the_tests_leaves_the_program_working(ready: Checkout) -> None:
    shutil.rmtree(ready.wheels)
    assert ready.start_tests().returncode == 1
    assert ready.start("formats").returncode == 3


def test_without_network_one_sentence_says_what_to_do(checkout: Checkout) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        index = f"http://127.0.0.1:{closed.getsockname()[1]}/simple"
    start = checkout.start("formats", PIP_NO_INDEX="0", PIP_FIND_LINKS="", PIP_INDEX_URL=index)
    assert start.returncode == 1
    assert start.stderr == (
        "Annotator needs the internet once, to set itself up. Connect this computer and start it again.\n"
    )


def test_package_that_is_not_the_expected_one_is_refused(checkout: Checkout) -> None:
    lock = (checkout.folder / "resources" / "run.lock").read_text()
    checkout.write_locks(lock[:-9] + "00000000\n", "")
    start = checkout.start("formats")
    assert start.returncode == 1
    assert "not the one expected" in start.stderr


def test_folder_with_other_files_is_never_taken_over(checkout: Checkout) -> None:
    checkout.environment.mkdir()
    letter = checkout.environment / "letter.txt"
    letter.write_text("keep me")
    start = checkout.start("formats")
    assert start.returncode == 1
    assert "holds other files" in start.stderr
    assert letter.read_text() == "keep me"


def test_foreign_packages_do_not_count_as_installed(checkout: Checkout) -> None:
    foreign = checkout.home / "foreign"
    (foreign / "annotator_sample").mkdir(parents=True)
    (foreign / "annotator_sample" / "__init__.py").write_text("VALUE = 'foreign'\n")
    metadata = foreign / "annotator_sample-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: annotator-sample\nVersion: 1.0\n")
    (metadata / "RECORD").write_text("")
    assert checkout.start("formats", PYTHONPATH=str(foreign)).returncode == 3
    assert checkout.installed_module().exists()


def test_right_packages_in_the_running_python_need_no_environment(checkout: Checkout) -> None:
    (checkout.folder / "pyproject.toml").write_text('dependencies = [\n    "PySide6-Essentials>=6.9",\n]\n')
    checkout.start("formats", PYTHONPATH=str(checkout.wheels / "annotator_sample-1.0-py3-none-any.whl"))
    assert not checkout.environment.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="the menu entry is for Linux desktops")
def test_menu_entry_is_written_once_and_runs_the_python_of_the_user(checkout: Checkout) -> None:
    window = {"DISPLAY": ":99", "QT_QPA_PLATFORM": "offscreen"}
    assert checkout.start("a.annodb", **window).returncode == 5
    entry = checkout.home / ".local" / "share" / "applications" / "annotator.desktop"
    written = entry.stat().st_mtime_ns
    assert f'Exec="{sys.executable}" "{checkout.folder / "main.py"}" %f' in entry.read_text()
    assert checkout.start("a.annodb", **window).stdout == ""
    assert entry.stat().st_mtime_ns == written


@on_posix
@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root can write everywhere")
def test_read_only_checkout_keeps_its_environment_with_the_user(checkout: Checkout) -> None:
    checkout.folder.chmod(0o555)
    try:
        start = checkout.start("formats", ANNOTATOR_ENV="")
    finally:
        checkout.folder.chmod(0o755)
    assert start.returncode == 3
    assert not (checkout.folder / ".venv").exists()

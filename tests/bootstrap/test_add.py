"""Adding optional packages to the environment of a real checkout, in real processes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from annotator.bootstrap.environment import Environment, extra_lock, extras
from tests.bootstrap.checkouts import Checkout, lock_line

EXTRA = "annotator_more"


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    made = Checkout(tmp_path)
    (made.folder / "resources" / "extras-more.lock").write_text(lock_line(made.wheels, EXTRA, "VALUE = 2\n"))
    return made


def added_module(checkout: Checkout) -> Path | None:
    return next(checkout.environment.glob(f"**/site-packages/{EXTRA}/__init__.py"), None)


def test_packages_are_added_to_the_environment_of_the_program(checkout: Checkout) -> None:
    checkout.start("formats")
    assert added_module(checkout) is None
    run = checkout.start("add", "more")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "Fetching packages\nThe packages of more were added.\n"
    assert added_module(checkout) is not None
    assert checkout.start("formats").stdout == f"ran ['formats'] 1 {checkout.environment}\n"


def test_a_first_start_may_be_one_that_adds(checkout: Checkout) -> None:
    run = checkout.start("add", "more")
    assert run.returncode == 0
    assert run.stdout.endswith("Annotator is set up.\nFetching packages\nThe packages of more were added.\n")


def test_what_is_there_is_not_fetched_again(checkout: Checkout) -> None:
    checkout.start("add", "more")
    shutil.rmtree(checkout.wheels)
    assert checkout.start("add", "more").stdout == "The packages of more are there already.\n"


def test_the_python_of_the_environment_adds_as_well(checkout: Checkout) -> None:
    checkout.start("formats")
    python = Environment(checkout.folder, checkout.environment).python
    command = [str(python), str(checkout.folder / "main.py"), "add", "more"]
    run = subprocess.run(command, env=checkout.settings(), capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert added_module(checkout) is not None


@pytest.mark.parametrize("arguments", [("none",), ("../run",), (), ("more", "more"), ("--help",)])
def test_anything_else_is_left_to_the_command_line(checkout: Checkout, arguments: tuple[str, ...]) -> None:
    run = checkout.start("add", *arguments)
    assert run.stdout.endswith(f"ran {[*('add', *arguments)]} 1 {checkout.environment}\n")
    assert added_module(checkout) is None


def test_packages_that_cannot_be_fetched_leave_the_program_working(checkout: Checkout) -> None:
    checkout.start("formats")
    shutil.rmtree(checkout.wheels)
    run = checkout.start("add", "more")
    assert run.returncode == 1
    assert run.stderr.startswith("The packages could not be installed: none is made for this computer or Python.")
    assert checkout.start("formats").returncode == 3


def test_a_new_environment_has_them_again(checkout: Checkout) -> None:
    checkout.start("add", "more")
    python = Environment(checkout.folder, checkout.environment).python
    python.unlink()
    python.write_text("")
    again = checkout.start("formats")
    assert again.returncode == 3, again.stdout + again.stderr
    assert "Making a Python environment" in again.stdout
    assert added_module(checkout) is not None


def test_without_them_a_new_environment_starts_all_the_same(checkout: Checkout) -> None:
    checkout.start("add", "more")
    lock = checkout.folder / "resources" / "extras-more.lock"
    lock.write_text(lock.read_text().replace("==1.0", "==2.0"))
    run_lock = checkout.folder / "resources" / "run.lock"
    run_lock.write_text(run_lock.read_text() + "# changed\n")
    again = checkout.start("formats")
    assert again.returncode == 3, again.stdout + again.stderr
    assert "Some packages could not be added again. To try it: main.py add more" in again.stdout


def test_locks_of_optional_packages_are_found_by_their_names(checkout: Checkout) -> None:
    environment = Environment(checkout.folder, checkout.environment)
    assert extras(checkout.folder) == ["more"]
    assert environment.lock_file(extra_lock("more")) == checkout.folder / "resources" / "extras-more.lock"
    assert environment.extras_added() == []

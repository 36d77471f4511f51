"""Damaged pages in the middle of a project: told in a sentence, and nothing is overwritten."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

import pytest

from annotator.app.checking import check
from annotator.app.exporting import ExportOptions, run_export
from annotator.app.session import Session
from annotator.domain.errors import ProjectRefused, Refusal
from annotator.storage.store import open_store
from tests.faults.processes import run
from tests.projects import SHORT, new_session

PAGE = 4096
REPORTS = 12


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / "p.annodb"
    new_session(path, *(f"{number} {SHORT * 60}" for number in range(REPORTS))).close()
    return path.read_bytes()


def damaged(folder: Path, sound: bytes, page: int) -> Path:
    content = bytearray(sound)
    content[page * PAGE : (page + 1) * PAGE] = random.Random(page).randbytes(PAGE)
    path = folder / "p.annodb"
    path.write_bytes(content)
    return path


def pages(sound: bytes) -> list[int]:
    return random.Random(1).sample(range(1, len(sound) // PAGE), 25)


def test_the_check_finds_a_damaged_page_wherever_it_is(tmp_path: Path, sound: bytes) -> None:
    for page in pages(sound):
        path = damaged(tmp_path, sound, page)
        before = path.read_bytes()
        try:
            told = check(path)
        except ProjectRefused as refusal:
            told = [str(refusal)]
        assert told, page
        assert path.read_bytes() == before


def test_reading_a_damaged_project_ends_in_a_sentence_and_spoils_no_more(tmp_path: Path, sound: bytes) -> None:
    for page in pages(sound):
        path = damaged(tmp_path, sound, page)
        with suppress(Refusal), open_store(path, read_only=True) as store:
            session = Session(store, "ada")
            for key in range(1, REPORTS + 1):
                session.open_report(key)
        with suppress(Refusal), open_store(path, read_only=True) as store:
            run_export(store, tmp_path / "out.jsonl", ExportOptions(all_reports=True))
        assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("command", [("check",), ("stats",), ("export", "--all")])
def test_the_command_line_tells_of_damage_in_a_sentence(
    tmp_path: Path, sound: bytes, command: tuple[str, ...]
) -> None:
    path = damaged(tmp_path, sound, len(sound) // PAGE // 2)
    target = [tmp_path / "out.jsonl"] if command[0] == "export" else []
    status, said = run(*command, path, *target)
    assert "Traceback" not in said
    assert said.strip()
    assert status == 1 or command[0] != "check"


def test_the_log_keeper_outlives_a_file_that_is_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.storage.durability._LOG_MOST", 0)
    session = new_session(tmp_path / "p.annodb", SHORT)
    keeper = session.store.keeper
    assert keeper is not None
    session.store.wait_until_safe()
    with (tmp_path / "p.annodb").open("r+b") as file:
        file.seek(PAGE)
        file.write(random.Random(1).randbytes(3 * PAGE))
    for number in range(3):
        keeper.commit_made()
        assert keeper.wait_until_safe(5), number
    session.close()

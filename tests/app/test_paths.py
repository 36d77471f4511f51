from __future__ import annotations

from pathlib import Path

import pytest

from annotator.app import paths


def test_what_the_program_ships_is_there() -> None:
    assert (paths.resources() / "schemas" / "conflict.toml").is_file()
    assert (paths.datasets() / "sample.jsonl").is_file()


def test_settings_and_state_go_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ANNOTATOR_CONFIG", str(tmp_path))
    monkeypatch.setenv("ANNOTATOR_PROJECTS", str(tmp_path / "work"))
    assert paths.settings_file() == tmp_path / "settings.toml"
    assert paths.state_file() == tmp_path / "state.json"
    assert paths.projects_folder() == tmp_path / "work"


def test_without_it_they_go_to_the_user_s_own_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANNOTATOR_CONFIG", "ANNOTATOR_PROJECTS"):
        monkeypatch.delenv(name, raising=False)
    assert paths.settings_file().parent.name == "annotator"
    assert paths.projects_folder().name == "Annotator"

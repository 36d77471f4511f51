from __future__ import annotations

from pathlib import Path

import pytest

from annotator.app.settings import SETTINGS, Settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def written(path: Path, text: str) -> Settings:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return Settings(path)


def test_without_a_file_every_setting_has_its_default(path: Path) -> None:
    settings = Settings(path)
    assert [settings[setting.name] for setting in SETTINGS] == [setting.default for setting in SETTINGS]
    assert not settings.problems


def test_what_is_set_is_read_again_and_defaults_are_not_written(path: Path) -> None:
    settings = Settings(path)
    settings.set("zoom", 1.5)
    settings.set("theme", "system")
    assert Settings(path)["zoom"] == 1.5
    assert "theme" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "value"), [("zoom", 9.0), ("zoom", True), ("zoom", "1"), ("theme", "pink"), ("snap", 1)]
)
def test_an_unfit_value_is_refused(path: Path, name: str, value: object) -> None:
    with pytest.raises(ValueError, match="not possible"):
        Settings(path).set(name, value)  # type: ignore[arg-type]


def test_unknown_names_are_told_and_kept(path: Path) -> None:
    settings = written(path, 'colour = "red"\nzoom = nan\n')
    assert len(settings.problems) == 2
    settings.set("snap", False)
    assert 'colour = "red"' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["zoom = = 1", "\x00"])
def test_a_file_that_cannot_be_read_is_told_and_not_overwritten(path: Path, text: str) -> None:
    settings = written(path, text)
    assert "cannot be read" in settings.problems[0]
    settings.set("zoom", 2.0)
    assert path.with_suffix(".unreadable").read_text(encoding="utf-8") == text
    assert Settings(path)["zoom"] == 2.0


def test_own_keys_are_kept(path: Path) -> None:
    Settings(path).set_keys({"report.flag": ["q"]})
    assert Settings(path).keys == {"report.flag": ["q"]}


def test_keys_may_be_one_or_several(path: Path) -> None:
    settings = written(path, '[keys]\n"report.flag" = "q"\n"report.note" = ["z", "Ctrl+M"]\n')
    assert settings.keys == {"report.flag": ["q"], "report.note": ["z", "Ctrl+M"]}


@pytest.mark.parametrize("text", ["[keys]\nfind = 5\n", '[keys]\nreport.flag = "q"\n'])
def test_keys_written_wrongly_are_told(path: Path, text: str) -> None:
    settings = written(path, text)
    assert not settings.keys
    assert "quotes" in settings.problems[0]


def test_the_login_name_stands_in_until_the_user_chooses_one(path: Path) -> None:
    settings = Settings(path)
    settings.name_annotator("login")
    settings.set("zoom", 2.0)
    assert settings["annotator"] == "login"
    assert Settings(path)["annotator"] == ""
    settings.set("annotator", "eva")
    assert Settings(path)["annotator"] == "eva"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    settings = Settings(tmp_path / "file" / "settings.toml")
    settings.set("zoom", 2.0)
    assert "could not be kept" in settings.problems[-1]
    assert settings["zoom"] == 2.0

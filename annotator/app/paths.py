"""Where the program keeps what is not a project: settings, the list of recent projects, its own data."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_NAME = "annotator"


def resources() -> Path:
    """The data that the program ships: themes, icons, schemas."""
    return Path(__file__).resolve().parents[2] / "resources"


def datasets() -> Path:
    """The small sample corpora that the program ships."""
    return Path(__file__).resolve().parents[2] / "datasets"


def settings_file() -> Path:
    return _folder("ANNOTATOR_CONFIG", platformdirs.user_config_path(_NAME, appauthor=False)) / "settings.toml"


def state_file() -> Path:
    """Window geometry and recent projects, which change without the user's asking."""
    return _folder("ANNOTATOR_CONFIG", platformdirs.user_state_path(_NAME, appauthor=False)) / "state.json"


def cache_folder() -> Path:
    """What can be made again: the table of place names, and models learned from projects."""
    return _folder("ANNOTATOR_CACHE", platformdirs.user_cache_path(_NAME, appauthor=False))


def projects_folder() -> Path:
    """Where new projects are offered to be put."""
    override = os.environ.get("ANNOTATOR_PROJECTS")
    return Path(override) if override else platformdirs.user_documents_path() / "Annotator"


def _folder(variable: str, usual: Path) -> Path:
    override = os.environ.get(variable)
    return Path(override) if override else usual

"""What the program remembers by itself: recent projects and the window's shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_RECENT = 12


class ProgramState:
    """Kept in a small JSON file; when that cannot be read or written, nothing is remembered and nothing breaks."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = {}
        self._values: dict[str, Any] = found if isinstance(found, dict) else {}

    def get(self, name: str, default: Any = None) -> Any:
        return self._values.get(name, default)

    def set(self, name: str, value: Any) -> None:
        if self._values.get(name) == value:
            return
        self._values[name] = value
        partial = self._path.with_suffix(".partial")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(json.dumps(self._values, ensure_ascii=False, indent=1), encoding="utf-8")
            partial.replace(self._path)
        except OSError:
            return

    def recent_projects(self) -> list[Path]:
        """The projects opened last, the latest first, without those that are gone."""
        return [path for path in map(Path, self._recent()) if _is_there(path)]

    def remember_project(self, path: Path) -> None:
        entries = [str(path.absolute())]
        entries += [entry for entry in self._recent() if entry not in entries]
        self.set("recent", entries[:_RECENT])

    def _recent(self) -> list[str]:
        found = self._values.get("recent")
        return [entry for entry in found if isinstance(entry, str)] if isinstance(found, list) else []


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a folder that may not be read, a drive that is gone, an impossible name
        return False

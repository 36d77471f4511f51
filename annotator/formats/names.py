"""What a file's name says of the report in it."""

from __future__ import annotations

import datetime as dt
import os
import re
from contextlib import suppress
from pathlib import Path

_DATE = re.compile(r"(?<!\d)(\d{4})[-_.](\d{2})[-_.](\d{2})(?!\d)")


def title_of(path: Path) -> str:
    """The file's name without its suffix; what is not UTF-8 in it becomes U+FFFD."""
    return os.fsencode(path.stem).decode("utf-8", "replace")


def date_of(path: Path) -> str:
    """The first date in the file's name, such as 2022-06-20, in ISO 8601; empty when there is none."""
    for match in _DATE.finditer(path.stem):
        with suppress(ValueError):
            return dt.date(*map(int, match.groups())).isoformat()
    return ""

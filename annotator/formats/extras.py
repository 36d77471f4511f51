"""Optional packages: whether they are there, and the command that adds them where they are not."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

from annotator.domain.errors import Refusal

MODULES = {"spacy": "spacy", "parquet": "pyarrow"}
"""The module that must be there for each set of optional packages, by the name under which it is added."""


def command_of(extra: str) -> str:
    """What the user types to have them."""
    return f"python3 main.py add {extra}"


def has_extra(extra: str) -> bool:
    """Whether the packages are installed; an empty name stands for none."""
    return not extra or importlib.util.find_spec(MODULES[extra]) is not None


def sentence_without(extra: str) -> str:
    """What to say where the packages are missing."""
    return f"This format needs {MODULES[extra]}, which “{command_of(extra)}” installs."


def load(extra: str, module: str) -> Any:
    """The module out of the packages. Raises Refusal with the command that adds them when they are missing.

    Loaded when it is needed, and without types: they are large, and need not be there when types are checked.
    """
    if not has_extra(extra):
        raise Refusal(sentence_without(extra))
    return importlib.import_module(module)

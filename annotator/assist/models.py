"""Learned models in files: a checksum tells a damaged one, and the old one stays until the new one is whole."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.errors import Refusal

if TYPE_CHECKING:
    import pycrfsuite

_MAGIC = b"annotator model 2\n"  # grows when the features of words change: an older model would not fit them
OUTSIDE = "O"
Lesson = tuple[Sequence[Sequence[str]], Sequence[str]]
"""The features of each word of a sentence, and the tag of each."""


class ModelDamaged(Refusal):
    """A model file that is not whole, not one of ours, or of another version: to be trained again."""


@dataclass(frozen=True, slots=True)
class Model:
    """A sequence model in memory; `facts` is what was noted when it was trained."""

    tagger: pycrfsuite.Tagger
    facts: Mapping[str, object]
    body: bytes = field(repr=False)  # the tagger reads here for as long as it lives, and holds no reference itself

    def tag(self, features: Sequence[Sequence[str]]) -> list[str]:
        """The likeliest tag of each word; `marginal` then answers for this sentence."""
        self.tagger.set(features)
        tags: list[str] = self.tagger.tag()
        return tags

    def marginal(self, tag: str, place: int) -> float:
        """How likely the tag is at the word, from 0 to 1."""
        return float(self.tagger.marginal(tag, place))

    def tags(self) -> list[str]:
        found: list[str] = self.tagger.labels()
        return found


def train(
    lessons: Iterable[Lesson], target: Path, facts: Mapping[str, object], iterations: int = 25, c1: float = 0.05
) -> None:
    """Learn from the lessons and put the model where `target` is, in one step, once it is whole.

    `c1` and a fixed `c2` are the weights of the L1 and L2 terms. Raises Refusal when there is nothing to be
    learned, OSError when the disk would not take it; what stood at `target` is then still there.
    """
    import pycrfsuite

    trainer = pycrfsuite.Trainer(verbose=False)
    seen: set[str] = set()
    for features, tags in lessons:
        trainer.append(features, tags)
        seen.update(tags)
    if not seen - {OUTSIDE}:
        raise Refusal("Nothing is labelled in the finished reports, so there is nothing to learn from.")
    trainer.set_params({"c1": c1, "c2": 0.01, "max_iterations": iterations, "feature.possible_transitions": True})
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent)
    os.close(handle)
    partial = Path(name)
    try:
        trainer.train(name)
        body = partial.read_bytes()
        with partial.open("wb") as file:
            file.write(_wrapped(body, facts))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        with suppress(OSError):
            partial.unlink()


def load(path: Path) -> Model | None:
    """The model in a file; None when there is no file. Raises ModelDamaged, and OSError when it cannot be read."""
    import pycrfsuite

    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    head, _, body = data.removeprefix(_MAGIC).partition(b"\n")
    damaged = ModelDamaged(f"The learned model {path.name} is damaged; it is learned again.")
    if not data.startswith(_MAGIC):
        raise damaged
    try:
        facts = json.loads(head)
        if facts.pop("sha256") != hashlib.sha256(body).hexdigest():
            raise damaged
        tagger = pycrfsuite.Tagger()
        tagger.open_inmemory(body)
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise damaged from error
    return Model(tagger, facts, body)


def _wrapped(body: bytes, facts: Mapping[str, object]) -> bytes:
    head = json.dumps({**facts, "sha256": hashlib.sha256(body).hexdigest()}, ensure_ascii=True)
    return _MAGIC + head.encode("ascii") + b"\n" + body

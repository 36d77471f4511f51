"""`-` for a file: reports from standard input, an export to standard output."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from annotator.domain.errors import FileRefused, Refusal
from annotator.formats import manifest
from annotator.formats.faults import plain_faults
from annotator.formats.registry import format_named

STREAM = Path("-")
_INPUT, _OUTPUT = "standard input", "standard output"
Named = Callable[[str], str]
"""Gives a sentence with the stream's name where it names the file that stands in for it."""


@contextmanager
def input_files(files: Sequence[Path], format_name: str) -> Iterator[tuple[Sequence[Path], Named]]:
    """The files to read; for `-` one with all that came in. Raises Refusal when the format is no single file."""
    if STREAM not in files:
        yield files, str
        return
    if len(files) > 1:
        raise click.UsageError("- stands for standard input and cannot be read along with other files.")
    form = format_named(format_name)
    if form.is_folder:
        raise Refusal(f"The format {form.name} is a folder of files; it cannot be read from standard input.")
    with _stand_in(f"standard-input{form.suffixes[0]}", _INPUT) as (path, named):
        with plain_faults(path), path.open("wb") as stream:
            shutil.copyfileobj(sys.stdin.buffer, stream)
        yield [path], named


@contextmanager
def output_file(out: Path, name: str, format_name: str, *, is_split: bool) -> Iterator[tuple[Path, Named]]:
    """Where to write; what was written in place of `-`, under this name, goes to standard output at the end.

    Raises Refusal when the format or the way of losing gives several files.
    """
    if out != STREAM:
        yield out, str
        return
    if is_split:
        raise click.UsageError("A split writes three files; standard output takes one.")
    form = format_named(format_name)
    if form.is_folder:
        raise Refusal(f"The format {form.name} is a folder of files; it cannot go to standard output.")
    suffix = form.suffixes[0] if form.suffixes else ""
    with _stand_in(f"{name}{suffix}", _OUTPUT) as (path, named):
        yield path, named
        if not path.exists():
            raise Refusal("This export has several files; standard output takes one.")
        sys.stdout.flush()
        with path.open("rb") as stream:
            shutil.copyfileobj(stream, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        for beside in sorted(path.parent.iterdir()):
            if beside != path and not beside.name.endswith(manifest.SUFFIX):
                said = f"The {beside.name} of this export does not go to standard output; name a file to have it."
                click.echo(said, err=True)


@contextmanager
def _stand_in(name: str, stream: str) -> Iterator[tuple[Path, Named]]:
    """A file of that name in a folder of its own, which is gone at the end; refusals speak of the stream."""
    with tempfile.TemporaryDirectory(prefix="annotator-") as folder:
        path = Path(folder).resolve() / name

        def named(sentence: str) -> str:
            return sentence.replace(str(path), stream).replace(path.name, stream)

        try:
            yield path, named
        except FileRefused as refused:
            raise Refusal(named(str(refused))) from refused

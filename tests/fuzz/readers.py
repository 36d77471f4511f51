"""Readers on bytes that coverage leads: each must give records or refuse with a sentence.

`python -m tests.fuzz.readers FORMAT -runs=20000 -max_len=4096`, with `atheris` installed. A reader that ends
in another way stops the run and leaves the bytes in a file `crash-…`.
"""

from __future__ import annotations

import sys
import tempfile
from itertools import islice
from pathlib import Path

import atheris  # type: ignore[import-not-found]

with atheris.instrument_imports(include=["annotator.formats"]):
    from annotator.formats.registry import format_named

from annotator.domain.errors import FileRefused
from annotator.formats.base import Format, ReadOptions, no_progress
from annotator.formats.losses import OnLoss, Policy, Snap
from annotator.formats.report import ImportReport

_MOST = 200  # records of one file


def read(form: Format, path: Path, data: bytes) -> None:
    """Read the bytes as a file of the format. Raises whatever a reader must not raise."""
    path.write_bytes(data)
    try:
        for record in islice(form.read(path, ReadOptions(), ImportReport(), no_progress), _MOST):
            for span in record.spans:
                if not 0 <= span.start < span.end <= len(record.text):
                    raise AssertionError(f"{span} is not within a text of {len(record.text)}")
    except FileRefused as refused:
        if not refused.reason.endswith("."):
            raise


def seeds(form: Format, folder: Path) -> None:
    """What the format itself writes of reports with everything in them, for the fuzzer to begin with."""
    from annotator.formats.export import export_reports
    from tests.formats.conformance import sample

    folder.mkdir(exist_ok=True)
    if form.writes:
        out = folder / f"seed{form.suffixes[0]}"
        export_reports(sample(), out, form, policy=Policy(OnLoss.DROP, Snap.EXPAND))


def main() -> None:
    form = format_named(sys.argv.pop(1))
    folder = Path(tempfile.mkdtemp(prefix="annotator-fuzz-"))
    seeds(form, folder / "seeds")
    sys.argv.append(str(folder / "seeds"))
    path = folder / f"fuzzed{form.suffixes[0]}"
    atheris.Setup(sys.argv, lambda data: read(form, path, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()

"""Runs the benchmarks and prints their figures; `--json FILE` keeps them, names choose some of them."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.bench.figures import Figures


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from tests.bench import (
        assist,
        bulk,
        calibration,
        claim_model,
        claims,
        effort,
        keys_to_paint,
        ledger,
        million,
        opening,
        peers,
        schema,
        starting,
        while_learning,
    )  # fmt: skip

    parts = {
        "start": starting.measure,
        "open": opening.measure,
        "keys": keys_to_paint.measure,
        "bulk": bulk.measure,
        "bulk-large": bulk.measure_large,
        "keys-learning": while_learning.measure,
        "effort": effort.measure,
        "ledger": ledger.measure,
        "claims": claims.measure,
        "schema": schema.measure,
        "assist": assist.measure,
        "calibration": calibration.measure,
        "claim-model": claim_model.measure,
        "scale": million.measure,
        "peers": peers.measure,
    }
    parser = argparse.ArgumentParser("python3 -m tests.bench")
    named = f"some of: {' '.join(parts)}; without any: all but peers"
    parser.add_argument("parts", nargs="*", metavar="PART", help=named)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--sizes", metavar="N,N", help="the part `scale`: for so many reports, up to 1000000")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="the part `scale`: where its projects stay")
    arguments = parser.parse_args()
    unknown = set(arguments.parts) - set(parts)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    sizes = tuple(map(int, arguments.sizes.split(","))) if arguments.sizes else million.SIZES
    parts["scale"] = partial(million.measure, sizes=sizes, keep=arguments.keep)
    figures = Figures()
    chosen = arguments.parts or [part for part in parts if part != "peers"]  # those are installed first
    if len(chosen) == 1:
        with tempfile.TemporaryDirectory() as folder:
            parts[chosen[0]](Path(folder), figures)
    else:
        print(
            f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} processors", flush=True
        )
        for part in chosen:  # each in a process of its own: what one leaves in memory is not the next one's
            figures.rows += _in_a_process(part)
    if arguments.json:
        arguments.json.write_text(figures.as_json(), encoding="utf-8")
    return 0


def _in_a_process(part: str) -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "figures.json"
        subprocess.run([sys.executable, "-m", "tests.bench.run", part, "--json", str(kept)], check=True)
        rows: list[dict[str, object]] = json.loads(kept.read_text(encoding="utf-8"))
        return rows


if __name__ == "__main__":
    sys.exit(main())

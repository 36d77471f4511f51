"""Runs the benchmarks and prints their figures; `--json FILE` keeps them, names choose some of them."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from tests.bench.figures import Figures


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from tests.bench import bulk, effort, keys_to_paint, opening, starting

    parts = {
        "start": starting.measure,
        "open": opening.measure,
        "keys": keys_to_paint.measure,
        "bulk": bulk.measure,
        "effort": effort.measure,
    }
    parser = argparse.ArgumentParser("python3 -m tests.bench")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"some of: {' '.join(parts)}; without any: all")
    parser.add_argument("--json", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    unknown = set(arguments.parts) - set(parts)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} processors")
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        for name, measure in parts.items():
            if not arguments.parts or name in arguments.parts:
                measure(Path(folder), figures)
    if arguments.json:
        arguments.json.write_text(figures.as_json(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

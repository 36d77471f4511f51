"""Outlines of countries, from the files of the package countryinfo, which is not imported: only its data is read.

They are coarse, some hundred points for a large country, and some small countries are missing; where neighbours
are there, a missing one is outlined all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from annotator.domain.map_view import project

_LEFT_OUT = "antarctica"  # which the map does not reach
Ring = tuple[tuple[float, float], ...]
"""World coordinates of a closed line."""


def country_outlines() -> tuple[Ring, ...]:
    """Every ring once, in no order; none where the package is missing. Takes a tenth of a second; for a worker."""
    spec = find_spec("countryinfo")
    if spec is None or spec.origin is None:
        return ()
    files = sorted((Path(spec.origin).parent / "data").glob("*.json"))
    return tuple(dict.fromkeys(ring for file in files if file.stem != _LEFT_OUT for ring in rings_in(file)))


def rings_in(file: Path) -> Iterator[Ring]:
    """The rings of the polygons in a file; none in one that is damaged or has no outline."""
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        geometries = [feature["geometry"] for feature in record.get("geoJSON", {}).get("features", ())]
        for geometry in geometries:
            several = geometry["type"] == "MultiPolygon"
            for polygon in geometry["coordinates"] if several else [geometry["coordinates"]]:
                for ring in polygon:
                    yield tuple(project(float(latitude), float(longitude)) for longitude, latitude, *_ in ring)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return

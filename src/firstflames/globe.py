"""Distances on the globe, for what a text says is near or far."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

EARTH_RADIUS_KM = 6_371.0
KM_IN_A_MILE = 1.609344


def kilometres(here: Mapping[str, Any], there: Mapping[str, Any]) -> float:
    """The great circle between two points, by the haversine formula.

    Both hold ``latitude`` and ``longitude`` in degrees, as numbers or as the text of a cell.
    """
    one, two = (math.radians(float(point["latitude"])) for point in (here, there))
    turn = math.radians(float(there["longitude"]) - float(here["longitude"]))
    half = math.sin((two - one) / 2) ** 2 + math.cos(one) * math.cos(two) * math.sin(turn / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))

"""Lets the tests of this folder import what they share, and compiles the kernels once for all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    """Run the engine once: no test, and no example of a property, pays for compilation."""
    from engine_tools import scenario

    from tcorisk import simulate

    lines = {"x": 'monthly = "1 to 2"', "y": "events_per_month = 1\nper_event = 1"}
    assert simulate(scenario({"a": lines}), 1, sampler="random").settings.trajectories == 1

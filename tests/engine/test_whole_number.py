"""A number of futures may be written as people write a million: 1e6."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tcorisk import simulate
from tcorisk.configs import loads
from tcorisk.simulator.arguments import whole_number

CERTAIN = """schema = 1
title = "One line"
currency = "USD"
horizons = [2]
[strategies.a.costs.a]
category = "Compute"
monthly = 10
"""


@pytest.mark.parametrize(("count", "whole"), [(8192, 8192), (1e6, 1_000_000), (np.float64(2.0**20), 2**20), (-1.0, -1)])
def test_whole_floats_are_counts(count: Any, whole: int) -> None:
    found = whole_number(count)
    assert found == whole and type(found) is int


@pytest.mark.parametrize("count", [1.5, float("nan"), float("inf"), "1e6", None, np.float32(1.5)])
def test_other_things_are_not(count: Any) -> None:
    with pytest.raises(TypeError):
        whole_number(count)


def test_a_run_takes_a_whole_float() -> None:
    result = simulate(loads(CERTAIN), 1e4, sampler="random")
    assert result.document["run"]["trajectories"] == 10_000
    assert result.document["strategies"]["a"]["horizons"]["2"]["mean"] == 20.0
    with pytest.raises(ValueError, match="from 1 to"):
        simulate(loads(CERTAIN), 0.0)

"""Which moments a cost has, read from its formula: what caps a heavy law, and what does not."""

from __future__ import annotations

import pytest

from tcorisk.configs import loads
from tcorisk.configs.model.tails import finite_moments_of

SCENARIO = """schema = 1
title = "t"
currency = "USD"
horizons = [1]
[drivers]
x = "pareto(1, 1.5)"
cap = 5
[strategies.own.costs.a]
category = "Compute"
one_time = "{}"
"""

CAPPED = [
    "1_000 * (x > 3)", "log(x)", "clip(student_t(0, 1, 1.5), -5, 5)", "min(max(student_t(0, 1, 1.5), -5), 5)",
    "5 if x > 2 else uniform(1, 2)", "mod(x, 3)", "min(x, cap)", "max(min(x, 5), 0)",
]  # fmt: skip
HEAVY = ["x", "2 * x + 1", "min(x, 2 * x)", "min(5, -x)", "min(x, lognormal(3, 1))", "x if x > 3 else 0"]


@pytest.mark.parametrize("formula", CAPPED)
def test_a_capped_tail_has_all_moments(formula: str) -> None:
    assert finite_moments_of(loads(SCENARIO.format(formula))) == {"own": 4}


@pytest.mark.parametrize("formula", HEAVY)
def test_a_tail_that_nothing_caps_has_no_variance(formula: str) -> None:
    assert finite_moments_of(loads(SCENARIO.format(formula))) == {"own": 0}

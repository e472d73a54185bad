"""A budget that is exactly what a fixed line costs is kept, though the sum of its months is off in the last digit."""

from __future__ import annotations

import pytest

from tcorisk import simulate
from tcorisk.configs import loads

TEXT = """
schema = 1
title = "budget"
currency = "USD"
horizons = [12]
[strategies.a]
budget_per_month = {budget}
[strategies.a.costs.fixed]
category = "Compute"
monthly = 28.3
"""


@pytest.mark.parametrize(("budget", "kept"), [("28.3", 1.0), ("28.299_999", 0.0)])
def test_a_budget_is_met_to_the_cent(budget: str, kept: float) -> None:
    document = simulate(loads(TEXT.replace("{budget}", budget)), 8_192).document
    assert document["strategies"]["a"]["horizons"]["12"]["budget"]["p_within"] == kept

"""Costs that are equal but for rounding tie; a difference beyond rounding does not."""

from __future__ import annotations

import pytest

from tcorisk import simulate
from tcorisk.configs import loads

TWO = """schema = 1
title = "One tariff, written twice"
currency = "USD"
horizons = [6, 12]
baseline = "whole"
[drivers]
p = "1 to 3"
[strategies.whole.costs.tokens]
category = "Compute"
monthly = "0.3 * p"
[strategies.parts.costs.input]
category = "Compute"
monthly = "0.1 * p"
[strategies.parts.costs.output]
category = "Compute"
monthly = "{}"
"""


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_the_same_cost_in_other_words_ties(sampler: str) -> None:
    document = simulate(loads(TWO.format("0.2 * p")), 8_192, sampler=sampler).document
    for pair in document["comparisons"]:
        assert (pair["p_beats"], pair["p_ties"]) == (0.0, 1.0)
        assert pair["break_even"]["p_never"] == 1.0
    for strategy in document["strategies"].values():
        assert [found["p_cheapest"] for found in strategy["horizons"].values()] == [0.5, 0.5]
    verdict = document["verdict"]
    assert verdict["most_often_cheapest"] is None and verdict["close"]


def test_a_difference_beyond_rounding_counts() -> None:
    pair = simulate(loads(TWO.format("(0.2 - 1e-10) * p")), 8_192).document["comparisons"][0]
    assert (pair["p_beats"], pair["p_ties"], pair["break_even"]["p10"]) == (1.0, 0.0, 1)

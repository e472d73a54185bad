"""What a strategy made with `like` shares with its original, and what it does not."""

from __future__ import annotations

from tcorisk import simulate
from tcorisk.configs import loads

TEXT = """
schema = 1
title = "like"
currency = "USD"
horizons = [6, 24]
baseline = "base"
[strategies.base.costs.fixed]
category = "Compute"
monthly = 400
[strategies.one]
inputs = { rate = 1 }
[strategies.one.costs.incidents]
category = "Incidents"
events_per_month = "rate"
per_event = "uniform(90, 110)"
[strategies.five]
like = "one"
inputs = { rate = 5 }
"""


def test_a_point_estimate_has_the_rate_of_its_own_strategy() -> None:
    strategies = simulate(loads(TEXT), 8_192).document["strategies"]
    points = {name: strategies[name]["horizons"]["24"]["point_estimate"] for name in ("one", "five")}
    assert points == {"one": 24 * 100.0, "five": 5 * 24 * 100.0}


def test_an_inherited_line_is_one_input_under_the_address_where_it_is_written() -> None:
    document = simulate(loads(TEXT), 8_192).document
    assert document["comparisons"]
    for comparison in document["comparisons"]:
        addresses = [item["address"] for item in comparison["top_inputs"]]
        assert addresses == ["strategies.one.costs.incidents"]


def test_the_inputs_of_an_early_horizon_are_those_of_its_months() -> None:
    text = TEXT.replace("events_per_month", "# ").replace(
        'per_event = "uniform(90, 110)"', "monthly = { dist = 'normal', mean = 100, sd = 9, each = 'month' }"
    )
    comparisons = simulate(loads(text), 8_192).document["comparisons"]
    with_base = [comparison for comparison in comparisons if comparison["baseline"] == "base"]
    assert len(with_base) == 4
    for comparison in with_base:  # of the other pair the saving is the same in all futures
        (only,) = comparison["top_inputs"]
        assert only["rank_correlation"] < -0.999

"""What docs/results.md says of columns, months and residual value, on numbers that can be worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tcorisk import Result, simulate
from tcorisk.configs import loads

SCENARIO = """schema = 1
title = "Columns"
currency = "USD"
horizons = [6, 12]
discount_rate = 0.1

[drivers]
used = "1 to 2"
unused = "3 to 4"
certain = 5
mood = { dist = "uniform", low = 0, high = 1, each = "month" }
[drivers.load]
process = "growth"
initial = "10 to 20"
growth_per_month = 0.1

[strategies.own.costs.bought]
category = "Compute"
one_time = 1_000
residual = 0.5
[strategies.own.costs.run]
category = "Compute"
monthly = "used + certain + mood + load"
[strategies.own.costs.faults]
category = "Incidents"
events_per_month = 2
per_event = "10 to 20"
"""

N = 16_384


@pytest.fixture(scope="module")
def result() -> Result:
    """Return a run of more futures than the sample keeps."""
    return simulate(loads(SCENARIO), N)


def test_columns_are_inputs_that_are_used_and_outcomes(result: Result) -> None:
    sample = result.samples()
    outcomes = {f"own.{horizon}.{what}" for horizon in (6, 12) for what in ("tco", "cash")}
    inputs = {"drivers.used", "drivers.mood", "drivers.load", "drivers.load.initial", "strategies.own.costs.faults"}
    assert set(sample.columns) == inputs | outcomes
    assert len(sample) == 8_192 < N
    assert len(simulate(loads(SCENARIO), 100, sampler="random").samples()) == 100


def test_a_process_is_shown_by_its_mean_over_the_longest_horizon(result: Result) -> None:
    sample = result.samples()
    factor = np.mean(1.1 ** np.arange(12))
    np.testing.assert_allclose(sample["drivers.load"], factor * sample["drivers.load.initial"], rtol=1e-12)
    assert sample["drivers.load"].std() > 1.0


def test_a_monthly_draw_is_shown_by_its_mean(result: Result) -> None:
    mood = result.samples()["drivers.mood"]
    se = np.sqrt(1.0 / 12.0 / 12.0)  # of the mean of 12 uniform draws
    assert abs(mood.std() / se - 1.0) < 0.05  # a single draw would have a spread 3.5 times as wide
    assert abs(mood.mean() - 0.5) < 4.0 * se / np.sqrt(len(mood))


def test_a_line_of_events_is_shown_by_its_discounted_total() -> None:
    result = simulate(loads(SCENARIO), 8_192)  # the sample is then the whole run
    line: dict[str, Any] = result.document["strategies"]["own"]["horizons"]["12"]["lines"]["faults"]
    assert result.samples()["strategies.own.costs.faults"].mean() == pytest.approx(line["mean"], rel=1e-9)
    nominal = 12 * 2 * loads(SCENARIO).strategies["own"].lines["faults"].amount.expression.law.mean  # type: ignore[union-attr]
    assert line["mean"] < 0.97 * nominal


def test_residual_value_is_discounted(result: Result) -> None:
    horizons = result.document["strategies"]["own"]["horizons"]
    assert horizons["12"]["residual"]["mean"] == pytest.approx(500.0 / 1.1, rel=1e-12)
    assert horizons["6"]["residual"]["mean"] == pytest.approx(500.0 / 1.1**0.5, rel=1e-12)
    bought = 1_000.0 / 1.1 ** (1 / 12) - 500.0 / 1.1
    assert horizons["12"]["lines"]["bought"]["mean"] == pytest.approx(bought, rel=1e-12)


def test_months_hold_lists_by_statistic(result: Result) -> None:
    strategy = result.document["strategies"]["own"]
    months = strategy["months"]
    assert set(months) == {"cash", "cumulative_tco"}
    for by_key in months.values():
        assert set(by_key) == {"mean", "p10", "p50", "p90"}
        assert all(len(values) == 12 for values in by_key.values())
    for horizon in (6, 12):
        tco = strategy["horizons"][str(horizon)]["mean"]
        assert months["cumulative_tco"]["mean"][horizon - 1] == pytest.approx(tco, rel=1e-9)
    assert sum(months["cash"]["mean"]) == pytest.approx(strategy["horizons"]["12"]["cash"]["mean"], rel=1e-9)

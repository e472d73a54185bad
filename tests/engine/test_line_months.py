"""Mean cash of each line by month: that of single futures, traced one by one, and of any number of threads."""

from __future__ import annotations

import numpy as np
import pytest

from tcorisk import simulate, trace
from tcorisk.configs import loads
from tcorisk.simulator.studies import line_months
from tcorisk.simulator.studies.line_months import cash_by_line

_TEXT = """
schema = 1
title = "Lines by month"
currency = "USD"
horizons = [6]
discount_rate = 0.1
[drivers.volume]
process = "growth"
initial = "100 to 300"
growth_per_month = "0.01 to 0.05"
noise = 0.2
[strategies.buy]
[strategies.buy.costs.tokens]
category = "Compute"
monthly = "volume * to(2, 3)"
[strategies.buy.costs.lost]
category = "Opportunity"
monthly = 50
[strategies.host]
launch = { months = "0.5 to 3", revenue_per_month = 700 }
buffer = { share = "10% to 40%" }
[strategies.host.costs.setup]
category = "Engineering"
one_time = "1_000 to 3_000"
after = "1 to 4"
[strategies.host.costs.rent]
category = "Compute"
monthly = "200 to 500"
after = 1.5
[strategies.host.costs.incidents]
category = "Incidents"
events_per_month = 0.8
per_event = "100 to 900"
[strategies.switch]
starts = "buy"
[[strategies.switch.switch]]
to = "host"
when = "volume > 180"
"""
_FUTURES = 48


def test_it_is_the_mean_of_traced_futures():
    scenario = loads(_TEXT)
    result = simulate(scenario, _FUTURES, sampler="random")
    found = cash_by_line(scenario, result.settings)
    traced = [trace(scenario, at, sampler="random").document["strategies"] for at in range(_FUTURES)]
    for name, lines in found.items():
        assert "lost" not in lines
        assert not any(line.endswith("launch") for line in lines)
        for line, months in lines.items():
            each = np.array([future[name]["lines"][line] for future in traced])
            assert months == pytest.approx(each.mean(axis=0), rel=1e-12, abs=1e-9)
        cash = np.array([future[name]["cash"] for future in traced]).mean(axis=0)
        assert sum(lines.values()) == pytest.approx(cash, rel=1e-12)
    assert {"setup", "rent", "incidents", "buffer"} == set(found["host"])


def test_threads_change_no_digit():
    scenario = loads(_TEXT)
    settings = simulate(scenario, 8192).settings
    one, three = (cash_by_line(scenario, settings, threads) for threads in (1, 3))
    assert all(np.array_equal(months, three[name][line]) for name in one for line, months in one[name].items())


def test_a_longer_run_has_its_first_futures(monkeypatch):
    scenario = loads(_TEXT)
    short, long = (simulate(scenario, futures).settings for futures in (8192, 16384))
    monkeypatch.setattr(line_months, "MOST_FUTURES", 8192)
    first, same = (cash_by_line(scenario, settings)["host"]["rent"] for settings in (short, long))
    assert np.array_equal(first, same)
    monkeypatch.undo()
    assert not np.array_equal(cash_by_line(scenario, long)["host"]["rent"], first)

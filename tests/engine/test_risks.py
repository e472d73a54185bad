"""Truth: the risk register lists what raises the cost of the recommended strategy, by how much, and how probably."""

from __future__ import annotations

from typing import Any

import pytest
from scipy.stats import norm, poisson

from tcorisk import simulate
from tcorisk.configs import loads

FAR = norm.pdf(norm.ppf(0.9)) / 0.1
TEXT = """
schema = 1
title = "Risks"
currency = "USD"
horizons = [12]
[decision]
margin = 0
[drivers]
volume = "normal(100, 10)"
idle = "normal(100, 10)"
[strategies.api.costs.use]
category = "Compute"
one_time = "1_000 + 20 * volume"
[strategies.api.costs.outage]
category = "Incidents"
events_per_year = 0.02
per_event = 3_000
[strategies.own.costs.use]
category = "Compute"
one_time = "3_190 + 0 * idle"
"""


def risks(text: str = TEXT, trajectories: int = 2**14, seed: int = 0) -> list[dict[str, Any]]:
    return simulate(loads(text), trajectories, seed=seed).verdict["risks"]


def test_range_event_and_choice() -> None:
    """The worst tenth of a normal input, an event of 1 in 50 years, and what is cheaper beyond a flip."""
    document = simulate(loads(TEXT), 2**14).document
    assert document["verdict"]["recommended"] == "api"
    found = {each["address"]: each for each in document["verdict"]["risks"]}
    assert set(found) == {"drivers.volume#1", "strategies.api.costs.outage"}
    outage, volume = found.values()  # 1 in 50 times 2,940 is more than 1 in 10 times 351
    assert (volume["kind"], volume["side"], volume["against"]) == ("range", "above", None)
    assert volume["value"] == pytest.approx(100.0 + 10.0 * norm.ppf(0.9), rel=0.003)
    assert volume["probability"] == pytest.approx(0.1, abs=2e-4)
    assert abs(volume["size"] - 200.0 * FAR) < 3.0 * volume["size_se"] < 60.0
    assert volume["to"] == "own"  # 1,000 + 20 x 117.5 + 60 > 3,190
    assert (outage["kind"], outage["value"], outage["per_year"]) == ("event", 0.0, pytest.approx(0.02))
    assert outage["probability"] == pytest.approx(1.0 - poisson.pmf(0, 0.02), abs=0.004)
    exact = 3_000.0 * 0.02 / (1.0 - poisson.pmf(0, 0.02)) - 60.0  # mean of an outage, if there is one
    assert abs(outage["size"] - exact) < max(3.0 * outage["size_se"], 30.0)


def test_what_is_good_for_the_strategy_is_no_risk() -> None:
    """A driver that makes the others dearer hurts nobody who chose this one."""
    text = TEXT.replace("3_190 + 0 * idle", "3_600 + 300 * idle / 100")
    assert "drivers.idle#1" not in {each["address"] for each in risks(text)}
    assert all(each["size"] > 0.0 for each in risks(text))


def test_a_flip_that_costs_nothing_more_is_a_wrong_choice() -> None:
    """Own is recommended; where the volume is low the API is cheaper, though own costs no more there than elsewhere."""
    text = TEXT.replace("3_190", "2_950")
    (first, *_) = risks(text)
    assert (first["kind"], first["side"], first["to"], first["against"]) == ("choice", "below", "api", "api")
    assert abs(first["value"] - (2_950.0 - 1_060.0) / 20.0) < 0.5  # an outage costs 60 on average
    z = (first["value"] - 100.0) / 10.0
    short = 2_950.0 - 1_060.0 - 2_000.0 + 200.0 * norm.pdf(z) / norm.cdf(z)
    assert abs(first["size"] - short) < 4.0 * first["size_se"] + 3.0


def test_ordered_by_probability_times_size_and_eight_at_most() -> None:
    many = "".join(f'x{k} = "normal(0, {10 * k})"\n' for k in range(1, 13))
    sum_of = " + ".join(f"x{k}" for k in range(1, 13))
    text = TEXT.replace("[strategies.api.costs.use]", f"{many}[strategies.api.costs.use]", 1)
    found = risks(text.replace("1_000 + 20 * volume", f"20 * volume + {sum_of}"))
    weights = [each["probability"] * each["size"] for each in found]
    assert len(found) == 8
    assert weights == sorted(weights, reverse=True)


def test_noise_is_no_cause_in_many_runs() -> None:
    """An input that the strategy never pays for is listed in hardly any of 40 runs."""
    text = TEXT.replace("20 * volume", "20 * volume + lognormal(500, 1.5) + 0 * idle")
    listed = sum(any("idle" in each["address"] for each in risks(text, 2**13, seed)) for seed in range(40))
    assert listed <= 3


def test_one_that_is_alone_and_one_that_is_certain() -> None:
    alone = TEXT.partition("[strategies.own")[0]
    verdict = simulate(loads(alone), 2**13).verdict
    assert [each["address"] for each in verdict["cost_drivers"]] == ["drivers.volume#1", "strategies.api.costs.outage"]
    assert {each["address"] for each in verdict["risks"]} == {each["address"] for each in verdict["cost_drivers"]}
    certain = alone.replace('"normal(100, 10)"', "100").partition("[strategies.api.costs.outage]")[0]
    assert simulate(loads(certain), 2**13).verdict["risks"] == []

"""Warnings about values that leave their domain: shares above 100 %, probabilities, lines that turn negative."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tcorisk.configs import Number, bundled, load, loads
from tcorisk.configs.glimpse import Glimpse

HEAD = """schema = 1
title = "t"
currency = "USD"
horizons = [12]
[drivers]
cached = {cached}
[strategies.a.costs.x]
category = "Compute"
{line}
"""


def warnings(cached: str = '"60% to 98%"', line: str = "monthly = 3") -> dict[str, str]:
    return {found.address: found.message for found in loads(HEAD.format(cached=cached, line=line)).warnings}


def percent(message: str) -> float:
    found = re.search(r"([\d.]+) % of futures", message)
    assert found is not None, message
    return float(found[1])


def test_a_share_that_passes_100_percent() -> None:
    """A lognormal law of P5 60 % and P95 98 % is above 1 in 3.8 % of futures; the law that is offered never is."""
    line = 'monthly = "10_000 * (1 - cached)"'
    found = warnings(line=line)
    assert found["drivers.cached"].startswith("above 100 % in 3.8 % of futures")
    offered = re.search(r'write ("share\(.*\)")', found["drivers.cached"])
    assert offered is not None
    often = percent(found["strategies.a.costs.x.monthly"])
    assert abs(often - 3.8) < 4 * 100 * np.sqrt(0.038 / 4_096)  # four standard errors of 4,096 futures
    assert warnings(offered[1], line) == {}
    assert warnings(line='monthly = "max(0, 10_000 * (1 - cached))"').keys() == {"drivers.cached"}


@pytest.mark.parametrize("cached", ['"10% to 30%"', '"60% to 250%"', "0.9", '"share(60%, 98%)"', '"0.60 to 0.98"'])
def test_percentages_that_are_no_shares_or_stay_below(cached: str) -> None:
    assert "drivers.cached" not in warnings(cached, 'monthly = "1_000 * cached"')


def test_a_markup_may_pass_100_percent() -> None:
    text = HEAD.format(cached='"60% to 98%"', line='monthly = "1_000 * cached"').replace("cached", "peak_markup")
    assert loads(text).warnings == ()


@pytest.mark.parametrize(
    ("line", "share"),
    [
        ('monthly = { dist = "normal", mean = 3, sd = 2 }', 6.68),  # P(Z < -1.5)
        ('one_time = "uniform(0, 1) - 0.25"', 25.0),
        ('events_per_month = 2\nper_event = "uniform(0, 1) - 0.25"', 25.0),
        ('monthly = "uniform(0, 1) - 0.25 if month < 5 else 9"', 25.0),
        ('monthly = "uniform(0, 1) - 0.73"', 73.0),  # a mistake, not a credit
    ],
)
def test_a_line_that_is_negative_in_some_futures(line: str, share: float) -> None:
    (message,) = (text for address, text in warnings("0.5", line).items() if address.startswith("strategies"))
    assert abs(percent(message) - share) < 4 * 100 * np.sqrt(share / 100 / 4_096)


@pytest.mark.parametrize(
    "line",
    [
        "monthly = -5",
        'monthly = "-to(1, 2)"',
        'monthly = { dist = "normal", mean = -4, sd = 1 }',  # above 0 in 3 futures of 100,000
        'monthly = "to(1, 2) - 0.5"',
        'monthly = "cached * 3"',
    ],
)
def test_credits_and_costs_are_left_alone(line: str) -> None:
    assert not [address for address in warnings("0.5", line) if address.startswith("strategies")]


def test_a_probability_outside_0_to_1() -> None:
    found = warnings('"uniform(0, 1)"', 'one_time = "1_000 * bernoulli(cached * 1.25)"')
    assert percent(found["strategies.a.costs.x.one_time"]) == pytest.approx(20.0, abs=2.5)
    assert "above 1, which counts as 1" in found["strategies.a.costs.x.one_time"]
    assert warnings('"uniform(0, 1)"', 'one_time = "1_000 * bernoulli(cached)"') == {}


def test_ends_beyond_the_horizon() -> None:
    found = warnings("0.5", 'monthly = "cached"\nuntil = 1_987')
    assert found == {
        "strategies.a.costs.x.until": (
            "the line ends after 1987 months, the last horizon is 12: it is paid to the horizon"
        )
    }
    assert warnings("0.5", 'monthly = "cached"\nuntil = 12') == {}


def test_bundled_scenarios_stay_within_their_domains() -> None:
    for name, _ in bundled():
        assert load(name).warnings == ()


def test_a_glimpse_is_the_same_every_time_and_independent_by_address() -> None:
    scenario = loads(HEAD.format(cached='"uniform(0, 1)"', line='monthly = "cached - uniform(0, 1)"'))
    amount = scenario.strategies["a"].lines["x"].amount.expression
    first, again = (Glimpse(scenario.drivers).values(amount) for _ in range(2))
    assert first is not None and again is not None
    np.testing.assert_array_equal(first, again)
    assert abs(np.std(first) - np.sqrt(1 / 6)) < 0.02  # the sd of a difference of two independent ones
    assert np.all(Glimpse({}).values(Number(3.0)) == 3.0)
    assert Glimpse({}).values(amount) is None


@pytest.mark.parametrize(
    ("name", "value", "warned"),
    [
        ("small_share", '"70 to 80"', True),
        ("share", "70", True),
        ("small_share", '"0.7 to 0.8"', False),
        ("engineer_share", '"0.6 to 1.6"', False),  # of a post
        ("shares_sold", '"70 to 80"', False),
    ],
)
def test_a_share_as_a_number_of_percent(name: str, value: str, warned: bool) -> None:
    text = 'schema = 1\ntitle = "x"\ncurrency = "USD"\nhorizons = [12]\n'
    text += f'[drivers]\n{name} = {value}\n[strategies.a.costs.x]\ncategory = "Compute"\nmonthly = "100 * {name}"\n'
    found = [item.message for item in loads(text).warnings]
    assert found == (
        [f'`{name}` is above 5 in nearly all futures; a share of 70 % is written 0.7 or "70%"'] if warned else []
    )

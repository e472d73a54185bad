"""When in its month an amount is paid, as discounting sees it: end, middle or start."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Futures, scenario

from tcorisk import simulate, trace
from tcorisk.configs import ConfigError, Scenario
from tcorisk.reports.explain.reading import render_reading

RATE = 0.08
HORIZONS = (12, 30)
EARLIER = {"end": 0.0, "middle": 0.5, "start": 1.0}
LINES = {
    "rent": 'monthly = "to(90, 110) * month"\nafter = 1.5',
    "setup": "one_time = 5_000",
    "audit": "one_time = 3_000\nafter = 7.2",
    "fixed": "monthly = 40",
}


def at(when: str, lines: dict[str, str] = LINES) -> Scenario:
    top = f'discount_rate = {RATE}\ndiscount_at = "{when}"' if when else f"discount_rate = {RATE}"
    launch = "launch = { months = 2.5, revenue_per_month = 700 }\nbuffer = { share = 0.2 }"
    return scenario({"s": lines}, horizons=HORIZONS, top=top, heads={"s": launch})


@pytest.mark.parametrize("when", ["end", "middle", "start"])
def test_against_numpy(when: str) -> None:
    """Every month's amount, lost revenue and buffer included, times (1 + r)^-((t - earlier) / 12)."""
    sample = simulate(at(when), 8192).samples()
    rent = sample["strategies.s.costs.rent.monthly#1"].to_numpy()
    t = np.arange(1, 31)
    active = np.clip(t - 1.5, 0.0, 1.0)
    month = active * t * rent[:, None] + 5_000.0 * (t == 1) + 3_000.0 * (t == 8) + 40.0
    month = 1.2 * month + 700.0 * np.clip(2.5 - (t - 1.0), 0.0, 1.0)
    for horizon in HORIZONS:
        for word, earlier in EARLIER.items():
            worth = (1.0 + RATE) ** (-(t - earlier) / 12.0)
            expected = (month * worth)[:, :horizon].sum(axis=1)
            assert np.allclose(sample[f"s.{horizon}.tco"], expected, rtol=1e-11) == (word == when)


def test_without_the_key_it_is_the_end() -> None:
    """No bit changes."""
    one, other = Futures(at(""), 512), Futures(at("end"), 512)
    np.testing.assert_array_equal(one.results, other.results)


def test_what_is_paid_at_once_is_not_discounted() -> None:
    """At the start of month 1 no time has passed: a purchase costs its price."""
    costs = {
        when: simulate(at(when, {"setup": "one_time = 5_000"}), 8192).document["strategies"]["s"]["horizons"]["12"]
        for when in EARLIER
    }
    mean = {when: found["lines"]["setup"]["mean"] for when, found in costs.items()}
    assert mean["start"] == 5_000.0
    assert mean["middle"] == pytest.approx(5_000.0 / 1.08 ** (0.5 / 12))
    assert mean["end"] == pytest.approx(5_000.0 / 1.08 ** (1 / 12))


@pytest.mark.parametrize("when", ["end", "start"])
def test_a_resale_is_at_the_end(when: str) -> None:
    """What a purchase fetches, it fetches when the horizon has passed, whenever in a month amounts are paid."""
    found = simulate(at(when, {"desk": "one_time = 5_000\nresidual = 0.5"}), 8192).document
    numbers = found["strategies"]["s"]["horizons"]["12"]
    paid = 5_000.0 * 1.08 ** (-(1.0 - EARLIER[when]) / 12)
    assert numbers["lines"]["desk"]["mean"] == pytest.approx(paid - 2_500.0 / 1.08)


def test_a_trace_discounts_alike() -> None:
    found = trace(at("start"), 3).document
    np.testing.assert_allclose(found["discount"], 1.08 ** (-np.arange(30) / 12.0), rtol=1e-14)


def test_it_is_said_and_checked() -> None:
    assert "discounted by 8 % a year from the middle of each month" in render_reading(at("middle"))
    assert "from the" not in render_reading(at("end")).splitlines()[2]
    with pytest.raises(ConfigError, match="`discount_at` needs 'end', 'middle' or 'start', got \"beginning\""):
        at("beginning")

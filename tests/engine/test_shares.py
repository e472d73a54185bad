"""Truth: shares of a whole add up to 1 in every future, and each is its entry over the sum of all."""

from __future__ import annotations

import re

import numpy as np
import pytest
from engine_tools import Futures, scenario

from tcorisk import ConfigError, simulate, sweep

ROUTING = 'routing = { shares = { small = "55% to 75%", medium = "15% to 30%", large = "2 * to(0.02, 0.1)" } }\n'
TOKENS = '[drivers.tokens]\nprocess = "growth"\ninitial = "100 to 900"\ngrowth_per_month = 0.02\nvolatility = 0.1\n'
LINES = {
    "split": {part: f'monthly = "tokens * routing.{part}"' for part in ("small", "medium", "large")},
    "whole": {"all": 'monthly = "tokens"'},
    "small": {"all": 'monthly = "routing.small"'},
}


def test_shares_add_up_in_every_future() -> None:
    futures = Futures(scenario(LINES, drivers=ROUTING + TOKENS, horizons=(6,)), 2_048)
    np.testing.assert_allclose(futures.tco("split", 6), futures.tco("whole", 6), rtol=1e-12)
    without = {**LINES, "split": {part: LINES["split"][part] for part in ("small", "medium")}}
    futures = Futures(scenario(without, drivers=ROUTING + TOKENS, horizons=(6,)), 2_048)
    assert np.all(futures.tco("split", 6) < 0.99 * futures.tco("whole", 6))


def test_a_share_is_its_entry_over_the_sum() -> None:
    """The mean of the ratio against NumPy, within three standard errors; the entry alone has another one."""
    entries = {"small": (0.55, 0.75), "medium": (0.15, 0.30), "large": (0.04, 0.20)}
    z, random = 1.6448536, np.random.default_rng(4)
    drawn = {
        part: np.exp(np.log(low * high) / 2 + np.log(high / low) / 2 / z * random.standard_normal(400_000))
        for part, (low, high) in entries.items()
    }
    share = drawn["small"] / sum(drawn.values())
    what = scenario(LINES, drivers=ROUTING + TOKENS, horizons=(1,))
    found = simulate(what, 2**15).document["strategies"]["small"]["horizons"]["1"]
    se = share.std() / share.size**0.5
    assert found["mean"] == pytest.approx(share.mean(), abs=3 * se)
    assert found["p95"] == pytest.approx(np.quantile(share, 0.95), abs=5e-4)
    assert abs(found["mean"] - drawn["small"].mean()) > 20 * se


def test_an_entry_has_an_address() -> None:
    what = scenario(LINES, drivers=ROUTING + TOKENS, horizons=(1,))
    address = "drivers.routing.shares.small"
    swept = sweep(what, {address: [0.0, 0.5]}, 600, sampler="random")
    single = [simulate(what.with_values({address: x}), 600, sampler="random") for x in (0.0, 0.5)]
    means = [one.document["strategies"]["small"]["horizons"]["1"]["mean"] for one in single]
    assert means[0] == 0.0 < means[1]
    assert list(swept[swept["strategy"] == "small"]["mean"]) == means


@pytest.mark.parametrize(
    ("shares", "address", "message"),
    [
        ('{ small = "1 to 2" }', "shares", "needs two shares or more, got 1"),
        ('{ small = 1, shares = 2 }', "shares.shares", "cannot be called `shares`"),
        ('{ small = 1, medium = "-1 to 2" }', "shares.medium", "at least 0"),
        ('{ small = 1, Medium = 2 }', "shares.Medium", "write `medium`"),
        ("3", "shares", "needs a table"),
        ('{ small = 1, medium = 2 }, min = 0', "min", "unknown key `min`"),
    ],
)  # fmt: skip
def test_mistakes(shares: str, address: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        scenario({"a": {"x": "monthly = 1"}}, drivers=f"routing = {{ shares = {shares} }}\n", horizons=(1,))
    assert [problem.address for problem in caught.value.problems] == [f"drivers.routing.{address}"]
    assert re.search(message, str(caught.value))


@pytest.mark.parametrize(("formula", "meant"), [("routing", "routing.small"), ("routing.smal", "routing.small")])
def test_a_whole_is_no_number(formula: str, meant: str) -> None:
    with pytest.raises(ConfigError, match=rf"unknown name `{formula}`(.|\n)*did you mean `{meant}`") as caught:
        scenario({"a": {"x": f'monthly = "{formula}"'}}, drivers=ROUTING, horizons=(1,))
    assert "routing.shares" not in str(caught.value)


def test_shares_of_nothing_stop_a_run() -> None:
    what = scenario({"a": {"x": 'monthly = "whole.a"'}}, drivers="whole = { shares = { a = 0, b = 0 } }", horizons=(1,))
    with pytest.raises(Exception, match="a division by zero"):
        simulate(what, 8_192)

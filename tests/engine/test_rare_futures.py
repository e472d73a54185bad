"""Truth: where a few futures carry the variance, the warning names the input that leads there, and no other."""

from __future__ import annotations

import re

import numpy as np
import pytest
from engine_tools import scenario

from tcorisk import simulate
from tcorisk.reports import render_table
from tcorisk.simulator.rare_futures import leads

N = 2**13
DRIVERS = """
rate = "0.5 to 2"
wage = "10_000 to 20_000"
hours = "3 to 9"
hits = { dist = "bernoulli", p = 0.002 }
[drivers.requests]
process = "growth"
initial = "3_000 to 9_000"
growth_per_month = "-0.30 to 0.30"
"""


def warnings_of(monthly: str, n: int = N, top: str = "") -> list[dict[str, str]]:
    lines = {"a": {"x": f'monthly = "{monthly}"'}, "b": {"x": 'monthly = "wage"'}}
    document = simulate(scenario(lines, drivers=DRIVERS, horizons=(12, 24), top=top), n).document
    return [each for each in document["warnings"] if "1 in 1,000" in each["message"]]


def test_an_input_that_grows_without_bound_is_named() -> None:
    """At the horizon that decides, with how far it gets, how often and in which month; the wage beside it is not."""
    [warning] = warnings_of("requests * rate + wage * hours")
    assert warning["address"] == "drivers.requests"
    message = warning["message"]
    assert re.fullmatch(
        r"In about 1 of 2,\d00 futures `requests` averages [\d,]+ or more \(in one of them, [\d,]+ in month 24\)\. The "
        r"most expensive futures, 1 in 1,000, make \d\d % \(90 % interval \d\d % to \d\d %\) of the mean of a over 24 "
        r"months\. The mean rests on about \d+ futures of this run\. Run about \d+,\d{3}, or set a largest value with "
        r"`max`\.",
        message,
    )
    assert warnings_of("requests * rate + wage * hours") == [warning]


def test_a_rare_event_is_named_with_its_odds() -> None:
    [warning] = warnings_of("rate * hours + wage + 50_000_000 * hits")
    assert warning["address"] == "drivers.hits"
    assert re.match(r"In about 1 of [45]\d0 futures `hits` is 1\. ", warning["message"])


def test_it_names_how_many_futures_are_enough() -> None:
    """About 100 that carry the variance: 16 hits of 8,192 take seven times as many."""
    [warning] = warnings_of("wage + 50_000_000 * hits")
    enough = re.search(r"rests on about (\d+) futures of this run\. Run about ([\d,]+),", warning["message"])
    assert enough is not None
    needed = int(enough[2].replace(",", ""))
    assert needed / 2 < N * 100 / int(enough[1]) <= needed
    [warning] = warnings_of("wage + 50_000_000 * hits", needed)  # still one in 1,000, but a mean that rests on many
    carried = re.search(r"rests on about (\d+) futures of this run\. Run more, ", warning["message"])
    assert carried is not None and int(carried[1]) >= 100


def test_the_horizon_that_decides_comes_first() -> None:
    [shorter] = warnings_of("requests * rate", top="decision = { horizon = 12 }")
    assert " over 12 months" in shorter["message"]


def test_where_the_mean_does_not_decide_nothing_is_offered_instead() -> None:
    [warning] = warnings_of("requests * rate", top='decision = { by = "p80" }')
    assert "worst_5" not in warning["message"]


def test_a_cost_whose_variance_many_futures_carry_has_no_warning() -> None:
    assert warnings_of("wage * hours * rate") == []


def test_no_input_is_named_where_many_have_a_part() -> None:
    """Eight equal factors: a tail that none of them explains."""
    factors = " * ".join(["lognormal(2, 0.7)"] * 8)
    [warning] = warnings_of(factors)
    assert warning["address"] == "strategies.a"
    assert warning["message"].startswith("1 in 1,000 futures makes ")
    assert " No single input leads there. " in warning["message"]


def test_without_a_finite_variance_nothing_is_said_to_be_known() -> None:
    [warning] = warnings_of("wage + 1_000 * pareto(1, 1.4)")
    assert warning["address"] == "strategies.a.costs.x.monthly#1"
    assert warning["message"].endswith("No run can tell how uncertain. Set a largest value with `max`.")


def test_every_output_has_the_warning() -> None:
    """They show those of the document."""
    lines = {"a": {"x": 'monthly = "wage + 50_000_000 * hits"'}, "b": {"x": 'monthly = "wage"'}}
    document = simulate(scenario(lines, drivers=DRIVERS, horizons=(12,)), N).document
    page = " ".join(render_table(document).split())
    assert f"Warning: drivers.hits: {document['warnings'][-1]['message']}" in page


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_leads_are_those_of_the_farthest_futures(sign: float) -> None:
    """One input decides, on either side; with its values shuffled, a wrong sample, it is not named."""
    rng = np.random.default_rng(5)
    inputs = {f"drivers.n{k}": rng.normal(size=N) for k in range(40)}
    inputs["drivers.heavy"] = sign * np.exp(2.0 * rng.normal(size=N))
    costs = 3.0 * inputs["drivers.heavy"] + sum(inputs[f"drivers.n{k}"] for k in range(40))
    [lead] = leads(costs, inputs)
    assert lead.address == "drivers.heavy"
    assert lead.share == pytest.approx(4.5 / N, rel=0.3)
    assert sign * lead.value > sign * lead.median
    assert leads(costs, {**inputs, "drivers.heavy": rng.permutation(inputs["drivers.heavy"])}) == []


def test_two_leads_and_their_parts() -> None:
    """Both factors are named; of a process and its parameter the clearer one."""
    rng = np.random.default_rng(6)
    one, other = np.exp(1.5 * rng.normal(size=(2, N)))
    inputs = {"drivers.a": one, "drivers.a.initial": one * np.exp(1.5 * rng.normal(size=N)), "drivers.b": other}
    found = leads(one * other, inputs)
    assert {lead.address for lead in found} == {"drivers.a", "drivers.b"}

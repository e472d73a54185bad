"""Stress: a law held between its own quantiles, in closed form, and all else as it was."""

import json
import math

import numpy as np
import pytest
from engine_tools import Futures, scenario
from scipy.stats import norm

from tcorisk import load, simulate, stress
from tcorisk.distributions import Discrete, Normal, build_table, evaluate
from tcorisk.distributions.percentile_slice import Part
from tcorisk.simulator.studies.stresses import hold

N = 2**15
RATE = 'rate = { dist = "normal", mean = 100, sd = 10 }\nother = "1 to 2"'


def priced(monthly="rate + 0 * other", drivers=RATE):
    return scenario({"a": {"l": f'monthly = "{monthly}"'}, "b": {"l": "monthly = 110"}}, drivers=drivers)


@pytest.mark.parametrize(("low", "high"), [(0.9, 1.0), (0.0, 0.1), (0.25, 0.6), (0.99, 0.995)])
def test_mean_of_a_normal_part(low, high):
    a, b = norm.ppf([low, high])
    truth = 1200 + 120 * (norm.pdf(a) - norm.pdf(b)) / (high - low)
    found = stress(priced(), {"drivers.rate": (low, high)}, trajectories=N)
    numbers = found.document["strategies"]["a"]["horizons"]["12"]["mean"]
    assert numbers["b"] == pytest.approx(truth, rel=1e-5)
    assert numbers["a"] == pytest.approx(1200, rel=1e-5)
    clipped = 1200 + 120 * np.clip(norm.ppf((np.arange(1000) + 0.5) / 1000), a, b).mean()
    assert abs(numbers["b"] - clipped) > 1.0  # piled up at the ends it would be another


def test_quantiles_are_those_inside_the_range():
    found = stress(priced(), {"drivers.rate": (0.8, 1.0)}, trajectories=N)
    numbers = found.document["strategies"]["a"]["horizons"]["12"]
    assert numbers["p50"]["b"] == pytest.approx(1200 + 120 * norm.ppf(0.9), rel=1e-4)
    assert numbers["p90"]["b"] == pytest.approx(1200 + 120 * norm.ppf(0.98), rel=1e-3)
    beats = found.document["strategies"]["b"]["horizons"]["12"]["p_beats"]
    assert beats["b"] == pytest.approx(norm.sf(1.0) / 0.2, abs=1e-3)
    assert beats["a"] == pytest.approx(norm.sf(1.0), abs=1e-3)
    assert found.difference("b", "p_beats") == beats["difference"]


def test_all_other_draws_stay_what_they_were():
    what = priced("rate * other")
    plain, held = Futures(what, 1024), Futures(hold(what, {"drivers.rate": (0.5, 1.0)}), 1024)
    ratio = held.tco("a", 12) / plain.tco("a", 12)
    assert np.all(ratio > 1.0)
    alone = Futures(hold(priced(), {"drivers.rate": (0.5, 1.0)}), 1024).tco("a", 12)
    np.testing.assert_allclose(held.tco("a", 12), alone * plain.tco("a", 12) / Futures(priced(), 1024).tco("a", 12))


def test_monthly_draws_and_draws_inside_formulas():
    monthly = priced("n + to(1, 2)", f'{RATE}\nn = {{ dist = "uniform", low = 0, high = 1, each = "month" }}')
    held = hold(monthly, {"drivers.n": (0.5, 0.75), "strategies.a.costs.l.monthly#1": (0.0, 0.5)})
    months = Futures(held, 1024).months("a")
    constant = Futures(
        hold(monthly, {"drivers.n": (0.5, 0.5 + 1e-6), "strategies.a.costs.l.monthly#1": (0, 0.5)}), 1024
    )
    spread = months - constant.months("a")
    assert spread.min() > -1e-5
    assert 0.24 < spread.max() < 0.25 + 1e-5
    assert np.median(constant.tco("a", 12)) < 12 * (0.5 + math.sqrt(2.0))


def test_the_whole_range_changes_nothing():
    found = stress("legal_startup", {"drivers.ml_engineer": (0.0, 1.0)}, trajectories=8192)
    for figure in ("mean", "p50", "p90"):
        assert abs(found.difference("self_hosted", figure)) < 1e-6 * 4e5
    held = stress("legal_startup", {"drivers.ml_engineer": (0.0, 0.99)}, trajectories=8192)
    assert held.difference("self_hosted") < -100.0


def test_stressed_scenario_runs_by_itself():
    found = stress(priced(), {"drivers.rate": (0.9, 1.0)}, trajectories=N)
    document = simulate(found.scenario, N).document
    numbers = found.document["strategies"]["a"]["horizons"]["12"]
    assert document["strategies"]["a"]["horizons"]["12"]["p50"] == numbers["p50"]["b"]
    assert document["run"]["config_sha256"] != found.document["run"]["config_sha256"]
    with pytest.raises(ValueError, match="only a scenario that was loaded"):
        found.scenario.with_values({"drivers.rate": 1})
    json.dumps(found.document, allow_nan=False)


def test_part_divides_an_atom():
    law = Part(Discrete((0.0, 10.0), (0.8, 0.2)), 0.6, 1.0)
    assert law.atoms == ((0.0, pytest.approx(0.5), 0.0), (pytest.approx(0.5), 1.0, 10.0))
    assert law.mean == pytest.approx(5.0)
    np.testing.assert_allclose(law.cdf(np.array([-1.0, 0.0, 5.0, 10.0])), [0.0, 0.5, 0.5, 1.0], atol=1e-12)
    assert evaluate(build_table(law), np.array([0.25, 0.75])).tolist() == [0.0, 10.0]


def test_part_of_a_smooth_law():
    law = Part(Normal(0.0, 1.0), 0.9, 1.0)
    u = np.array([1e-6, 0.1, 0.5, 0.9, 1 - 1e-6])
    np.testing.assert_allclose(law.ppf(u), norm.isf(0.1 * (1 - u)), rtol=1e-10)
    np.testing.assert_allclose(law.cdf(law.ppf(u)), u, atol=1e-9)
    np.testing.assert_allclose(law.sf(law.isf(u)), u, atol=1e-9)
    assert law.support == (pytest.approx(norm.ppf(0.9)), math.inf)
    assert law.mean == pytest.approx(norm.pdf(norm.ppf(0.9)) / 0.1, rel=1e-6)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({}, "no stress"),
        ({"drivers.ratio": (0.9, 1.0)}, "the address does not exist\n  = help: did you mean `drivers.rate`"),
        ({"drivers.rate": (0.9, 0.9)}, "drivers.rate: a part needs 0 <= first < last <= 1"),
        ({"drivers.rate": (0.9, 1.1)}, "drivers.rate: a part needs"),
        ({"drivers.rate": (0.5, 0.5 + 1e-9)}, "at least 1e-06 of the law"),
    ],
)
def test_mistakes(inputs, message):
    with pytest.raises(ValueError, match=message):
        stress(priced(), inputs, trajectories=N)


def test_draws_that_depend_on_each_other_are_refused():
    tie = '[[correlations]]\nbetween = ["drivers.rate", "drivers.other"]\nrank = 0.5'
    with pytest.raises(ValueError, match=r"drivers.rate is in correlations.0: the draws that depend on it"):
        stress(priced(drivers=f"{RATE}\n{tie}"), {"drivers.rate": (0.9, 1.0)}, trajectories=N)


def test_a_process_is_held_by_what_it_is_made_of():
    with pytest.raises(
        ValueError, match=r"no draw at 'drivers.requests_per_day' itself, but at drivers.requests_per_day\.init"
    ):
        hold(load("legal_startup"), {"drivers.requests_per_day": (0.9, 1.0)})


@pytest.mark.parametrize(
    ("name", "address", "words"),
    [
        ("two_year_exercise", "drivers.requests_per_day", "plain number 40_000, which has no percentiles"),
        (
            "legal_startup",
            "drivers.requests_per_month",
            "it is a formula, requests_per_day * days_per_month\n"
            "  = help: hold what it names: drivers.requests_per_day.initial, drivers.requests_per_day.growth_per_month",
        ),
        ("legal_startup", "drivers.ml_enginer", "did you mean `drivers.ml_engineer`? draws are at"),
        ("support_chatbot", "drivers.nothing", "has no draws, every input is a plain number"),
    ],
)
def test_what_stands_where_nothing_is_drawn(name, address, words):
    """A number, a formula, nothing: each with what to do instead, and never the addresses of half the file."""
    with pytest.raises(ValueError, match="no draw at") as caught:
        hold(load(name), {address: (0.9, 1.0)})
    assert words in str(caught.value)
    assert len(str(caught.value)) < 700

"""The two-level run against closed forms: a normal prior and normal months."""

import json
import math

import numpy as np
import pytest
from engine_tools import scenario
from scipy.stats import norm

from tcorisk import load, simulate, two_level
from tcorisk.simulator.studies.two_levels import Levels
from tcorisk.simulator.studies.uncertainty_bands import _variance

SD, NOISE = 5.0, 30.0
BETWEEN, WITHIN = 144 * SD**2, 12 * NOISE**2
DRIVERS = (
    f'p = {{ dist = "normal", mean = 100, sd = {SD} }}\n'
    f'n = {{ dist = "normal", mean = 0, sd = {NOISE}, each = "month" }}'
)


def prior_and_months(drivers=DRIVERS):
    return scenario({"a": {"l": 'monthly = "p + n"'}, "b": {"l": "monthly = 103"}}, drivers=drivers)


@pytest.fixture(scope="module")
def found():
    return two_level(prior_and_months(), outer=400, inner=4096)


def test_shares_of_the_variance(found):
    variance = found.band("a")["variance"]
    truth = BETWEEN / (BETWEEN + WITHIN)
    assert abs(variance["priors"] - truth) < 3 * variance["se"] < 0.06
    assert variance["priors"] + variance["months"] == pytest.approx(1.0)
    assert variance["total"] == pytest.approx(BETWEEN + WITHIN, rel=0.02)
    assert abs(variance["priors"] - SD**2 / (SD**2 + NOISE**2)) > 5 * variance["se"]  # months that did not even out


@pytest.mark.parametrize("p", [10, 50, 90])
def test_band_of_a_percentile(found, p):
    figure = found.band("a")[f"p{p}"]
    z = norm.ppf(p / 100)
    assert figure["value"] == pytest.approx(1200 + z * math.sqrt(BETWEEN + WITHIN), abs=2.0)
    centre = 1200 + z * math.sqrt(WITHIN)
    # an order statistic of 400: sd of the 5th percentile of a normal law
    error = math.sqrt(0.05 * 0.95 / 400) / norm.pdf(norm.ppf(0.05)) * math.sqrt(BETWEEN)
    assert figure["low"] == pytest.approx(centre - 1.645 * math.sqrt(BETWEEN), abs=3 * error)
    assert figure["high"] == pytest.approx(centre + 1.645 * math.sqrt(BETWEEN), abs=3 * error)
    assert abs(figure["low"] - (centre - 1.645 * math.sqrt(BETWEEN + WITHIN))) > 5 * error  # not the spread of all
    assert 0.0 < figure["inner_se"] < 4.0


def test_band_of_the_curve(found):
    curve = found.band("a")["curve"]
    amounts = np.array(curve["amount"])
    np.testing.assert_allclose(curve["exceedance"], norm.sf(amounts, 1200, math.sqrt(BETWEEN + WITHIN)), atol=0.004)
    for side, sign in (("low", -1.0), ("high", 1.0)):
        truth = norm.sf(amounts, 1200 + sign * 1.645 * math.sqrt(BETWEEN), math.sqrt(WITHIN))
        np.testing.assert_allclose(curve[side], truth, atol=0.05)


def test_band_of_the_chance_to_win(found):
    (comparison,) = found.document["comparisons"]
    beats = comparison["p_beats"]
    assert beats["value"] == pytest.approx(norm.sf(1236, 1200, math.sqrt(BETWEEN + WITHIN)), abs=0.004)
    assert beats["low"] == pytest.approx(norm.sf(36 + 1.645 * 60, 0, math.sqrt(WITHIN)), abs=0.03)
    assert beats["high"] == pytest.approx(norm.sf(36 - 1.645 * 60, 0, math.sqrt(WITHIN)), abs=0.05)
    assert beats["favoured"] == pytest.approx(norm.sf(36 / 60), abs=3 * math.sqrt(0.27 * 0.73 / 400))


def test_no_priors_and_nothing_but_priors():
    months_alone = two_level(prior_and_months(DRIVERS.replace(f"sd = {SD}", "sd = 1e-9")), 100, 1024)
    variance = months_alone.band("a")["variance"]
    assert variance["priors"] < 0.005
    still = DRIVERS.replace(
        'dist = "normal", mean = 0, sd = 30.0, each = "month"', 'dist = "uniform", low = 0, high = 1'
    )
    priors_alone = two_level(prior_and_months(still), 100, 1024)
    variance = priors_alone.band("a")["variance"]
    assert (variance["priors"], variance["months"]) == (1.0, 0.0)
    assert priors_alone.band("a")["p10"]["low"] == priors_alone.band("a")["p90"]["low"]


def test_correction_for_the_finite_inner_sample():
    """Independent noise alone: without the correction the spread of means would pass for a prior."""
    rng = np.random.default_rng(1)
    shares, raw = [], []
    for _ in range(40):
        costs = rng.normal(0.0, 1.0, (100, 4, 16)) + rng.normal(0.0, 0.2, (100, 1, 1))
        between = 0.04 / 1.04
        shares.append(_unclipped(costs) - between)
        raw.append(costs.mean(axis=(1, 2)).var(ddof=1) / costs.var() - between)
    error = np.std(shares) / math.sqrt(40)
    assert abs(np.mean(shares)) < 3 * error
    assert np.mean(raw) > 6 * error


def _unclipped(costs):
    return _variance(costs)["priors"]


@pytest.mark.parametrize("name", ["legal_startup", "two_year_exercise"])
def test_pooled_futures_are_those_of_a_plain_run(name):
    what = load(name)
    found, plain = two_level(what, 256, 1024), simulate(what, 2**16).document
    for strategy in what.strategies:
        numbers, truth = found.band(strategy), plain["strategies"][strategy]["horizons"]["24"]
        error = truth["sd"] / math.sqrt(256)  # an upper limit: outer points are spread evenly
        assert abs(numbers["mean"]["value"] - truth["mean"]) < 2 * error
        assert numbers["sd"] == pytest.approx(truth["sd"], rel=0.15)
        for key in ("p10", "p50", "p90"):
            assert abs(numbers[key]["value"] - truth[key]) < 4 * error


def test_priors_are_what_is_drawn_once():
    lines = {
        "x": 'monthly = "p * g * to(1, 2)"',
        "y": 'every = "2 to 3"\nper_event = "1 to 2"',
        "z": 'events_per_month = "0.1 to 0.2"\nper_event = "1 to 2"',
    }
    growth = '[drivers.g]\nprocess = "growth"\ninitial = "1 to 2"\ngrowth_per_month = 0.01\nvolatility = "0.1 to 0.2"'
    what = scenario({"a": lines}, drivers=f"{DRIVERS}\n{growth}")
    assert set(Levels.of(what, 20, 2, 0).priors) == {
        "drivers.p",
        "drivers.g.initial",
        "drivers.g.volatility",
        "strategies.a.costs.x.monthly#1",
        "strategies.a.costs.z.events_per_month",
    }


def test_the_noise_in_the_last_of_the_actuals_is_random_variation():
    """It is drawn once, and all the same that of one month: the level behind it is not to be found out."""
    grown = '[drivers.g]\nprocess = "growth"\nactuals = [3, 4]\nnoise = "0.1 to 0.2"'
    what = scenario({"a": {"x": 'monthly = "p * g"'}}, drivers=f"{DRIVERS}\n{grown}")
    assert set(Levels.of(what, 20, 2, 0).priors) == {"drivers.p", "drivers.g.noise"}


def test_correlated_priors_stay_correlated():
    drivers = 'p = { dist = "normal", mean = 0, sd = 1 }\nq = { dist = "normal", mean = 0, sd = 1 }'
    tie = '[[correlations]]\nbetween = ["drivers.p", "drivers.q"]\nrank = 0.8'
    what = scenario({"a": {"l": 'one_time = "p + q"'}}, drivers=f"{drivers}\n{tie}")
    rho = 2 * math.sin(math.pi / 6 * 0.8)
    assert two_level(what, 400, 1024).band("a")["variance"]["total"] == pytest.approx(2 + 2 * rho, rel=0.06)


def test_same_bytes_for_any_threads_and_further_outer_runs():
    what = prior_and_months()
    documents = [json.dumps(two_level(what, 30, 1024, threads=threads).document) for threads in (1, 2)]
    assert documents[0] == documents[1]
    few, more = (Levels.of(what, outer, 2, 0).run(1, None)["a", 12] for outer in (20, 30))
    np.testing.assert_array_equal(few, more[:20])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"outer": 19}, "outer needs to be 20 or more, got 19"),
        ({"inner": 0}, "inner needs to be 1 or more"),
        ({"outer": 5000, "inner": 4096}, "outer x inner needs to be at most 4,194,304"),
        ({"seed": -1}, "seed needs to be 0 or more"),
        ({"threads": 0}, "threads needs to be 1 or more"),
    ],
)
def test_mistakes(arguments, message):
    with pytest.raises(ValueError, match=message):
        two_level(prior_and_months(), **arguments)


def test_an_input_with_two_streams_is_one_prior():
    """What is correlated is drawn from a stream of its own and one that it shares."""
    tied = '[[correlations]]\nbetween = ["drivers.p", "drivers.q"]\nrank = 0.5\n'
    drivers = DRIVERS + '\nq = { dist = "normal", mean = 0, sd = 4 }'
    lines = {"a": {"l": 'monthly = "p + q + n"'}, "b": {"l": "monthly = 103"}}
    priors = two_level(scenario(lines, drivers=drivers, top=tied), 20, 1024).document["priors"]
    assert sorted(priors) == ["drivers.p", "drivers.q"]
    bundled = two_level(load("saas_growth"), 20, 1024).document["priors"]
    assert len(set(bundled)) == len(bundled) > 10

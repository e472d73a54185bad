"""Value of information: closed forms of normal differences, data that say little or much, and a close decision."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from engine_tools import scenario

from tcorisk import evpi, evppi, evsi, load, sensitivity, simulate
from tcorisk.simulator.sensitivity.broken_lines import broken_lines
from tcorisk.simulator.sensitivity.estimates import Estimate, mean_of_replicates, replicate_of
from tcorisk.simulator.sensitivity.information import _months_error
from tcorisk.simulator.sensitivity.regression import _saved, perfect_information, value_of_knowing
from tcorisk.simulator.sensitivity.survey import take_survey
from tcorisk.simulator.sensitivity.tokens import billions_of_tokens

STANDARD = NormalDist()
TWO = "\n".join(f'z{i} = {{ dist = "normal", mean = 0, sd = 1 }}' for i in (1, 2))


def between(formula, drivers):
    """A choice between nothing and a formula: what the other costs."""
    return scenario({"base": {"x": "one_time = 0"}, "other": {"x": f'one_time = "{formula}"'}}, drivers=drivers)


def worth(mean, sd):
    """Value of knowing a normal difference of costs."""
    return sd * STANDARD.pdf(mean / sd) - abs(mean) * STANDARD.cdf(-abs(mean) / sd)


def near(estimate, truth):
    return abs(estimate.value - truth) <= max(0.02 * truth, 3.0 * estimate.se)


@pytest.mark.parametrize(
    ("mean", "published"), [(0, 39_894.23), (50_000, 19_779.66), (100_000, 8_331.55), (200_000, 849.07)]
)
def test_perfect_information(mean, published):
    assert worth(mean, 100_000) == pytest.approx(published, abs=0.005)
    what = between("d", f'd = {{ dist = "normal", mean = {mean}, sd = 100_000 }}')
    found = evpi(what)
    assert near(found, published)
    assert found.se < 0.01 * published
    # the only input is all there is to know
    assert evppi(what, "drivers.d").value == pytest.approx(found.value, rel=1e-3)


def test_perfect_information_of_monthly_costs():
    what = scenario(
        {"a": {"x": "monthly = 0"}, "b": {"x": 'monthly = "d / 12"'}},
        drivers='d = { dist = "normal", mean = 50_000, sd = 100_000 }',
    )
    assert near(evpi(what), worth(50_000, 100_000))


def test_partial_information():
    what = between("50_000 + 80_000 * z1 + 60_000 * z2", TWO)
    whole = evpi(what)
    for address, published, sd in (("drivers.z1", 12_953.60, 80_000), ("drivers.z2", 6_798.29, 60_000)):
        assert worth(50_000, sd) == pytest.approx(published, abs=0.005)
        found = evppi(what, address)
        assert near(found, published)
        assert found.se < 0.01 * published
        assert found.value < whole.value
    both = evppi(what, ["drivers.z1", "drivers.z2"])
    assert near(both, worth(50_000, 100_000))
    assert evppi(what, "drivers") == both
    in_json = {item.address: item.evppi.value for item in sensitivity(what, trajectories=2**16).inputs}
    assert in_json == {a: pytest.approx(evppi(what, a).value) for a in in_json}


def test_a_group_through_a_product():
    # what counts is z1 x z2: neither tells anything alone, both tell all
    what = between("1_000 * z1 * z2", TWO)
    whole = 1_000 * math.sqrt(2 / math.pi) * math.sqrt(2 / math.pi) / 2
    assert near(evpi(what), whole)
    assert evppi(what, "drivers.z1").value < 0.05 * whole
    assert evppi(what, ["drivers.z1", "drivers.z2"]).value > 0.9 * whole


def test_three_strategies():
    lines = {name: {"x": f'one_time = "{formula}"'} for name, formula in {"a": "0", "b": "z1", "c": "-z1"}.items()}
    what = scenario(lines, drivers=TWO)
    assert near(evpi(what), math.sqrt(2 / math.pi))  # E max(z, -z, 0)
    assert near(evpi(what, strategy="b"), STANDARD.pdf(0))


def test_nothing_to_learn():
    sure = between("5_000 + z1", TWO)
    assert evpi(sure).value == 0.0
    assert evppi(sure, "drivers.z1") == Estimate(0.0, 0.0)


def test_what_does_not_count_is_worth_nothing():
    what = between("50_000 + 80_000 * z1 + 0 * z2", TWO)
    assert evppi(what, "drivers.z2").value == 0.0


def test_hindsight_would_be_worth_something():
    """The usual plug-in, the maximum of means fitted to the same points, finds value in pure noise."""
    generator = np.random.default_rng(5)
    worths, plugged = [], []
    for _ in range(20):
        x, d = generator.standard_normal((2, 8192))
        costs = np.column_stack([np.zeros_like(d), d])
        found = value_of_knowing([x], costs, Estimate(1.0, 0.0))
        worths.append(found.value)
        bins = np.argsort(np.argsort(x)) * 64 // x.size
        means = np.bincount(bins, weights=d) / np.bincount(bins)
        plugged.append(-np.minimum(means, 0.0).mean() + min(d.mean(), 0.0))
    assert np.mean(plugged) > 0.02
    assert np.mean(worths) < 0.005


def test_it_is_never_negative_and_never_more_than_everything():
    generator = np.random.default_rng(6)
    for _ in range(5):
        x = generator.standard_normal(8192)
        costs = np.column_stack([np.zeros_like(x), x + 0.01])
        whole = perfect_information(costs)
        assert 0.0 <= value_of_knowing([x], costs, whole).value <= whole.value


# -- beside a rare or a heavy cost -----------------------------------------------------------------------------------

BESIDE = """
schema = 1
title = "A wage worth knowing, beside another cost"
currency = "USD"
horizons = [1]
baseline = "api"
[drivers]
a = {{ dist = "normal", mean = 0, sd = 20 }}
idle = {{ dist = "normal", mean = 0, sd = 0.001 }}
k = {{ dist = "discrete", values = [0, 1, 2], weights = [0.5, 0.3, 0.2] }}
f = {f}
[strategies.api.costs.x]
category = "Compute"
one_time = 500
[strategies.own.costs.x]
category = "Compute"
one_time = "{own}"
"""
MIX = """
[strategies.mix.costs.x]
category = "Compute"
one_time = "507 - 6 * k + 3 * k * k"
"""
RARE = '{ dist = "bernoulli", p = 0.02 }'
VERY_RARE = '{ dist = "bernoulli", p = 0.002 }'
HEAVY = f'{{ dist = "lognormal", median = {30 / math.sqrt(50)!r}, sigma = {math.sqrt(math.log(50))!r} }}'
WAGE = 20 * STANDARD.pdf(0)


def data_on_three_values():
    """EVSI of one observation, of noise 0.8, of a discrete input among three strategies, by quadrature."""
    seen = np.linspace(-8.0, 10.0, 200_001)
    k, shares = np.arange(3.0), np.array([0.5, 0.3, 0.2])
    costs = np.stack([0 * k, 10 * k - 7, 7 - 6 * k + 3 * k * k])
    likely = shares * np.exp(-(((seen[:, None] - k) / 0.8) ** 2) / 2) / (0.8 * math.sqrt(2 * math.pi))
    return (costs @ shares).min() - np.trapezoid((likely @ costs.T).min(axis=1), seen)


def known(address):
    return lambda what, seed: evppi(what, address, seed=seed, trajectories=2**16)


def seen_once(address, noise):
    return lambda what, seed: evsi(what, address, 1, noise=noise, logarithm=False, seed=seed)


#: The other cost, what owning costs, further strategies, the question, and the exact answer.
HARD = {
    "a rare cost": (RARE, "470 + a + idle + 1_500 * f", "", known("drivers.a"), WAGE),
    "a very rare cost": (VERY_RARE, "470 + a + idle + 15_000 * f", "", known("drivers.a"), WAGE),
    "a heavy tail": (HEAVY, "470 + a + idle + f", "", known("drivers.a"), WAGE),
    "nothing to learn": (RARE, "470 + a + idle + 1_500 * f", "", known("drivers.idle"), 0.001 * STANDARD.pdf(0)),
    "two inputs": (RARE, "470 + a + idle + 1_500 * f", "", known(["drivers.a", "drivers.idle"]), WAGE),
    "data": (RARE, "470 + a + 1_500 * f", "", seen_once("drivers.a", 20), WAGE * math.sqrt(0.5)),
    "data, three strategies": (
        RARE, "473 + 10 * k + 1_000 * f", MIX, seen_once("drivers.k", 0.8), data_on_three_values()
    ),
}  # fmt: skip


def hard_case(tmp_path, name):
    f, own, more, _, _ = HARD[name]
    path = tmp_path / "beside.toml"
    path.write_text(BESIDE.format(f=f, own=own) + more)
    return load(path)


@pytest.mark.parametrize("name", HARD)
def test_its_error_beside_a_rare_cost_is_true(name, tmp_path):
    what = hard_case(tmp_path, name)
    *_, ask, truth = HARD[name]
    seeds = range(6 if name == "two inputs" else 20)
    values, errors = np.array([(found.value, found.se) for found in (ask(what, seed) for seed in seeds)]).T
    assert np.mean(np.abs(values - truth) < 1.753 * errors) >= 0.8  # 90 % intervals, of 16 replicates
    assert abs(values.mean() - truth) < 0.03 * truth + 0.05
    assert np.sqrt(np.mean(errors**2)) < 0.12 * WAGE


def test_lines_as_short_as_can_be_would_find_less(tmp_path):
    what = hard_case(tmp_path, "a rare cost")
    survey = take_survey(what, ["api", "own"], horizon=None, trajectories=2**16, seed=0, threads=None)
    difference = survey.costs[:, 1]
    shortest = broken_lines(survey.drawn["drivers.a"], difference)[-3]
    found = mean_of_replicates(_saved(np.column_stack([0.0 * shortest, shortest]), survey.costs))
    assert found.value + 5.0 * found.se < WAGE


def test_oil_wildcatter(tmp_path):
    """SAS/OR, PROC DTREE: the value of knowing what drilling costs, and how much oil there is."""
    cost = '{ dist = "discrete", values = [150_000, 300_000, 500_000], weights = [0.2, 0.6, 0.2] }'
    oil = '{ dist = "discrete", values = [0, 700_000, 1_200_000], weights = [0.5, 0.3, 0.2] }'
    what = between("cost - oil", f"cost = {cost}\noil = {oil}")
    assert near(evpi(what), 155_000)
    assert near(evppi(what, "drivers.oil"), 155_000)
    assert near(evppi(what, "drivers.cost"), 10_000)


# -- data -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("months", [1, 3, 12])
def test_sample_information_of_a_normal_prior(months):
    what = between("50_000 + 80_000 * z1 + 60_000 * z2", TWO)
    resolved = math.sqrt(months / (months + 2.0**2))  # sd of the preposterior mean / sd of the prior
    found = evsi(what, "drivers.z1", months, noise=2.0)
    truth = worth(50_000, 80_000 * resolved)
    assert near(found, truth)
    assert found.se < 0.03 * truth
    unshrunk = worth(50_000, 80_000)  # as if data were the truth
    assert abs(found.value - unshrunk) > 3.0 * found.se


def test_more_data_are_worth_more_and_never_more_than_the_input():
    what = load("two_year_exercise")
    address = "strategies.self_hosted.inputs.upkeep_share"
    ladder = [evsi(what, address, months, noise=0.5).value for months in (0, 1, 4, 24)]
    assert ladder[0] == 0.0
    assert ladder == sorted(ladder)
    assert ladder[1] < 0.9 * ladder[-1]
    assert ladder[-1] <= evppi(what, address).value * 1.02


GROWTH = """
[drivers.requests]
process = "growth"
initial = { dist = "lognormal", median = 1_000, sigma = 0.5 }
growth_per_month = 0
volatility = 0.05
noise = 0.10
"""


def test_data_on_a_process_have_its_noise():
    what = scenario({"a": {"x": "monthly = 1_000"}, "b": {"x": 'monthly = "requests"'}}, drivers=GROWTH)
    address = "drivers.requests.initial"
    assert evsi(what, address, 6) == evsi(what, address, 6, noise=0.10, volatility=0.05)
    assert evsi(what, address, 6, noise=1.0).value < 0.95 * evsi(what, address, 6).value


def test_months_are_weighed_against_the_random_walk():
    what = scenario({"a": {"x": 'monthly = "requests"'}}, drivers=GROWTH)
    place = "drivers.requests.initial"
    assert _months_error(what, place, 1, None, None) == pytest.approx(0.10)
    assert _months_error(what, place, 4, 0.10, 0.0) == pytest.approx(0.05)
    # by hand: two months, covariance [[v, 0], [0, v + w]]
    v, w = 0.10**2, 0.05**2
    assert _months_error(what, place, 2, None, None) == pytest.approx((1 / v + 1 / (v + w)) ** -0.5)
    assert _months_error(what, place, 60, None, None) > 0.10 / math.sqrt(60)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("drivers.gold", 3), "no uncertain input at 'drivers.gold'; .*here are drivers.z1"),
        (("drivers.z1", 3), "noise needs to be given"),
        (("drivers.z1", -1), "months needs to be 0 or more"),
    ],
)
def test_arguments_are_checked(arguments, message):
    with pytest.raises(ValueError, match=message):
        evsi(between("z1 + z2", TWO), *arguments, trajectories=8192)


def test_data_need_one_number_and_a_scale():
    what = scenario({"a": {"x": "monthly = 1_000"}, "b": {"x": 'monthly = "requests"'}}, drivers=GROWTH)
    with pytest.raises(ValueError, match="not one number in each future"):
        evsi(what, "drivers.requests", 3, noise=0.1, trajectories=8192)
    with pytest.raises(ValueError, match="not always positive"):
        evsi(between("z1", TWO), "drivers.z1", 3, noise=0.1, logarithm=True, trajectories=8192)
    with pytest.raises(ValueError, match="no uncertain input at 'strategies'"):
        evppi(what, "strategies", trajectories=8192)


# -- a close decision -------------------------------------------------------------------------------------------------


def test_two_year_exercise():
    what = load("two_year_exercise")
    whole = evpi(what)
    assert whole.value == pytest.approx(14_720, rel=0.02)
    found = sensitivity(what, price=3.0)
    assert found.evpi == evpi(what, strategy="self_hosted")
    best = max(found.inputs, key=lambda item: item.evppi.value)
    assert best.address == "strategies.self_hosted.inputs.upkeep_share"
    assert 0.3 * whole.value < best.evppi.value < 0.7 * whole.value
    # where it is not close, there is less to learn
    assert evpi(what.with_values({"drivers.requests_per_day": 100_000})).value < 0.2 * whole.value


def test_a_result_gives_its_scenario_and_seed():
    what = between("50_000 + 80_000 * z1 + 60_000 * z2", TWO)
    result = simulate(what, 8192, seed=9)
    assert evpi(result, trajectories=8192) == evpi(what, seed=9, trajectories=8192)
    assert evpi(result, trajectories=8192) != evpi(what, trajectories=8192)


# -- in tokens --------------------------------------------------------------------------------------------------------


def test_an_engineers_year_in_tokens():
    assert billions_of_tokens(200_000, 3.0) == pytest.approx(66.7, abs=0.05)
    assert billions_of_tokens(300_000, 3.0) == pytest.approx(100.0)
    tokens = sensitivity(load("two_year_exercise"), price=3.0, trajectories=8192).document["tokens"]
    assert tokens["engineer_year_billions"] == pytest.approx(tokens["engineer_year"] / 3_000)
    assert 200_000 < tokens["engineer_year"] < 240_000


def test_a_price_is_found_where_the_scenario_has_one():
    exercise = sensitivity(load("two_year_exercise"), trajectories=8192).tokens
    assert exercise.price == pytest.approx(4.0, rel=0.01)  # 2.50 in, four times that out, of which there is a fifth
    assert exercise.source.startswith("half of all futures")
    assert sensitivity(load("legal_startup"), "self_hosted", trajectories=8192).tokens is None
    price = "strategies.api.inputs.input_rate"
    there = sensitivity(load("legal_startup"), "self_hosted", price=price, trajectories=8192).tokens
    assert there.price == pytest.approx(2.75, rel=1e-3)
    lines = {"a": {"x": 'monthly = "millions * 4"', "y": 'category = "Compliance"\nmonthly = 1_000'}}
    lines["b"] = {"x": "monthly = 900"}
    top = 'unit = { name = "1M tokens", monthly = "millions" }'
    settings = {"drivers": 'millions = "50 to 500"', "top": top, "heads": {"a": 'kind = "api"'}}
    assert sensitivity(scenario(lines, **settings), trajectories=8192).tokens.price == pytest.approx(4.0)
    owned = settings | {"heads": {"a": 'kind = "self_hosted"'}}
    assert sensitivity(scenario(lines, **owned), trajectories=8192).tokens is None


def test_error_of_a_mean_is_that_of_its_replicates():
    generator = np.random.default_rng(8)
    replicate = replicate_of(8192)
    levels = generator.standard_normal(16)
    means = np.array([np.mean((levels[replicate] + 1.0)[replicate == r]) for r in range(16)])
    found = mean_of_replicates(means)
    assert found.value == pytest.approx(1.0 + levels.mean())
    assert found.se == pytest.approx(levels.std(ddof=1) / 4.0)

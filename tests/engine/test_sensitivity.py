"""Sensitivity: indices known in closed form, inputs known to do nothing, estimators known to be wrong."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from engine_tools import scenario, toml

from tcorisk import load, sensitivity, simulate
from tcorisk.configs import loads
from tcorisk.simulator.sensitivity.estimates import by_replicate, ratio, replicate_of
from tcorisk.simulator.sensitivity.given_sample import Ordered, first_order
from tcorisk.simulator.sensitivity.inputs import find_clusters
from tcorisk.simulator.sensitivity.paired_samples import PairedSamples
from tcorisk.simulator.sensitivity.pick_freeze import sobol_indices
from tcorisk.simulator.tenths import InputEnds, tenth_means

FREE = {"x": "one_time = 0"}


def of_formula(formula, drivers, correlations=""):
    """A scenario whose savings are a formula."""
    text = toml({"base": {"x": f'one_time = "{formula}"'}, "free": FREE}, drivers=drivers) + correlations
    return loads(text)


def sine(name):
    """sin(name) as its Taylor polynomial, good to 1e-9 on [-pi, pi]."""
    return " + ".join(f"({(-1) ** k / math.factorial(2 * k + 1)!r}) * {name} ** {2 * k + 1}" for k in range(11))


def ishigami():
    drivers = [f'x{i} = {{ dist = "uniform", low = {-math.pi!r}, high = {math.pi!r} }}' for i in (1, 2, 3)]
    drivers += [f's{i} = "{sine(f"x{i}")}"' for i in (1, 2)]
    return of_formula("s1 + 7 * s2 ** 2 + 0.1 * x3 ** 4 * s1", "\n".join(drivers))


def ishigami_indices():
    a, b, v = 7.0, 0.1, math.pi**4
    v1, v2, v13 = (1 + b * v / 5) ** 2 / 2, a * a / 8, b * b * v * v * (1 / 18 - 1 / 50)
    total = v1 + v2 + v13
    return [v1 / total, v2 / total, 0.0], [(v1 + v13) / total, v2 / total, v13 / total]


PRODUCT = 'a = { dist = "lognormal", median = 1, sigma = 0.3 }\nb = { dist = "lognormal", median = 1, sigma = 0.5 }'


def product_indices():
    e, f = math.expm1(0.09), math.expm1(0.25)
    whole = (1 + e) * (1 + f) - 1
    return [e / whole, f / whole], [1 - f / whole, 1 - e / whole]


def near(estimate, truth):
    """Within 2 % or 3 standard errors; a known truth of 0 within 3 errors or 0.002."""
    return abs(estimate.value - truth) <= max(0.02 * truth, 3.0 * estimate.se, 0.002 if truth == 0.0 else 0.0)


CASES = {
    "ishigami": (ishigami, ["drivers.x1", "drivers.x2", "drivers.x3"], ishigami_indices()),
    "product": (lambda: of_formula("a * b", PRODUCT), ["drivers.a", "drivers.b"], product_indices()),
}


@pytest.mark.parametrize("case", CASES)
def test_known_indices(case):
    make, addresses, (first, total) = CASES[case]
    found = sensitivity(make())
    assert sorted(item.address for item in found.inputs) == addresses
    for address, s, t in zip(addresses, first, total, strict=True):
        item = found[address]
        assert near(item.first_order, s)
        assert near(item.pick_freeze, s)
        assert near(item.total, t)
        assert max(item.first_order.se, item.pick_freeze.se, item.total.se) < 0.01


def test_published_indices_of_ishigami():
    first, total = ishigami_indices()
    assert first == pytest.approx([0.314, 0.442, 0.0], abs=5e-4)
    assert total == pytest.approx([0.558, 0.442, 0.244], abs=5e-4)


@pytest.mark.filterwarnings("ignore:unique with argument:FutureWarning")  # in its oldest version
def test_salib_agrees():
    sobol = pytest.importorskip("SALib.analyze.sobol")
    sampler = pytest.importorskip("SALib.sample.sobol")
    bounds = [[-math.pi, math.pi]] * 3
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": bounds}
    x = sampler.sample(problem, 4096, calc_second_order=False, seed=1)
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    theirs = sobol.analyze(problem, y, calc_second_order=False, seed=1)
    ours = sensitivity(ishigami(), trajectories=2**15)
    for i, name in enumerate(problem["names"]):
        item = ours[f"drivers.{name}"]
        # SALib gives half-widths of 95 % intervals
        for mine, other, half in (
            (item.pick_freeze, theirs["S1"][i], theirs["S1_conf"][i]),
            (item.first_order, theirs["S1"][i], theirs["S1_conf"][i]),
            (item.total, theirs["ST"][i], theirs["ST_conf"][i]),
        ):
            assert abs(mine.value - other) < 3.0 * math.hypot(mine.se, half / 1.96)


def test_first_order_under_correlation():
    drivers = "\n".join(f'z{i} = {{ dist = "normal", mean = 0, sd = 1 }}' for i in (1, 2))
    tied = '\n[[correlations]]\nbetween = ["drivers.z1", "drivers.z2"]\nrank = 0.5\n'
    found = sensitivity(of_formula("80 * z1 + 60 * z2", drivers, tied))
    r = 2.0 * math.sin(math.pi * 0.5 / 6.0)
    variance = 80**2 + 60**2 + 2 * r * 80 * 60
    truths = {"drivers.z1": (80 + 60 * r) ** 2 / variance, "drivers.z2": (60 + 80 * r) ** 2 / variance}
    for address, truth in truths.items():
        assert near(found[address].first_order, truth)
        assert abs(found[address].first_order.value - truth) < 0.005
        assert found[address].total is None
    independent = {"drivers.z1": 0.64, "drivers.z2": 0.36}
    assert all(abs(found[a].first_order.value - wrong) > 0.1 for a, wrong in independent.items())
    (group,) = found.groups
    assert group.inputs == ("drivers.z1", "drivers.z2")
    assert near(group.first_order, 1.0)
    assert near(group.total, 1.0)
    assert [address for address, _ in found.warnings] == ["strategies.base.costs.x.one_time", "correlations.0"]


def test_an_input_that_does_nothing():
    idle = '\nidle = "1 to 100"\nrare = { dist = "bernoulli", p = 0.02 }'
    found = sensitivity(of_formula("a * b + 0 * idle + 0 * rare", PRODUCT + idle))
    for address in ("drivers.idle", "drivers.rare"):
        item = found[address]
        assert abs(item.first_order.value) < 0.002
        assert item.total.value == item.pick_freeze.value == 0.0
        assert item.evppi.value == 0.0
        assert abs(item.low - item.high) < 0.05 * found.sd


def test_tornado_and_ranks_of_a_line():
    found = sensitivity(of_formula("1_000 * x", 'x = { dist = "normal", mean = 5, sd = 2 }'))
    item = found["drivers.x"]
    far = 2_000 * NormalDist().pdf(NormalDist().inv_cdf(0.9)) / 0.1
    assert (item.low, item.high) == pytest.approx((5_000 - far, 5_000 + far), rel=2e-3)
    assert item.rank_correlation == pytest.approx(1.0)


def test_equal_values_share_their_tenth():
    x = np.repeat([0.0, 1.0], [95, 5])
    y = np.concatenate([np.arange(95.0), np.full(5, 1_000.0)])
    means = tenth_means(InputEnds.of(np.argsort(x, kind="stable"), np.sort(x)), y, np.arange(100) * 16 // 100)
    assert means[:2] == pytest.approx((47.0, (47.0 * 5 + 1_000.0 * 5) / 10))


def test_discrete_inputs_are_taken_value_by_value():
    drivers = 'n = { dist = "discrete", values = [1, 2, 7], weights = [0.7, 0.2, 0.1] }\n'
    found = sensitivity(of_formula("n + e", drivers + 'e = { dist = "normal", mean = 0, sd = 2 }'))
    mean = 0.7 + 0.4 + 0.7
    variance = 0.7 + 0.8 + 4.9 - mean**2
    assert near(found["drivers.n"].first_order, variance / (variance + 4.0))


def test_an_output_that_turns_too_often_for_the_bins():
    """Each tooth is shorter than a bin: the two estimates differ, the warning says which is right."""
    teeth = 'x = { dist = "uniform", low = 0, high = 40 }\ny = { dist = "uniform", low = 0, high = 0.5 }'
    found = sensitivity(of_formula("x - floor(x) + y", teeth))
    item = found["drivers.x"]
    assert near(item.pick_freeze, 0.8)
    assert item.first_order.value < 0.6
    [(address, message)] = found.warnings
    assert address == "drivers.x"
    assert "80% by pick-freeze: use the pick-freeze value" in message
    [(address, message)] = sensitivity(ishigami()).warnings  # of the file: this output is no cost
    assert address == "strategies.base.costs.x.one_time" and "below 0" in message


# -- what counts as an input ------------------------------------------------------------------------------------------

MIXED = """
pay = "10_000 to 20_000"
[drivers.requests]
process = "growth"
initial = "100 to 300"
growth_per_month = { dist = "normal", mean = 0.02, sd = 0.01 }
volatility = 0.1
noise = 0.1
[drivers.retirements]
process = "events"
every = "3 to 9"
"""
LINES = {
    "tokens": {"x": 'monthly = "requests * to(1, 2)"'},
    "own": {
        "retire": 'on = "retirements"\nper_event = "pay * to(0.5, 2)"',
        "outages": 'events_per_month = "0.2 to 2"\nper_event = "100 to 900"',
        "noise": 'monthly = { dist = "uniform", low = 0, high = 50, each = "month" }',
    },
}


def mixed():
    return scenario(LINES, drivers=MIXED)


def test_inputs_and_their_addresses():
    found = sensitivity(mixed(), trajectories=8192)
    kinds = {item.address: item.kind for item in found.inputs}
    assert kinds == {
        "drivers.pay": "value",
        "drivers.requests": "path",
        "drivers.requests.initial": "value",
        "drivers.requests.growth_per_month": "value",
        "drivers.retirements": "path",
        "strategies.tokens.costs.x.monthly#1": "value",
        "strategies.own.costs.retire": "events",
        "strategies.own.costs.outages": "events",
        "strategies.own.costs.outages.events_per_month": "value",
        "strategies.own.costs.noise.monthly": "months",
    }


def test_months_count_by_more_than_their_mean():
    # how many of twelve draws are high is known once all are; their mean tells only part of it
    drivers = 'mood = { dist = "uniform", low = 0, high = 1, each = "month" }'
    lines = {"a": FREE, "b": {"x": 'monthly = "1 if mood > 0.9 else 0"'}}
    item = sensitivity(scenario(lines, drivers=drivers))["drivers.mood"]
    assert near(item.first_order, 1.0)
    assert near(item.total, 1.0)
    assert item.rank_correlation > -0.9


def test_every_stream_belongs_to_one_input():
    what = mixed()
    paired = PairedSamples(what, seed=0, threads=1)
    streams = [row for cluster in find_clusters(what, paired.program) for row in cluster.streams]
    assert sorted(streams) == list(range(len(paired.program.addresses)))


def test_indices_of_independent_inputs_make_sense_together():
    found = sensitivity(mixed(), trajectories=2**15)
    first = sum(item.first_order.value for item in found.inputs)
    total = sum(item.total.value for item in found.inputs)
    assert 0.9 < first < 1.01
    assert total > first - 0.01
    assert all(item.total.value > item.first_order.value - 4 * item.first_order.se - 0.003 for item in found.inputs)


def test_exchanging_everything_is_the_other_world():
    paired = PairedSamples(mixed(), seed=3, threads=2)
    a, b = paired.totals(8192, ()), paired.totals(8192)
    every = paired.totals(8192, range(len(paired.program.addresses)))
    assert len(a) == 2
    for name in a:
        assert np.array_equal(b[name], every[name])
        # another scramble of the same points would not be independent of the first
        assert abs(np.corrcoef(a[name], b[name])[0, 1]) < 0.03


def test_first_world_is_that_of_a_run():
    what = mixed()
    paired = PairedSamples(what, seed=5, threads=1)
    run = simulate(what, 8192, seed=5)
    for name, values in paired.totals(8192, ()).items():
        assert values == pytest.approx(run.sample.tco[name, 12])


def test_only_the_inputs_of_a_strategy_for_its_own_cost():
    found = sensitivity(mixed(), "own", of="tco", trajectories=8192)
    assert {item.address.split(".")[1] for item in found.inputs} == {"pay", "retirements", "own"}
    saved = sensitivity(mixed(), "own", trajectories=8192)
    assert found["drivers.pay"].rank_correlation > 0 > saved["drivers.pay"].rank_correlation


def test_shares_of_lines_add_up():
    for of in ("savings", "tco"):
        found = sensitivity(load("legal_startup"), "self_hosted", of=of, trajectories=8192)
        assert sum(item.share.value for item in found.lines) == pytest.approx(1.0, abs=1e-9)
    lines = {"a": {"x": 'monthly = { dist = "normal", mean = 9, sd = 3 }'}, "b": FREE}
    lines["b"] = {"y": 'monthly = { dist = "normal", mean = 9, sd = 4 }'}
    shares = {item.line: item.share for item in sensitivity(scenario(lines)).lines}
    assert near(shares["x"], 9 / 25)
    assert near(shares["y"], 16 / 25)


# -- estimators: right ones, and wrong ones that must fail ------------------------------------------------------------


def worlds_of_product(n=2**15):
    z = np.random.default_rng(1).standard_normal((2, 2, n))

    def f(a, b):
        return np.exp(0.3 * a + 0.5 * b)

    return f(*z[0]), f(*z[1]), f(z[1, 0], z[0, 1])


def test_wrong_estimators_fail():
    (s, _), (t, _) = product_indices()
    a, b, exchanged = worlds_of_product()
    right = sobol_indices(a, b, exchanged)
    assert near(right.first_order, s)
    assert near(right.total, t)
    swapped = sobol_indices(b, a, exchanged)  # worlds taken for each other: the complement's indices
    assert abs(swapped.first_order.value - s) > 5 * swapped.first_order.se
    assert abs(swapped.total.value - t) > 5 * swapped.total.se
    variance = by_replicate((a - a.mean()) ** 2)
    unhalved = ratio(by_replicate((a - exchanged) ** 2), variance)
    assert abs(unhalved.value - t) > 5 * unhalved.se


@pytest.mark.parametrize(("slope", "most"), [(0.0, 1.7), (0.5, 1.3)])
def test_given_sample_is_not_biased_by_its_bins(slope, most):
    generator = np.random.default_rng(2)
    truth = slope**2 / (1 + slope**2)
    found, naive = [], []
    for _ in range(40):
        x, y = generator.standard_normal((2, 8192))
        y += slope * x
        found.append(first_order(Ordered.of(x), y))
        bins = np.argsort(np.argsort(x)) * 64 // x.size
        means = np.bincount(bins, weights=y) / np.bincount(bins)
        naive.append(means.var() / y.var())
    values = np.array([estimate.value for estimate in found])
    error = values.std() / np.sqrt(values.size)
    assert abs(values.mean() - truth) < 3.0 * error
    assert np.mean(naive) - truth > 4.0 * error
    # the error that is claimed is the one that is seen; of an index of 0 it is sqrt(2) too large, never too small
    assert 0.7 < np.mean([estimate.se for estimate in found]) / values.std() < most


def test_replicates_of_blocks():
    replicate = replicate_of(2 * 8192)
    values = replicate.astype(float)
    assert by_replicate(values).tolist() == list(range(16))


# -- what is asked for ------------------------------------------------------------------------------------------------


def test_same_bytes_for_any_threads():
    one, three = (sensitivity(mixed(), trajectories=8192, threads=t).document for t in (1, 3))
    assert one == three


def test_progress_comes_to_its_end():
    told = []
    sensitivity(mixed(), trajectories=8192, threads=2, progress=lambda done, wanted: told.append((done, wanted)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
    assert len({wanted for _, wanted in told}) == 1


def test_seeds_differ_within_their_error():
    one, other = (sensitivity(ishigami(), trajectories=2**15, seed=s)["drivers.x1"].total for s in (1, 2))
    assert one != other
    assert abs(one.value - other.value) < 5.0 * math.hypot(one.se, other.se)


def test_frame_and_result():
    what = mixed()
    found = sensitivity(simulate(what, 8192, seed=4), trajectories=8192)
    assert found.seed == 4
    frame = found.frame()
    assert list(frame.index) == [item.address for item in found.inputs]
    assert frame.loc["drivers.pay", "total"] == found["drivers.pay"].total.value


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"strategy": "nobody"}, "no strategy 'nobody'; there are tokens, own"),
        ({"strategy": "tokens"}, "tokens is the baseline"),
        ({"of": "cash"}, "of needs to be one of savings, tco"),
        ({"horizon": 0}, "horizon needs to be from 1 to 120"),
        ({"trajectories": 2**21}, "trajectories needs to be from 1 to 1,048,576"),
        ({"seed": -1}, "seed needs to be 0 or more"),
        ({"threads": 0}, "threads needs to be 1 or more"),
        ({"price": "drivers.gold"}, "price needs to be a number"),
        ({"price": 0.0}, "price needs to be positive"),
    ],
)
def test_arguments_are_checked(arguments, message):
    with pytest.raises(ValueError, match=message):
        sensitivity(mixed(), **{"trajectories": 8192} | arguments)


def test_the_recommended_strategy_and_its_runner_up_are_compared_where_none_is_named():
    dear = {"x": 'monthly = "to(80, 120)"'}
    three = scenario({"a": dear, "b": {"x": 'monthly = "to(4, 6)"'}, "c": {"x": 'monthly = "to(5, 7)"'}})
    found = sensitivity(three, trajectories=8192)
    assert (found.strategy, found.baseline, found.recommended) == ("b", "c", "b")
    of_result = sensitivity(simulate(three, 8192), trajectories=8192)
    assert of_result.document == found.document
    named = sensitivity(three.with_values({"baseline": "c"}), "b", trajectories=8192)
    assert named.recommended is None
    assert named.document | {"recommended": "b"} == found.document
    with_baseline = sensitivity(three.with_values({"strategies.c": {"like": "a"}}), trajectories=8192)
    assert (with_baseline.strategy, with_baseline.baseline) == ("b", "a")


def test_a_scenario_of_one_strategy_has_nothing_to_compare():
    with pytest.raises(ValueError, match="only strategy"):
        sensitivity(scenario({"a": FREE}))


def test_nothing_uncertain():
    found = sensitivity(scenario({"a": FREE, "b": {"x": "one_time = 5"}}))
    assert found.inputs == ()
    assert found.lines == ()
    assert (found.mean, found.sd, found.evpi.value) == (-5.0, 0.0, 0.0)


def test_another_horizon_than_the_scenarios():
    what = of_formula("a * b", PRODUCT)
    assert sensitivity(what, horizon=7, trajectories=8192).horizon == 7


def test_costs_that_are_equal_but_for_rounding_leave_nothing_to_explain() -> None:
    """No share of a variance that is rounding, and nothing to learn."""
    tenths = {f"x{k}": 'monthly = "0.1 * v"' for k in range(3)}
    lines = {"a": tenths, "b": {"x": 'monthly = "0.3 * v"'}}
    found = sensitivity(scenario(lines, drivers='v = "1e6 to 9e6"', horizons=(12,)), trajectories=8_192)
    assert (found.mean, found.sd) == (0.0, 0.0)
    assert found.evpi is not None and found.evpi.value == 0.0
    assert all(line.share.value == 0.0 for line in found.lines)
    assert all(item.first_order.value == 0.0 for item in found.inputs)

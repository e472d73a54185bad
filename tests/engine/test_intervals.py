"""Truth: 90 % intervals, worked out once more from every trajectory; jumps, constants and rare events."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from engine_tools import SCENARIOS, Array, Futures, hazen, replicate_of, scenario
from scipy.special import stdtrit

from tcorisk import load, simulate
from tcorisk.simulator.engine.distribution import Distribution
from tcorisk.simulator.engine.distribution_stack import DistributionStack
from tcorisk.simulator.intervals import quantile_intervals, rare_variances, win_standard_error
from tcorisk.simulator.mean_intervals import MeanLike, effective_futures, end_error, mean_intervals
from tcorisk.simulator.statistics import PERCENTILES, _like_means

N = 8_192
T90 = float(stdtrit(15, 0.95))
P = np.array(PERCENTILES) / 100.0


def cells(values: Array) -> Distribution:
    """Return a distribution in which every value is a cell of its own."""
    x, counts = np.unique(values, return_counts=True)
    return Distribution(counts.astype(np.int64), x, x.copy())


def alone(values: Array) -> DistributionStack:
    """Return the same as the only one of a stack."""
    return DistributionStack.of([cells(values)])


def itself(x: Array, spread: Callable[[Array], Array]) -> Array:
    """Return the influence on a mean."""
    return x


def test_shares_around_a_value() -> None:
    """Below and at most, apart at an atom; inside a cell one line, halfway between the two at each of its values."""
    values = np.array([1.0, 2.0, 2.0, 2.0, 5.0, 7.0])
    x = np.array([0.0, 1.0, 1.5, 2.0, 3.0, 7.0, 8.0])
    shares = [[np.mean(values < each) for each in x], [np.mean(values <= each) for each in x]]
    np.testing.assert_allclose(alone(values).shares_around(x[None])[:, 0], shares)
    cell = Distribution(np.array([1, 5], dtype=np.int64), np.array([0.0, 10.0]), np.array([0.0, 14.0]))
    wide, x = DistributionStack.of([cell]), np.array([[10.0, 11.0, 11.5, 14.0]])
    np.testing.assert_allclose(wide.shares_around(x)[:, 0], [[1.5 / 6, 2.5 / 6, 0.5, 5.5 / 6]] * 2)
    np.testing.assert_allclose(wide.shares_around(np.array([[0.0, 5.0]]))[:, 0], [[0.0, 1 / 6], [1 / 6, 1 / 6]])


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_intervals_of_a_run(sampler: str) -> None:
    """The pooled quantiles at p -+ t90 x the error of the replicates' distribution functions there, for all figures."""
    what = load(SCENARIOS / "everything.toml").with_values({"drivers.size": "20 to 90"})
    n = N if sampler == "sobol" else N + 700
    document, futures = simulate(what, n, sampler=sampler).document, Futures(what, n, sampler)
    replicate = replicate_of(n)
    weights = np.bincount(replicate) / n
    for name, strategy in document["strategies"].items():
        found, tco = strategy["horizons"]["14"], futures.tco(name, 14)
        for percentile in PERCENTILES:
            p, (low, high) = percentile / 100.0, found["interval90"][f"p{percentile}"]
            shares = np.array([np.mean(tco[replicate == k] <= hazen(tco, p)) for k in range(16)])
            error = np.sqrt(np.sum(weights * (shares - weights @ shares) ** 2) / 15)
            half = T90 * max(error, 0.1 * 16 / n)
            assert low <= found[f"p{percentile}"] <= high
            slack = 1.0 / n + 0.1 * half  # in probability: a trajectory, and what a cell does not know
            assert hazen(tco, max(0.0, p - half - slack)) * (1 - 3e-4) <= low
            assert low <= hazen(tco, max(0.0, p - half + slack)) * (1 + 3e-4)
            assert hazen(tco, min(1.0, p + half - slack)) * (1 - 3e-4) <= high
            assert high <= hazen(tco, min(1.0, p + half + slack)) * (1 + 3e-4)
        influences = {"mean": tco, "sd": (tco - tco.mean()) ** 2 / (2.0 * tco.std())}
        influences["cvar95"] = np.maximum(tco - hazen(tco, 0.95), 0.0) / 0.05
        for key, influence in influences.items():
            low, high = found["interval90"][key]
            means = np.array([influence[replicate == k].mean() for k in range(16)])
            offset = means - weights @ means
            error = np.sqrt(np.sum(weights * offset**2) / 15)
            shift = 2.0 * (1.0 + 2.0 * T90**2) / 6.0 * (weights @ offset**3) / (weights @ offset**2) ** 1.5 / 4.0
            shorter, longer = sorted([found[key] - low, high - found[key]])
            assert shorter >= T90 * error * (1.0 - 1e-2)  # and not below its floors; a cell's values are about known
            assert longer / shorter == pytest.approx(1.0 + abs(shift) / T90, rel=2e-2)
            assert (high - found[key] > found[key] - low) == (shift > 0.0)
    for item in document["comparisons"]:
        low, high = item["interval90"]["p_beats"]
        assert low == max(0.0, item["p_beats"] - T90 * item["p_beats_se"])
        assert high == min(1.0, item["p_beats"] + T90 * item["p_beats_se"])
        assert item["savings"]["interval90"].keys() == {"mean", "p10", "p50", "p90"}
        assert all(low <= item["savings"][key] <= high for key, (low, high) in item["savings"]["interval90"].items())


def test_replicates_that_agree_still_have_an_error() -> None:
    """A tenth of a trajectory of a replicate for a percentile, an eighth for a probability."""
    same = cells(np.linspace(0.0, 1.0, 512))
    pooled = Distribution(16 * same.counts, same.low, same.high)
    low, high = quantile_intervals(DistributionStack.of([pooled]), DistributionStack.of([same] * 16), P, T90)[0].T
    half, rank = T90 * 0.1 / 512, 1.0 / pooled.count
    assert np.all((pooled.quantile(P - half - rank) <= low) & (low <= pooled.quantile(P - half)))
    assert np.all((pooled.quantile(P + half) <= high) & (high <= pooled.quantile(P + half + rank)))
    assert win_standard_error(np.full(16, 100), np.full(16, 512)) == 0.125 / 512


def test_an_interval_at_a_jump_is_one_sided() -> None:
    """P90 at the edge of an atom: from the atom to the next one, in nine of ten samples that end on either side."""
    rng, held = np.random.default_rng(1), []
    for _ in range(200):
        counts = np.stack([512 - (ones := rng.binomial(512, 0.1, 16)), ones], axis=1)
        both = np.array([10.0, 50.0])
        pooled = DistributionStack.of([Distribution(counts.sum(axis=0), both, both)])
        parts = DistributionStack.of([Distribution(part, both, both) for part in counts])
        [[(low, high), beside]] = quantile_intervals(pooled, parts, np.array([0.9, 0.5]), T90)
        held.append(low == 10.0)
        assert (low == 10.0 and high in (10.0, 50.0)) or (low == high == 50.0)
        assert beside.tolist() == [10.0, 10.0]
    assert np.mean(held) >= 0.9


def test_a_constant_is_known() -> None:
    """Both ends are the amount itself; nothing is rare."""
    document = simulate(scenario({"a": {"x": "monthly = 7.1"}}, horizons=(1,)), N).document
    numbers = document["strategies"]["a"]["horizons"]["1"]
    assert all(ends == [numbers[key]] * 2 for key, ends in numbers["interval90"].items())
    assert numbers["rare_variance"] == 0.0
    assert numbers["variance_futures"] is None


def test_one_replicate_has_no_interval() -> None:
    """As it has no standard error."""
    lines = {"a": {"x": 'monthly = "1 to 2"'}, "b": {"x": "monthly = 1.5"}}
    document = simulate(scenario(lines, horizons=(1,)), 300, sampler="random").document
    for strategy in document["strategies"].values():
        assert set(strategy["horizons"]["1"]["interval90"].values()) == {None}
    [item] = document["comparisons"]
    assert item["interval90"] == {"p_beats": None}
    assert set(item["savings"]["interval90"].values()) == {None}


def test_the_variance_of_rare_futures() -> None:
    """Of the thousandth of values farthest from the mean, on whichever side; a boundary value counts in part."""
    rng = np.random.default_rng(2)
    heavy = rng.pareto(2.2, 8_500)
    squares = np.sort((heavy - heavy.mean()) ** 2)[::-1]
    exact = (squares[:8].sum() + 0.5 * squares[8]) / squares.sum()
    both = DistributionStack.of([cells(heavy), cells(-heavy)])
    assert rare_variances(both) == pytest.approx([exact, exact])
    assert rare_variances(alone(rng.normal(size=100_000))) == pytest.approx(0.0127, abs=6e-4)


def test_outermost_values_count_as_independent_draws() -> None:
    """Of each end the 16 outermost, beyond the next one; what lies between adds nothing."""
    x = np.sort(np.concatenate([np.linspace(-1.0, 1.0, 1_000), -(10.0 + np.arange(17.0)), 50.0 + 2.0 * np.arange(17)]))
    squares = np.sum(np.arange(1.0, 17.0) ** 2) * (1.0 + 4.0)
    each = DistributionStack.of([cells(values) for values in (x, np.repeat([1.0, 4.0], 20), np.arange(5.0))])
    of_many, of_two, of_five = end_error(each, itself, 16)
    assert of_many == pytest.approx(np.sqrt(squares) / x.size)
    assert of_two == 0.0
    assert of_five > 0.0


def test_amounts_whose_squares_are_beyond_all_numbers() -> None:
    """Nothing but the amounts themselves is taken for a value."""
    amount = np.array([1e200])
    assert end_error(alone(np.repeat(amount, 32)), lambda x, spread: (x - spread(amount)) ** 2, 16) == [0.0]


def test_an_interval_is_longer_where_the_error_is_skewed() -> None:
    """Equal sides for replicates that are symmetrical, else the longer side where the long tail is."""
    pooled, counts = alone(np.zeros(16)), np.full(16, 512.0)
    even = np.repeat([-1.0, 1.0], 8)
    skewed = np.array([0.0] * 15 + [1.0])
    for values, sign in ((even, 0), (skewed, 1), (-skewed, -1)):
        [(low, high)] = mean_intervals(MeanLike(np.array([5.0]), itself, values[None]), pooled, counts, T90)
        assert np.sign(round((high - 5.0) - (5.0 - low), 9)) == sign
    figure = MeanLike(np.array([5.0]), itself, 0.0 * even[None], unresolved=3.0)
    [(low, high)] = mean_intervals(figure, pooled, counts, T90)
    assert (low, high) == pytest.approx((5.0 - 3.0 * T90, 5.0 + 3.0 * T90))


def test_futures_that_carry_the_variance() -> None:
    """A rare event of one size counts its hits, a value that outweighs all others is one, a constant has none."""
    hits = np.array([0.0] * 99_869 + [5e90] * 131)
    assert effective_futures(alone(hits), itself) == pytest.approx(131.0, rel=5e-3)
    assert effective_futures(alone(np.array([*range(100), 1e9])), itself) == pytest.approx(1.0, abs=0.03)
    assert effective_futures(alone(np.full(9, 7.0)), itself) == np.inf
    normal = np.random.default_rng(4).normal(size=50_000)
    assert effective_futures(alone(normal), itself) == pytest.approx(50_000 / 3.0, rel=0.05)


@pytest.mark.parametrize(
    ("law", "withheld"),
    [
        ("pareto(1, 1.6)", ("mean", "sd", "cvar95")),
        ("student_t(1_000, 5, 1.9)", ("mean", "sd", "cvar95")),
        ("pareto(1, 2.2)", ("sd",)),
        ("student_t(1_000, 5, 3)", ("sd",)),
        ("min(pareto(1, 1.6), 50)", ()),
        ("pareto(1, 1.6, max=50)", ()),
        ("pareto(1, 6)", ()),
        ("to(2, 9)", ()),
    ],
)
def test_intervals_that_no_sample_shows_are_withheld(law: str, withheld: tuple[str, ...]) -> None:
    """Without a finite variance no error of a mean is known, without a fourth moment none of an sd: by the law."""
    strategies = {"a": {"x": f'monthly = "{law}"'}, "b": {"x": "monthly = 3"}}
    document = simulate(scenario(strategies, horizons=(1,)), 2**14).document
    numbers, [item] = document["strategies"]["a"]["horizons"]["1"], document["comparisons"]
    assert {key for key, ends in numbers["interval90"].items() if ends is None} == set(withheld)
    assert (item["savings"]["interval90"]["mean"] is None) == ("mean" in withheld)
    assert (document["verdict"]["told_apart"] is None) == ("mean" in withheld)


def test_a_bounded_rare_event_that_is_well_sampled_has_intervals() -> None:
    """However large its share of the variance; with few hits the sd has none."""
    lines = {"a": {"x": 'monthly = "uniform(90, 110) + 100_000 * bernoulli(0.001)"'}}
    numbers = simulate(scenario(lines, horizons=(1,)), 2**17).document["strategies"]["a"]["horizons"]["1"]
    assert numbers["rare_variance"] > 0.9
    assert numbers["variance_futures"] == pytest.approx(131.0, abs=8.0)
    low, high = numbers["interval90"]["mean"]
    assert low <= 200.0 <= high
    assert high - low < 2 * 1.645 * 100_000 * np.sqrt(0.001 / 2**17)
    assert None not in numbers["interval90"].values()


def test_the_mean_of_a_rare_event_is_not_exact() -> None:
    """All replicates may hit it equally often: then the mean is as uncertain as its probability."""
    errors = []
    for seed in range(8):
        lines = {"a": {"x": 'monthly = "100 * bernoulli(0.00391)"'}, "b": {"x": "monthly = 50"}}
        document = simulate(scenario(lines, horizons=(1,)), N, seed=seed).document
        numbers, [item] = document["strategies"]["a"]["horizons"]["1"], document["comparisons"]
        half = numbers["interval90"]["mean"][1] - numbers["mean"]
        assert half >= 100.0 * T90 * 0.125 / 512 * (1.0 - 1e-12)
        assert abs(numbers["mean"] - 0.391) <= half
        assert item["strategy"] == "b"
        errors.append(numbers["se"]["mean"])
    assert min(errors) == 0.0


def worst(values: Array) -> float:
    """Return the mean of the worst 5 %."""
    edge = np.quantile(values, 0.95)
    return float(edge + np.maximum(values - edge, 0.0).mean() / 0.05)


@pytest.mark.parametrize(("key", "statistic"), [("mean", np.mean), ("sd", np.std), ("cvar95", worst)])
def test_an_influence_is_what_one_more_future_does(key: str, statistic: Callable[[Array], float]) -> None:
    """N times the change of the statistic, up to a constant: the mean of the influence over all futures."""
    values = np.random.Generator(np.random.PCG64(5)).lognormal(3.0, 0.6, 200_000)
    figures = [np.array([f(values)]) for f in (np.mean, np.std, lambda x: np.quantile(x, 0.95), worst)]
    pooled = cells(values)
    parts = DistributionStack.of([pooled] * 16)
    like = _like_means(*figures, np.zeros((1, 16)), np.ones((1, 16)), DistributionStack.of([pooled]), parts)

    def influence(x: Array) -> Array:
        return like[key].influence(x, lambda each: each)

    points = np.array([2.0, 20.0, 60.0, 300.0])
    moved = [values.size * (statistic(np.append(values, x)) - statistic(values)) for x in points]
    assert influence(points) - influence(values).mean() == pytest.approx(moved, rel=2e-2, abs=0.2)


def test_a_rare_loss_has_the_error_of_a_rare_win() -> None:
    counts = np.full(16, 512)
    rare = np.zeros(16, dtype=np.int64)
    rare[[1, 3, 4, 8, 9, 15]] = 1
    n = counts.sum()
    assert win_standard_error(rare, counts) == pytest.approx(np.sqrt(7.0 * (n - 5.0) / (n + 2.0) ** 3), rel=1e-12)
    assert win_standard_error(counts - rare, counts) == pytest.approx(win_standard_error(rare, counts), rel=1e-12)

"""Truth: the year's total of random losses, by Fourier transform of its generating function.

Source of the method: P. Embrechts and M. Frei, *Panjer recursion versus FFT for compound distributions* (2009).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
import scipy.stats as st
from engine_tools import SCENARIOS, Array, Futures, hazen, scenario, z_mean, z_share, z_variance
from test_twin import assert_same, both

from tcorisk import load, simulate

#: Width of a cell of the lattice, in money, and the number of cells: 1.3 million, beyond which nothing is left.
STEP, CELLS = 5.0, 2**18


@dataclass(frozen=True)
class Compound:
    """A compound law on a lattice.

    Attributes
    ----------
    below : float64, shape (CELLS,)
        P(total <= k STEP).
    """

    below: Array

    @classmethod
    def of(cls, generating: Callable[[Array], Array], severity: st.rv_continuous) -> Compound:
        """Put a severity on the lattice (each cell's mass at its middle) and transform."""
        edges = (np.arange(CELLS + 1) - 0.5) * STEP
        masses = np.diff(severity.cdf(edges))
        total = np.fft.irfft(generating(np.fft.rfft(masses)), CELLS)
        return cls(np.cumsum(total))

    def quantile(self, p: float) -> float:
        """Smallest multiple of STEP below which p lies."""
        return float(np.searchsorted(self.below, p) * STEP)

    def mean_above(self, p: float) -> float:
        """Mean of the worst 1 - p."""
        masses = np.diff(self.below, prepend=0.0)
        over = np.clip(self.below - p, 0.0, masses)
        return float(np.sum(over * np.arange(CELLS) * STEP) / (1.0 - p))


def poisson(mean: float) -> Callable[[Array], Array]:
    return lambda z: np.exp(mean * (z - 1.0))


def negative_binomial(mean: float, dispersion: float) -> Callable[[Array], Array]:
    return lambda z: (1.0 + (dispersion - 1.0) * (1.0 - z)) ** (-mean / (dispersion - 1.0))


LOSS = st.lognorm(np.sqrt(np.log(2.0)), scale=10_000 / np.sqrt(2.0))  # mean 10,000, sd 10,000


def test_the_transform_gives_the_published_figures() -> None:
    """The oracle against a published table (a commercial tool's insurance example)."""
    oracle = Compound.of(poisson(5.0), LOSS)
    for p, published in ((0.5, 44_366), (0.9, 91_450), (0.95, 109_112), (0.99, 149_399)):
        assert oracle.quantile(p) == pytest.approx(published, rel=2e-4)
    assert oracle.mean_above(0.95) == pytest.approx(134_487, rel=2e-4)
    assert oracle.below[0] == pytest.approx(0.006738, rel=1e-3)


def test_published_compound_poisson() -> None:
    """The file of the published example: every figure within 3 of its own standard errors."""
    numbers = simulate(load(SCENARIOS / "compound_poisson.toml"), 2**18).document["strategies"]["exposed"]["horizons"][
        "12"
    ]
    published = {
        "mean": 50_000,
        "sd": 31_622.8,
        "p50": 44_366,
        "p90": 91_450,
        "p95": 109_112,
        "p99": 149_399,
        "cvar95": 134_487,
    }
    for key, truth in published.items():
        assert abs(numbers[key] - truth) < 3.0 * numbers["se"][key], key
        assert numbers["se"][key] < 0.005 * truth


CASES = {
    "poisson": ("events_per_year = 5", Compound.of(poisson(5.0), LOSS)),
    "negative binomial": ("events_per_year = 5\ndispersion = 3", Compound.of(negative_binomial(5.0, 3.0), LOSS)),
    "part of a year": ("events_per_year = 6\nafter = 2.5\nuntil = 8.5", Compound.of(poisson(3.0), LOSS)),
    "in every trajectory's own way": (
        'events_per_year = "five"\ndispersion = "three"',
        Compound.of(negative_binomial(5.0, 3.0), LOSS),
    ),
}
#: Laws of one point that the reader cannot fold: their counts are drawn by recursion instead of by table.
DRIVERS = 'five = "discrete([5], [1])"\nthree = "discrete([3], [1])"'


def worst_share(values: Array, oracle: Compound) -> float:
    """By how many standard errors the worst share below a true quantile is off."""
    points = [oracle.quantile(p) for p in (0.1, 0.5, 0.9, 0.99)]
    truths = [float(oracle.below[round(x / STEP)]) for x in points]
    # half a cell: the lattice stands for what lies around its points
    return max(
        abs(z_share(int(np.sum(values < x + STEP / 2)), values.size, p)) for x, p in zip(points, truths, strict=True)
    )


@pytest.mark.parametrize("name", CASES)
def test_totals_follow_the_transform(name: str) -> None:
    """Independent draws: the shares below true quantiles and above, and the mean of the worst 5 %."""
    settings, oracle = CASES[name]
    lines = {"x": f"{settings}\nper_event = {{ dist = 'lognormal', mean = 10_000, sd = 10_000 }}"}
    values = Futures(scenario({"a": lines}, drivers=DRIVERS), 2**16, "random").tco("a", 12)
    assert worst_share(values, oracle) < 3.5
    none = float(oracle.below[0])
    assert abs(z_share(int(np.sum(values == 0.0)), values.size, none)) < 3.0
    over = np.sort(values)[-values.size // 20 :]
    # of a tail mean: the values' own spread and that of the quantile they start from
    error = np.sqrt((over.var() + 0.95 * (over.mean() - over[0]) ** 2) / over.size)
    assert abs(over.mean() - oracle.mean_above(0.95)) < 3.0 * error


def test_wrong_totals_are_noticed() -> None:
    """One draw times the count, and Poisson for negative binomial, are not taken for the right law."""
    once = 'severity = { dist = "lognormal", mean = 10_000, sd = 10_000 }'
    wrong = scenario({"a": {"x": 'events_per_year = 5\nper_event = "severity"'}}, drivers=once)
    values = Futures(wrong, 2**16, "random").tco("a", 12)
    assert worst_share(values, CASES["poisson"][1]) > 20.0
    assert abs(z_mean(values, 50_000)) < 3.0  # what makes the mistake so easy: its mean is right
    right = Futures(load(SCENARIOS / "compound_poisson.toml"), 2**16, "random").tco("exposed", 12)
    assert worst_share(right, CASES["negative binomial"][1]) > 20.0


def test_rates_that_are_uncertain_or_vary() -> None:
    """Gamma-mixed Poisson counts are negative binomial: one rate for the year, or one for every month."""
    for each, size in (("", 2.0), (', each = "month"', 24.0)):
        line = {"x": f'events_per_month = {{ dist = "gamma", shape = 2, scale = 0.3{each} }}\nper_event = 1'}
        counts = Futures(scenario({"a": line}), 2**16, "random").tco("a", 12)
        law = st.nbinom(size, size / (size + 7.2))  # mean 12 x 0.6
        other = st.nbinom(26.0 - size, (26.0 - size) / (26.0 - size + 7.2))
        assert abs(z_mean(counts, 7.2)) < 3.0
        for n in (2, 5, 9, 14):
            hits = int(np.sum(counts <= n))
            assert abs(z_share(hits, counts.size, law.cdf(n))) < 3.5
        assert abs(z_variance(counts, law.var())) < 3.0
        assert abs(z_variance(counts, other.var())) > 10.0


@pytest.mark.parametrize("rate", [0.01, 0.7, 40.0, 400.0])
@pytest.mark.parametrize("dispersion", [1.0, 1.4, 6.0])
def test_recursion_and_table_draw_the_same_counts(rate: float, dispersion: float) -> None:
    """Counts by recursion are counts by table, trajectory by trajectory: both invert the same law at the same point."""
    amount = f"dispersion = {dispersion}\nper_event = 1"
    table = Futures(scenario({"a": {"x": f"events_per_month = {rate}\n{amount}"}}, horizons=(2,)), 1024, "random").tco(
        "a", 2
    )
    known = f'rate = "discrete([{rate}], [1])"'
    line = {"x": f'events_per_month = "rate"\n{amount}'}
    recursion = Futures(scenario({"a": line}, drivers=known, horizons=(2,)), 1024, "random").tco("a", 2)
    np.testing.assert_array_equal(table, recursion)
    assert abs(z_mean(table, 2.0 * rate)) < 3.0


@pytest.mark.parametrize(("rate", "dispersion"), [("2_000", 1.0), ("9_000", 3.0), ("100 * month", 1.0)])
def test_many_events_a_month(rate: str, dispersion: float) -> None:
    """Beyond 700 a month at a known rate: mean and variance of a compound law in every month, few events or many."""
    amount = 'per_event = "max(exponential(2) - 1, 0) + exponential(3)"'
    line = f'events_per_month = "{rate}"\ndispersion = {dispersion}\n{amount}'
    found = Futures(scenario({"a": {"x": line}}), 2**13, "random").months("a")
    excess, beyond = 2.0 * np.exp(-0.5), 8.0 * np.exp(-0.5)  # E of the excess over 1 and of its square
    mean = excess + 3.0
    variance = beyond - excess**2 + 9.0
    for t in (1, 2, 3, 8, 12):
        count = 100.0 * t if "month" in rate else float(rate)
        assert abs(z_mean(found[t - 1], count * mean)) < 3.5
        assert abs(z_variance(found[t - 1], count * variance + dispersion * count * mean**2)) < 3.5
        assert abs(z_variance(found[t - 1], count * variance)) > 3.5  # a known number of them


@pytest.mark.parametrize(("low", "high", "dispersion"), [(300, 2_000, 1.0), (600, 900, 3.0), (4_000, 9_000, 1.0)])
def test_many_events_a_month_at_an_uncertain_rate(low: float, high: float, dispersion: float) -> None:
    """Rates on both sides of what is drawn one by one: mean and variance of the mixture in each month."""
    line = f'events_per_month = "rate"\ndispersion = {dispersion}\nper_event = "exponential(2)"'
    what = scenario({"a": {"x": line}}, drivers=f'rate = "uniform({low}, {high})"', horizons=(3,))
    found = Futures(what, 2**13, "random").months("a")
    rate, spread = (low + high) / 2.0, (high - low) ** 2 / 12.0
    for month in found:
        assert abs(z_mean(month, 2.0 * rate)) < 3.5
        assert abs(z_variance(month, 4.0 * rate * (1.0 + dispersion) + 4.0 * spread)) < 3.5
    alone = found - 2.0 * np.median(found, axis=0)  # the rate is the same in all months, the counts are not
    assert abs(np.corrcoef(found[0], found[1])[0, 1] - spread / (spread + rate * (1.0 + dispersion))) < 0.03
    assert not np.array_equal(alone[0], alone[1])


def test_a_count_beyond_one_by_one_is_its_quantile() -> None:
    """Poisson and negative binomial quantiles to half an event, by the uniform number that a smaller count has."""
    for dispersion, law in ((1.0, st.poisson(2_000)), (4.0, st.nbinom(2_000 / 3.0, 0.25))):
        line = f'events_per_month = "2_000 * uniform(0.999_999, 1.000_001)"\ndispersion = {dispersion}\nper_event = 1'
        counts = np.sort(Futures(scenario({"a": {"x": line}}, horizons=(1,)), 2**14, "random").tco("a", 1))
        for p in (0.001, 0.05, 0.5, 0.95, 0.999):
            error = np.sqrt(p * (1.0 - p) / counts.size) / law.pmf(law.ppf(p))
            assert abs(hazen(counts, p) - law.ppf(p)) < 3.0 * error + 1.0
    below = 'events_per_month = "690 * uniform(0.999_999, 1.000_001)"\nper_event = 1'
    few = Futures(scenario({"a": {"x": below}}, horizons=(1,)), 2**12, "random").tco("a", 1)
    above = Futures(scenario({"a": {"x": below.replace("690", "710")}}, horizons=(1,)), 2**12, "random").tco("a", 1)
    shift = above - few
    assert abs(shift.mean() - 20.0) < 0.5  # no step between both ways
    assert shift.std() < 1.5


@pytest.mark.parametrize(("rate", "dispersion"), [(750, 50.0), (950, 500.0), (1_200, 4.0), (2_000, 4.0)])
def test_counts_that_come_in_clusters(rate: int, dispersion: float) -> None:
    """Mean, spread and quantiles of a negative binomial count, drawn by the recursion or beyond it; never below 0."""
    line = f'events_per_month = "{rate} * uniform(0.999_999, 1.000_001)"\ndispersion = {dispersion}\nper_event = 1'
    counts = np.sort(Futures(scenario({"a": {"x": line}}, horizons=(1,)), 2**13, "random").tco("a", 1))
    law = st.nbinom(rate / (dispersion - 1.0), 1.0 / dispersion)
    assert counts[0] >= 0.0
    assert abs(z_mean(counts, float(rate))) < 3.5
    assert abs(z_variance(counts, rate * dispersion)) < 3.5
    for p in (0.01, 0.1, 0.5, 0.9, 0.99):
        error = np.sqrt(p * (1.0 - p) / counts.size) / law.pmf(law.ppf(p))
        assert abs(hazen(counts, p) - law.ppf(p)) < 3.5 * error + 1.0


@pytest.mark.parametrize(
    "rate",
    ["x if month > 6 else 0", "x * lag(one, 1, 1)", "x * level", "0.05 * x * month * month", "40 * grown"],
)
def test_a_rate_that_becomes_large_later(rate: str) -> None:
    drivers = 'x = "uniform(1_900, 2_100)"\none = 1\nlevel = { process = "steps", values = [0.01, 1], at = [6] }\n'
    drivers += 'grown = { process = "growth", initial = "0.9 to 1.1", growth_per_month = 0.4 }'
    found = Futures(
        scenario({"a": {"x": f'events_per_month = "{rate}"\nper_event = 1'}}, drivers=drivers), 512, "random"
    )
    last = {"x if month > 6 else 0": 2_000, "x * lag(one, 1, 1)": 2_000, "x * level": 2_000}.get(rate)
    truth = last or (0.05 * 2_000 * 144 if "month" in rate else 40 * 1.4**11 * 1.0018)
    assert found.months("a")[11].mean() == pytest.approx(truth, rel=0.01)


def test_a_rate_that_only_might_be_large_moves_no_draw() -> None:
    """What is drawn one by one is what it was, whether more is possible in other futures or not."""
    line = 'events_per_month = "rate"\nper_event = "exponential(2)"'
    drivers = 'rate = "discrete([{}, 20], [1, 1])"'
    wide, narrow = (
        Futures(scenario({"a": {"x": line}}, drivers=drivers.format(rate), horizons=(2,)), 2**11, "random")
        for rate in (3_000, 30)
    )
    same = wide.tco("a", 2) < 1_000
    assert 0.4 < same.mean() < 0.6
    np.testing.assert_array_equal(wide.tco("a", 2)[same], narrow.tco("a", 2)[same])


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_kernel_and_twin_agree_on_many_events(sampler: str) -> None:
    what = scenario(
        {"a": {"x": 'events_per_month = "rate"\ndispersion = 2\nper_event = "max(exponential(2), 1)"'}},
        drivers='rate = "discrete([20, 3_000], [1, 1])"',
        horizons=(2,),
    )
    assert_same(*both(what, sampler, seed=1, block=2))


def test_many_events_of_a_process_are_shared() -> None:
    """Two lines on one process have the same count: their covariance is that of the counts."""
    what = scenario(
        {"a": {"x": 'on = "calls"\nper_event = "exponential(2)"', "y": 'on = "calls"\nper_event = "exponential(3)"'}},
        drivers='calls = { process = "events", events_per_month = 5_000, dispersion = 4 }',
        horizons=(1,),
    )
    run = Futures(what, 2**14, "random")
    x, y = run.line("a", "x", 1), run.line("a", "y", 1)
    together = (x - 10_000.0) * (y - 15_000.0)
    assert abs(z_mean(together, 4.0 * 5_000 * 6.0)) < 3.5
    assert abs(z_mean(together, 0.0)) > 10.0

"""Truth: what is known by month (plans, actuals), and processes that go on from it, in closed form by month."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Array, Futures, scenario, z_mean, z_share, z_variance

from tcorisk import simulate
from tcorisk.simulator import trace
from tcorisk.simulator.lowering import lower
from tcorisk.simulator.sensitivity.inputs import find_clusters

N = 2**13
PLAN = [40.25, 42, 1e-3, 45, -7, 48, 50, 52, 55, 55, 56, 60, 61, 0, 0.1, 70, 71, 72, 73, 74, 75, 76, 77, 78]


def months(
    settings: str,
    formula: str = "d",
    *,
    drivers: str = "",
    horizon: int = 12,
    n: int = N,
    top: str = "",
    sampler: str = "random",
) -> Array:
    """Value of a formula over a process by month, shape (months, n)."""
    lines = {"a": {"x": f'monthly = "{formula}"'}}
    made = scenario(lines, drivers=f"{drivers}\n[drivers.d]\n{settings}", horizons=(horizon,), top=top)
    return Futures(made, n, sampler).months("a")


def test_a_plan_is_its_numbers_to_the_last_bit() -> None:
    plan = f'process = "plan"\nvalues = {PLAN}'
    found = months(plan, horizon=24, n=512)
    np.testing.assert_array_equal(found, np.broadcast_to(np.array(PLAN)[:, None], found.shape))
    np.testing.assert_array_equal(months(plan, "lag(d, 2, 5)", horizon=9, n=512)[:, 0], [5, 5, *PLAN[:7]])
    np.testing.assert_array_equal(months(plan, "max_so_far(d)", horizon=6, n=512)[:, 0], [40.25, 42, 42, 45, 45, 48])
    assert not np.array_equal(found[:, 0], np.roll(PLAN, 1))  # the wrong one: a month late


def test_a_plan_costs_nothing_at_run_time() -> None:
    """The program with a plan is that with a number of the same kind: no register, no draw, one instruction less."""
    programs = [
        lower(scenario({"a": {"x": 'monthly = "d * to(1, 2)"'}}, drivers=f"[drivers.d]\n{what}", horizons=(24,)))
        for what in (f'process = "plan"\nvalues = {PLAN}', 'process = "growth"\ninitial = 40\ngrowth_per_month = 0.02')
    ]
    assert programs[0].code.shape == programs[1].code.shape and programs[0].registers == programs[1].registers
    assert programs[0].dimensions == programs[1].dimensions == 1


# -- growth ----------------------------------------------------------------------------------------------------------
SEASON = [0.5, 1, 1.5, 1, 1, 2, 0.25, 1, 1, 1, 1, 0.8]
GROWS = 'process = "growth"\nactuals = [31, 29, 40]\ngrowth_per_month = 0.02'
T = np.arange(1, 13)


def test_growth_goes_on_from_its_actuals() -> None:
    """Month t is the last of them x 1.02^t: month 1 has grown once; they cost nothing, and a ceiling spares them."""
    np.testing.assert_allclose(months(GROWS, n=512)[:, 3], 40.0 * 1.02**T, rtol=1e-14)
    yearly = GROWS.replace("growth_per_month = 0.02", 'growth_per_year = "uniform(0.2, 0.2000000001)"')
    np.testing.assert_allclose(months(yearly, n=512)[:, 3], 40.0 * 1.2 ** (T / 12.0), rtol=1e-9)
    seasonal = months(f"{GROWS}\nseason = {SEASON}", n=512)[:, 3]
    np.testing.assert_allclose(seasonal, 40.0 / 0.8 * 1.02**T * SEASON, rtol=1e-14)
    assert not np.allclose(seasonal, 40.0 * 1.02**T * SEASON)  # the wrong one: month 0 is taken for the level
    capped = months(f"{GROWS}\nseason = {SEASON}\nceiling = 39", n=512)[:, 3]
    np.testing.assert_allclose(capped, np.minimum(40.0 / 0.8 * 1.02**T * SEASON, 39.0), rtol=1e-14)


def test_a_season_by_the_names_of_months() -> None:
    named = months(f"{GROWS}\nseason = {{ dec = 1.4, jul = 0.5, jun = 0.8 }}", n=512, top="start = 2026-07-01")[:, 0]
    factors = np.array([0.5, 1, 1, 1, 1, 1.4, 1, 1, 1, 1, 1, 0.8])  # July first; June is month 0
    np.testing.assert_allclose(named, 40.0 / 0.8 * 1.02**T * factors, rtol=1e-14)
    other = months(f"{GROWS}\nseason = {{ dec = 1.4, jul = 0.5, jun = 0.8 }}", n=512, top="start = 2026-06-01")[:, 0]
    assert not np.allclose(named, other)  # the wrong one: a month earlier


@pytest.mark.parametrize(
    "sizes", ["volatility = 0.1\nnoise = {}", 'volatility = "to(0.0999999, 0.1000001)"\nnoise = "{} + 0 * sure"']
)
@pytest.mark.parametrize("noise", [0.0, 0.2])
def test_spread_by_month(sizes: str, noise: float) -> None:
    """Var log = 0.1^2 t and with noise twice its variance: that of the month, and that of month 0 in all months."""
    drivers = 'sure = "uniform(1, 2)"'
    found = months(f"{GROWS}\nseason = {SEASON}\n{sizes.format(noise)}", drivers=drivers, n=2**14)
    for t, month in zip(T, found, strict=True):
        mean, variance = 40.0 / 0.8 * 1.02**t * SEASON[t - 1], 0.1**2 * t + 2.0 * noise**2
        logs = np.log(month / mean) + variance / 2.0
        assert abs(z_mean(month, mean)) < 3.7 and abs(z_mean(logs, 0.0)) < 3.7
        assert abs(z_variance(logs, variance)) < 3.7
        assert abs(z_variance(logs, variance - 0.1**2)) > 8.0 or t > 2  # the wrong one: no step into month 1
    first, last = np.log(found[0]), np.log(found[11])
    shared = np.mean((first - first.mean()) * (last - last.mean()))
    spread = np.sqrt((0.1**2 + 2 * noise**2) * (0.12 + 2 * noise**2) / 2**14)
    assert abs(shared - 0.1**2 - noise**2) < 5.0 * spread


def test_one_more_month_of_actuals_moves_no_draw() -> None:
    """Shocks keep their month's draw, those of other processes too; the values follow the last of the actuals."""
    rest = "volatility = 0.1\nnoise = 0.2"
    other = '[drivers.other]\nprocess = "growth"\ninitial = 1\nvolatility = 0.3\nnoise = 0.1'
    longer = GROWS.replace("[31, 29, 40]", "[31, 29, 40, 50]")
    for sampler in ("random", "sobol"):
        both = [months(f"{what}\n{rest}", drivers=other, n=512, sampler=sampler) for what in (GROWS, longer)]
        np.testing.assert_allclose(both[1], both[0] * 50.0 / 40.0, rtol=1e-13)
    with_initial = GROWS.replace("actuals = [31, 29, 40]", "initial = 40")
    alone = [months(f"{what}\n{rest}", "other", drivers=other, n=512) for what in (GROWS, longer, with_initial)]
    np.testing.assert_array_equal(alone[0], alone[1])
    np.testing.assert_array_equal(alone[0], alone[2])
    steps = [months(f"{what}\nvolatility = 0.1", n=512) for what in (GROWS, with_initial)]
    np.testing.assert_allclose(*(path[1:] / path[:-1] for path in steps), rtol=1e-12)  # from month 2 on the same steps
    assert steps[0][0].std() > 0.0 == steps[1][0].std()


# -- mean_reverting and jumps ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("half_life", ["3", '"discrete([3], [1])"'])
def test_mean_reversion_goes_on_from_its_actuals(half_life: str) -> None:
    """Mean 2 x 2^(k^t), variance of the logarithm 0.09 (1 + k^2 + ... + k^(2 t - 2)): one step further than before."""
    reverts = f'process = "mean_reverting"\nactuals = [3, 4]\nmean = 2\nhalf_life = {half_life}\nvolatility = 0.3'
    found, k = months(reverts), 2.0 ** (-1.0 / 3.0)
    for t, month in zip(T, found, strict=True):
        mean, variance = 2.0 * 2.0 ** (k**t), 0.09 * sum(k ** (2 * lag) for lag in range(t))
        assert abs(z_mean(month, mean)) < 3.5
        assert abs(z_variance(np.log(month), variance)) < 3.7
    assert abs(z_mean(found[0], 4.0)) > 20.0  # the wrong one: the last of the actuals in month 1
    floored = months(f"{reverts}\nfloor = 3", n=512)
    np.testing.assert_allclose(floored, np.maximum(found[:, :512], 3.0), rtol=1e-13)


def test_jumps_go_on_from_their_actuals() -> None:
    """E = 3 exp(lambda (E F - 1) t) with one jump in two months: the first can come in month 1."""
    jumps = 'process = "jumps"\nactuals = [9, 3]\njumps_per_year = 6\nfactor = "uniform(0.2, 1)"'
    found = months(jumps)
    for t, month in zip(T, found, strict=True):
        assert abs(z_mean(month, 3.0 * np.exp(0.5 * (0.6 - 1.0) * t))) < 3.5
        assert abs(z_share(int(np.sum(month == 3.0)), N, float(np.exp(-0.5 * t)))) < 3.5
    assert abs(z_share(int(np.sum(found[0] == 3.0)), N, 1.0 - 1e-9)) > 100.0  # the wrong one: none in month 1
    none = months('process = "jumps"\nactuals = [9, 3]\njumps_per_year = 0\nfactor = 2', n=512)
    np.testing.assert_array_equal(none, 3.0)


# -- lag -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rest", ["", "volatility = 0.1"])
@pytest.mark.parametrize("before", ["", ", 7", ", month"])
@pytest.mark.parametrize("back", [1, 2, 3, 5, 11])
def test_lag_reads_the_actuals(rest: str, before: str, back: int) -> None:
    """Months before 1 are the actuals; earlier ones are `before`, or 0 without one."""
    process = f"{GROWS}\n{rest}"
    path, found = months(process, n=512), months(process, f"lag(d, {back}{before})", n=512)
    early = {"": 0.0 * T, ", 7": 7.0 + 0.0 * T, ", month": T}[before]
    known = [*([np.nan] * 9), 31, 29, 40]
    first = [early[t - 1] if np.isnan(known[t - back - 1]) else known[t - back - 1] for t in range(1, back + 1)]
    np.testing.assert_array_equal(found, np.vstack([np.repeat(np.array(first)[:, None], 512, 1), path[:-back]]))
    assert found[back - 1, 0] == 40.0 != (early[back - 1])  # the wrong one: `before` as without actuals


def test_lag_beyond_the_horizon_and_of_a_formula() -> None:
    np.testing.assert_array_equal(months(GROWS, "lag(d, 3, 9)", horizon=2, n=512)[:, 0], [31, 29])
    np.testing.assert_array_equal(months(GROWS, "lag(d, 4, 9)", horizon=2, n=512)[:, 0], [9, 31])
    np.testing.assert_array_equal(months(GROWS, "lag(2 * d, 2, 9)", horizon=2, n=512)[:, 0], [9, 9])


# -- the run ---------------------------------------------------------------------------------------------------------
def test_actuals_cost_nothing_and_parts_of_a_run_agree() -> None:
    """The TCO has 12 months; threads and chunks have no voice; the noise of month 0 is the process's own."""
    noisy = f"[drivers.d]\n{GROWS}\nvolatility = 0.1\nnoise = 0.2"
    what = scenario({"a": {"x": 'monthly = "d"'}, "b": {"x": 'monthly = "d * to(1, 2)"'}}, drivers=noisy)
    one, other = (simulate(what, 2**13, threads=threads, chunk=chunk) for threads, chunk in ((1, 16), (2, 3)))
    assert one.document == other.document
    total = one.document["strategies"]["a"]["horizons"]["12"]
    assert abs(total["mean"] - 40.0 * np.sum(1.02**T)) < 4.0 * total["se"]["mean"]
    clusters = find_clusters(what, lower(what, probe=True))
    assert [cluster.address for cluster in clusters] == ["drivers.d", "strategies.b.costs.x.monthly#1"]
    assert len(clusters[0].streams) == 3  # volatility, noise, and the noise of month 0


def test_a_jump_into_month_1_is_an_event_of_the_trace() -> None:
    jumps = '[drivers.d]\nprocess = "jumps"\nactuals = [3]\njumps_per_year = 120\nfactor = 0.5'
    document = trace(scenario({"a": {"x": 'monthly = "d"'}}, drivers=jumps), 1).document
    [first] = [event for event in document["events"] if event["month"] == 1]
    assert first["kind"] == "change" and first["before"] == 3.0 > first["value"]

"""Truth: what a result says, worked out once more from every trajectory, by brute force."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import SCENARIOS, Array, Futures, hazen, replicate_of, scenario
from scipy.stats import beta

from tcorisk import Result, load, simulate

N = 8192


@pytest.fixture(scope="module", params=["sobol", "random"])
def run(request: pytest.FixtureRequest) -> tuple[Result, Futures]:
    """A run with everything in it, and the same trajectories one by one; `random`: replicates of two lengths."""
    what = load(SCENARIOS / "everything.toml").with_values({"drivers.size": "20 to 90"})
    n = N if request.param == "sobol" else N + 700
    return simulate(what, n, sampler=request.param), Futures(what, n, request.param)


def worst_mean(values: Array, share: float) -> float:
    """Mean of the largest share, the value on its edge counted in part."""
    ordered, weight = np.sort(values)[::-1], share * values.size
    whole = int(weight)
    return float((ordered[:whole].sum() + (weight - whole) * ordered[min(whole, values.size - 1)]) / weight)


def tenth_of_error(values: Array, p: float) -> float:
    """A tenth of the sampling error of a quantile of independent values."""
    apart = 0.1 * np.sqrt(p * (1.0 - p) / values.size)
    return max(abs(hazen(values, p + sign * apart) - hazen(values, p)) for sign in (-1, 1))


def test_quantiles_and_moments(run: tuple[Result, Futures]) -> None:
    """Hazen's quantiles, of TCO and cash to 2.5e-4, of others to 1e-3, or to a tenth of their error; moments to 1e-12.

    The error of cash and of months, which the document does not state, is that of independent draws.
    """
    result, futures = run
    for name, strategy in result.document["strategies"].items():
        for horizon in result.scenario.horizons:
            found = strategy["horizons"][str(horizon)]
            tco, cash = futures.tco(name, horizon), futures.cash(name, horizon)
            assert found["mean"] == pytest.approx(tco.mean(), rel=1e-12)
            assert found["sd"] == pytest.approx(tco.std(), rel=1e-9)
            assert found["cvar95"] == pytest.approx(worst_mean(tco, 0.05), rel=2.5e-4)
            for p in (1, 5, 10, 25, 50, 75, 80, 90, 95, 99):
                slack = 0.1 * found["se"][f"p{p}"]
                assert found[f"p{p}"] == pytest.approx(hazen(tco, p / 100), rel=2.5e-4, abs=slack)
            for p in (10, 50, 80, 90):
                slack = tenth_of_error(cash, p / 100)
                assert found["cash"][f"p{p}"] == pytest.approx(hazen(cash, p / 100), rel=2.5e-4, abs=slack)
            for category, row in futures.layout.categories[name].items():
                values = futures.results[futures.layout.row(row, horizon)]
                assert found["categories"][category]["p90"] == pytest.approx(hazen(values, 0.9), rel=1e-3, abs=1e-12)
        for what, key in (("cash", "cash"), ("tco", "cumulative_tco")):
            for t, values in enumerate(futures.months(name, what)):
                assert strategy["months"][key]["mean"][t] == pytest.approx(values.mean(), rel=1e-12)
                slack = tenth_of_error(values, 0.1)
                assert strategy["months"][key]["p10"][t] == pytest.approx(hazen(values, 0.1), rel=1e-3, abs=slack)


def test_standard_errors(run: tuple[Result, Futures]) -> None:
    """The spread of the replicates' own statistics, weighted by their trajectories."""
    result, futures = run
    replicate = replicate_of(futures.job.trajectories)
    weights = np.bincount(replicate) / replicate.size
    assert weights.size == 16

    def error(values: Array, statistic) -> float:  # type: ignore[no-untyped-def]
        each = np.array([statistic(values[replicate == k]) for k in range(16)])
        return float(np.sqrt(np.sum(weights * (each - weights @ each) ** 2) / 15))

    for name, strategy in result.document["strategies"].items():
        found, tco = strategy["horizons"]["14"]["se"], futures.tco(name, 14)
        assert found["mean"] == pytest.approx(error(tco, np.mean), rel=1e-6)
        assert found["sd"] == pytest.approx(error(tco, np.std), rel=1e-6)
        # quantiles come from histograms: each off by 2e-5 or so, and the error by that beside itself
        for p in (10, 50, 90):
            slack = 2.5e-4 * strategy["horizons"]["14"][f"p{p}"] / np.sqrt(16)
            assert found[f"p{p}"] == pytest.approx(error(tco, lambda v, p=p: hazen(v, p / 100)), abs=slack)
        slack = 2.5e-4 * strategy["horizons"]["14"]["cvar95"] / np.sqrt(16)
        assert found["cvar95"] == pytest.approx(error(tco, lambda v: worst_mean(v, 0.05)), abs=slack)
    for c in result.document["comparisons"]:
        wins = (futures.tco(c["strategy"], c["horizon"]) < futures.tco(c["baseline"], c["horizon"])).astype(float)
        k, n = int(wins.sum()), wins.size
        rare = np.sqrt((k + 1) * (n - k + 1) / (n + 2) ** 3) if min(k, n - k) < 80 else 0.0
        assert c["p_beats_se"] == pytest.approx(max(error(wins, np.mean), rare), rel=1e-9)


def test_probabilities(run: tuple[Result, Futures]) -> None:
    """p_beats, by 10 % and 20 %, the cheapest of all, ranks of the point estimate and of the budget."""
    result, futures = run
    for c in result.document["comparisons"]:
        one, base = (futures.tco(c[key], c["horizon"]) for key in ("strategy", "baseline"))
        assert c["p_beats"] == np.mean(one < base)
        assert c["p_ties"] == np.mean(one == base)
        assert (c["p_beats_by_10"] is None) == bool(base.min() <= 0.0)
        assert c["p_beats_by_10"] == np.mean(one <= 0.9 * base)
        assert c["p_beats_by_20"] == np.mean(one <= 0.8 * base)
        assert c["savings"]["p10"] == pytest.approx(hazen(base - one, 0.1), rel=2.5e-4)
    for horizon in result.scenario.horizons:
        costs = np.array([futures.tco(name, horizon) for name in futures.layout.strategies])
        best = costs == costs.min(axis=0)
        for name, share in zip(futures.layout.strategies, (best / best.sum(axis=0)).mean(axis=1), strict=True):
            found = result.document["strategies"][name]["horizons"][str(horizon)]
            assert found["p_cheapest"] == pytest.approx(share, abs=1e-12)
            tco, point = futures.tco(name, horizon), found["point_estimate"]
            assert found["point_estimate_percentile"] == np.mean(tco < point) + np.mean(tco == point) / 2.0
    budget = result.document["strategies"]["buy"]["horizons"]["14"]["budget"]
    assert budget == {"amount": 9_000.0 * 14, "p_within": np.mean(futures.cash("buy", 14) <= 9_000.0 * 14)}
    assert 0.0 < budget["p_within"] < 1.0


def test_break_even(run: tuple[Result, Futures]) -> None:
    """The first month from which a strategy's sum stays below the baseline's, to the horizon's end, or never."""
    result, futures = run
    fell_back = False
    for c in result.document["comparisons"]:
        ahead = futures.months(c["strategy"], "tco") < futures.months(c["baseline"], "tco")
        ahead = ahead[: c["horizon"]]
        behind = np.where(~ahead, np.arange(1, c["horizon"] + 1)[:, None], 0).max(axis=0)
        since = np.where(behind == c["horizon"], np.inf, behind + 1.0)
        ordered = np.sort(since)
        assert c["break_even"]["p_never"] == np.mean(np.isinf(since))
        for p in (10, 50, 90):
            at = ordered[int(np.ceil(p * since.size / 100)) - 1]
            assert c["break_even"][f"p{p}"] == (None if np.isinf(at) else int(at))
        early = np.argmax(ahead, axis=0) + 1.0  # the first month below, whatever comes after: another number
        fell_back |= bool(np.any(early[np.isfinite(since)] != since[np.isfinite(since)]))
    assert fell_back


def test_break_even_of_known_lines() -> None:
    """12 at once against 1 a month: level after 12 months, cheaper from month 13; percentiles of a uniform price."""
    lines = {"rent": {"x": "monthly = 1"}, "buy": {"x": "one_time = 12"}, "dear": {"x": 'one_time = "uniform(0, 24)"'}}
    what = scenario(lines, horizons=(12, 13, 24))
    compared = simulate(what, 2**14).document["comparisons"]
    found = {(c["strategy"], c["horizon"]): c for c in compared if c["baseline"] == "rent"}
    assert found["buy", 12]["break_even"] == {"p_never": 1.0, "p10": None, "p50": None, "p90": None}
    assert found["buy", 12]["p_ties"] == 1.0
    assert found["buy", 24]["break_even"] == {"p_never": 0.0, "p10": 13, "p50": 13, "p90": 13}
    # a price of x is passed in month floor(x) + 1: P10 lies at 2.4, P50 at 12 or a hair below, P90 at 21.6
    months = found["dear", 24]["break_even"]
    assert (months["p10"], months["p90"]) == (3, 22)
    assert months["p50"] in (12, 13)
    assert found["dear", 12]["break_even"]["p90"] is None
    assert found["dear", 12]["break_even"]["p_never"] == pytest.approx(0.5, abs=1e-3)


def test_null_where_the_baseline_can_vanish() -> None:
    """A share of nothing, or of a negative cost, is no share."""
    for law, null in (("normal(2, 1)", True), ("uniform(0.1, 1)", False), ("bernoulli(0.9)", True)):
        lines = {"a": {"x": f'monthly = "{law}"'}, "b": {"x": 'monthly = "uniform(0, 1)"'}}
        [c] = simulate(scenario(lines, horizons=(1,)), N).document["comparisons"]
        assert (c["p_beats_by_10"] is None, c["p_beats_by_20"] is None) == (null, null)
        assert c["p_beats"] > 0.0


def test_point_estimate() -> None:
    """By hand: medians for draws, path factors 1, counts and chances at their mean, mean count x median amount."""
    drivers = 'e = "4 to 9"\np = "bernoulli(0.3)"\nr = "1 to 4"\n[drivers.g]\nprocess = "growth"\n'
    drivers += 'initial = "to(4, 9)"\ngrowth_per_month = { dist = "normal", mean = 0.02, sd = 0.1 }\n'
    drivers += 'volatility = "0.1 to 0.3"\nnoise = 0.3'
    lines = {
        "flat": 'monthly = "e * pert(0, 1, 8)"',
        "grows": 'monthly = "g"',
        "chance": 'one_time = "100 * p"',
        "known": 'events_per_year = 3\nper_event = "10 to 1_000"',
        "random": 'events_per_month = "r"\ndispersion = 2\nper_event = { dist = "exponential", mean = 5 }',
        "loop": 'events_per_month = "r"\nper_event = "max(20, e * to(1, 9))"',
        "rhythm": 'every = "1.9 to 3"\nper_event = "10 to 1_000"',
    }
    head = {"a": 'launch = { months = "1 to 4", revenue_per_month = 10 }\nbuffer = { share = "10% to 40%" }'}
    result = simulate(scenario({"a": lines}, drivers=drivers, heads=head), N)

    e, r = 6.0, 2.0  # geometric means of the 90 % intervals
    pert = 8 * beta(1 + 4 * 1 / 8, 1 + 4 * 7 / 8).median()
    parts = {
        "flat": 12 * e * pert,
        "grows": 6.0 * np.sum(1.02 ** np.arange(12)),
        "chance": 30.0,
        "known": 3 * 100.0,
        "random": 12 * r * 5 * np.log(2),
        "loop": 12 * r * max(20.0, e * 3.0),
        "rhythm": int(12 / np.sqrt(1.9 * 3)) * 100.0,
    }
    # by its table's cubic, a median is right to 1e-8 of the law's width
    assert result.points["a", 12] == pytest.approx(1.2 * sum(parts.values()) + 20.0, rel=1e-7)
    found = result.document["strategies"]["a"]["horizons"]["12"]
    assert found["point_estimate"] == result.points["a", 12]
    assert found["point_estimate"] < found["mean"]
    assert 0.0 < found["point_estimate_percentile"] < 0.5


def test_top_inputs() -> None:
    """The input that rules the difference comes first, with its sign: dearer engineers, smaller savings of `own`."""
    lines = {
        "api": {"x": 'monthly = "volume * 0.02"', "y": 'monthly = "20 to 22"'},
        "own": {
            "x": 'monthly = "engineer"',
            "y": 'monthly = "30 to 33"',
            "n": 'events_per_month = 0.3\nper_event = "10 to 90"',
        },
    }
    drivers = 'engineer = "100 to 300"\nvolume = "9_000 to 12_000"\nidle = "1 to 2"\nspare = "idle * 2"'
    [c] = simulate(scenario(lines, drivers=drivers), 2**14).document["comparisons"]
    first, second, *rest = c["top_inputs"]
    assert (first["address"], second["address"]) == ("drivers.engineer", "drivers.volume")
    assert first["rank_correlation"] < -0.8
    assert second["rank_correlation"] > 0.2
    assert "drivers.idle" not in {item["address"] for item in rest}


def test_a_saving_that_is_always_the_same_has_no_top_inputs() -> None:
    """It differs by rounding alone: no input decides it."""
    amount = "0.1 * price + 0.2 * price"
    lines = {"a": {"x": f'monthly = "{amount}"'}, "b": {"x": 'monthly = "0.3 * price + 70"'}}
    drivers = 'price = "90 to 210"'
    [c] = simulate(scenario(lines, drivers=drivers), 2**13).document["comparisons"]
    assert c["top_inputs"] == []
    lines["b"]["x"] = 'monthly = "0.3001 * price + 70"'
    [c] = simulate(scenario(lines, drivers=drivers), 2**13).document["comparisons"]
    assert c["top_inputs"] == [{"address": "drivers.price", "rank_correlation": pytest.approx(-1.0)}]


def test_samples_show_inputs() -> None:
    """By address: what was drawn; of what changes by the month, its mean; of a line of events, its total."""
    lines = {"x": 'monthly = "g + m + u"', "n": "events_per_month = 2\nper_event = 3"}
    drivers = (
        'u = { dist = "uniform", low = 1, high = 2 }\nm = { dist = "uniform", low = 10, high = 20, each = "month" }\n'
    )
    drivers += '[drivers.g]\nprocess = "growth"\ninitial = "90 to 110"\nnoise = 0.1'
    what = scenario({"a": lines}, drivers=drivers, horizons=(6, 12))
    samples, futures = simulate(what, N).samples(), Futures(what, N)
    assert 1.0 < samples["drivers.u"].min() < samples["drivers.u"].max() < 2.0
    assert samples["drivers.m"].mean() == pytest.approx(15.0, rel=1e-3)
    assert samples["drivers.m"].std() == pytest.approx(10.0 / 12.0, rel=0.05)  # of a mean of 12
    parts = samples["drivers.g"] + samples["drivers.m"] + samples["drivers.u"]
    np.testing.assert_allclose(12.0 * parts, futures.line("a", "x", 12), rtol=1e-12)
    np.testing.assert_array_equal(samples["strategies.a.costs.n"], futures.line("a", "n", 12))
    assert np.corrcoef(samples["drivers.g"], samples["drivers.g.initial"])[0, 1] > 0.8


def test_months_take_the_first_futures() -> None:
    """Percentiles of months and categories from 262,144 futures, those of a horizon from all."""
    line = "monthly = { dist = 'lognormal', median = 300, sigma = 0.6, each = 'month' }"
    asked = scenario({"a": {"x": line}}, horizons=(2,))
    short, long = (simulate(asked, n, seed=1).document["strategies"]["a"] for n in (2**18, 2**19))
    for what, month in (("cash", 0), ("cash", 1), ("cumulative_tco", 0)):
        for key in ("p10", "p50", "p90"):
            assert long["months"][what][key][month] == short["months"][what][key][month]
        assert long["months"][what]["mean"][month] != short["months"][what]["mean"][month]
    for result in (short, long):
        at_end = {key: values[1] for key, values in result["months"]["cumulative_tco"].items()}
        assert at_end == {key: result["horizons"]["2"][key] for key in ("mean", "p10", "p50", "p90")}
    assert long["horizons"]["2"]["p90"] != short["horizons"]["2"]["p90"]
    of_long, of_short = (result["horizons"]["2"]["categories"]["Compute"] for result in (long, short))
    assert of_long["p90"] == of_short["p90"] and of_long["mean"] != of_short["mean"]

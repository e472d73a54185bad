"""The confidence table: contingency by cost line, against closed forms, brute force and what has to add up."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import SCENARIOS, scenario
from scipy.special import ndtri

from tcorisk import load, simulate
from tcorisk.simulator.decision.confidence import LEVELS, OrderedTotals, expected_parts

N = 8_192
KEYS = [f"p{level}" for level in LEVELS]


def confidence(result, name="a", horizon=None):
    """Return the member of a strategy, over its longest horizon."""
    horizons = result.document["strategies"][name]["horizons"]
    return horizons[str(horizon or max(map(int, horizons)))]["confidence"]


def run(lines, **more):
    return simulate(scenario({"a": lines}, **more), N)


NORMALS = {
    "x": 'one_time = "shared + normal(mean=1_000, sd=30)"',
    "y": 'one_time = "2 * shared + normal(mean=2_000, sd=100)"',
    "z": 'one_time = "900 - shared"',
}
SHARED = 'shared = { dist = "normal", mean = 500, sd = 80 }'
#: Means, covariances with the total, and the total's variance.
MEANS = np.array([1_500.0, 3_000.0, 400.0])
COVARIANCES = np.array([2 * 80.0**2 + 30.0**2, 4 * 80.0**2 + 100.0**2, -2 * 80.0**2])


def test_normal_lines_take_their_covariance_with_the_total() -> None:
    """E[X | S = q] = mean + cov(X, S) / var(S) (q - mean of S), and a spreadsheet has the means."""
    found = confidence(run(NORMALS, drivers=SHARED))
    variance = COVARIANCES.sum()
    assert found["of"] == "cash"
    assert found["spreadsheet"] == pytest.approx(MEANS.sum(), rel=1e-9)
    assert found["spreadsheet_percentile"] == pytest.approx(0.5, abs=0.005)
    for level in LEVELS:
        above = ndtri(level / 100.0) * np.sqrt(variance)
        assert found["amounts"][f"p{level}"] == pytest.approx(MEANS.sum() + above, abs=2.0)
        for at, line in enumerate(NORMALS):
            one = found["lines"][line]
            off = one[f"p{level}"] - COVARIANCES[at] / variance * found["contingency"][f"p{level}"]
            assert abs(off) < 4.0 * one["se"][f"p{level}"] < 10.0


def test_shares_of_the_means_are_not_the_allocation() -> None:
    """The negative control: contingency in proportion to the estimates is far off what the lines do."""
    found = confidence(run(NORMALS, drivers=SHARED))
    more = found["contingency"]["p90"]
    for at, line in enumerate(NORMALS):
        one = found["lines"][line]
        assert abs(one["p90"] - MEANS[at] / MEANS.sum() * more) > 10.0 * one["se"]["p90"]


def test_skewed_lines_agree_with_brute_force() -> None:
    """Two lognormal lines and rare events: means of four million raw futures close to each percentile."""
    lines = {
        "calm": 'one_time = "800 to 1_200"',
        "wild": 'one_time = "100 to 2_500"',
        "rare": "events_per_month = 0.05\nper_event = 400",
    }
    found = confidence(run(lines, horizons=[12]))
    random = np.random.default_rng(1)
    size = 4_000_000

    def lognormal(low: float, high: float) -> np.ndarray:
        return np.exp(np.log(low * high) / 2 + np.log(high / low) / 2 / ndtri(0.95) * random.standard_normal(size))

    raw = np.stack([lognormal(800, 1_200), lognormal(100, 2_500), 400.0 * random.poisson(0.6, size)])
    total = raw.sum(axis=0)
    planned = np.array([np.sqrt(800 * 1_200), np.sqrt(100 * 2_500), 0.6 * 400.0])
    assert found["spreadsheet"] == pytest.approx(planned.sum(), rel=1e-6)
    for key in KEYS:
        near = np.abs(total - found["amounts"][key]) < 10.0
        expected = raw[:, near].mean(axis=1) - planned
        for at, line in enumerate(lines):
            assert abs(found["lines"][line][key] - expected[at]) < 4.0 * found["lines"][line]["se"][key] + 2.0


EVERY_WAY = {
    "known": 'monthly = "100 * 1.05 ** (month - 1)"\nafter = 1.5\npaid_after = 2',
    "steady": 'category = "Compliance"\nmonthly = "once * 100"\nuntil = 9\npaid_after = 5',
    "drawn": 'monthly = "z * once"\nafter = 2.5',
    "bought": 'one_time = "500 * once"\nafter = 2\nresidual = "max(0, 1 - age / 20)"',
    "faults": 'events_per_month = 0.8\nper_event = "10 to 90"\npaid_after = 3',
    "visits": 'every = "2 to 4"\nper_event = "10 to 90"',
    "given": 'category = "Opportunity"\nmonthly = "once"',
}
DRIVERS = 'z = { dist = "normal", mean = 30, sd = 2, each = "month" }\nonce = "1 to 2"'


@pytest.mark.parametrize("rate", [0.0, 0.21])
def test_each_line_pays_what_leaves_the_bank(rate: float) -> None:
    """Cash of each way of paying, alone and all together with launch and buffer, future by future."""
    heads = {
        "all": 'like = "plain"\nlaunch = { months = 1.5, revenue_per_month = 100 }\nbuffer = { share = "once / 10" }'
    }
    for name in EVERY_WAY:  # with the same draws
        others = [f"costs.{other}" for other in EVERY_WAY if other != name]
        heads[name] = f'like = "plain"\nwithout = {others}'
    strategies = {"plain": EVERY_WAY, **{name: {} for name in heads}}
    what = scenario(strategies, drivers=DRIVERS, horizons=[9, 14], heads=heads, top=f"discount_rate = {rate}")
    result = simulate(what, N)
    sample = result.sample
    for (name, horizon), cash in sample.cash.items():
        lines = sample.line_cash[name, horizon]
        np.testing.assert_allclose(sum(lines.values(), np.zeros(N)), cash, rtol=1e-12, atol=1e-9)
        points = result.cash_points[name, horizon]
        assert sum(points.lines.values()) == pytest.approx(points.total, rel=1e-12)
        if name == "all":
            assert list(lines) == [*(line for line in EVERY_WAY if line != "given"), "buffer"]
            for line in set(EVERY_WAY) - {"given"}:
                np.testing.assert_array_equal(lines[line], sample.line_cash[line, horizon][line])


@pytest.mark.parametrize("name", ["legal_startup", "whole_language"])
def test_lines_add_up_to_the_cent(name: str) -> None:
    found = simulate(load(SCENARIOS / "whole_language.toml" if name == "whole_language" else name), N).document
    for strategy in found["strategies"].values():
        for numbers in strategy["horizons"].values():
            table = numbers["confidence"]
            assert sum(one["spreadsheet"] for one in table["lines"].values()) == pytest.approx(table["spreadsheet"])
            for key in KEYS:
                parts = sum(one[key] for one in table["lines"].values())
                assert parts == pytest.approx(table["contingency"][key], abs=0.005)
                assert table["amounts"][key] == pytest.approx(table["spreadsheet"] + table["contingency"][key])
            assert {key: table["amounts"][key] for key in ("p50", "p80", "p90")}.items() <= numbers["cash"].items()


def test_where_nothing_is_random_there_is_no_contingency() -> None:
    found = confidence(run({"x": "monthly = 70", "y": "one_time = 1_000.10"}, horizons=[12]))
    assert found["spreadsheet_percentile"] == 0.5
    for one in found["lines"].values():
        assert [one[key] for key in KEYS] == pytest.approx([0.0] * 4, abs=1e-9)
        assert [one["se"][key] for key in KEYS] == pytest.approx([0.0] * 4, abs=1e-9)


def test_a_total_of_a_few_steps_adds_up_too() -> None:
    """Two coins of 100 and 40: where both lines are known from the total they are met exactly."""
    found = confidence(run({"x": 'one_time = "100 * bernoulli(0.45)"', "y": 'one_time = "40 * bernoulli(0.5)"'}))
    assert found["amounts"] == {"p50": 40.0, "p70": 100.0, "p80": 140.0, "p90": 140.0}
    needed = {"p50": (0.0, 40.0), "p70": (100.0, 0.0), "p80": (100.0, 40.0), "p90": (100.0, 40.0)}
    for key, (x, y) in needed.items():
        assert found["lines"]["x"]["spreadsheet"] + found["lines"]["x"][key] == pytest.approx(x, abs=1e-9)
        assert found["lines"]["y"]["spreadsheet"] + found["lines"]["y"][key] == pytest.approx(y, abs=1e-9)


def test_where_nothing_is_paid_the_table_has_no_lines() -> None:
    found = confidence(run({"lost": 'category = "Opportunity"\nmonthly = "70 to 90"'}, horizons=[12]))
    assert found["lines"] == {}
    assert found["contingency"] == dict.fromkeys(KEYS, 0.0)


def test_an_amount_between_two_steps_is_shared_out() -> None:
    """No line is fitted through one step to reach another: parts keep their proportion, and add up."""
    parts = np.repeat([[30.0, 300.0], [70.0, 700.0]], 500, axis=1)
    expected, errors = expected_parts(parts, OrderedTotals.of(parts.sum(axis=0)), np.array([600.0]))
    assert expected[0] == pytest.approx([180.0, 420.0])
    assert errors[0] == pytest.approx([0.0, 0.0], abs=1e-9)


def fitted(parts: np.ndarray, amount: float) -> tuple[np.ndarray, np.ndarray]:
    """Return expected parts and errors by weighted least squares over all futures, most of them of no weight."""
    size, off = parts.shape[1], parts.sum(axis=0) - amount
    width = np.sort(np.abs(off))[round(size / 10) - 1]
    near = np.abs(off) <= width
    weight = near * (1.0 - (off / (width * (1.0 + 1e-9) or 1.0)) ** 2)
    weight /= weight.sum()
    off -= (beside := weight @ off)
    spread = weight @ off**2
    tilt = -beside / spread if beside**2 < 9.0 * spread else 0.0
    effective, means = weight * (1.0 + tilt * off), parts @ weight
    slopes = parts @ (weight * off) / (spread or 1.0)
    found = parts @ effective
    rest = effective * (parts - means[:, None] - slopes[:, None] * off)
    firsts = np.arange(0, size, 512)
    number = np.count_nonzero(np.add.reduceat(near, firsts))
    sums = np.add.reduceat(rest, firsts, axis=1)
    errors = np.sqrt(number / (number - 1) * np.sum(sums**2, axis=1)) if number > 1 else np.full(len(parts), np.nan)
    return found + (amount - found.sum()) * np.abs(found) / np.abs(found).sum(), errors


@pytest.mark.parametrize(("size", "steps"), [(300, 0), (1_300, 0), (1_300, 40), (4_096, 3)])
def test_expected_parts_are_those_of_weighted_least_squares(size: int, steps: int) -> None:
    """Of a few blocks, the last one not full; of totals that many futures share; the last amount without an error."""
    parts = 1.0 + np.random.default_rng(size + steps).lognormal(sigma=2.0, size=(3, size))
    if steps:
        parts = np.ceil(steps * parts / parts.max())
    amounts = np.quantile(parts.sum(axis=0), [0.02, 0.5, 0.9])
    expected, errors = expected_parts(parts, OrderedTotals.of(parts.sum(axis=0)), amounts, 2)
    assert expected.shape == (3, 3)
    assert errors.shape == (2, 3)
    for at, amount in enumerate(amounts):
        wanted, error = fitted(parts, amount)
        assert expected[at] == pytest.approx(wanted, rel=1e-9)
        if at < 2:
            assert errors[at] == pytest.approx(error, rel=1e-9, abs=1e-9, nan_ok=True)


def test_few_futures_have_no_errors() -> None:
    few = simulate(scenario({"a": {"x": 'one_time = "1 to 3"', "y": 'one_time = "2 to 9"'}}), 100, sampler="random")
    found = confidence(few)
    assert all(each is None for one in (found, *found["lines"].values()) for each in one["se"].values())
    assert sum(one["p80"] for one in found["lines"].values()) == pytest.approx(found["contingency"]["p80"])


def test_errors_cover_what_other_seeds_find() -> None:
    """Nineteen further runs: an expected cash is within two errors of their mean in most, and not in all by far."""
    what = scenario({"a": NORMALS}, drivers=SHARED)
    found = [confidence(simulate(what, N, seed=seed))["lines"]["y"] for seed in range(20)]
    variance = COVARIANCES.sum()
    above = ndtri(0.8) * np.sqrt(variance)
    off = [abs(one["p80"] - COVARIANCES[1] / variance * above) / one["se"]["p80"] for one in found]
    assert np.mean(np.array(off) < 2.0) >= 0.8
    assert np.mean(np.array(off) < 0.25) <= 0.8


def test_an_amount_beside_a_jump_may_be_on_the_other_side_of_it() -> None:
    """80 % of futures cost nothing, the others 100: P80 is either, where the run cannot tell which, and else one."""
    what, error = scenario({"a": {"x": 'one_time = "100 * bernoulli(0.2)"'}}), np.sqrt(0.8 * 0.2 / N)
    seen = set()
    for seed in range(12):
        result = simulate(what, N, sampler="random", seed=seed)
        off = abs(np.mean(result.sample.cash["a", max(result.scenario.horizons)] == 0.0) - 0.8) / error
        if not 0.5 < off < 1.8:
            seen.add(off > 1.0)
            assert confidence(result)["se"]["p80"] == (0.0 if off > 1.0 else 50.0)
    assert seen == {False, True}


@pytest.mark.parametrize(("sampler", "most"), [("random", 1.4), ("sobol", 8.0)])
def test_errors_of_a_dominating_line_cover_its_percentile(sampler: str, most: float) -> None:
    """All of the contingency is one lognormal's: its error is that of the percentile of cash, known in closed form.

    The negative control is the error at a known amount, which knows nothing of it. Sobol's is a floor, so too large.
    """
    what = scenario({"a": {"bill": 'monthly = "h"', "fixed": "monthly = 100"}}, drivers='h = "50 to 900"', horizons=[6])
    middle, sd = np.sqrt(50.0 * 900.0), np.log(18.0) / 2.0 / ndtri(0.95)
    truth = 6.0 * middle * (np.exp(sd * ndtri(np.array(LEVELS) / 100.0)) - 1.0)
    off, errors, blind = [], [], []
    for seed in range(30):
        result = simulate(what, N, seed=seed, sampler=sampler)
        found = confidence(result)
        bill, fixed = found["lines"]["bill"], found["lines"]["fixed"]
        off.append([bill[key] for key in KEYS] - truth)
        errors.append([bill["se"][key] for key in KEYS])
        assert [found["se"][key] for key in KEYS] == pytest.approx(errors[-1])
        assert [fixed["se"][key] for key in KEYS] == pytest.approx([0.0] * 4, abs=1e-6)
        parts = np.stack(list(result.sample.line_cash["a", 6].values()))
        amounts = np.array([found["amounts"][key] for key in KEYS])
        blind.append(expected_parts(parts, OrderedTotals.of(parts.sum(axis=0)), amounts)[1][:, 0])
    t90 = 1.753
    assert np.all(np.mean(np.abs(off) <= t90 * np.array(errors), axis=0) >= 0.8)
    spread = np.sqrt(np.mean(np.square(off), axis=0))
    assert np.all((spread / 1.4 < np.mean(errors, axis=0)) & (np.mean(errors, axis=0) < most * spread))
    assert np.all(np.mean(np.abs(off) <= t90 * np.array(blind), axis=0) < 0.1)
